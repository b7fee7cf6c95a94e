"""Several people, random edits, slow wires, crashes: everyone ends with one document.

And whatever any of them ever saw of another's is in the store at that moment, which is what a
`kill -9` leaves.
"""

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc

from collab.documents.edits import write_results
from collab.documents.model import NodeId
from collab.documents.origin import RENDER
from collab.documents.reader import document_json
from collab.sync import messages
from collab.sync.limits import Limits
from tests.collab.editing import Change, changes
from tests.collab.peers import BOARD, GatedStore, Peer, Session, seeded_store, settle
from tests.collab.twins import InlineRehearsal

SMALL = Limits(awareness_tick_seconds=0, outbox_bytes=1500)
"""So that readers fall behind within a few edits."""

PEOPLE = 3
who = st.integers(0, PEOPLE - 1)
edits = st.tuples(st.just("edit"), who, changes)
deliveries = st.tuples(st.just("deliver"), who, st.integers(1, 9))
happenings = st.one_of(
    st.tuples(st.just("render"), st.sampled_from(["n1", "n2"]), st.integers(0, 9)),
    st.tuples(st.just("hold"), st.booleans(), st.none()),
    st.tuples(st.just("reconnect"), who, st.none()),
    st.tuples(st.just("crash"), st.none(), st.none()),
    st.tuples(st.just("checkpoint"), st.none(), st.none()),
    st.tuples(st.just("repeat"), who, st.none()),
)
steps = st.lists(
    st.tuples(st.one_of(edits, deliveries, edits, deliveries, happenings), st.booleans()),
    min_size=20,
    max_size=60,
)
"""What happens, and whether the server gets to work on it before the next thing does."""


class World:
    """The simulation: `session` is replaced at a crash, the store is what survives."""

    def __init__(self, store: GatedStore) -> None:
        self.store = store
        self.docs: list[Doc[Any]] = [Doc() for _ in range(PEOPLE)]
        self.session = Session(store, SMALL)
        self.peers: list[Peer] = []
        self.edits: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self.session = await Session(self.store, SMALL).__aenter__()
        self.peers = [self.session.join(doc=Doc()) for _ in self.docs]
        for number, doc in enumerate(self.docs):
            self.connect(number, doc)

    def connect(self, number: int, doc: "Doc[Any]") -> None:
        self.session.room.leave(self.peers[number].member)
        self.docs[number] = copy = Doc()
        copy.apply_update(doc.get_update())
        self.peers[number] = self.session.join(doc=copy)

    async def crash(self) -> None:
        for edit in self.edits:
            edit.cancel()
        await self.session.__aexit__()
        self.store.open.set()
        await self.start()

    async def step(self, what: str, which: Any, how: Any) -> None:
        match what:
            case "edit":
                self.peers[which].edit(how)
            case "deliver":
                self.peers[which].deliver(how)
            case "render":
                self.edits.append(
                    asyncio.create_task(self.session.room.edit(render(which, how), RENDER))
                )
            case "hold":
                (self.store.open.clear if which else self.store.open.set)()
            case "reconnect":
                self.connect(which, self.docs[which])
            case "crash":
                await self.crash()
            case "checkpoint":
                made = await InlineRehearsal().condense(await self.store.load(BOARD))
                await self.store.checkpoint(BOARD, made)
            case "repeat":  # all of it once more, in one update
                self.peers[which].send(messages.update(self.docs[which].get_update()))
        await self.check()

    async def check(self) -> None:
        """Nobody has seen what the store has not: applying it all adds nothing to what is there."""
        stored: Doc[Any] = Doc()
        for update in (await self.store.load(BOARD)).updates:
            stored.apply_update(update)
        for peer in self.peers:
            for update in peer.seen:
                before = stored.get_update()
                stored.apply_update(update)
                assert stored.get_update() == before
            peer.seen.clear()

    async def finish(self) -> None:
        self.store.open.set()
        for _ in range(20):
            await self.session.quiet(*self.peers)
        await self.check()
        for peer in self.peers:
            assert peer.closed is None
            assert document_json(peer.doc) == document_json(self.session.room.doc)
        await self.session.__aexit__()
        async with Session(self.store) as later:
            assert document_json(later.room.doc) == document_json(self.docs[0])


def render(node: str, value: int) -> Change:
    return lambda doc: write_results(doc, {NodeId(node): {"status": "done", "at": value}})


Script = list[tuple[tuple[str, Any, Any], bool]]


async def play(script: Script) -> None:
    world = World(await seeded_store())
    await world.start()
    for step, is_worked_on in script:
        await world.step(*step)
        if is_worked_on:
            await settle()
    await world.finish()


@settings(max_examples=60)
@given(steps)
def test_all_converge_and_nothing_that_was_seen_is_lost(script: Script) -> None:
    """SY1, SY2, SY11, SY20"""
    asyncio.run(play(script))
