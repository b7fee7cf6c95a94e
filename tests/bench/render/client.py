"""A stock Yjs client of one board, as a browser would be: edits in its document, results out of it.

It sends what it changes and applies what arrives, and does nothing else, so that what is measured
is the server.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from pycrdt import Doc, Map, TransactionEvent
from websockets.asyncio.client import ClientConnection, connect

from collab.sync import messages
from collab.sync.lib0 import Reader
from tests.server import ServerProcess

PATIENCE_SECONDS = 300


class Client:
    def __init__(self, socket: ClientConnection) -> None:
        self.doc: Doc[Any] = Doc()
        self.nodes = self.doc.get("nodes", type=Map)
        self.results = self.doc.get("results", type=Map)
        self._socket = socket
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        self._is_applying = False
        self._moved = asyncio.Event()
        self._is_synced = False
        self._subscription = self.doc.observe(self._note)

    def _note(self, event: TransactionEvent) -> None:
        if not self._is_applying:
            self._outgoing.put_nowait(messages.update(event.update))

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not holds():
                self._moved.clear()
                await self._moved.wait()

    def result(self, node: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.results.get(node) or {}
        return found

    def is_done(self, node: str) -> bool:
        return self.result(node).get("status") == "done"

    async def run(self) -> None:
        await self._socket.send(messages.step_1(self.doc.get_state()))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._write())
            async for frame in self._socket:
                assert isinstance(frame, bytes)
                await self._read(frame)

    async def _write(self) -> None:
        while True:
            await self._socket.send(await self._outgoing.get())

    async def _read(self, frame: bytes) -> None:
        reader = Reader(frame)
        if reader.varint() != messages.SYNC:
            return
        step, payload = reader.varint(), reader.bytes()
        if step == messages.STEP_1:
            await self._socket.send(messages.step_2(self.doc.get_update(payload)))
            return
        self._is_applying = True
        self.doc.apply_update(payload)
        self._is_applying = False
        self._is_synced = self._is_synced or step == messages.STEP_2
        self._moved.set()


@asynccontextmanager
async def joined(server: ServerProcess, board: str, token: str) -> AsyncIterator[Client]:
    url = f"{server.url.replace('http', 'ws', 1)}/sync/{board}"
    headers = {"Authorization": f"Bearer {token}"}
    async with connect(url, additional_headers=headers, max_size=None, compression=None) as socket:
        client = Client(socket)
        running = asyncio.create_task(client.run())
        await client.until(lambda: client._is_synced)
        try:
            yield client
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
