"""kill -9 at random moments while several clients edit: nothing that anyone saw may be gone.

Clients are stock: y-protocols over the websockets package, documents of pycrdt. Each edit has a
number; what arrives at any other client is what was "seen". After each kill the server is started
again on the same data, and a newcomer's document must hold all of it.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from pycrdt import Doc, Map, TransactionEvent
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from collab.sync import messages
from collab.sync.lib0 import Reader
from tests.server import ServerProcess, json_of

JOIN_SECONDS = 20


@dataclass
class Trial:
    """What clients saw of each other's edits, and what the restarted server had of that."""

    seen: int
    lost: int


@dataclass
class Client:
    """`sent` edits of its own; `seen` is how far each other client had got, as told by others."""

    name: str
    doc: "Doc[Any]" = field(default_factory=Doc)
    seen: dict[int, int] = field(default_factory=dict)
    synced: asyncio.Event = field(default_factory=asyncio.Event)
    _outgoing: "asyncio.Queue[bytes]" = field(default_factory=asyncio.Queue)
    _applying: bool = False

    def __post_init__(self) -> None:
        self.nodes = self.doc.get("nodes", type=Map)
        self.doc.observe(self._on_change)

    def _on_change(self, event: TransactionEvent) -> None:
        if not self._applying:
            self._outgoing.put_nowait(messages.update(event.update))

    async def run(self, url: str, headers: dict[str, str]) -> None:
        """Until the server is gone."""
        try:
            async with connect(url, additional_headers=headers, max_size=None) as socket:
                await socket.send(messages.step_1(self.doc.get_state()))
                writing = asyncio.create_task(self._write(socket))
                try:
                    async for frame in socket:
                        assert isinstance(frame, bytes)
                        await self._read(socket, frame)
                finally:
                    writing.cancel()
        except (ConnectionClosed, OSError):
            return

    async def _write(self, socket: ClientConnection) -> None:
        while True:
            await socket.send(await self._outgoing.get())

    async def _read(self, socket: ClientConnection, frame: bytes) -> None:
        reader = Reader(frame)
        if reader.varint() != messages.SYNC:
            return
        step, payload = reader.varint(), reader.bytes()
        if step == messages.STEP_1:
            await socket.send(messages.step_2(self.doc.get_update(payload)))
            return
        self._applying = True
        self.doc.apply_update(payload)
        self._applying = False
        if step == messages.STEP_2:
            self.synced.set()
        self._note()

    def _note(self) -> None:
        reader = Reader(self.doc.get_state())
        for _ in range(reader.varint()):
            client, clock = reader.varint(), reader.varint()
            if client != self.doc.client_id:
                self.seen[client] = clock

    def edit(self, number: int) -> None:
        with self.doc.transaction():
            self.nodes[f"{self.name}-{number % 7}"] = Map({"type": "note", "title": str(number)})


async def trials(
    server: ServerProcess, kills: int, clients: int, random: Random
) -> AsyncIterator[Trial]:
    """Clients keep their documents through the kills, and come back as soon as they can."""
    async with server.signed_in() as admin:
        token = json_of(await admin.post("/api/tokens", json={"name": "kills"}))["token"]
        board = json_of(await admin.post("/api/boards", json={"title": "Kills"}))["id"]
    url = f"{server.url.replace('http', 'ws', 1)}/sync/{board}"
    headers = {"Authorization": f"Bearer {token}"}
    docs: list[Doc[Any]] = [Doc() for _ in range(clients)]
    for number in range(kills):
        crowd = [Client(f"c{at}", _copy(doc)) for at, doc in enumerate(docs)]
        await _edit_until_killed(server, crowd, url, headers, random)
        docs = [one.doc for one in crowd]
        await server.start()
        yield await _judge(crowd, url, headers, number)


def _copy(doc: "Doc[Any]") -> "Doc[Any]":
    """A new client id each time: stock clients do so on every load of their page."""
    copy: Doc[Any] = Doc()
    copy.apply_update(doc.get_update())
    return copy


async def _edit_until_killed(
    server: ServerProcess, crowd: list[Client], url: str, headers: dict[str, str], random: Random
) -> None:
    async with asyncio.TaskGroup() as tasks:
        for one in crowd:
            tasks.create_task(one.run(url, headers))
        for one in crowd:
            await asyncio.wait_for(one.synced.wait(), JOIN_SECONDS)
        editing = [tasks.create_task(_edit(one, random.randrange(1 << 30))) for one in crowd]
        await asyncio.sleep(random.uniform(0.1, 0.8))
        await server.kill()
        for task in editing:
            task.cancel()


async def _edit(client: Client, seed: int) -> None:
    random = Random(seed)
    for number in range(1_000_000):
        client.edit(number)
        await asyncio.sleep(random.expovariate(1 / 0.01))


async def _judge(crowd: list[Client], url: str, headers: dict[str, str], number: int) -> Trial:
    """A newcomer's document against what was seen; the crowd has not come back yet."""
    newcomer = Client(f"newcomer-{number}")
    running = asyncio.create_task(newcomer.run(url, headers))
    await asyncio.wait_for(newcomer.synced.wait(), JOIN_SECONDS)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    highest: dict[int, int] = {}
    for one in crowd:
        for client, clock in one.seen.items():
            highest[client] = max(highest.get(client, 0), clock)
    lost = sum(max(0, clock - newcomer.seen.get(client, 0)) for client, clock in highest.items())
    return Trial(seen=sum(highest.values()), lost=lost)
