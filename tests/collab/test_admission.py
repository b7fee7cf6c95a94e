"""What may reach yrs: nothing that harms it, and everything that honest people do."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map, Text

from collab.documents.edits import seed_update, write_results
from collab.documents.reader import root
from collab.documents.store import Row, Stored
from collab.errors import MalformedFrame, PeerError, RefusedUpdate
from collab.sync.admission import Admission, Admitted, Missing
from collab.sync.lib0 import string, varint
from collab.sync.loading import build
from collab.sync.state_vector import check_state_vector
from collab.sync.update_v1 import parse_update
from tests.collab.editing import Change, changes
from tests.collab.peers import SEED, nodes

HOSTILE = {
    "an empty collected run": "01010001000000",
    "two collected runs, the second empty": "010200000001000000",
    "an overflowing clock": "03020200000000010102ffffffff0f000000000000",
    "an empty deletion": "010103ffffffff0f00000103010000",
    "legacy JSON content": "010103050201000100010200",
    "text in another root": "01010000040105656467657306c3a9f09f988000",
    "values in another root": (
        "0105000008010161037b00000000000000007b000000000000000075000affffffffff0000000000000000"
    ),
    "13,375 nested arrays": "010101000801016101" + "7501" * 13_375 + "7e00",
    "a count of 268 million": "ffffff7f",
    "a clock gap in another root": "0101010504010161016100",
}


def client(*structs: bytes, client: int = 5, clock: int = 0) -> bytes:
    """An update of one client without deletions."""
    head = varint(1) + varint(len(structs)) + varint(client) + varint(clock)
    return head + b"".join(structs) + b"\x00"


def in_root(info: int, name: str, content: bytes, key: str | None = "k") -> bytes:
    info |= 0 if key is None else 0x20
    return bytes([info, 1]) + string(name) + (b"" if key is None else string(key)) + content


NULL = bytes([1, 126])
A_MAP = bytes([1])
A_TEXT = bytes([2])

MALFORMED = {
    "nothing": b"",
    "bytes after the end": b"\x00\x00\x00",
    "a skip": client(b"\x0a\x05"),
    "a sub-document": client(in_root(9, "nodes", string("guid") + bytes([118, 0]))),
    "XML": client(in_root(7, "nodes", bytes([4]))),
    "an unknown content": client(in_root(11, "nodes", NULL)),
    "an unknown value tag": client(in_root(8, "nodes", bytes([1, 100]))),
    "a string that is not UTF-8": client(in_root(8, "nodes", b"\x01\x77\x02\xff\xfe")),
    "a flagged collected run": client(b"\x20\x01\x05nodes\x01k"),
    "a parent that is neither": client(b"\x28\x02\x05nodes\x01k\x01\x7e"),
    "one client twice": b"\x02\x01\x05\x00\x00\x01\x01\x05\x01\x00\x01\x00",
    "an object of endless depth": client(
        in_root(8, "nodes", b"\x01" + (b"\x76\x01\x01a" * 70) + b"\x7e")
    ),
    "a format that is not JSON": client(in_root(6, "nodes", string("b") + string("{"), None)),
    "an embed of endless depth": client(in_root(5, "nodes", string("[" * 2000), None)),
    "a clock of 2⁵³": client(b"\x00\x01", clock=2**53 - 1),
    "an integer that never ends": client(in_root(8, "nodes", b"\x01\x7d" + b"\xff" * 100)),
    "a huge integer": b"\xff" * 100_000,
}

MISFITS = {
    "text in a map": client(in_root(4, "nodes", string("hello"), None)),
    "a value without a key in a map": client(in_root(8, "nodes", NULL, None)),
    "a value in a text": client(in_root(7, "nodes", A_TEXT), b"\x08\x00\x05\x00" + NULL),
    "a key in a text": client(in_root(7, "nodes", A_TEXT), b"\x24\x00\x05\x00\x01k\x01x"),
    "a value as a parent": client(in_root(8, "nodes", NULL), b"\x28\x00\x05\x00\x01k" + NULL),
    "an element after itself": client(b"\x88\x05\x00" + NULL),
    "an element inside itself": client(b"\x27\x00\x05\x00\x01k\x01"),
    "two elements after each other": client(b"\x88\x05\x01" + NULL, b"\x88\x05\x00" + NULL),
    "an element between two maps": client(
        in_root(8, "nodes", NULL), in_root(8, "meta", NULL), b"\xc8\x05\x00\x05\x01" + NULL
    ),
    "maps without end": client(
        in_root(7, "nodes", A_MAP),
        *(b"\x27\x00" + varint(5) + varint(depth) + b"\x01k\x01" for depth in range(40)),
    ),
}


def judge(update: bytes, *before: bytes) -> Admitted | Missing:
    admission = Admission()
    for earlier in before:
        judgement = admission.judge(parse_update(earlier))
        assert isinstance(judgement, Admitted)
        admission.add(judgement)
    return admission.judge(parse_update(update))


def admitted(update: bytes, *before: bytes) -> Admitted:
    judgement = judge(update, *before)
    assert isinstance(judgement, Admitted)
    return judgement


def roots(update: bytes, *before: bytes) -> set[str]:
    return set(admitted(update, *before).roots)


@pytest.mark.parametrize("update", HOSTILE.values(), ids=HOSTILE.keys())
def test_bytes_that_are_known_to_harm_are_refused(update: str) -> None:
    """SY6"""
    with pytest.raises(PeerError):
        judge(bytes.fromhex(update))


@pytest.mark.parametrize("update", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_no_honest_client_sends_is_malformed(update: bytes) -> None:
    """SY6"""
    with pytest.raises(MalformedFrame):
        parse_update(update)


@pytest.mark.parametrize("update", MISFITS.values(), ids=MISFITS.keys())
def test_content_that_does_not_fit_its_place_is_refused(update: bytes) -> None:
    """SY6"""
    with pytest.raises(RefusedUpdate) as refusal:
        judge(update)
    assert refusal.value.reason == "malformed"


@pytest.mark.parametrize(
    "state_vector", ["8080808002", "0205010501", "0105ffffffffff01", "01050000", "01"]
)
def test_an_impossible_state_vector_is_malformed(state_vector: str) -> None:
    """SY6"""
    with pytest.raises(MalformedFrame):
        check_state_vector(bytes.fromhex(state_vector))


def test_an_element_on_what_its_own_client_has_yet_to_write_is_refused() -> None:
    """SY6: structs of a client are integrated in order, so this would wait for ever."""
    with pytest.raises(PeerError):
        judge(client(b"\x27\x00\x05\x01\x01k\x01", in_root(7, "nodes", A_MAP)))


def test_a_deleted_value_is_no_parent() -> None:
    """SY6: yrs takes it once the value is collected, and not when the rows are loaded again."""
    value = client(in_root(8, "nodes", NULL))
    deletion = b"\x00\x01\x05\x01\x00\x01"
    with pytest.raises(RefusedUpdate):
        judge(client(b"\x28\x00\x05\x00\x01k" + NULL, clock=1), value, deletion)


@pytest.mark.parametrize(
    "update",
    {
        "a deletion that begins in a character": b"\x00\x01\x05\x01\x02\x02",
        "a deletion that ends in a character": b"\x00\x01\x05\x01\x01\x01",
        "text after half a character": client(b"\x84\x05\x01" + string("x"), clock=4),
        "text before half a character": client(b"\x44\x05\x02" + string("x"), clock=4),
        "a known text that goes on in a character": client(
            b"\x84\x05\x02" + string("😀x"), clock=3
        ),
    }.items(),
    ids=lambda item: item[0],
)
def test_a_character_of_two_units_is_never_cut(update: tuple[str, bytes]) -> None:
    """SY6: yrs cannot read back the state that it makes of half a character."""
    text = client(in_root(7, "nodes", A_TEXT), b"\x04\x00\x05\x00" + string("😀a"))
    with pytest.raises(RefusedUpdate, match="cut in half"):
        judge(update[1], text)


def test_a_gap_and_an_unknown_origin_or_deletion_are_missing() -> None:
    """SY9"""
    assert isinstance(judge(client(b"\x00\x01", clock=3)), Missing)
    assert isinstance(judge(client(b"\x88\x07\x00" + NULL)), Missing)
    assert isinstance(judge(b"\x00\x01\x07\x01\x00\x01"), Missing)


def test_a_run_that_is_known_in_part_must_go_on_where_it_was() -> None:
    first = client(in_root(8, "meta", NULL))
    with pytest.raises(RefusedUpdate):
        judge(client(in_root(1, "nodes", varint(2))), first)


def test_a_key_of_a_map_has_several_values_only_when_they_are_deleted() -> None:
    """SY6: cut in two, such a run kills yrs and Yjs; deleted, it is what an undo keeps."""
    values = client(in_root(8, "nodes", b"\x02\x7e\x7e"))
    with pytest.raises(RefusedUpdate, match="several values"):
        judge(values)
    with pytest.raises(RefusedUpdate, match="several values"):
        judge(values[:-1] + b"\x01\x05\x01\x01\x01")
    assert roots(values[:-1] + b"\x01\x05\x01\x00\x02") == {"nodes"}


def test_a_piece_of_text_may_come_after_and_before_the_same_piece() -> None:
    """SY6: Yjs says so of one that it makes again; everybody then has it after that piece."""
    text = client(in_root(7, "nodes", A_TEXT), b"\x04\x00\x05\x00" + string("abc"))
    again = client(b"\xc4\x05\x02\x05\x02" + string("x"), client=7)
    assert admitted(again, text).update == client(b"\x84\x05\x02" + string("x"), client=7)
    long_ids = b"\xc4\x85\x00\x82\x00\x05\x82\x80\x00"
    again = (
        client(b"\x84\x05\x03" + string("w"), long_ids + string("x"), client=7)[:-1]
        + b"\x01\x05\x01\x01\x01"
    )
    assert admitted(again, text).update == (
        client(b"\x84\x05\x03" + string("w"), b"\x84\x85\x00\x82\x00" + string("x"), client=7)[:-1]
        + b"\x01\x05\x01\x01\x01"
    )


def test_every_root_that_an_update_touches_is_named() -> None:
    """SY8"""
    doc: Doc[Any] = Doc()
    doc.apply_update(SEED)
    updates = capture(doc)
    write_results(doc, {"n1": {"status": "queued"}})
    write_results(doc, {"n1": {"status": "done"}})
    nodes(doc)["n1"]["title"] = "a"
    del nodes(doc)["n2"]
    del root(doc, "results")["n1"]
    root(doc, "meta")["epoch"] = "other"
    touched, before = [], [SEED]
    for update in updates:
        touched.append(roots(update, *before))
        before.append(update)
    assert touched == [{"results"}, {"results"}, {"nodes"}, {"nodes"}, {"results"}, {"meta"}]


def test_what_is_known_is_no_news_whatever_it_touches() -> None:
    """SY7, SY8"""
    doc: Doc[Any] = Doc()
    doc.apply_update(SEED)
    write_results(doc, {"n1": {"status": "queued"}})
    write_results(doc, {"n1": {"status": "done"}})
    whole = doc.get_update()
    judgement = judge(whole, whole)
    assert isinstance(judgement, Admitted)
    assert not judgement.is_news
    assert judgement.roots == frozenset()


@given(st.lists(st.tuples(st.integers(0, 2), changes, st.booleans()), max_size=30))
def test_what_people_do_is_always_admitted(session: list[tuple[int, Change, bool]]) -> None:
    """Three people edit, and now and then exchange what they have, by update or by whole state."""
    docs: list[Doc[Any]] = [Doc() for _ in range(3)]
    server: Doc[Any] = Doc()
    server.apply_update(SEED)
    admission = Admission.of(SEED)
    for who, change, by_state in session:
        doc = docs[who]
        doc.apply_update(server.get_update(doc.get_state()))
        made = capture(doc)
        for _ in range(2):
            with doc.transaction():
                change(doc)
        for update in [doc.get_update(server.get_state())] if by_state else made:
            judgement = admission.judge(parse_update(update))
            assert isinstance(judgement, Admitted)
            assert judgement.roots <= {"nodes"}
            admission.add(judgement)
            server.apply_update(judgement.update)
    again = Admission.of(reloaded(server)).judge(parse_update(server.get_update()))
    assert isinstance(again, Admitted)
    assert not again.is_news


def reloaded(doc: "Doc[Any]") -> bytes:
    """Its state, after the journal had it."""
    again, left_out = build(Stored(None, (Row(1, doc.get_update()),)))
    assert not left_out
    return again.get_update()


@given(st.lists(st.tuples(st.integers(0, 2), changes), min_size=1, max_size=20))
def test_concurrent_edits_are_admitted_in_any_order(session: list[tuple[int, Change]]) -> None:
    docs: list[Doc[Any]] = [Doc() for _ in range(3)]
    for doc in docs:
        doc.apply_update(SEED)
    for who, change in session:
        with docs[who].transaction():
            change(docs[who])
    admission = Admission.of(SEED)
    seed: Doc[Any] = Doc()
    seed.apply_update(SEED)
    for doc in docs:
        judgement = admission.judge(parse_update(doc.get_update(seed.get_state())))
        assert isinstance(judgement, Admitted)
        admission.add(judgement)


@given(st.binary(max_size=60), st.integers(0, 400), st.integers(0, 255))
def test_bytes_at_random_are_refused_or_harmless(junk: bytes, at: int, byte: int) -> None:
    """What is admitted is applied, and the document can still be read and loaded."""
    changed = bytearray(SEED)
    changed[at % len(changed)] = byte
    for update in (junk, bytes(changed)):
        try:
            judgement = judge(update)
        except PeerError:
            continue
        if isinstance(judgement, Admitted):
            doc: Doc[Any] = Doc()
            doc.apply_update(update)
            Admission.of(reloaded(doc))


def test_a_rich_text_of_another_client_is_admitted() -> None:
    doc: Doc[Any] = Doc()
    doc.apply_update(SEED)
    made = capture(doc)
    nodes(doc)["n1"]["extra"] = Text("bold words")
    rich = nodes(doc)["n1"]["extra"]
    rich.format(0, 4, {"bold": True})
    rich.insert_embed(2, {"image": "x"})
    nodes(doc)["n1"]["bytes"] = b"\x00\x01"
    nodes(doc)["n1"]["deep"] = Map({"er": Map({"est": Map()})})
    known = [SEED]
    for update in made:
        assert roots(update, *known) == {"nodes"}
        known.append(update)


def test_a_seed_touches_every_root_it_fills() -> None:
    assert roots(seed_update("e")) == {"meta"}


def capture(doc: "Doc[Any]") -> "Iterable[bytes] | list[bytes]":
    made: list[bytes] = []
    doc.observe(lambda event: made.append(event.update))
    return made


def test_a_value_of_a_map_has_nothing_after_it() -> None:
    """SY6: with a right origin, replicas could disagree on which value of a key is the last."""
    doc: Doc[Any] = Doc()
    doc.apply_update(SEED)
    for title in ("one", "two"):
        nodes(doc)["n1"]["title"] = title
    end = parse_update(doc.get_update()).structs[doc.client_id][-1].end
    first, second = (varint(doc.client_id) + varint(end - back) for back in (2, 1))
    value = varint(1) + b"\x7e"
    admission = Admission.of(doc.get_update())
    for origins, is_fine in ((b"\x88" + second, True), (b"\xc8" + first + second, False)):
        update = parse_update(b"\x01\x01\x07\x00" + origins + value + b"\x00")
        if is_fine:
            assert isinstance(admission.judge(update), Admitted)
        else:
            with pytest.raises(RefusedUpdate, match="nothing after it"):
                admission.judge(update)
