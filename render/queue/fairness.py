"""Whose turn it is: deficit round robin on device time. Pure; knows accounts and seconds only.

Each account has a balance of seconds. Whoever's turn it is goes on while theirs is positive; then
the next. When nobody's is, everybody is given `QUANTUM_SECONDS` as often as it takes for somebody
to be served, at once rather than round by round. What work took is charged when it is known, so a
balance may be far below zero; it never rises above one quantum, so nobody saves up.
"""

import math

from render.queue.job import Account

QUANTUM_SECONDS = 0.1
"""Shorter than what people call waiting; long enough for several cheap nodes of one board."""


class Turns:
    def __init__(self, quantum_seconds: float = QUANTUM_SECONDS) -> None:
        self._quantum = quantum_seconds
        self._granted = 0.0
        self._zeroes: dict[Account, float] = {}
        """For each account, what must have been granted in all for its balance to be zero."""
        self._ring: dict[Account, None] = {}

    def __contains__(self, account: Account) -> bool:
        return account in self._ring

    def copy(self) -> "Turns":
        copied = Turns(self._quantum)
        copied._granted = self._granted
        copied._zeroes = dict(self._zeroes)
        copied._ring = dict(self._ring)
        return copied

    def join(self, account: Account) -> None:
        """`account` has something to do. What it owed before, it owes still."""
        self._ring.setdefault(account, None)

    def leave(self, account: Account) -> None:
        self._ring.pop(account, None)
        if self.balance(account) >= self._quantum:
            self._zeroes.pop(account, None)

    def forgive(self) -> None:
        """Nobody waits for anything, so nobody owes anybody."""
        self._zeroes.clear()

    def balance(self, account: Account) -> float:
        zero = self._zeroes.get(account)
        return self._quantum if zero is None else min(self._quantum, self._granted - zero)

    def order(self) -> list[Account]:
        """Everybody in the ring, in the order in which they are to be asked."""
        return sorted(self._ring, key=self._rounds)

    def serve(self, account: Account) -> None:
        """`account` is served next: grant the rounds until its turn."""
        self._granted += self._rounds(account) * self._quantum

    def charge(self, account: Account, seconds: float) -> None:
        """Negative seconds are given back."""
        self._zeroes[account] = self._granted - self.balance(account) + seconds
        if account in self._ring and self.balance(account) <= 0:
            del self._ring[account]
            self._ring[account] = None

    def _rounds(self, account: Account) -> int:
        balance = self.balance(account)
        return 0 if balance > 0 else math.floor(-balance / self._quantum) + 1
