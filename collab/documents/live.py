"""How other packages meet a live document, without knowing of rooms, sockets or journals."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from pycrdt import Doc

from collab.documents.model import JSON, DocumentId


class LiveDocument(Protocol):
    """A document while it is live on this server."""

    @property
    def id(self) -> DocumentId: ...

    @property
    def doc(self) -> "Doc[Any]":
        """The document itself: read and observe it, change it only through `edit`."""
        ...

    @property
    def authors(self) -> tuple[str, ...]:
        """For observers of `doc`: the accounts whose updates the running transaction applies.

        In the order they came, each once; empty when the change is the server's own. A batch of
        several people's updates is one transaction, so with more than one it is not said who
        changed what.
        """
        ...

    async def edit(self, change: Callable[["Doc[Any]"], None], origin: str) -> None:
        """Run `change` in one transaction of `origin`; return once it is committed and broadcast.

        `change` is synchronous and must not fail half-way: validate first, then edit.
        Raises `DocumentUnavailable` when the journal refuses; the document is then as before.
        """
        ...

    def set_awareness(self, fields: Mapping[str, JSON]) -> None:
        """Replace the awareness state of the server's own client in this document."""
        ...


class DocumentObserver(Protocol):
    """Told when documents come and go. Both calls are synchronous, on the event loop, and quick."""

    def opened(self, document: LiveDocument) -> None: ...

    def closed(self, document: LiveDocument) -> None: ...
