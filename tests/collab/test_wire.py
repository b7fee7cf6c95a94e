"""Frames and the small pure parts under a connection: bounded reads, pace, outbox, intervals."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab.errors import MalformedFrame
from collab.sync import messages
from collab.sync.connection import Announce, Answer, Close, Connection, ShowEverybody, Submit
from collab.sync.intervals import Intervals
from collab.sync.lib0 import MAX_SAFE_INTEGER, Reader, byte_string, varint
from collab.sync.limits import Limits
from collab.sync.messages import AwarenessEntry
from collab.sync.outbox import CatchUp, Outbox
from collab.sync.pace import Pace
from tests.collab.peers import EDITOR, VIEWER

EMPTY = b"\x00"


@given(st.integers(0, MAX_SAFE_INTEGER))
def test_any_integer_is_read_as_it_was_written(value: int) -> None:
    reader = Reader(varint(value))
    assert reader.varint() == value
    reader.expect_end()


@given(st.binary(max_size=40))
def test_any_frame_is_a_message_or_malformed(frame: bytes) -> None:
    """SY6"""
    with contextlib.suppress(MalformedFrame):
        messages.decode(frame)


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\x00",
        b"\x00\x03\x00",
        b"\x02\x00",
        b"\x0a\x01",
        b"\x00\x00\x02\x00",
        b"\x00\x02\x00\x00",
        b"\xff" * 100_000,
        bytes.fromhex("0000058080808002"),
        messages.awareness([varint(7) + b"\xff" * 7 + b"\x7f" + byte_string(b"{}")]),
        messages.awareness([varint(7) + varint(2**33) + byte_string(b"{}")]),
        messages.awareness([messages.awareness_entry(7, 1, b"\xff")]),
        b"\x01\x02\x7f\x00",
    ],
)
def test_a_malformed_frame_closes_with_4400_and_nothing_after_it_counts(frame: bytes) -> None:
    """SY6"""
    connection = Connection(1, EDITOR, receipts=True, limits=Limits())
    [effect] = connection.receive(frame)
    assert isinstance(effect, Close)
    assert effect.code == 4400
    assert connection.receive(messages.update(b"\x00\x00")) == []


def test_each_message_asks_for_what_it_says() -> None:
    connection = Connection(1, EDITOR, receipts=False, limits=Limits())
    assert connection.receive(messages.step_1(EMPTY)) == [Answer(EMPTY)]
    assert connection.receive(messages.step_2(b"x")) == [Submit(1, b"x", is_step_2=True)]
    assert connection.receive(messages.update(b"y")) == [Submit(2, b"y", is_step_2=False)]
    assert connection.receive(b"\x03") == [ShowEverybody()]
    entry = messages.awareness([messages.awareness_entry(7, 1, b"{}")])
    assert connection.receive(entry) == [Announce((AwarenessEntry(7, 1, "{}"),))]


def test_a_receipt_stops_before_what_is_still_open() -> None:
    """SY5"""
    connection = Connection(1, VIEWER, receipts=True, limits=Limits())
    for _ in range(3):
        connection.receive(messages.update(b"x"))
    connection.commit(2)
    assert connection.acknowledge() == []
    connection.commit(1)
    [first] = connection.acknowledge()
    assert first.frame == messages.receipt(2)  # type: ignore[union-attr]
    connection.commit(3)
    [second] = connection.acknowledge()
    assert second.frame == messages.receipt(3)  # type: ignore[union-attr]
    assert connection.acknowledge() == []


def test_what_waits_is_bounded() -> None:
    """SY9"""
    limits = Limits(waiting_updates=2, waiting_bytes=10)
    connection = Connection(1, EDITOR, receipts=True, limits=limits)
    waiting = [Submit(1, b"123", is_step_2=False), Submit(2, b"123", is_step_2=False)]
    assert [connection.wait(submit) for submit in waiting] == [[], []]
    assert connection.wait(Submit(3, b"1", is_step_2=False)) != []
    assert connection.finish_step_2() == waiting
    other = Connection(2, EDITOR, receipts=True, limits=limits)
    assert other.wait(Submit(1, b"x" * 11, is_step_2=False)) != []


def test_frames_are_held_until_the_client_has_what_they_build_on() -> None:
    """SY2: Yjs would park them, and answer our step 1 with structs that have gaps."""
    outbox = Outbox(max_bytes=100)
    outbox.put_kept(b"step 1")
    outbox.put(b"frame", b"before")
    assert [outbox.take(), outbox.take()] == [b"step 1", None]
    outbox.put_answer(b"step 2", b"client")
    assert [outbox.take() for _ in range(3)] == [b"step 2", b"frame", None]


def test_a_client_that_asks_for_no_document_is_told_all_the_same() -> None:
    outbox = Outbox(max_bytes=100)
    outbox.put(b"frame", b"before")
    outbox.open()
    assert outbox.take() == b"frame"


def test_an_outbox_that_overflows_owes_one_diff_from_where_it_began() -> None:
    """SY11"""
    outbox = Outbox(max_bytes=10)
    outbox.open()
    outbox.put(b"12345678", b"then")
    outbox.put_kept(b"receipt")
    outbox.put(b"12345678", b"later")
    outbox.put(b"12345678", b"latest")
    assert [outbox.take() for _ in range(3)] == [b"receipt", CatchUp(b"then"), None]
    outbox.put(b"next", b"now")
    outbox.open()
    assert outbox.take() is None
    assert outbox.put_answer(b"diff", b"then")
    assert [outbox.take() for _ in range(3)] == [b"diff", b"next", None]


def test_a_diff_starts_where_the_client_said_it_is() -> None:
    """SY11: a step 2 that was dropped is in the diff too."""
    outbox = Outbox(max_bytes=10)
    assert not outbox.put_answer(b"a step 2 of any size", b"client")
    outbox.put(b"123456", b"later")
    assert outbox.take() == b"a step 2 of any size"
    assert not outbox.put_answer(b"another", b"client again")
    outbox.put(b"123456", b"latest")
    assert outbox.take() == CatchUp(b"client again")


def test_a_closed_outbox_still_says_what_was_saved() -> None:
    """SY16"""
    outbox = Outbox(max_bytes=10)
    outbox.put(b"frame", b"")
    outbox.put_kept(b"receipt")
    outbox.close(Close(1012, "restarting"))
    outbox.close(Close(4400, "too late"))
    outbox.put(b"frame", b"")
    outbox.put_answer(b"frame", b"")
    outbox.put_kept(b"receipt")
    assert [outbox.take(), outbox.take()] == [b"receipt", Close(1012, "restarting")]


def test_a_burst_is_free_and_what_follows_is_paced() -> None:
    """SY18"""
    pace = Pace(per_second=10, burst=5, now=0)
    assert [pace.delay(0) for _ in range(5)] == [0] * 5
    assert pace.delay(0) == pytest.approx(0.1)
    assert pace.delay(100) == 0


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9))),
    st.integers(0, 40),
    st.integers(1, 12),
)
def test_intervals_are_a_set_of_integers(
    runs: list[tuple[int, int]], start: int, length: int
) -> None:
    intervals, model = Intervals(), set[int]()
    for first, size in runs:
        intervals.add(first, first + size)
        model |= set(range(first, first + size))
    assert {value for value in range(60) if value in intervals} == model
    asked = set(range(start, start + length))
    found = [set(range(*run)) for run in intervals.absent(start, start + length)]
    assert set().union(*found) == asked - model
    assert sum(map(len, found)) == len(asked - model)
