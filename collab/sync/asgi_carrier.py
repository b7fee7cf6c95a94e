"""A `Carrier` over Starlette's WebSocket, for any ASGI server: two tasks, one message at a time."""

import asyncio
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from collab.sync.carrier import Taker
from collab.sync.member import Member

MAX_REASON_BYTES = 120
"""A close frame holds 125 bytes, two of them the code."""

_CLOSE_SECONDS = 5


class AsgiCarrier:
    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._message: bytes | None = None
        self._may_write = asyncio.Event()
        self._may_read = asyncio.Event()
        self._may_read.set()
        self._close: tuple[int, str] | None = None
        self._closed = asyncio.Event()

    @property
    def is_writable(self) -> bool:
        return self._message is None

    @property
    def unsent_bytes(self) -> int:
        return len(self._message or b"")

    def write(self, message: bytes) -> bool:
        self._message = message
        self._may_write.set()
        return False

    def pause_reading(self) -> None:
        self._may_read.clear()

    def resume_reading(self) -> None:
        self._may_read.set()

    def close(self, code: int, reason: str) -> None:
        self._close = (code, reason)
        self._closed.set()

    async def carry(self, member: Member) -> None:
        """Until either side has closed."""
        async with asyncio.TaskGroup() as tasks:
            own = [tasks.create_task(self._read(member)), tasks.create_task(self._write(member))]
            member.ride(self)
            await self._closed.wait()
            for task in own:
                task.cancel()
        if self._close is not None:
            await close(self._websocket, *self._close)

    async def _read(self, taker: Taker) -> None:
        while (message := await self._websocket.receive())["type"] == "websocket.receive":
            data = message.get("bytes")
            if data is None:
                taker.receive_text()
            else:
                taker.receive(data)
            await self._may_read.wait()
        taker.lost()
        self._closed.set()

    async def _write(self, taker: Taker) -> None:
        while True:
            await self._may_write.wait()
            self._may_write.clear()
            if self._message is not None:
                try:
                    await self._websocket.send_bytes(self._message)
                except (WebSocketDisconnect, RuntimeError):
                    return  # the client left; the reader has heard of it or is about to
                self._message = None
                taker.flush()


async def close(websocket: WebSocket, code: int, reason: str) -> None:
    """Close, but do not wait long for a client that reads nothing."""
    if websocket.client_state is not WebSocketState.CONNECTED:
        return
    with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
        async with asyncio.timeout(_CLOSE_SECONDS):
            await websocket.close(code, shortened(reason))


def shortened(reason: str) -> str:
    """What of `reason` fits into a close frame."""
    return reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore")
