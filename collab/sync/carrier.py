"""What lies under a member: something that carries whole messages and can be made to wait.

The room knows nothing of ASGI, nor of sockets: `uvicorn_carrier` writes straight to the transport,
`asgi_carrier` works under any other server and in tests.
"""

from typing import Protocol


class Carrier(Protocol):
    """The way to one client. All calls are synchronous, on the event loop."""

    @property
    def is_writable(self) -> bool:
        """Whether what was written has left, but for what a socket's buffer may hold."""
        ...

    @property
    def unsent_bytes(self) -> int:
        """Of what was written: falls as the client reads."""
        ...

    def write(self, message: bytes) -> bool:
        """Send a binary message; whether there is room for more.

        If not, `Taker.flush` is called once there is.
        """
        ...

    def pause_reading(self) -> None:
        """Read no further, though what has been read already may still arrive."""
        ...

    def resume_reading(self) -> None: ...

    def close(self, code: int, reason: str) -> None:
        """Close the socket; the last call. What was written before still leaves, if it can."""
        ...


class Taker(Protocol):
    """Who a carrier delivers to."""

    def receive(self, message: bytes) -> None: ...

    def receive_text(self) -> None:
        """A text message, of which this wire knows none."""
        ...

    def flush(self) -> None:
        """There is room for more."""
        ...

    def lost(self) -> None:
        """The client is gone; nothing is called after it."""
        ...
