"""A `Carrier` that is uvicorn's own WebSocket protocol: messages without a task or a queue between.

The handshake, control frames, fragments, pings, closing and every protocol error stay uvicorn's
and the websockets library's. Once a member rides on it, whole binary frames, which is all that
clients of ours send, go straight from the transport to the member and back.
"""

import asyncio
import sys
from functools import lru_cache
from typing import Any, Final, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from collab.sync.asgi_carrier import shortened
from collab.sync.carrier import Taker
from collab.sync.member import Member

try:
    from websockets.speedups import apply_mask
except ImportError:
    from websockets.utils import apply_mask

EXTENSION: Final = "atelier.carrier"
"""Where the ASGI scope's `extensions` have it."""

_CLOSE_SECONDS: Final = 10.0
_SHARED_BYTES: Final = 64 * 1024
_WHOLE_BINARY: Final = 0x82
_MASKED: Final = 0x80


class _Unheard:
    """In the place of the events that an application would wait for."""

    def put_nowait(self, event: object) -> None: ...


_UNHEARD: Final = cast(Any, _Unheard())
_WRITABLE: Final = asyncio.Event()
"""What an application waits for before it sends: `is_writable` is what counts for a member."""
_WRITABLE.set()


class UvicornCarrier(WebSocketsSansIOProtocol):
    """`uvicorn.Config(ws=UvicornCarrier)`, without `ws_per_message_deflate`.

    The library's side of the connection is some 5 KiB, and knows nothing between two messages that
    a new one would not: there is one only while it is needed.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_writable = True
        self._taker: Taker | None = None
        self._rest: bytes | bytearray = b""
        self._needed = 0
        self._is_reading = True
        self._most_bytes = self.config.ws_max_size or sys.maxsize

    _conn: ServerProtocol | None

    @property
    def conn(self) -> ServerProtocol:
        if self._conn is None:
            most_bytes = self.config.ws_max_size
            self._conn = ServerProtocol(state=OPEN, max_size=most_bytes, logger=self.logger)
        return self._conn

    @conn.setter
    def conn(self, conn: ServerProtocol) -> None:
        self._conn = conn

    def _let_go_of_library(self) -> None:
        """Unless a member rides no more, a message is half read, or the end has begun."""
        if self._taker and self._conn and not self.frames and self._conn.state is OPEN:
            self._conn = None

    # What a member asks for

    @property
    def unsent_bytes(self) -> int:
        return self.transport.get_write_buffer_size()

    def write(self, message: bytes) -> bool:
        if self.close_sent or self.disconnected:
            return True
        if len(message) > _SHARED_BYTES:
            self.transport.writelines((_header(len(message)), message))
        else:
            self.transport.write(_framed(message))
        return self.is_writable

    def pause_reading(self) -> None:
        if self._is_reading:
            self._is_reading = False
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        if not self._is_reading and not self.transport.is_closing():
            self._is_reading = True
            self.transport.resume_reading()

    def close(self, code: int, reason: str) -> None:
        self._taker = None
        if self.close_sent or self.transport.is_closing():
            return
        self.conn.send_close(code, shortened(reason))
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.resume_reading()  # the client's answer is still to come, but not waited for long
        self.close_timer = self.loop.call_later(_CLOSE_SECONDS, self.transport.abort)

    async def carry(self, member: Member) -> None:
        """Returns at once: from now on nothing of the request is needed any more."""
        self._taker = member
        queue, self.queue = self.queue, _UNHEARD
        while not queue.empty() and self._taker is not None:  # what came right after the handshake
            match queue.get_nowait():
                case {"type": "websocket.receive", "bytes": bytes(message)}:
                    member.receive(message)
                case {"type": "websocket.receive"}:
                    member.receive_text()
                case {"type": "websocket.disconnect"}:
                    member.lost()
        if self.read_paused:  # uvicorn stops reading until the application asks
            self.read_paused = False
            self.transport.resume_reading()
        if self.close_timer is None:
            # uvicorn closes when the application returns, unless a closing handshake is under way.
            # A plain handle, since uvloop does not know the standard library's timers.
            handle = asyncio.Handle(_nothing, (), self.loop)
            self.close_timer = cast(asyncio.TimerHandle, handle)
        del self.request, self.response, self.scope
        self.writable = _WRITABLE
        self._let_go_of_library()
        member.ride(self)

    # What uvicorn and the transport tell

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.handshake_initiated and not self.close_sent:
            cast(dict[str, Any], self.scope["extensions"])[EXTENSION] = self

    def data_received(self, data: bytes) -> None:
        if self._rest:
            self._rest += data
            if len(self._rest) < self._needed:
                return
            data, self._rest = bytes(self._rest), b""
        if self._taker is None and not self.handshake_complete:
            super().data_received(data)
            return
        read = self._frames(data)
        if read < len(data):
            self._rest = bytearray(data[read:])

    def _frames(self, data: bytes) -> int:
        """Deal with the whole frames at the beginning of `data` (RFC 6455, 5.2): so many bytes."""
        at, end = 0, len(data)
        while end - at >= 2:
            head, length = data[at], data[at + 1]
            start = at + 6
            if not length & _MASKED:
                return self._leave_to_library(data[at:], end)
            length &= 0x7F
            if length == 126:
                start = at + 8
                length = int.from_bytes(data[at + 2 : at + 4], "big")
            elif length == 127:
                start = at + 14
                length = int.from_bytes(data[at + 2 : at + 10], "big")
            stop = start + length
            if stop > end or start > end:
                self._needed = (stop if start <= end else start) - at
                if start <= end and length > self._most_bytes:
                    return self._leave_to_library(data[at:], end)
                return at
            if head == _WHOLE_BINARY and not self.frames and self._taker is not None:
                self._taker.receive(apply_mask(data[start:stop], data[start - 4 : start]))
            else:
                super().data_received(data[at:stop])
                if self.close_sent or self.transport.is_closing():
                    return end
                self._let_go_of_library()
            at = stop
        self._needed = 2
        return at

    def _leave_to_library(self, data: bytes, end: int) -> int:
        """It knows what is wrong with it, and closes."""
        super().data_received(data)
        return end

    def send_receive_event_to_app(self) -> None:
        """A message that the library read: in fragments, or as text."""
        if self._taker is None:
            super().send_receive_event_to_app()
            return
        message, self.frames = b"".join(self.frames), []
        if self.close_sent:
            return
        if self.curr_msg_data_type == "text":
            self._taker.receive_text()
        else:
            self._taker.receive(message)

    def send_keepalive_ping(self) -> None:
        super().send_keepalive_ping()
        self._let_go_of_library()

    def pause_writing(self) -> None:
        if self._taker is None:
            super().pause_writing()
        self.is_writable = False

    def resume_writing(self) -> None:
        super().resume_writing()
        self.is_writable = True
        if self._taker is not None:
            self._taker.flush()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._taker is not None:
            taker, self._taker = self._taker, None
            taker.lost()


def _nothing() -> None: ...


@lru_cache(maxsize=1)
def _framed(message: bytes) -> bytes:
    """One frame for all who get the same message in a row."""
    return _header(len(message)) + message


def _header(length: int) -> bytes:
    """Of a whole binary frame from a server (RFC 6455, 5.2)."""
    if length < 126:
        return bytes((_WHOLE_BINARY, length))
    if length < 65536:
        return b"\x82\x7e" + length.to_bytes(2, "big")
    return b"\x82\x7f" + length.to_bytes(8, "big")
