"""Tickets: each opens one socket of one board within 30 seconds. Kept in memory; pure but for ids.

For clients that cannot send a cookie or a header with a socket. Who has too many open is refused
another; nobody's tickets cost anybody else theirs.
"""

from collections.abc import Callable
from dataclasses import dataclass

from workspace.errors import TooMany
from workspace.model import BoardId, Caller

TICKET_MS = 30_000
_MAX_OF_ONE_PERSON = 200


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
        mine = sum(ticket.caller.user.id == caller.user.id for ticket in self._tickets.values())
        if mine >= _MAX_OF_ONE_PERSON:
            raise TooMany(
                "too_many_tickets",
                f"You have {mine} open tickets: use them, or try again in half a minute.",
                retry_after_seconds=TICKET_MS // 1000,
            )
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
