"""Who may join a document, as the endpoint asks it; knows nothing of accounts or boards."""

from dataclasses import dataclass
from typing import Protocol

from starlette.websockets import WebSocket

from collab.documents.model import DocumentId


@dataclass(frozen=True, slots=True)
class Person:
    """An account as others see it."""

    id: str
    name: str
    color: str


@dataclass(frozen=True, slots=True)
class Access:
    """A person's right to a document; one who may not edit reads, and is seen."""

    person: Person
    may_edit: bool


class Refused(Exception):  # noqa: N818 - an answer, not a failure
    """Not let in: `code` closes the socket, `reason` is a sentence for its owner."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Gate(Protocol):
    async def admit(self, websocket: WebSocket, document: DocumentId) -> Access:
        """The access that the request's cookie, header or ticket gives. Raises `Refused`."""
        ...
