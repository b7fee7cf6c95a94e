"""The work of one turn of a room, sorted; no waiting, no sockets, no disk."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from pycrdt import Doc

from collab.documents.model import DocumentId
from collab.documents.store import Entry
from collab.sync.connection import Answer, Submit
from collab.sync.limits import Limits
from collab.sync.member import Member


@dataclass(frozen=True, slots=True)
class Edit:
    """A change the server itself wants to make, and who waits for it."""

    change: "Callable[[Doc[Any]], None]"
    origin: str
    done: "asyncio.Future[None]"


class FromClient(NamedTuple):
    member: Member
    effect: Submit | Answer

    @property
    def size_bytes(self) -> int:
        return len(self.effect.update) if isinstance(self.effect, Submit) else 0


class Welcome(NamedTuple):
    """Greet a member with the server's step 1, once nothing uncommitted is in the document."""

    member: Member


@dataclass(frozen=True, slots=True)
class Stop:
    """What queued before this is still done, nothing after it."""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """The store refused a while ago: see whether it takes something now."""


Work: TypeAlias = Edit | FromClient | Welcome | TryAgain | Stop


@dataclass(slots=True)
class Batch:
    """`made` are the server's `edits`, in the Doc already; `updates` are admitted and to follow.

    `failed` hear of it once the document is as before. What is `put_off` is for the next batch.
    `settled` are all that may be acknowledged once this is on disk; `is_trial` while nobody knows
    whether it can be.
    """

    edits: list[Edit] = field(default_factory=list)
    made: list[bytes] = field(default_factory=list)
    updates: list[tuple[Member, Submit]] = field(default_factory=list)
    settled: list[tuple[Member, Submit]] = field(default_factory=list)
    answers: list[tuple[Member, bytes]] = field(default_factory=list)
    welcomes: list[Member] = field(default_factory=list)
    failed: list[tuple[Edit, BaseException]] = field(default_factory=list)
    put_off: list[Work] = field(default_factory=list)
    must_rebuild: bool = False
    is_trial: bool = False
    is_last: bool = False

    def entries(self, document: DocumentId) -> list[Entry]:
        made = [Entry(document, None, update) for update in self.made]
        return made + [
            Entry(document, member.connection.access.person.id, submit.update)
            for member, submit in self.updates
        ]

    def authors(self) -> tuple[str, ...]:
        """Whose `updates` these are, each account once."""
        people = (member.connection.access.person.id for member, _ in self.updates)
        return tuple(dict.fromkeys(people))

    def sole_sender(self) -> Member | None:
        """The one who has all of this already, if there is such a one."""
        senders = {member.connection.number: member for member, _ in self.updates}
        return next(iter(senders.values())) if len(senders) == 1 and not self.made else None


def take(queue: "asyncio.Queue[Work]", first: Work, limits: Limits) -> Iterable[Work]:
    """`first`, then what else queued, up to the limits, so that one import delays nobody long."""
    work, size, count = first, 0, 1
    while True:
        yield work
        size += work.size_bytes if isinstance(work, FromClient) else 0
        if queue.empty() or size >= limits.batch_bytes or count == limits.batch_updates:
            return
        work = queue.get_nowait()
        count += 1


def fail(edit: Edit, error: BaseException) -> None:
    """Let who waits for `edit` hear of it, unless it went away."""
    if not edit.done.done():
        edit.done.set_exception(error)
