"""The interface of the journal: where accepted updates live. Knows nothing of their content."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from collab.documents.model import DocumentId


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted update of `document`, written by `person` (`None`: the server itself)."""

    document: DocumentId
    person: str | None
    update: bytes


class Row(NamedTuple):
    """A stored update; `seq` grows with every one that is stored, over all documents."""

    seq: int
    update: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A document's state after its row `seq`, and the admission index of that state.

    `epoch` is which history it is, `None` where that was not noted.
    """

    seq: int
    state: bytes
    index: bytes
    epoch: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A document: a checkpoint, if it has one, and the `rows` after it, oldest first.

    `is_suspect`: some of the rows were there when the server last ended without stopping.
    """

    checkpoint: Checkpoint | None
    rows: tuple[Row, ...]
    is_suspect: bool = False

    @property
    def updates(self) -> list[bytes]:
        """What makes the document when applied in this order."""
        rows = [row.update for row in self.rows]
        return rows if self.checkpoint is None else [self.checkpoint.state, *rows]

    @property
    def last(self) -> int:
        """The `seq` up to which this is all of the document."""
        before = 0 if self.checkpoint is None else self.checkpoint.seq
        return self.rows[-1].seq if self.rows else before


class DocumentStore(Protocol):
    """Accepted updates of every document, in commit order, and what stands for the older ones.

    Whatever writes returns once it is on disk, all or none. It raises `DocumentUnavailable` (disk
    full, read-only): nothing of it is stored then.
    """

    @property
    def trouble(self) -> str | None:
        """Why the last write was refused, if it was."""
        ...

    async def load(self, document: DocumentId, before: int | None = None) -> Stored:
        """The newest checkpoint that is as it was written, and every row after it.

        With `before`, only checkpoints of a lower `seq` count. Raises `DocumentMissing` when
        nothing was ever stored, `DocumentCorrupt` when a row fails its checksum or no checkpoint is
        left that has all of the rows after it, `DocumentUnavailable` when it cannot be read now.
        """
        ...

    async def append(self, entries: Sequence[Entry]) -> None:
        """Store `entries`. Calls that arrive while one commits share the next commit."""
        ...

    async def checkpoint(self, document: DocumentId, checkpoint: Checkpoint) -> None:
        """Keep this checkpoint, which was found sound, and the one before it.

        The rows that the older of the two stands for are trimmed, at once or soon.
        """
        ...

    async def quarantine(self, document: DocumentId, seqs: Sequence[int], reason: str) -> None:
        """Set these rows aside: no `load` returns them, and they are kept with the `reason`."""
        ...

    async def probe(self) -> None:
        """Raise `DocumentUnavailable` unless something can be stored now."""
        ...
