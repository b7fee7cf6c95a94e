"""In-memory peers: real Docs speaking the wire to a real room, with no socket and no clock."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from pycrdt import Doc, Map, TransactionEvent

from collab.documents.edits import add_node, seed_update
from collab.documents.memory_store import MemoryDocumentStore
from collab.documents.model import DocumentId
from collab.documents.reader import root
from collab.documents.store import Entry
from collab.errors import DocumentUnavailable
from collab.sync import messages
from collab.sync.access import Access, Person
from collab.sync.connection import Close
from collab.sync.hub import Hub
from collab.sync.lib0 import Reader
from collab.sync.limits import Limits
from collab.sync.loading import load
from collab.sync.member import Member
from collab.sync.metrics import NoMetrics
from collab.sync.outbox import CatchUp
from collab.sync.room import Room

BOARD = DocumentId("board")
ANN = Person("ann", "Ann", "#aa0000")
BEN = Person("ben", "Ben", "#0000bb")
EDITOR = Access(ANN, may_edit=True)
VIEWER = Access(BEN, may_edit=False)
AT_ONCE = Limits(awareness_tick_seconds=0, idle_seconds=0, retry_seconds=0, checkpoint_share=1)


def sample(doc: "Doc[Any]") -> None:
    add_node(doc, "n1", "note", params={"text": "hello"}, text_params=["text"])
    add_node(doc, "n2", "image.solid", params={"width": 64})


SEED = seed_update("epoch-1", sample)


def nodes(doc: "Doc[Any]") -> "Map[Any]":
    return root(doc, "nodes")


class GatedStore(MemoryDocumentStore):
    """A disk whose commits wait for `open`, or fail while `broken`."""

    def __init__(self) -> None:
        super().__init__()
        self.open = asyncio.Event()
        self.open.set()
        self.broken = False

    async def append(self, entries: Sequence[Entry]) -> None:
        await self.open.wait()
        if self.broken:
            raise DocumentUnavailable("It is full.")
        await super().append(entries)

    async def probe(self) -> None:
        if self.broken:
            raise DocumentUnavailable("It is full.")


async def seeded_store() -> GatedStore:
    store = GatedStore()
    await store.append([Entry(BOARD, None, SEED)])
    return store


async def open_room(
    store: MemoryDocumentStore, limits: Limits = AT_ONCE, observers: Sequence[Any] = ()
) -> Room:
    room = Room(BOARD, store, observers, limits, NoMetrics())
    room.open(await load(store, BOARD))
    return room


async def settle() -> None:
    """Let everything that can run, run: nothing here waits for a clock."""
    for _ in range(50):
        await asyncio.sleep(0)


@dataclass
class Peer:
    """A client with a document; `deliver` carries what the room has for it."""

    room: Room
    member: Member
    doc: "Doc[Any]" = field(default_factory=Doc)
    seen: list[bytes] = field(default_factory=list)
    receipts: list[int] = field(default_factory=list)
    refusals: list[tuple[int, str]] = field(default_factory=list)
    states: dict[int, str] = field(default_factory=dict)
    closed: Close | None = None
    _applying: bool = False

    def __post_init__(self) -> None:
        self._subscription = self.doc.observe(self._on_change)

    def forget(self) -> None:
        """As long as a Doc is observed, it and its observer keep each other."""
        self.doc.unobserve(self._subscription)

    def start(self) -> None:
        """As stock clients do when their socket opens."""
        self.send(messages.step_1(self.doc.get_state()))

    def send(self, frame: bytes) -> None:
        self.room.receive(self.member, frame)

    def edit(self, change: "Callable[[Doc[Any]], None]") -> None:
        with self.doc.transaction():
            change(self.doc)

    def deliver(self, at_most: int = 1_000_000) -> None:
        """Take up to `at_most` frames off the room's hands."""
        for _ in range(at_most):
            outgoing = self.member.outbox.take()
            match outgoing:
                case None:
                    return
                case Close():
                    self.closed = outgoing
                    return
                case CatchUp(state_vector):
                    self.room.catch_up(self.member, state_vector)
                case bytes():
                    self.read(outgoing)

    def read(self, frame: bytes) -> None:
        reader = Reader(frame)
        match reader.varint():
            case messages.SYNC:
                self._sync(reader)
            case messages.AWARENESS:
                for entry in messages.decode_awareness(reader.bytes()):
                    self.states[entry.client] = entry.state
            case messages.RECEIPT:
                self.receipts.append(reader.varint())
            case messages.REFUSAL:
                self.refusals.append((reader.varint(), reader.string()))

    def _sync(self, reader: Reader) -> None:
        step, payload = reader.varint(), reader.bytes()
        if step == messages.STEP_1:
            self.send(messages.step_2(self.doc.get_update(payload)))
            return
        self.seen.append(payload)
        self._applying = True
        self.doc.apply_update(payload)
        self._applying = False

    def _on_change(self, event: TransactionEvent) -> None:
        if not self._applying:
            self.send(messages.update(event.update))


class Session:
    """A running room and whoever joins it: `async with Session(store) as session`."""

    def __init__(
        self,
        store: MemoryDocumentStore,
        limits: Limits = AT_ONCE,
        observers: Sequence[Any] = (),
    ) -> None:
        self.store = store
        self._limits = limits
        self._observers = observers
        self._number = 0

    async def __aenter__(self) -> "Session":
        self.room = await open_room(self.store, self._limits, self._observers)
        self._task = asyncio.create_task(self.room.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def join(
        self, access: Access = EDITOR, receipts: bool = False, doc: "Doc[Any] | None" = None
    ) -> Peer:
        self._number += 1
        member = self.room.join(self._number, access, receipts)
        peer = Peer(self.room, member, doc if doc is not None else Doc())
        peer.start()
        return peer

    async def joined(self, access: Access = EDITOR, receipts: bool = False) -> Peer:
        peer = self.join(access, receipts)
        await self.quiet(peer)
        return peer

    async def quiet(self, *peers: Peer) -> None:
        """Until nobody has anything left to say."""
        for _ in range(4):
            await settle()
            for peer in peers:
                peer.deliver()


@asynccontextmanager
async def visiting(hub: Hub, access: Access, **options: Any) -> AsyncIterator[tuple[Room, Member]]:
    with hub.arriving(BOARD) as arrival:
        member = await hub.join(arrival, access, **options)
    try:
        yield cast(Room, member.host), member
    finally:
        member.lost()
