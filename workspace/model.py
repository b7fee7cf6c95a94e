"""The workspace's values: people, boards and members, frozen. Knows no row, request or rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, NewType, TypeVar

from collab.documents.model import JSON, DocumentId
from workspace.permissions import BoardRole, WorkspaceRole

UserId = NewType("UserId", str)
BoardId = DocumentId
"""A board and its document share one id."""

T = TypeVar("T")

SCOPES = ("read", "write")
"""What an API token may be limited to; a token without `write` changes nothing."""


@dataclass(frozen=True, slots=True)
class User:
    id: UserId
    email: str
    name: str
    color: str
    role: WorkspaceRole
    created_at: int


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request, and whether what they showed lets them change things.

    `credential` names what they showed, a session or a token, without being of use to anybody.
    """

    user: User
    may_write: bool = True
    credential: str = ""


@dataclass(frozen=True, slots=True)
class ApiToken:
    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: int
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """A board as one member sees it: `role` is theirs."""

    id: BoardId
    title: str
    role: BoardRole
    epoch: str
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Member:
    user: User
    role: BoardRole


@dataclass(frozen=True, slots=True)
class Preset:
    """Some parameters of a node type under a name. `created_by` is `None` once they have left."""

    id: str
    type: str
    name: str
    params: Mapping[str, JSON]
    created_by: UserId | None
    created_at: int


@dataclass(frozen=True, slots=True)
class Template:
    """Nodes to begin with, as `{id: node}` in the form of a document's JSON.

    `drawing` is what is seen of them: `{w, h, boxes, edges}`. One `is_ours` that comes with
    Atelier: nobody made it, and nobody changes it.
    """

    id: str
    name: str
    description: str
    nodes: Mapping[str, JSON]
    drawing: Mapping[str, JSON]
    is_ours: bool = False
    created_by: UserId | None = None
    created_at: int = 0


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Part of a list; `next` is where the following part begins, `None` at the end."""

    items: list[T]
    next: str | None
