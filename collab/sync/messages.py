"""Frames ↔ typed messages: y-protocols' sync and awareness, and our receipts and refusals.

Knows the envelope only: updates, state vectors and awareness states stay bytes here.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple, TypeAlias

from collab.errors import MalformedFrame
from collab.sync.lib0 import Reader, byte_string, string, varint

SYNC: Final = 0
AWARENESS: Final = 1
QUERY_AWARENESS: Final = 3
RECEIPT: Final = 10
REFUSAL: Final = 11

STEP_1: Final = 0
STEP_2: Final = 1
UPDATE: Final = 2

_UPDATE: Final = bytes((SYNC, UPDATE))

MAX_AWARENESS_CLOCK: Final = 2**32 - 1


class SyncStep1(NamedTuple):
    """ "Here is my state vector." """

    state_vector: bytes


class SyncUpdate(NamedTuple):
    """An update, or the step 2 that answers our step 1: both are changes to admit."""

    update: bytes
    is_step_2: bool


class AwarenessEntry(NamedTuple):
    """One client's state as JSON text; `"null"` says that it left."""

    client: int
    clock: int
    state: str


class AwarenessUpdate(NamedTuple):
    entries: tuple[AwarenessEntry, ...]


class QueryAwareness(NamedTuple):
    """ "Send me everybody's state." """


Message: TypeAlias = SyncStep1 | SyncUpdate | AwarenessUpdate | QueryAwareness


def decode(frame: bytes) -> Message:
    """The one message of `frame`; raises `MalformedFrame` for anything else."""
    if frame[:2] == _UPDATE and len(frame) > 3 and len(frame) - 3 == frame[2] < 0x80:
        return SyncUpdate(frame[3:], is_step_2=False)  # a small edit, as nearly all are
    reader = Reader(frame)
    kind = reader.varint()
    message: Message
    if kind == SYNC:
        message = _sync(reader)
    elif kind == AWARENESS:
        message = AwarenessUpdate(decode_awareness(reader.bytes()))
    elif kind == QUERY_AWARENESS:
        message = QueryAwareness()
    else:
        raise MalformedFrame(f"a client sends messages of type 0, 1 and 3; this one is {kind}")
    reader.expect_end()
    return message


def decode_awareness(payload: bytes) -> tuple[AwarenessEntry, ...]:
    reader = Reader(payload)
    entries = tuple(
        AwarenessEntry(reader.varint(), reader.varint(), reader.string())
        for _ in range(reader.count(least_bytes_each=3))
    )
    reader.expect_end()
    if any(entry.clock > MAX_AWARENESS_CLOCK for entry in entries):
        raise MalformedFrame("an awareness clock has more than 32 bits")
    return entries


def step_1(state_vector: bytes) -> bytes:
    return bytes((SYNC, STEP_1)) + byte_string(state_vector)


def step_2(update: bytes) -> bytes:
    return bytes((SYNC, STEP_2)) + byte_string(update)


def update(update: bytes) -> bytes:
    return bytes((SYNC, UPDATE)) + byte_string(update)


def awareness(entries: Iterable[bytes]) -> bytes:
    """A frame of entries that `awareness_entry` encoded."""
    encoded = list(entries)
    return bytes((AWARENESS,)) + byte_string(varint(len(encoded)) + b"".join(encoded))


def awareness_entry(client: int, clock: int, state: bytes) -> bytes:
    return varint(client) + varint(clock) + byte_string(state)


def receipt(count: int) -> bytes:
    return bytes((RECEIPT,)) + varint(count)


def refusal(count: int, reason: str) -> bytes:
    return bytes((REFUSAL,)) + varint(count) + string(reason)


def _sync(reader: Reader) -> Message:
    kind = reader.varint()
    if kind == STEP_1:
        return SyncStep1(reader.bytes())
    if kind in (STEP_2, UPDATE):
        return SyncUpdate(reader.bytes(), is_step_2=kind == STEP_2)
    raise MalformedFrame(f"a sync message is of type 0, 1 or 2; this one is {kind}")
