"""The journal's in-memory twin: for tests, and for whoever needs a room without a disk."""

from collections import defaultdict
from collections.abc import Sequence

from collab.documents.model import DocumentId
from collab.documents.store import Checkpoint, Entry, Row, Stored
from collab.errors import DocumentCorrupt, DocumentMissing


class MemoryDocumentStore:
    """Accepted updates in lists. `entries` is everything in commit order, trimmed or not."""

    trouble = None

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.quarantined: list[tuple[DocumentId, Row, str]] = []
        self.suspect_to = 0
        self._rows: dict[DocumentId, list[Row]] = defaultdict(list)
        self._checkpoints: dict[DocumentId, list[Checkpoint]] = defaultdict(list)
        self._trimmed: dict[DocumentId, int] = defaultdict(int)

    async def load(self, document: DocumentId, before: int | None = None) -> Stored:
        if document not in self._rows:
            raise DocumentMissing(f"No document is stored under {document}.")
        checkpoints = [
            one for one in self._checkpoints[document] if before is None or one.seq < before
        ]
        base = checkpoints[-1] if checkpoints else None
        after = 0 if base is None else base.seq
        if after < self._trimmed[document]:
            raise DocumentCorrupt(f"No sound checkpoint of document {document} is left.")
        rows = tuple(row for row in self._rows[document] if row.seq > after)
        return Stored(base, rows, bool(rows) and rows[0].seq <= self.suspect_to)

    async def append(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self.entries.append(entry)
            self._rows[entry.document].append(Row(len(self.entries), entry.update))

    async def checkpoint(self, document: DocumentId, checkpoint: Checkpoint) -> None:
        kept = [one for one in self._checkpoints[document] if one.seq < checkpoint.seq][-1:]
        self._checkpoints[document] = [*kept, checkpoint]
        if kept:
            self._trimmed[document] = kept[0].seq
            rows = self._rows[document]
            self._rows[document] = [row for row in rows if row.seq > kept[0].seq]

    async def quarantine(self, document: DocumentId, seqs: Sequence[int], reason: str) -> None:
        rows = self._rows[document]
        self.quarantined += [(document, row, reason) for row in rows if row.seq in seqs]
        self._rows[document] = [row for row in rows if row.seq not in seqs]

    async def probe(self) -> None: ...
