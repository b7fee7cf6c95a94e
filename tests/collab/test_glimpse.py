"""What a newcomer sees of a document that is still being built."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from pycrdt import Doc

from collab.documents.edits import write_results
from collab.documents.memory_store import MemoryDocumentStore
from collab.documents.reader import document_json
from collab.documents.store import Checkpoint, Entry, Row, Stored
from collab.sync import messages
from collab.sync.access import Access
from collab.sync.connection import Close
from collab.sync.glimpse import Glimpse
from collab.sync.hub import Hub
from collab.sync.loading import load
from collab.sync.metrics import NoMetrics
from collab.sync.room import Room
from tests.collab.peers import (
    ANN,
    AT_ONCE,
    BOARD,
    EDITOR,
    SEED,
    Peer,
    nodes,
    seeded_store,
    settle,
    visiting,
)
from tests.collab.test_rehearsal import HONEST
from tests.collab.twins import InlineRehearsal


async def stored(*rows: bytes) -> MemoryDocumentStore:
    """The seed as a checkpoint of epoch-1, and `rows` since."""
    store = await seeded_store()
    made = await InlineRehearsal().condense(await store.load(BOARD))
    await store.checkpoint(BOARD, made)
    await store.append([Entry(BOARD, None, row) for row in rows])
    return store


class Opening:
    """A room whose document is known to exist and is not there yet."""

    def __init__(self, store: MemoryDocumentStore) -> None:
        self.store = store
        self.room = Room(BOARD, store, (), AT_ONCE, NoMetrics())

    async def foresee(self) -> None:
        self.room.foresee(Glimpse.of(await self.store.load(BOARD)))

    def join(self, epoch: str | None = None, doc: "Doc[object] | None" = None) -> Peer:
        peer = Peer(self.room, self.room.join(1, EDITOR, True, epoch), doc or Doc())
        peer.start()
        return peer

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        self.room.open(await load(self.store, BOARD))
        running = asyncio.create_task(self.room.run())
        await settle()
        yield
        self.room.stop(1012, "over")
        await running


@pytest.mark.parametrize("rows", [HONEST[:0], HONEST[:2]], ids=["checkpoint", "rows since"])
async def test_who_has_nothing_is_answered_from_the_disk(rows: Sequence[bytes]) -> None:
    """SY12: all of the document, then what happens to it."""
    opening = Opening(await stored(*rows))
    await opening.foresee()
    newcomer = opening.join("epoch-1")
    newcomer.deliver()
    seen = document_json(newcomer.doc)
    assert len(newcomer.seen) == 1, "a step 2 is taken for all there is"
    async with opening.opened():
        assert seen == document_json(opening.room.doc)
        await opening.room.edit(
            lambda doc: write_results(doc, {"n1": {"status": "done"}}),  # type: ignore[dict-item]
            "render",
        )
        newcomer.deliver()
        assert document_json(newcomer.doc) == document_json(opening.room.doc)


async def test_who_waits_is_answered_as_soon_as_the_rows_are_rehearsed() -> None:
    """SY12, SY19"""
    opening = Opening(await stored())
    newcomer = opening.join()
    newcomer.deliver()
    assert not newcomer.seen
    await opening.foresee()
    newcomer.deliver()
    assert newcomer.seen


async def test_who_has_something_waits_for_the_document_to_tell_what_is_missing() -> None:
    opening = Opening(await stored())
    copy: Doc[object] = Doc()
    copy.apply_update(SEED)
    await opening.foresee()
    returning = opening.join("epoch-1", copy)
    returning.deliver()
    assert not returning.seen
    async with opening.opened():
        returning.deliver()
        (answer,) = returning.seen
        assert len(answer) < len(SEED)


async def test_what_is_sent_meanwhile_is_judged_and_acknowledged_later() -> None:
    """SY1, SY5"""
    opening = Opening(await stored())
    await opening.foresee()
    newcomer = opening.join()
    newcomer.deliver()
    newcomer.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "early"))
    newcomer.deliver()
    assert newcomer.receipts == []
    async with opening.opened():
        newcomer.deliver()
        assert newcomer.receipts[-1] == 1
        assert document_json(opening.room.doc) == document_json(newcomer.doc)


async def test_another_history_is_neither_shown_nor_merged() -> None:
    """SY15"""
    opening = Opening(await stored())
    await opening.foresee()
    stranger = opening.join("epoch-0")
    stranger.send(messages.update(HONEST[0]))
    stranger.deliver()
    assert stranger.seen == []
    before = len(opening.store.entries)
    async with opening.opened():
        stranger.deliver()
        assert stranger.closed == Close(4409, "this board began anew; load it again")
    assert len(opening.store.entries) == before


async def test_a_document_that_cannot_be_loaded_sends_everybody_away() -> None:
    """SY15"""
    opening = Opening(await stored())
    newcomer = opening.join()
    opening.room.fail()
    newcomer.deliver()
    assert newcomer.closed == Close(4503, "this board cannot be opened now")


class SlowRehearsal(InlineRehearsal):
    def __init__(self) -> None:
        self.may_go_on = asyncio.Event()

    async def find_bad(self, stored: Stored) -> tuple[tuple[Row, str], ...]:
        await self.may_go_on.wait()
        return await super().find_bad(stored)


async def test_suspect_rows_are_not_shown_before_they_are_rehearsed() -> None:
    """SY19"""
    store = await stored(*HONEST[:1])
    store.suspect_to = len(store.entries)
    rehearsal = SlowRehearsal()
    async with (
        Hub(store, limits=AT_ONCE, rehearsal=rehearsal) as hub,
        visiting(hub, EDITOR) as (room, member),
    ):
        newcomer = Peer(room, member)
        newcomer.start()
        await settle()
        newcomer.deliver()
        assert newcomer.seen == []
        rehearsal.may_go_on.set()
        await settle()
        newcomer.deliver()
        assert document_json(newcomer.doc) == document_json(room.doc)


async def test_a_right_that_is_lost_before_the_document_is_there_is_lost() -> None:
    """SY10"""
    store = await stored(*HONEST[:1])
    store.suspect_to = len(store.entries)
    rehearsal = SlowRehearsal()
    async with (
        Hub(store, limits=AT_ONCE, rehearsal=rehearsal) as hub,
        visiting(hub, Access(ANN, True, credential="tab")) as (_, member),
    ):
        hub.sign_out("tab")
        assert member.outbox.take() == Close(4401, "you are signed out")
        rehearsal.may_go_on.set()


def test_a_glimpse_needs_a_checkpoint_and_few_rows() -> None:
    checkpoint = Checkpoint(1, SEED, b"", "epoch-1")
    assert Glimpse.of(Stored(None, (Row(1, SEED),))) is None
    assert Glimpse.of(Stored(checkpoint, (Row(2, HONEST[0]),) * 10_001)) is None
    glimpse = Glimpse.of(Stored(checkpoint, ()))
    assert glimpse is not None
    assert glimpse.suits(b"\x00", None)
    assert glimpse.suits(b"\x00", "epoch-1")
    assert not glimpse.suits(b"\x00", "epoch-2")
    assert not glimpse.suits(Doc().get_state() + b"x", None)


def test_an_unknown_epoch_suits_nobody_who_asks_for_one() -> None:
    glimpse = Glimpse(Checkpoint(1, SEED, b""), ())
    assert not glimpse.suits(b"\x00", "epoch-1")


async def test_a_room_that_a_stop_ends_has_its_checkpoint() -> None:
    """SY20: people are back within seconds, and all at once."""
    store = await stored()
    async with (
        Hub(store, limits=AT_ONCE, rehearsal=InlineRehearsal()) as hub,
        visiting(hub, EDITOR) as (room, member),
    ):
        editor = Peer(room, member)
        editor.start()
        await settle()
        editor.deliver()
        for at in range(70):
            editor.edit(lambda doc, at=at: nodes(doc)["n1"].__setitem__("title", str(at)))  # type: ignore[misc]
        await settle()
        await hub.__aexit__(None, None, None)
        assert not (await store.load(BOARD)).rows
