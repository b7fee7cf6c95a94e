"""The journal's in-memory twin: for tests, and for whoever needs a room without a disk."""

from collections import defaultdict
from collections.abc import Sequence

from collab.documents.model import DocumentId
from collab.documents.store import Entry
from collab.errors import DocumentMissing


class MemoryDocumentStore:
    """Accepted updates in lists. `entries` is everything in commit order."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._updates: dict[DocumentId, list[bytes]] = defaultdict(list)

    async def load(self, document: DocumentId) -> list[bytes]:
        if document not in self._updates:
            raise DocumentMissing(f"No document is stored under {document}.")
        return list(self._updates[document])

    async def append(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self.entries.append(entry)
            self._updates[entry.document].append(entry.update)
