"""The interface of the journal: where accepted updates live. Knows nothing of their content."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from collab.documents.model import DocumentId


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted update of `document`, written by `person` (`None`: the server itself)."""

    document: DocumentId
    person: str | None
    update: bytes


class DocumentStore(Protocol):
    """Accepted updates of every document, in commit order."""

    async def load(self, document: DocumentId) -> list[bytes]:
        """Every update of `document`, oldest first.

        Raises `DocumentMissing` when none was ever stored, `DocumentCorrupt` when a row fails its
        checksum, `DocumentUnavailable` when the store cannot be read now.
        """
        ...

    async def append(self, entries: Sequence[Entry]) -> None:
        """Return once `entries` are on disk, all or none.

        Calls that arrive while one commits share the next commit. Raises `DocumentUnavailable`
        (disk full, read-only): nothing of `entries` is stored then.
        """
        ...
