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
    """A person's right to a document; one who may not edit reads, and is seen.

    `is_read_only` is of what the request was let in with, such as a token that only reads: no role
    its person gets later makes its socket write. `credential` names that session or token; when
    it ends, so do the sockets it opened.
    """

    person: Person
    may_edit: bool
    is_read_only: bool = False
    credential: str = ""

    def narrowed_to(self, other: "Access") -> "Access":
        """This right, for a socket that was let in with `other`."""
        is_read_only = self.is_read_only or other.is_read_only
        may_edit = self.may_edit and not is_read_only
        return Access(self.person, may_edit, is_read_only, other.credential)


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
