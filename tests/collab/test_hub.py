"""Loading, keeping and leaving documents: one room each, whoever arrives when."""

import asyncio
import gc
import weakref
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from collab.documents.edits import seed_update, write_results
from collab.documents.model import DocumentId
from collab.documents.reader import document_json
from collab.documents.store import Stored
from collab.errors import DocumentCorrupt, DocumentMissing, DocumentUnavailable
from collab.sync.access import Access
from collab.sync.connection import Close
from collab.sync.hub import Hub
from collab.sync.limits import Limits
from collab.sync.metrics import PrometheusMetrics
from tests.collab.peers import (
    ANN,
    AT_ONCE,
    BOARD,
    EDITOR,
    SEED,
    GatedStore,
    Peer,
    nodes,
    seeded_store,
    settle,
    visiting,
)
from workspace.persistence.journal import SqliteJournal


class CountingStore(GatedStore):
    loads = 0

    async def load(self, document: DocumentId, before: int | None = None) -> Stored:
        self.loads += 1
        await self.open.wait()
        return await super().load(document, before)


async def counting_store() -> CountingStore:
    store = CountingStore()
    await Hub(store).create(BOARD, SEED)
    return store


async def test_two_who_join_a_cold_document_together_get_one_room() -> None:
    """SY17"""
    store = await counting_store()
    async with Hub(store, limits=AT_ONCE) as hub:
        store.open.clear()
        titles: list[str] = []

        async def visit(title: str) -> None:
            async with visiting(hub, EDITOR) as (room, member):
                peer = Peer(room, member)
                peer.start()
                await settle()
                peer.deliver()
                peer.edit(lambda doc: nodes(doc)["n1"].__setitem__(title, True))
                await settle()
                peer.deliver()
                titles.extend(document_json(room.doc)["nodes"]["n1"])  # type: ignore[index, call-overload]

        visits = [asyncio.create_task(visit(title)) for title in ("left", "right")]
        await settle()
        store.open.set()
        await asyncio.gather(*visits)
        assert store.loads == 1
        assert {"left", "right"} <= set(titles)


async def test_a_room_is_unloaded_when_nobody_is_left_and_comes_back_the_same() -> None:
    """SY17"""
    store = await counting_store()
    async with Hub(store, limits=AT_ONCE) as hub:
        async with hub.document(BOARD) as live:
            await live.edit(lambda doc: write_results(doc, {"n1": {"status": "done"}}), "render")  # type: ignore[dict-item]
            before = document_json(live.doc)
        await settle()
        async with hub.document(BOARD) as again:
            assert again is not live
            assert document_json(again.doc) == before
        assert store.loads == 2
        with pytest.raises(DocumentUnavailable):
            await live.edit(lambda doc: None, "server")


async def test_an_unloaded_document_leaves_the_memory() -> None:
    """SY17"""
    async with Hub(await seeded_store(), limits=AT_ONCE) as hub:
        async with hub.document(BOARD) as live:
            document = weakref.ref(live.doc)
        del live
        await settle()
        gc.collect()
        assert document() is None


async def test_a_room_that_somebody_returns_to_in_time_is_kept() -> None:
    """SY17"""
    store = await counting_store()
    async with Hub(store, limits=Limits(idle_seconds=3600)) as hub:
        async with hub.document(BOARD) as live:
            pass
        async with hub.document(BOARD) as again:
            assert again is live
    assert store.loads == 1


async def test_who_comes_while_a_room_ends_waits_for_its_last_commit() -> None:
    """SY17"""
    store = await counting_store()
    async with Hub(store, limits=AT_ONCE) as hub:
        async with hub.document(BOARD) as live:
            store.open.clear()
            edit = asyncio.create_task(
                live.edit(lambda doc: write_results(doc, {"n1": {"status": "done"}}), "render")  # type: ignore[dict-item]
            )
            await settle()
        await settle()

        async def titles() -> object:
            async with hub.document(BOARD) as later:
                return document_json(later.doc)["results"]

        later = asyncio.create_task(titles())
        await settle()
        store.open.set()
        await edit
        assert await later == {"n1": {"status": "done"}}


async def test_a_document_that_cannot_be_loaded_is_never_an_empty_one() -> None:
    """SY15"""
    store = GatedStore()
    async with Hub(store, limits=AT_ONCE) as hub:
        with pytest.raises(DocumentMissing):
            async with hub.document(BOARD):
                pass
        await hub.create(BOARD, b"\x01\x01\x05\x01\x00")
        with pytest.raises(DocumentCorrupt):
            async with hub.document(BOARD):
                pass
        async with visiting(hub, EDITOR) as (_, member):
            await settle()
            assert member.outbox.take() == Close(4503, "this board cannot be opened now")


async def test_another_epoch_is_closed_with_4409() -> None:
    """SY15"""
    async with Hub(await seeded_store(), limits=AT_ONCE) as hub:
        async with visiting(hub, EDITOR, epoch="epoch-0") as (_, member):
            await settle()
            assert member.outbox.take() == Close(4409, "this board began anew; load it again")
        async with visiting(hub, EDITOR, epoch="epoch-1") as (_, member):
            await settle()
            assert isinstance(member.outbox.take(), bytes)


async def test_a_stopping_hub_lets_nobody_in_and_sends_everybody_away() -> None:
    """SY16"""
    hub = Hub(await seeded_store(), limits=AT_ONCE)
    async with hub, visiting(hub, EDITOR) as (room, member):
        peer = Peer(room, member)
        peer.start()
        await settle()
        peer.deliver()
        leaving = asyncio.create_task(hub.__aexit__(None, None, None))
        await settle()
        peer.deliver()
        assert peer.closed == Close(1012, "the server is restarting")
        with pytest.raises(DocumentUnavailable):
            async with hub.document(BOARD):
                pass
        await leaving
        hub = Hub(await seeded_store())
        await hub.__aenter__()
        await hub.__aexit__(None, None, None)


async def test_revoking_reaches_only_rooms_that_are_there() -> None:
    """SY10"""
    async with Hub(await seeded_store(), limits=AT_ONCE) as hub:
        hub.revoke(BOARD, ANN.id, None)
        async with visiting(hub, EDITOR) as (_, member):
            hub.revoke(BOARD, ANN.id, Access(ANN, may_edit=False))
            assert not member.connection.access.may_edit


async def test_a_right_that_is_lost_while_the_document_loads_is_lost() -> None:
    """SY10"""
    store = await counting_store()
    async with Hub(store, limits=AT_ONCE) as hub:
        store.open.clear()

        async def code() -> object:
            async with visiting(hub, EDITOR) as (_, member):
                return member.outbox.take()

        joining = asyncio.create_task(code())
        await settle()
        hub.revoke(BOARD, ANN.id, None)
        hub.revoke(DocumentId("other"), None, None)
        store.open.set()
        assert await joining == Close(4403, "you may no longer read this board")


async def test_a_right_that_changes_while_it_is_looked_up_is_not_missed() -> None:
    """SY10: the old one was read from the database, the change came before the socket was in."""
    async with Hub(await seeded_store(), limits=AT_ONCE) as hub:
        with hub.arriving(BOARD) as arrival:
            hub.revoke(BOARD, ANN.id, Access(ANN, may_edit=False))
            member = await hub.join(arrival, EDITOR)
            assert not member.connection.access.may_edit


async def test_a_change_of_role_reaches_every_socket_of_the_person() -> None:
    """SY10"""
    async with (
        Hub(await seeded_store(), limits=AT_ONCE) as hub,
        visiting(hub, EDITOR) as (_, first),
        visiting(hub, EDITOR) as (_, second),
    ):
        for may_edit in (False, True):
            hub.revoke(BOARD, ANN.id, Access(ANN, may_edit))
            assert first.connection.access.may_edit is may_edit
            assert second.connection.access.may_edit is may_edit


async def test_a_socket_that_was_let_in_to_read_never_writes() -> None:
    """SY10: its token only reads, whatever its owner becomes."""
    reads = Access(ANN, may_edit=False, is_read_only=True)
    async with (
        Hub(await seeded_store(), limits=AT_ONCE) as hub,
        visiting(hub, reads) as (_, member),
    ):
        hub.revoke(BOARD, ANN.id, Access(ANN, may_edit=True))
        assert not member.connection.access.may_edit


async def test_a_room_whose_renders_run_is_not_unloaded() -> None:
    """SY17"""
    store = await counting_store()
    async with Hub(store, limits=AT_ONCE) as hub:
        async with hub.document(BOARD) as live:
            live.set_awareness({"render": {"n1": {"step": 1, "steps": 9}}})
        await settle()
        async with hub.document(BOARD) as again:
            assert again is live
            live.set_awareness({"render": {}})
        await settle()
        async with hub.document(BOARD) as later:
            assert later is not live


async def test_a_room_that_nobody_waits_for_any_more_is_unloaded_too() -> None:
    """SY17"""
    store = await counting_store()
    async with Hub(store, limits=AT_ONCE) as hub:
        store.open.clear()
        visit = asyncio.create_task(hub.document(BOARD).__aenter__())
        await settle()
        visit.cancel()
        await settle()
        store.open.set()
        await settle()
        store.open.clear()
        async with asyncio.timeout(30):
            again = asyncio.create_task(hub.document(BOARD).__aenter__())
            await settle()
            assert store.loads == 2
            again.cancel()
            store.open.set()


async def test_a_restarted_server_has_what_was_seen(tmp_path: Path) -> None:
    """SY1, on the real journal."""
    path = tmp_path / "journal.db"
    async with SqliteJournal(path) as journal, Hub(journal, limits=AT_ONCE) as hub:
        await hub.create(BOARD, seed_update("e"))
        async with hub.document(BOARD) as live:
            await live.edit(lambda doc: nodes(doc).__setitem__("n", "odd"), "server")
            before = document_json(live.doc)
    async with (
        SqliteJournal(path) as journal,
        Hub(journal, limits=AT_ONCE) as hub,
        hub.document(BOARD) as live,
    ):
        assert document_json(live.doc) == before


async def test_metrics_count_what_happens() -> None:
    registry = CollectorRegistry()
    async with (
        Hub(await seeded_store(), limits=AT_ONCE, metrics=PrometheusMetrics(registry)) as hub,
        visiting(hub, EDITOR, receipts=True) as (room, member),
    ):
        peer = Peer(room, member)
        peer.start()
        await settle()
        peer.deliver()
        peer.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "x"))
        peer.send(b"\x00\x02\x01\xff")
        await settle()
        assert registry.get_sample_value("atelier_rooms") == 1
        assert registry.get_sample_value("atelier_connections") == 1
        assert registry.get_sample_value("atelier_updates_total") == 1
        assert registry.get_sample_value("atelier_update_bytes_total") > 10
        assert registry.get_sample_value("atelier_commit_seconds_count") == 1
        assert registry.get_sample_value("atelier_batch_updates_sum") == 1
        assert registry.get_sample_value("atelier_update_frames_sent_total") == 1  # its step 2
        assert registry.get_sample_value("atelier_document_bytes") >= len(SEED)
        assert registry.get_sample_value("atelier_document_structs") > 1
        refused = {"reason": "malformed"}
        assert registry.get_sample_value("atelier_updates_refused_total", refused) == 1
    assert registry.get_sample_value("atelier_rooms") == 0
    assert registry.get_sample_value("atelier_connections") == 0
