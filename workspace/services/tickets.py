"""Tickets: each opens one socket of one board within 30 seconds. Kept in memory; pure but for ids.

For clients that cannot send a cookie or a header with a socket. A full box refuses new tickets
rather than forget valid ones.
"""

from collections.abc import Callable
from dataclasses import dataclass

from workspace.errors import Unavailable
from workspace.model import BoardId, Caller

TICKET_MS = 30_000
_MAX_TICKETS = 10_000


@dataclass(frozen=True, slots=True)
class _Ticket:
    board: BoardId
    caller: Caller
    expires_at: int


class Tickets:
    def __init__(self, now: Callable[[], int], new_secret: Callable[[], str]) -> None:
        self._now = now
        self._new_secret = new_secret
        self._tickets: dict[str, _Ticket] = {}

    def issue(self, board: BoardId, caller: Caller) -> str:
        now = self._now()
        self._forget_expired(now)
        if len(self._tickets) >= _MAX_TICKETS:
            raise Unavailable("too_many_tickets", "Too many tickets are open: try again shortly.")
        secret = self._new_secret()
        self._tickets[secret] = _Ticket(board, caller, now + TICKET_MS)
        return secret

    def redeem(self, secret: str, board: BoardId) -> Caller | None:
        """Whose ticket it was. A ticket is used up by the first try, right or wrong."""
        ticket = self._tickets.pop(secret, None)
        if ticket is None or ticket.board != board or ticket.expires_at <= self._now():
            return None
        return ticket.caller

    def _forget_expired(self, now: int) -> None:
        """The oldest come first, and all live equally long."""
        while self._tickets:
            secret, ticket = next(iter(self._tickets.items()))
            if ticket.expires_at > now:
                return
            del self._tickets[secret]
