"""Which work may go between the steps of what its worker is at. Pure."""

from collections.abc import Sequence
from typing import Final

from render.queue.crew import lease_of
from render.queue.estimates import Estimates
from render.queue.job import Entry, account_of

SHORT_SECONDS: Final = 0.5
"""Interactive work that takes no longer may go between the steps of what takes longer."""

MUCH: Final = 4
"""So many times as long must be left of what runs for its own person's work to go before."""


def may_go_between(hosts: Sequence[Entry], guest: Entry, estimates: Estimates, now: float) -> bool:
    """Short work of others waits for a step of what is long, not for its end, if that is further
    off than it takes; own work if it is much further. Guests get half of the time. Of `hosts` that
    take their steps together, the one counts that will be there the longest.
    """
    if guest.runs_alone or not estimates.knows(guest.invocation):
        return False
    host = max(hosts, key=lambda each: estimates.left(each, now))
    if host.runs_alone:
        return False
    lease, seconds = lease_of(host), estimates.of(guest.invocation)
    taken = lease.elapsed(now)
    if seconds > SHORT_SECONDS or lease.elsewhere_seconds + seconds > max(taken, SHORT_SECONDS):
        return False
    if max(estimates.of(host.invocation), taken) <= SHORT_SECONDS:
        return False  # its steps alone do not say so: the first of them may have been held up
    accounts = {account for each in hosts for account in lease_of(each).charged}
    is_own = any(account_of(request) in accounts for request in guest.jobs.values())
    return estimates.left(host, now) > seconds * (MUCH if is_own else 1)
