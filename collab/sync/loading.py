"""Rows of the journal → a living Doc and its admission index; and what to do when yrs refuses.

yrs fails by `PanicException`, a `BaseException`, and a Doc that panicked once is never used again.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pycrdt import Doc

from collab.documents.origin import SERVER
from collab.documents.reader import read_epoch, root
from collab.documents.schema import ROOTS
from collab.errors import DocumentCorrupt, PeerError
from collab.sync.admission import Admission

log = logging.getLogger(__name__)

T = TypeVar("T")

AT_ONCE_BYTES = 64 * 1024
"""More is parsed in a thread, so that other rooms go on: 16 MiB take seconds."""

MAX_BAD_ROWS = 16
"""More than this is not a hostile update but a broken file."""


class Poisoned(Exception):  # noqa: N818 - a state of a Doc
    """yrs raised or panicked: the Doc must be discarded."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """`left_out` are the rows that no Doc survives."""

    doc: "Doc[Any]"
    admission: Admission
    size_bytes: int
    left_out: frozenset[bytes]


async def load(rows: Sequence[bytes]) -> Loaded:
    """Raises `DocumentCorrupt` when there is nothing sound to be had from `rows`."""
    doc, state, left_out = build(rows)
    try:
        admission = await off_the_loop(Admission.of, state)
    except PeerError as error:
        raise DocumentCorrupt(f"the stored document is not of this schema: {error}") from error
    return Loaded(doc, admission, len(state), left_out)


async def off_the_loop(parse: Callable[[bytes], T], data: bytes) -> T:
    """`parse(data)`, in a thread when that may take long. It must not touch a Doc."""
    return await asyncio.to_thread(parse, data) if len(data) > AT_ONCE_BYTES else parse(data)


def build(rows: Sequence[bytes]) -> "tuple[Doc[Any], bytes, frozenset[bytes]]":
    """The Doc of `rows`, its encoded state, and the rows that had to be left out."""
    good, bad = list(rows), list[bytes]()
    while True:
        try:
            doc, state = _applied(good)
            break
        except Poisoned as error:
            if len(bad) == MAX_BAD_ROWS:
                raise DocumentCorrupt("too many rows cannot be applied") from error
            bad.append(good.pop(_first_bad(good)))
    if bad and read_epoch(doc) is None:
        raise DocumentCorrupt("the row that began this document cannot be applied")
    return doc, state, frozenset(bad)


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


def _applied(rows: Sequence[bytes]) -> "tuple[Doc[Any], bytes]":
    doc: Doc[Any] = Doc()
    for row in rows:  # one transaction each, as they came: yrs collects between transactions
        apply(doc, [row], SERVER)
    try:
        for name in ROOTS:
            root(doc, name)
        return doc, doc.get_update()  # some updates panic only here
    except BaseException as error:
        if not is_yrs_failure(error):
            raise
        raise Poisoned(str(error)) from error


def _first_bad(rows: Sequence[bytes]) -> int:
    """The row that ends the shortest prefix which cannot be built."""
    sound, broken = 0, len(rows)
    while broken - sound > 1:
        middle = (sound + broken) // 2
        try:
            _applied(rows[:middle])
            sound = middle
        except Poisoned:
            broken = middle
    return broken - 1
