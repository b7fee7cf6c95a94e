"""What the services need of the sync core, as an interface; `collab.sync.hub.Hub` has it all."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from collab.documents.live import LiveDocument
from collab.documents.model import DocumentId
from collab.sync.access import Access


class Documents(Protocol):
    async def create(self, id: DocumentId, update: bytes) -> None: ...

    def document(self, id: DocumentId) -> AbstractAsyncContextManager[LiveDocument]: ...

    def revoke(self, id: DocumentId, person_id: str | None, access: Access | None) -> None: ...
