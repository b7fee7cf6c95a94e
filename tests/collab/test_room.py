"""What people in one room may rely on: the rules of `collab/SPEC.md`, over an in-memory wire."""

import asyncio
import json
from typing import Any

import pytest
from pycrdt import Doc, XmlFragment

from collab.documents.edits import write_results
from collab.documents.live import LiveDocument
from collab.documents.origin import RENDER
from collab.documents.reader import document_json, read_results, root
from collab.errors import DocumentUnavailable, PeerError
from collab.sync import keeper, messages
from collab.sync.access import Access
from collab.sync.limits import Limits
from collab.sync.loading import Poisoned
from tests.collab.peers import (
    ANN,
    BEN,
    BOARD,
    VIEWER,
    Peer,
    Session,
    nodes,
    open_room,
    seeded_store,
    settle,
)


def done(doc: "Doc[Any]") -> None:
    write_results(doc, {"n1": {"status": "done"}})


def write(doc: "Doc[Any]", words: str) -> None:
    shared = nodes(doc)["n1"]["params"]["text"]
    shared += words


def text(doc: "Doc[Any]") -> str:
    return str(nodes(doc)["n1"]["params"]["text"])


class Watch:
    def __init__(self) -> None:
        self.told: list[str] = []

    def opened(self, document: LiveDocument) -> None:
        self.told.append(f"opened {document.id}")

    def closed(self, document: LiveDocument) -> None:
        self.told.append(f"closed {document.id}")


async def test_an_edit_reaches_everyone_else_and_the_store() -> None:
    """SY1, SY2"""
    async with Session(await seeded_store()) as session:
        ann, ben = await session.joined(), await session.joined()
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "mood"))
        await session.quiet(ann, ben)
        assert nodes(ben.doc)["n1"]["title"] == "mood"
        assert document_json(ben.doc) == document_json(session.room.doc)
        assert len((await session.store.load(BOARD)).updates) == 2


async def test_nobody_sees_an_update_before_it_is_committed() -> None:
    """SY1"""
    store = await seeded_store()
    async with Session(store) as session:
        ann, ben = await session.joined(receipts=True), await session.joined()
        receipts = list(ann.receipts)
        store.open.clear()
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "mood"))
        late = session.join()
        await session.quiet(ann, ben, late)
        assert "title" not in nodes(ben.doc)["n1"]
        assert late.seen == []
        assert ann.receipts == receipts
        store.open.set()
        await session.quiet(ann, ben, late)
        assert nodes(ben.doc)["n1"]["title"] == nodes(late.doc)["n1"]["title"] == "mood"
        assert ann.receipts[-1] == 2


async def test_a_server_edit_is_shown_once_it_is_committed() -> None:
    """SY1: the server's own edits take the same road, step 2 of a joiner included."""
    store = await seeded_store()
    async with Session(store) as session:
        ann = await session.joined()
        store.open.clear()
        edit = asyncio.create_task(session.room.edit(done, RENDER))
        await session.quiet(ann)
        late = session.join()
        await session.quiet(ann, late)
        assert read_results(ann.doc) == {}
        assert late.seen == []
        store.open.set()
        await edit
        await session.quiet(ann, late)
        assert read_results(ann.doc) == read_results(late.doc) == {"n1": {"status": "done"}}


async def test_updates_that_queue_during_a_commit_arrive_as_one_frame() -> None:
    """SY3"""
    store = await seeded_store()
    async with Session(store) as session:
        ann, ben, eve = [await session.joined() for _ in range(3)]
        eve.seen.clear()
        store.open.clear()
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "first"))
        await settle()
        for number in range(20):
            peer = (ann, ben)[number % 2]
            peer.edit(lambda doc, number=number: nodes(doc)["n2"].__setitem__("z", f"a{number}"))
        store.open.set()
        await session.quiet(ann, ben, eve)
        assert len(eve.seen) == 2
        assert document_json(eve.doc) == document_json(ann.doc) == document_json(ben.doc)


async def test_a_failed_commit_shows_and_acknowledges_nothing_until_it_succeeds() -> None:
    """SY4: nobody loses a socket, readers least of all."""
    store = await seeded_store()
    async with Session(store) as session:
        ann, ben = await session.joined(receipts=True), await session.joined()
        receipts = list(ann.receipts)
        store.broken = True
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "kept"))
        await session.quiet(ann, ben)
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("z", "a1"))
        await session.quiet(ann, ben)
        assert ann.receipts == receipts
        assert "title" not in nodes(ben.doc)["n1"]
        assert (await session.joined()).doc.get_state() == ben.doc.get_state()
        assert said(ben, session) == {"storage": {"state": "read-only", "reason": "It is full."}}
        store.broken = False
        await session.quiet(ann, ben)
        assert ann.receipts[-1] == 3
        assert nodes(ben.doc)["n1"]["title"] == "kept"
        assert nodes(ben.doc)["n1"]["z"] == "a1"
        assert said(ben, session) == {}
        assert ann.closed is ben.closed is None


async def test_the_state_of_the_storage_stands_beside_the_renderers() -> None:
    """SY14"""
    store = await seeded_store()
    async with Session(store) as session:
        ann = await session.joined()
        session.room.set_awareness({"renderer": {"state": "ready"}})
        store.broken = True
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "kept"))
        await session.quiet(ann)
        assert set(said(ann, session)) == {"renderer", "storage"}
        session.room.set_awareness({"renderer": {"state": "failed"}})
        await session.quiet(ann)
        assert said(ann, session)["renderer"] == {"state": "failed"}
        assert said(ann, session)["storage"]
        store.broken = False
        await session.quiet(ann)
        assert said(ann, session) == {"renderer": {"state": "failed"}}


async def test_what_waited_for_the_disk_is_judged_by_the_rights_of_then() -> None:
    """SY10, SY4"""
    store = await seeded_store()
    async with Session(store) as session:
        ann, ben = await session.joined(receipts=True), await session.joined(VIEWER)
        store.broken = True
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "too late"))
        await session.quiet(ann, ben)
        session.room.revoke(ANN.id, Access(ANN, may_edit=False))
        store.broken = False
        await session.quiet(ann, ben)
        assert ann.refusals == [(2, "role")]
        assert "title" not in nodes(ben.doc)["n1"]


def said(peer: Peer, session: Session) -> dict[str, Any]:
    """What the server's own client tells `peer`."""
    state: dict[str, Any] = json.loads(peer.states[session.room.client_id])
    return state


async def test_a_failed_server_edit_leaves_the_document_as_before() -> None:
    """SY4"""
    store, watch = await seeded_store(), Watch()
    async with Session(store, observers=[watch]) as session:
        ann = await session.joined()
        before = document_json(session.room.doc)
        store.broken = True
        with pytest.raises(DocumentUnavailable):
            await session.room.edit(done, RENDER)
        await session.quiet(ann)
        assert document_json(session.room.doc) == before
        assert watch.told == ["opened board", "closed board", "opened board"]
        with pytest.raises(DocumentUnavailable, match="cannot be saved now: It is full"):
            await session.room.edit(done, RENDER)
        store.broken = False
        await session.quiet(ann)
        await session.room.edit(done, RENDER)
        await session.quiet(ann)
        assert read_results(ann.doc) == {"n1": {"status": "done"}}


async def test_an_edit_that_raises_half_way_is_undone_and_heard_of() -> None:
    async with Session(await seeded_store()) as session:

        def fail(doc: "Doc[Any]") -> None:
            done(doc)
            raise LookupError("half-way")

        failing = asyncio.create_task(session.room.edit(fail, RENDER))
        behind = asyncio.create_task(
            session.room.edit(lambda doc: nodes(doc)["n2"].__setitem__("title", "fine"), "server")
        )
        with pytest.raises(LookupError):
            await failing
        await behind
        assert read_results(session.room.doc) == {}
        assert nodes(session.room.doc)["n2"]["title"] == "fine"
        later = await open_room(session.store)
        assert document_json(later.doc) == document_json(session.room.doc)


async def test_a_viewers_update_is_ignored_and_the_socket_stays() -> None:
    """SY7"""
    async with Session(await seeded_store()) as session:
        ann, ben = await session.joined(), await session.joined(VIEWER)
        ben.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "mine"))
        await session.quiet(ann, ben)
        assert ben.closed is None
        assert "title" not in nodes(ann.doc)["n1"]
        assert len((await session.store.load(BOARD)).updates) == 1


async def test_a_viewer_with_receipts_is_told_and_keeps_its_place() -> None:
    """SY7, SY6: what it brought with step 2 was nothing new, so that was no write."""
    async with Session(await seeded_store()) as session:
        ben = await session.joined(VIEWER, receipts=True)
        assert ben.refusals == []
        ben.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "mine"))
        await session.quiet(ben)
        assert ben.refusals == [(2, "role")]
        assert ben.closed is None


async def test_a_viewer_may_bring_what_merging_deleted() -> None:
    """SY7: of two values set at once one is deleted by everybody, and by no update."""
    async with Session(await seeded_store()) as session:
        ann, ben = await session.joined(), await session.joined()
        viewer = await session.joined(VIEWER, receipts=True)
        for peer in (ann, ben):
            peer.edit(lambda doc, peer=peer: nodes(doc)["n1"].__setitem__("title", str(peer)))
        await session.quiet(ann, ben, viewer)
        session.room.leave(viewer.member)
        back = session.join(VIEWER, receipts=True, doc=viewer.doc)
        await session.quiet(back)
        assert back.refusals == []
        assert back.receipts == [1]


async def test_an_editor_who_writes_results_is_closed_with_4403() -> None:
    """SY8"""
    async with Session(await seeded_store()) as session:
        ann, ben = await session.joined(), await session.joined()
        ann.edit(done)
        await session.quiet(ann, ben)
        assert ann.closed is not None
        assert ann.closed.code == 4403
        assert read_results(ben.doc) == {}


async def test_an_editor_may_not_delete_or_overwrite_what_the_server_wrote() -> None:
    """SY8: an item copies its parent from its origin, so the wire does not name the root."""
    async with Session(await seeded_store()) as session:
        await session.room.edit(done, RENDER)
        eve, ann = await session.joined(receipts=True), await session.joined(receipts=True)
        eve.edit(lambda doc: root(doc, "results").__delitem__("n1"))
        ann.edit(lambda doc: root(doc, "results").__setitem__("n1", {"status": "error"}))
        await session.quiet(eve, ann)
        assert eve.refusals == ann.refusals == [(2, "root")]
        assert read_results(session.room.doc) == {"n1": {"status": "done"}}


async def test_an_editor_who_comes_back_may_bring_the_servers_deletions() -> None:
    """SY8: a step 2 holds every deletion its sender knows, overwritten results included."""
    async with Session(await seeded_store()) as session:
        ann = await session.joined()
        for _ in range(3):
            await session.room.edit(done, RENDER)
        await session.quiet(ann)
        session.room.leave(ann.member)
        back = session.join(doc=ann.doc)
        await session.quiet(back)
        assert back.closed is None


async def test_receipts_say_up_to_where_everything_is_saved() -> None:
    """SY5"""
    async with Session(await seeded_store()) as session:
        ann = await session.joined(receipts=True)
        for number in range(3):
            ann.edit(lambda doc, number=number: nodes(doc)["n2"].__setitem__("z", f"a{number}"))
        await session.quiet(ann)
        assert ann.receipts == [1, 4]


async def test_an_update_sent_before_its_dependencies_waits_for_step_2() -> None:
    """SY9: stock clients send so after working offline."""
    async with Session(await seeded_store()) as session:
        ben = await session.joined()
        offline: Doc[Any] = Doc()
        offline.apply_update(session.room.doc.get_update())
        write(offline, " first")
        before = offline.get_state()
        write(offline, " second")

        back = session.join(receipts=True)
        back.send(messages.update(offline.get_update(before)))
        await settle()
        assert text(session.room.doc) == "hello"
        back.send(messages.step_2(offline.get_update(session.room.doc.get_state())))
        await session.quiet(back, ben)
        assert text(ben.doc) == "hello first second"
        assert back.refusals == []
        assert back.receipts[-1] >= 2


async def test_an_update_whose_dependency_never_comes_is_refused() -> None:
    """SY9"""
    async with Session(await seeded_store()) as session:
        ann, other = await session.joined(receipts=True), Doc()
        other.apply_update(session.room.doc.get_update())
        nodes(other)["n1"]["title"] = "never sent"
        state = other.get_state()
        nodes(other)["n1"]["title"] = "sent"
        ann.send(messages.update(other.get_update(state)))
        await session.quiet(ann)
        assert ann.refusals == [(2, "dependency")]


async def test_a_right_that_is_lost_closes_and_one_that_shrinks_is_enforced() -> None:
    """SY10"""
    async with Session(await seeded_store()) as session:
        ann = await session.joined()
        ben = await session.joined(Access(BEN, may_edit=True), receipts=True)
        session.room.revoke("ann", None)
        session.room.revoke("ben", Access(BEN, may_edit=False))
        ben.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "mine"))
        await session.quiet(ann, ben)
        assert ann.closed is not None
        assert ann.closed.code == 4403
        assert ben.refusals == [(2, "role")]
        session.room.revoke(None, None)
        await session.quiet(ben)
        assert ben.closed is not None
        assert ben.closed.code == 4404


async def test_a_document_past_its_limit_takes_no_more() -> None:
    limits = Limits(document_bytes=2000, awareness_tick_seconds=0)
    async with Session(await seeded_store(), limits) as session:
        ann = await session.joined()
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "x" * 3000))
        await session.quiet(ann)
        assert ann.closed is not None
        assert ann.closed.code == 4413


async def test_a_slow_reader_gets_one_diff_and_nobody_waits_for_it() -> None:
    """SY11"""
    limits = Limits(outbox_bytes=2000, awareness_tick_seconds=0)
    async with Session(await seeded_store(), limits) as session:
        ann, slow = await session.joined(), await session.joined()
        for number in range(200):
            ann.edit(lambda doc, number=number: nodes(doc)["n2"].__setitem__("z", f"a{number}"))
            await settle()
            ann.deliver()
        slow.seen.clear()
        await session.quiet(slow)
        assert len(slow.seen) == 1
        assert document_json(slow.doc) == document_json(ann.doc)


async def test_who_never_drains_its_receipts_is_closed_with_4529() -> None:
    """SY11"""
    limits = Limits(outbox_bytes=100, awareness_tick_seconds=0)
    async with Session(await seeded_store(), limits) as session:
        eve = await session.joined(VIEWER, receipts=True)
        for number in range(30):
            eve.edit(lambda doc, number=number: nodes(doc)["n2"].__setitem__("z", f"a{number}"))
            await settle()
        await session.quiet(eve)
        assert eve.closed is not None
        assert eve.closed.code == 4529


async def test_awareness_reaches_the_others_and_joiners_and_goes_with_the_socket() -> None:
    """SY12"""
    async with Session(await seeded_store()) as session:
        ann, ben = await session.joined(), await session.joined(VIEWER)
        ann.send(messages.awareness([messages.awareness_entry(7, 1, b'{"cursor":{"x":1,"y":2}}')]))
        await settle()
        late = await session.joined()
        await session.quiet(ann, ben, late)
        said = '{"cursor":{"x":1,"y":2},"user":{"id":"ann","name":"Ann","color":"#aa0000"}}'
        assert ben.states[7] == late.states[7] == said
        late.send(bytes([messages.QUERY_AWARENESS]))
        session.room.leave(ann.member)
        await settle()
        await session.quiet(ben)
        assert ben.states[7] == "null"


async def test_the_servers_own_awareness_is_shown() -> None:
    """SY14"""
    async with Session(await seeded_store()) as session:
        ann = await session.joined()
        session.room.set_awareness({"renderer": {"state": "ready", "reason": None}})
        await settle()
        await session.quiet(ann)
        assert ann.states == {
            session.room.client_id: '{"renderer":{"state":"ready","reason":null}}'
        }


async def test_a_malformed_awareness_state_closes_its_socket_alone() -> None:
    """SY6"""
    async with Session(await seeded_store()) as session:
        ann, eve = await session.joined(), await session.joined()
        eve.send(messages.awareness([messages.awareness_entry(9, 1, b"[1]")]))
        await session.quiet(ann, eve)
        assert ann.closed is None
        assert eve.closed is not None
        assert eve.closed.code == 4400


async def test_when_yrs_fails_the_row_is_left_out_and_its_sender_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """SY15"""
    store, watch = await seeded_store(), Watch()
    async with Session(store, observers=[watch]) as session:
        ann, eve, ben = [await session.joined() for _ in range(3)]
        bad: list[bytes] = []
        real = Doc.apply_update

        def apply(doc: "Doc[Any]", update: bytes) -> None:
            if doc not in (ann.doc, ben.doc, eve.doc) and b"poison" in update:
                bad.append(update)
                raise RuntimeError("as yrs would panic")
            real(doc, update)

        monkeypatch.setattr(Doc, "apply_update", apply)
        eve.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "poison"))
        ann.edit(lambda doc: nodes(doc)["n2"].__setitem__("title", "fine"))
        await session.quiet(ann, eve, ben)
        assert bad
        assert eve.closed is not None
        assert eve.closed.code == 4400
        assert ann.closed is None
        assert nodes(ben.doc)["n2"]["title"] == "fine"
        assert "title" not in nodes(ben.doc)["n1"]
        assert watch.told[-2:] == ["closed board", "opened board"]
        ((_, row, reason),) = store.quarantined
        assert b"poison" in row.update
        assert reason
        assert row not in (await store.load(BOARD)).rows


async def test_a_room_that_fails_closes_its_people_and_its_waiting_edits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """SY15"""
    store = await seeded_store()
    async with Session(store) as session:
        ann = await session.joined()

        def fail(*_: object) -> None:
            raise Poisoned("again")

        async def broken(*_: object) -> None:
            raise DocumentUnavailable("the disk is gone")

        monkeypatch.setattr(keeper, "apply", fail)
        monkeypatch.setattr(store, "load", broken)
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "x"))
        edit = asyncio.create_task(session.room.edit(done, RENDER))
        await session.quiet(ann)
        assert ann.closed is not None
        assert ann.closed.code == 4503
        with pytest.raises(DocumentUnavailable):
            await edit
        with pytest.raises(DocumentUnavailable):
            await session.room.edit(done, RENDER)
        assert session.join().member.outbox.take() is not None


async def test_stopping_commits_what_is_queued_and_closes_with_1012() -> None:
    """SY16"""
    store = await seeded_store()
    async with Session(store) as session:
        ann = await session.joined(receipts=True)
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "last words"))
        session.room.stop(1012, "the server is restarting")
        await settle()
        ann.deliver()
        assert ann.receipts[-1] == 2
        assert ann.closed is not None
        assert ann.closed.code == 1012
        assert len((await store.load(BOARD)).updates) == 2


async def test_a_server_edit_that_no_client_could_load_is_undone() -> None:
    """SY15"""
    async with Session(await seeded_store()) as session:
        before = document_json(session.room.doc)
        with pytest.raises(PeerError):
            await session.room.edit(
                lambda doc: nodes(doc).__setitem__("x", XmlFragment()), "server"
            )
        assert document_json(session.room.doc) == before


async def test_a_large_update_is_taken_too() -> None:
    """SY2"""
    async with Session(await seeded_store()) as session:
        ann, ben = await session.joined(), await session.joined()
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "x" * 100_000))
        await asyncio.to_thread(lambda: None)  # the thread that parses it was asked first
        while not ben.seen[1:]:
            await session.quiet(ann, ben)
        assert nodes(ben.doc)["n1"]["title"] == "x" * 100_000


async def test_an_observer_that_fails_stops_nobody() -> None:
    class Broken(Watch):
        def opened(self, document: LiveDocument) -> None:
            document.doc.observe(lambda _: 1 / 0)
            raise ValueError("and this too")

    async with Session(await seeded_store(), observers=[Broken()]) as session:
        ann, ben = await session.joined(), await session.joined()
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "mood"))
        await session.room.edit(done, RENDER)
        await session.quiet(ann, ben)
        assert nodes(ben.doc)["n1"]["title"] == "mood"
        assert read_results(ben.doc) == {"n1": {"status": "done"}}


async def test_an_observer_can_tell_whose_changes_a_transaction_holds() -> None:
    """SY23"""

    class Named(Watch):
        def opened(self, document: LiveDocument) -> None:
            document.doc.observe(lambda _: self.told.append(",".join(document.authors)))

    watch = Named()
    async with Session(await seeded_store(), observers=[watch]) as session:
        ann = await session.joined()
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "mood"))
        await session.quiet(ann)
        await session.room.edit(done, RENDER)
        assert watch.told == ["ann", ""]
        assert session.room.authors == ()


async def test_nobody_writes_under_anothers_client_id() -> None:
    """SY6: what the victim writes next would count as known, acknowledged and lost."""
    async with Session(await seeded_store()) as session:
        ann = await session.joined(receipts=True)
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "hers"))
        await session.quiet(ann)
        forged: Doc[Any] = Doc(client_id=ann.doc.client_id)
        ben = session.join(Access(BEN, may_edit=True), receipts=True, doc=forged)
        await session.quiet(ben)
        ben.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "forged"))
        await session.quiet(ann, ben)
        assert ben.refusals == [(2, "client")]
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("color", "#ff0000"))
        await session.quiet(ann)
        assert document_json(session.room.doc)["nodes"]["n1"]["title"] == "hers"
        assert document_json(session.room.doc)["nodes"]["n1"]["color"] == "#ff0000"


async def test_nobody_writes_under_the_servers_client_id() -> None:
    """SY6"""
    async with Session(await seeded_store()) as session:
        forged: Doc[Any] = Doc(client_id=session.room.doc.client_id)
        ben = session.join(Access(BEN, may_edit=True), doc=forged)
        await session.quiet(ben)
        ben.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "forged"))
        await session.quiet(ben)
        assert ben.closed is not None
        assert ben.closed.code == 4403


async def test_an_account_writes_on_under_its_own_id_from_another_socket() -> None:
    """SY6"""
    async with Session(await seeded_store()) as session:
        ann = await session.joined()
        ann.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "first"))
        await session.quiet(ann)
        again = session.join(doc=ann.doc)
        await session.quiet(again)
        again.edit(lambda doc: nodes(doc)["n1"].__setitem__("title", "second"))
        await session.quiet(again)
        assert again.closed is None
        assert nodes(session.room.doc)["n1"]["title"] == "second"
