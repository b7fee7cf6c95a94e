"""What the services need of the sync core, as an interface; `collab.sync.hub.Hub` has it all."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from collab.documents.live import LiveDocument
from collab.documents.model import JSON, DocumentId
from collab.sync.access import Access


class Documents(Protocol):
    async def create(self, id: DocumentId, update: bytes) -> None: ...

    def document(self, id: DocumentId) -> AbstractAsyncContextManager[LiveDocument]: ...

    def revoke(self, id: DocumentId, person_id: str | None, access: Access | None) -> None: ...

    def note(self, id: DocumentId, name: str, value: JSON) -> None: ...


def tell_changed(documents: Documents, board: DocumentId, now: int) -> None:
    """Tell whoever has `board` open that its row or its members changed: they ask again."""
    documents.note(board, "board", {"changed": now})
