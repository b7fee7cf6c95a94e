"""Rows of the journal → a living Doc and its admission index; and what to do when yrs refuses.

yrs fails by `PanicException`, a `BaseException`, and a Doc that panicked once is never used again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from pycrdt import Doc

from collab.documents.model import DocumentId
from collab.documents.origin import SERVER
from collab.documents.reader import read_epoch, root
from collab.documents.schema import ROOTS
from collab.documents.store import Checkpoint, DocumentStore, Row, Stored
from collab.errors import DocumentCorrupt, DocumentUnavailable, PeerError, RefusedUpdate
from collab.sync.admission import Admission, Missing
from collab.sync.glimpse import Glimpse
from collab.sync.index import UnknownIndex, decode_index
from collab.sync.state_vector import read_state_vector
from collab.sync.update_v1 import parse_update

log = logging.getLogger(__name__)

T = TypeVar("T")

AT_ONCE_BYTES = 64 * 1024
"""More is parsed in a thread, so that other rooms go on: 16 MiB take seconds."""

ROWS_AT_ONCE = 500
"""Applied between two turns of the event loop: some milliseconds."""

MAX_BAD_ROWS = 16
"""More than this is not a hostile update but a broken file."""


class Rehearsal(Protocol):
    """Where documents are built that may end the process that builds them."""

    async def find_bad(self, stored: Stored) -> tuple[tuple[Row, str], ...]:
        """The rows that a process does not survive, or not in time, and why.

        Raises `UnsoundCheckpoint`, or `DocumentError` when there is no telling.
        """
        ...

    async def condense(self, stored: Stored) -> Checkpoint:
        """All of `stored` in one checkpoint that is known to load.

        Raises `NotCondensed`.
        """
        ...


class NotCondensed(Exception):  # noqa: N818 - a condition
    """No checkpoint was made, and why: the rows stay as they are."""


class Poisoned(Exception):  # noqa: N818 - a state of a Doc
    """yrs raised or panicked: the Doc must be discarded."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """`find_index` may take long and touches no Doc. It raises `PeerError` when it cannot tell.

    `tail_*` is what was stored since the checkpoint; `left_out` are the rows that no Doc survives,
    or that build on one of these.
    """

    doc: "Doc[Any]"
    find_index: Callable[[], Admission]
    size_bytes: int
    tail_updates: int
    tail_bytes: int
    left_out: tuple[Row, ...]
    is_suspect: bool


class UnsoundCheckpoint(Exception):  # noqa: N818 - a condition
    """A checkpoint cannot be applied: the one before it must do."""


async def _found(glimpse: Glimpse | None) -> None:
    """Nobody wants to know."""


async def load(
    store: DocumentStore,
    id: DocumentId,
    rehearsal: "Rehearsal | None" = None,
    found: Callable[[Glimpse | None], Awaitable[None]] = _found,
) -> Loaded:
    """The document as the store has it; what cannot be part of any document is set aside there.

    `found` hears that there is such a document, then what may be shown of it before it is built.
    Raises `DocumentError`; never returns an empty document for one that is not.
    """
    stored = await store.load(id)
    while True:
        try:
            return await _load(store, id, stored, rehearsal, found)
        except UnsoundCheckpoint as error:
            if stored.checkpoint is None:
                raise DocumentCorrupt(f"document {id} has no sound beginning: {error}") from error
            log.error("Checkpoint %d of document %s: %s", stored.checkpoint.seq, id, error)
            stored = await store.load(id, before=stored.checkpoint.seq)


async def _load(
    store: DocumentStore,
    id: DocumentId,
    stored: Stored,
    rehearsal: "Rehearsal | None",
    found: Callable[[Glimpse | None], Awaitable[None]],
) -> Loaded:
    bad: tuple[tuple[Row, str], ...] = ()
    if stored.is_suspect and rehearsal is not None:
        await found(None)
        bad = await rehearsal.find_bad(stored)
        stored = without(stored, [row for row, _ in bad])
    await found(None if bad else Glimpse.of(stored))
    doc, left_out = await build_gently(stored)
    bad += tuple((row, "yrs cannot apply it, or what it builds on") for row in left_out)
    stored = without(stored, left_out)
    if bad and read_epoch(doc) is None:
        raise DocumentCorrupt(f"the row that began document {id} cannot be applied")
    await _set_aside(store, id, bad)
    find_index = _later_index(stored)
    if stored.checkpoint is None:
        find_index = await _checked_index(doc)
    return Loaded(
        doc,
        find_index,
        size_bytes=sum(map(len, stored.updates)),
        tail_updates=len(stored.rows),
        tail_bytes=sum(len(row.update) for row in stored.rows),
        left_out=tuple(row for row, _ in bad),
        is_suspect=stored.is_suspect,
    )


def _later_index(stored: Stored) -> Callable[[], Admission]:
    """Of a document with a checkpoint: what lies beside it, and the rows since."""
    checkpoint = stored.checkpoint

    def find() -> Admission:
        assert checkpoint is not None  # noqa: S101 - see above
        try:
            index = decode_index(checkpoint.index)
        except UnknownIndex:
            index = Admission.of(checkpoint.state)
        return continued(index, stored.rows)

    return find


def continued(index: Admission, rows: Sequence[Row]) -> Admission:
    """`index`, with what `rows` add to it. Raises `PeerError` for a row that may not follow."""
    for row in rows:
        judgement = index.judge(parse_update(row.update))
        if isinstance(judgement, Missing):
            raise RefusedUpdate("dependency", f"row {row.seq} builds on what is not there")
        index.add(judgement)
    return index


async def _checked_index(doc: "Doc[Any]") -> Callable[[], Admission]:
    """Of one without: at once, since nobody has checked before that it is of this schema."""
    try:
        index = await off_the_loop(Admission.of, encode(doc))
    except PeerError as error:
        raise DocumentCorrupt(f"the stored document is not of this schema: {error}") from error
    return lambda: index


async def _set_aside(store: DocumentStore, id: DocumentId, bad: Sequence[tuple[Row, str]]) -> None:
    for row, reason in bad:
        log.error("Document %s: row %d is set aside, since %s.", id, row.seq, reason)
        try:
            await store.quarantine(id, [row.seq], reason)
        except DocumentUnavailable as error:
            log.error("Document %s: row %d stays where it is: %s", id, row.seq, error)


async def off_the_loop(parse: Callable[[bytes], T], data: bytes) -> T:
    """`parse(data)`, in a thread when that may take long. It must not touch a Doc."""
    return await asyncio.to_thread(parse, data) if len(data) > AT_ONCE_BYTES else parse(data)


def without(stored: Stored, rows: Sequence[Row]) -> Stored:
    gone = {row.seq for row in rows}
    if not gone:
        return stored
    kept = tuple(row for row in stored.rows if row.seq not in gone)
    return Stored(stored.checkpoint, kept, stored.is_suspect)


async def build_gently(stored: Stored) -> "tuple[Doc[Any], list[Row]]":
    """As `build`, but other rooms go on meanwhile."""
    try:
        doc = _begun(stored.checkpoint)
        for start in range(0, len(stored.rows), ROWS_AT_ONCE):
            _apply_rows(doc, stored.rows[start : start + ROWS_AT_ONCE], lambda at: None)
            await asyncio.sleep(0)
        return _complete(doc), []
    except Poisoned:
        return build(stored)


def build(stored: Stored) -> "tuple[Doc[Any], list[Row]]":
    """The Doc, and the rows that had to be left out. Raises `UnsoundCheckpoint`."""
    good, bad = list(stored.rows), list[Row]()
    while True:
        try:
            doc = applied(stored.checkpoint, good)
            break
        except Poisoned as error:
            if len(bad) == MAX_BAD_ROWS:
                raise DocumentCorrupt("too many rows cannot be applied") from error
            bad.append(good.pop(_first_bad(stored.checkpoint, good)))
    pending = pending_rows(doc, good) if bad else []
    if pending:
        doc, more = build(without(stored, bad + pending))
        return doc, bad + pending + more
    return doc, bad


def applied(
    checkpoint: Checkpoint | None,
    rows: Sequence[Row],
    step: Callable[[int], None] = lambda at: None,
) -> "Doc[Any]":
    """Raises `Poisoned`. `step` hears of each row before it is applied, and of the end."""
    doc = _begun(checkpoint)
    _apply_rows(doc, rows, step)
    step(len(rows))
    return _complete(doc)


def _begun(checkpoint: Checkpoint | None) -> "Doc[Any]":
    doc: Doc[Any] = Doc()
    if checkpoint is not None:
        apply(doc, [checkpoint.state], SERVER)
    return doc


def _apply_rows(doc: "Doc[Any]", rows: Sequence[Row], step: Callable[[int], None]) -> None:
    """One transaction each, as they came: yrs collects between transactions. Nobody observes."""
    try:
        for at, row in enumerate(rows):
            step(at)
            doc.apply_update(row.update)
    except BaseException as error:
        if not is_yrs_failure(error):
            raise
        raise Poisoned(str(error)) from error


def _complete(doc: "Doc[Any]") -> "Doc[Any]":
    try:
        for name in ROOTS:
            root(doc, name)
    except BaseException as error:
        if not is_yrs_failure(error):
            raise
        raise Poisoned(str(error)) from error
    encode(doc)  # some updates panic only here
    return doc


def encode(doc: "Doc[Any]") -> bytes:
    """Raises `Poisoned`."""
    try:
        return doc.get_update()
    except BaseException as error:
        if not is_yrs_failure(error):
            raise
        raise Poisoned(str(error)) from error


def pending_rows(doc: "Doc[Any]", rows: Sequence[Row]) -> list[Row]:
    """The rows that `doc` took and does not hold: they build on something that is not there.

    yrs parks them for ever, and `get_update` leaves them out without a word.
    """
    held = read_state_vector(doc.get_state())
    return [row for row in rows if not _is_held(row.update, held)]


def _is_held(row: bytes, held: Mapping[int, int]) -> bool:
    try:
        update = parse_update(row)
    except PeerError:
        return True  # of an older version with laxer rules; yrs took it
    return all(
        structs[-1].end <= held.get(client, 0) for client, structs in update.structs.items()
    ) and all(end <= held.get(client, 0) for client, _, end in update.deletes)


def apply(doc: "Doc[Any]", updates: Sequence[bytes], origin: str) -> None:
    """Apply in one transaction. Raises `Poisoned`: the Doc is then of no more use."""
    try:
        with doc.transaction(origin=origin):
            for update in updates:
                doc.apply_update(update)
    except BaseException as error:
        if is_observer_failure(error):  # the updates are applied all the same
            log.error("An observer of a document failed.", exc_info=error)
        elif is_yrs_failure(error):
            raise Poisoned(str(error)) from error
        else:
            raise


def is_observer_failure(error: BaseException) -> bool:
    """pycrdt collects what observers raise and raises it when the transaction is over."""
    return isinstance(error, ExceptionGroup) and error.message == "Observer callback error"


def is_yrs_failure(error: BaseException) -> bool:
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def _first_bad(checkpoint: Checkpoint | None, rows: Sequence[Row]) -> int:
    """The row that ends the shortest prefix which cannot be built."""
    sound, broken = -1, len(rows)
    while broken - sound > 1:
        middle = (sound + broken) // 2
        try:
            applied(checkpoint, rows[:middle])
            sound = middle
        except Poisoned:
            broken = middle
    if not broken:
        raise UnsoundCheckpoint("it cannot be applied")
    return broken - 1
