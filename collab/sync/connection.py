"""One client's side of the protocol as a state machine: frames in, effects out.

It counts updates, decides what a refusal means for this client, and when a receipt is due. It does
not know documents, other clients or sockets; the room performs the effects and reports back.
"""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, assert_never

from collab.errors import MalformedFrame, PeerError, RefusedUpdate
from collab.sync import close_codes, messages
from collab.sync.access import Access
from collab.sync.admission import Judgement, Missing
from collab.sync.limits import Limits
from collab.sync.messages import (
    AwarenessEntry,
    AwarenessUpdate,
    QueryAwareness,
    SyncStep1,
    SyncUpdate,
)
from collab.sync.state_vector import check_state_vector


@dataclass(slots=True)
class Submit:
    """Try to admit `update`, the connection's `count`th, counted from 1.

    Not frozen, since that would double what making one costs, and one is made for every edit.
    """

    count: int
    update: bytes
    is_step_2: bool


class Answer(NamedTuple):
    """Send a step 2: what a peer with this state vector misses."""

    state_vector: bytes


class Announce(NamedTuple):
    """Take these awareness entries."""

    entries: tuple[AwarenessEntry, ...]


class ShowEverybody(NamedTuple):
    """Send all awareness states."""


class Send(NamedTuple):
    frame: bytes


class Close(NamedTuple):
    """Nothing that follows from this client counts any more."""

    code: int
    reason: str


Effect: TypeAlias = Submit | Answer | Announce | ShowEverybody | Send | Close


class Connection:
    """`number` grows with every connection of this server; `access` may change while it lives."""

    def __init__(self, number: int, access: Access, receipts: bool, limits: Limits) -> None:
        self.number = number
        self.access = access
        self.receipts = receipts
        self._limits = limits
        self._received = 0
        self._acknowledged = 0
        self._settled = 0
        self._settled_ahead: set[int] = set()
        self._waiting: list[Submit] = []
        self._waiting_bytes = 0
        self._has_sent_step_2 = False
        self._closed = False

    def receive(self, frame: bytes) -> list[Effect]:
        """What a frame of this client asks for."""
        if self._closed:
            return []
        try:
            message = messages.decode(frame)
            match message:
                case SyncUpdate(update, is_step_2):
                    return [self._submit(update, is_step_2)]
                case SyncStep1(state_vector):
                    check_state_vector(state_vector)
                    return [Answer(state_vector)]
                case AwarenessUpdate(entries):
                    return [Announce(entries)]
                case QueryAwareness():
                    return [ShowEverybody()]
                case _:
                    assert_never(message)
        except MalformedFrame as error:
            return self.close(close_codes.MALFORMED, str(error))

    def _submit(self, update: bytes, is_step_2: bool) -> Submit:
        self._received += 1
        return Submit(self._received, update, is_step_2)

    def check_write(self, judgement: Judgement, writable: frozenset[str]) -> None:
        """Raise `RefusedUpdate` when what an update writes is not this client's to send."""
        if isinstance(judgement, Missing) or not judgement.is_news:
            return
        if not self.access.may_edit:
            raise RefusedUpdate("role", "only editors may change this board")
        if not judgement.roots <= writable:
            named = ", ".join(sorted(judgement.roots - writable))
            raise RefusedUpdate("root", f"only the server writes {named}")

    def refuse(self, submit: Submit, error: PeerError) -> list[Effect]:
        """The update is dropped whole: say so, or close on an editor who could not know."""
        self._settle(submit.count)
        reason = reason_of(error)
        if self.receipts:
            return [Send(messages.refusal(submit.count, reason)), *self.acknowledge()]
        if not self.access.may_edit:
            return []
        return self.close(_close_code(reason), str(error))

    def wait(self, submit: Submit) -> list[Effect]:
        """Keep an update whose dependency may still come, in this connection's own step 2."""
        size = self._waiting_bytes + len(submit.update)
        full = size > self._limits.waiting_bytes
        if full or self._has_sent_step_2 or len(self._waiting) >= self._limits.waiting_updates:
            return self.refuse(
                submit, RefusedUpdate("dependency", "an update builds on one that never arrived")
            )
        self._waiting.append(submit)
        self._waiting_bytes = size
        return []

    def finish_step_2(self) -> list[Submit]:
        """This client has said all it has: what waited is tried once more, nothing waits again."""
        self._has_sent_step_2 = True
        waited, self._waiting = self._waiting, []
        return waited

    def commit(self, count: int) -> None:
        """The update is on disk, or added nothing to what is."""
        self._settle(count)

    def _settle(self, count: int) -> None:
        """All up to `_settled` are dealt with, and those `_settled_ahead` of it."""
        self._settled_ahead.add(count)
        while self._settled + 1 in self._settled_ahead:
            self._settled += 1
            self._settled_ahead.remove(self._settled)

    def acknowledge(self) -> list[Effect]:
        """A receipt, when every update up to a higher count than the last one's is dealt with."""
        if self._settled <= self._acknowledged or not self.receipts:
            return []
        self._acknowledged = self._settled
        return [Send(messages.receipt(self._settled))]

    def close(self, code: int, reason: str) -> list[Effect]:
        if self._closed:
            return []
        self._closed = True
        return [Close(code, reason)]


def reason_of(error: PeerError) -> str:
    """What a client is told of a refusal, and metrics count."""
    return error.reason if isinstance(error, RefusedUpdate) else error.code


def _close_code(reason: str) -> int:
    if reason in ("role", "root", "client"):
        return close_codes.NOT_ALLOWED
    if reason == "too_large":
        return close_codes.DOCUMENT_TOO_LARGE
    return close_codes.MALFORMED
