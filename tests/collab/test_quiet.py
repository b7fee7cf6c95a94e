"""A document nothing happens to leaves the memory, and comes back unnoticed."""

import asyncio
import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from pycrdt import Doc

from collab.documents.edits import write_results
from collab.documents.model import DocumentId
from collab.documents.reader import document_json
from collab.documents.store import Stored
from collab.errors import DocumentUnavailable
from collab.sync.connection import Close
from collab.sync.hub import Hub
from tests.collab.peers import (
    AT_ONCE,
    BOARD,
    VIEWER,
    GatedStore,
    Session,
    nodes,
    seeded_store,
    settle,
)


async def quiet(session: Session) -> None:
    """Nothing happens between two looks."""
    await settle()
    session.room.doze()
    await settle()
    assert session.room.doze()
    await settle()


def result(status: str) -> "Callable[[Doc[Any]], None]":
    return lambda doc: write_results(doc, {"n1": {"status": status}})  # type: ignore[dict-item]


async def test_a_quiet_document_leaves_the_memory_and_its_members_stay() -> None:
    """SY21"""
    async with Session(await seeded_store()) as session:
        ann, ben = await session.joined(), await session.joined()
        document = weakref.ref(session.room.doc)
        await quiet(session)
        gc.collect()
        assert document() is None
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "awake"))
        await session.quiet(ann, ben)
        assert document_json(ben.doc) == document_json(ann.doc) == document_json(session.room.doc)


async def test_who_joins_a_quiet_document_is_answered() -> None:
    """SY21"""
    async with Session(await seeded_store()) as session:
        ann = await session.joined()
        await quiet(session)
        ben = await session.joined(VIEWER)
        assert document_json(ben.doc) == document_json(ann.doc)


async def test_another_history_is_refused_by_a_quiet_document_too() -> None:
    """SY15, SY21"""
    async with Session(await seeded_store()) as session:
        await session.joined()
        await quiet(session)
        member = session.room.join(9, VIEWER, receipts=False, epoch="epoch-0")
        assert member.outbox.take() == Close(4409, "this board began anew; load it again")


async def test_awareness_does_not_wake_a_quiet_document() -> None:
    """SY21"""
    async with Session(await seeded_store()) as session:
        ann = await session.joined()
        await quiet(session)
        session.room.set_awareness({"renderer": {"state": "ready"}})
        await session.quiet(ann)
        assert session.room.client_id in ann.states
        assert not session.room.doze(), "it sleeps already"


async def test_a_document_is_not_let_go_of_while_something_happens() -> None:
    async with Session(await seeded_store()) as session:
        ann = await session.joined()
        for _ in range(3):
            ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "again"))
            await session.quiet(ann)
            assert not session.room.doze()


@pytest.mark.parametrize("status", ["queued", "running"])
async def test_a_document_whose_renders_wait_or_run_is_kept(status: str) -> None:
    """SY17, SY21: they would be lost with it."""
    async with Session(await seeded_store()) as session:
        await session.room.edit(result(status), "render")
        for _ in range(3):
            await settle()
            assert not session.room.doze()
        assert session.room.is_rendering()
        await session.room.edit(result("done"), "render")
        assert not session.room.is_rendering()
        await quiet(session)


async def test_a_document_somebody_uses_is_there_all_the_while() -> None:
    """SY21"""
    async with Hub(await seeded_store(), limits=AT_ONCE) as hub, hub.document(BOARD) as live:
        room = hub._slots[BOARD].loaded()
        assert room is not None
        for _ in range(3):
            await settle()
            assert not room.doze()
        assert document_json(live.doc)


async def test_who_uses_a_quiet_document_finds_it_there() -> None:
    """SY21"""
    async with Session(await seeded_store()) as session:
        await session.joined()
        await quiet(session)
        async with session.room.in_use():
            assert document_json(session.room.doc)


class UnreadableStore(GatedStore):
    is_readable = True

    async def load(self, document: DocumentId, before: int | None = None) -> Stored:
        if not self.is_readable:
            raise DocumentUnavailable("It cannot be read.")
        return await super().load(document, before)


async def test_a_quiet_document_that_cannot_be_loaded_again_sends_everybody_away() -> None:
    """SY15, SY21: whoever waits for an edit hears of it."""
    store = UnreadableStore()
    store._rows = (await seeded_store())._rows
    async with Session(store) as session:
        ann = await session.joined()
        await quiet(session)
        store.is_readable = False
        with pytest.raises(DocumentUnavailable):
            await session.room.edit(result("done"), "render")
        ann.deliver()
        assert ann.closed is not None
        assert ann.closed.code == 4503


async def test_a_quiet_room_ends_without_loading_its_document() -> None:
    """SY16, SY21"""
    store = UnreadableStore()
    store._rows = (await seeded_store())._rows
    async with Session(store) as session:
        ann = await session.joined()
        await quiet(session)
        store.is_readable = False
        session.room.stop(1012, "over")
        await asyncio.wait_for(session._task, 30)
        ann.deliver()
        assert ann.closed == Close(1012, "over")
