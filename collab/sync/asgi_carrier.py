"""A `Carrier` over Starlette's WebSocket, for any ASGI server: two tasks, one message at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.websockets import WebSocket, WebSocketDisconnect

from collab.sync.carrier import Taker


class AsgiCarrier:
    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._message: bytes | None = None
        self._may_write = asyncio.Event()
        self._may_read = asyncio.Event()
        self._may_read.set()

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

    def drop(self) -> None:
        """The server closes the socket when the application returns."""

    @asynccontextmanager
    async def carrying(self, taker: Taker) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            own = [tasks.create_task(self._read(taker)), tasks.create_task(self._write(taker))]
            yield
            for task in own:
                task.cancel()

    async def _read(self, taker: Taker) -> None:
        while (message := await self._websocket.receive())["type"] == "websocket.receive":
            data = message.get("bytes")
            if data is None:
                taker.receive_text()
            else:
                taker.receive(data)
            await self._may_read.wait()
        taker.lost()

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
