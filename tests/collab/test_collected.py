"""What comes for something that is gone: admitted as what Yjs makes of it, a collected run."""

import asyncio
from typing import Any

import pytest
from pycrdt import Doc, Map

from collab.documents.reader import document_json
from collab.sync.admission import Admission, Admitted
from collab.sync.lib0 import string
from collab.sync.update_v1 import parse_update
from tests.collab.editing import Change
from tests.collab.peers import BOARD, SEED, Session, nodes, seeded_store
from tests.collab.test_admission import (
    A_MAP,
    NULL,
    admitted,
    capture,
    client,
    in_root,
    reloaded,
)

COLLECTED = client(b"\x00\x01")
"""One element that nobody knows more of than that it was."""


@pytest.mark.parametrize(
    ("put_there", "becomes"),
    {
        "a type, and a value inside it": (
            client(b"\x27\x00\x05\x00\x01k\x01", b"\x28\x00\x05\x01\x01k" + NULL, clock=1),
            client(b"\x00\x01", b"\x00\x01", clock=1),
        ),
        "a value after it": (client(b"\x88\x05\x00" + NULL, clock=1), client(b"\x00\x01", clock=1)),
        "a text of three units before it": (
            client(b"\x44\x05\x00" + string("a😀"), in_root(8, "nodes", NULL), clock=1),
            client(b"\x00\x03", in_root(8, "nodes", NULL), clock=1),
        ),
    }.values(),
    ids=lambda update: update.hex()[:20],
)
def test_what_is_put_into_something_collected_is_collected_too(
    put_there: bytes, becomes: bytes
) -> None:
    """SY6: as Yjs does it, and yrs not in every case."""
    assert admitted(put_there, COLLECTED).update == becomes
    assert admitted(becomes, COLLECTED).update == becomes


def test_what_comes_for_a_deleted_node_is_collected_and_its_writer_goes_on() -> None:
    """SY6: who was offline could not know, and nothing of that edit can be seen again."""
    ann, server = Doc[Any](), Doc[Any]()
    for doc in (ann, server):
        doc.apply_update(SEED)
    typed, removed = capture(ann), capture(server)
    nodes(ann)["n1"]["params"]["text"].insert(5, " there")
    nodes(ann)["n1"]["params"]["text"].insert(5, ",")
    nodes(ann)["n1"]["more"] = Map({"deep": Map({"er": 1})})
    nodes(ann)["n2"]["title"] = "still there"
    del nodes(server)["n1"]
    admission = Admission.of(SEED)
    for update in [*removed, *typed]:
        judgement = admission.judge(parse_update(update))
        assert isinstance(judgement, Admitted)
        admission.add(judgement)
        server.apply_update(judgement.update)
        if update in typed and update != typed[-1]:
            assert judgement.roots == frozenset()
            assert all(struct.content is None for _, struct, _ in judgement.elements)
    ann.apply_update(removed[0])
    assert ann.get_state() == server.get_state()
    assert document_json(ann) == document_json(server)
    assert str(nodes(server)["n2"]["title"]) == "still there"
    assert Admission.of(reloaded(server)).judge(parse_update(ann.get_update())) == Admitted(
        frozenset(), is_news=False, is_in_doubt=False, update=ann.get_update()
    )


def test_what_is_collected_of_an_update_changes_no_other_byte_of_it() -> None:
    """SY6"""
    others = client(in_root(8, "nodes", NULL, "other"), client=9)[1:-1]
    deletion = b"\x01\x05\x01\x00\x01"
    inside = client(b"\x28\x00\x05\x00\x01k" + NULL, clock=1)[1:-1]
    collected = client(b"\x00\x01", clock=1)[1:-1]
    update = b"\x02" + others + inside + deletion
    assert admitted(update, COLLECTED).update == b"\x02" + others + collected + deletion


def test_what_merging_may_have_deleted_is_in_doubt_until_it_is_told() -> None:
    """SY6: two put a map under one key at once; who loses no update says, only merging them."""
    ann, ben = (client(in_root(7, "nodes", A_MAP), client=one) for one in (10, 20))
    inside_ann = client(b"\x28\x00\x0a\x00\x01k" + NULL, client=10, clock=1)
    admission = Admission()
    for update in (ann, ben):
        judgement = admission.judge(parse_update(update))
        assert isinstance(judgement, Admitted)
        assert not judgement.is_in_doubt
        admission.add(judgement)
    doubtful = admission.judge(parse_update(inside_ann))
    assert isinstance(doubtful, Admitted)
    assert doubtful.is_in_doubt
    admission.settle([(10, 0, 1)])
    judgement = admission.judge(parse_update(inside_ann))
    assert isinstance(judgement, Admitted)
    assert not judgement.is_in_doubt
    assert judgement.update == client(b"\x00\x01", client=10, clock=1)


def test_a_value_that_takes_a_types_place_deletes_it_beyond_doubt() -> None:
    """SY6"""
    a_map, inside = (
        client(in_root(7, "nodes", A_MAP)),
        client(b"\x28\x00\x05\x00\x01k" + NULL, clock=1),
    )
    over_it = client(b"\x88\x05\x00" + NULL, client=7)
    admission = Admission()
    for update in (a_map, over_it):
        judgement = admission.judge(parse_update(update))
        assert isinstance(judgement, Admitted)
        admission.add(judgement)
        admission.settle(())
    judgement = admission.judge(parse_update(inside))
    assert isinstance(judgement, Admitted)
    assert judgement.update == client(b"\x00\x01", clock=1)


async def test_typing_into_a_note_that_is_deleted_meanwhile_is_saved_and_harms_nobody() -> None:
    """SY2, SY5, SY6"""
    async with Session(await seeded_store()) as session:
        ann, ben = await session.joined(receipts=True), await session.joined()
        ben.edit(remove("n1"))
        await asyncio.sleep(0)
        for letter in "abc":
            ann.edit(lambda doc, letter=letter: write(doc, letter))  # type: ignore[misc]
        await session.quiet(ann, ben)
        ann.edit(lambda doc: nodes(doc)["n2"].update({"title": "here"}))
        await session.quiet(ann, ben)
        assert ann.closed is None
        assert ann.receipts[-1] == 5  # the step 2 as well
        readings: list[Any] = [document_json(doc) for doc in (ann.doc, ben.doc, session.room.doc)]
        rows = (await session.store.load(BOARD)).rows
    async with Session(session.store) as again:
        readings.append(document_json(again.room.doc))
    assert all(reading == readings[0] for reading in readings)
    assert readings[0]["nodes"]["n2"]["title"] == "here"
    typed = [
        struct for row in rows[2:5] for struct in parse_update(row.update).structs[own(ann.doc)]
    ]
    assert [struct.content for struct in typed] == [None] * 3


async def test_what_writes_into_the_doubtful_is_judged_in_a_batch_of_its_own() -> None:
    """SY3, SY6: rows are applied one by one when a document is loaded, and read the same then."""
    async with Session(await seeded_store()) as session:
        low, high = Doc[Any](client_id=10), Doc[Any](client_id=20)
        ann, ben = session.join(doc=low), session.join(doc=high)
        await session.quiet(ann, ben)
        for peer in (ben, ann):  # Ann's loses, in every replica
            peer.edit(lambda doc: nodes(doc).update({"new": Map({"by": doc.client_id})}))
        for title in ("one", "two"):
            ann.edit(lambda doc, title=title: nodes(doc)["new"].update({title: 1}))  # type: ignore[misc]
        await session.quiet(ann, ben)
        readings: list[Any] = [document_json(doc) for doc in (low, high, session.room.doc)]
        rows = (await session.store.load(BOARD)).rows
    async with Session(session.store) as again:
        readings.append(document_json(again.room.doc))
    assert all(reading == readings[0] for reading in readings)
    assert readings[0]["nodes"]["new"] == {"by": 20}
    late = [parse_update(row.update).structs[10][0].content for row in rows[-2:]]
    assert late == [None, None]


def remove(id: str) -> Change:
    def change(doc: "Doc[Any]") -> None:
        del nodes(doc)[id]

    return change


def write(doc: "Doc[Any]", letter: str) -> None:
    nodes(doc)["n1"]["params"]["text"].insert(0, letter)


def own(doc: "Doc[Any]") -> int:
    return int(doc.client_id)
