"""The workers, and what each is at: one piece of work, and perhaps a guest between its steps. Pure.

A guest is short work that somebody waits for while the worker is at something long. The worker
takes it before its next step, or when it has ended, whichever comes first.
"""

from collections.abc import Collection, Iterator
from typing import Final

from render.queue.job import Entry, Lease, Running, WorkerId
from render.stores import Fingerprint

_HOST: Final = 0
_MOST: Final = 2


class Crew:
    def __init__(self) -> None:
        self._at: dict[WorkerId, list[Entry]] = {}
        self._held: dict[WorkerId, dict[Fingerprint, None]] = {}
        self._retiring: dict[WorkerId, str] = {}

    def __contains__(self, worker: WorkerId) -> bool:
        """Whether it is here. Who was given up is not, whatever it still says."""
        return worker in self._at

    def arrive(self, worker: WorkerId) -> None:
        self._at[worker], self._held[worker] = [], {}

    def lose(self, worker: WorkerId) -> tuple[list[Entry], Collection[Fingerprint]]:
        """What it was at, and what it held in memory."""
        self._retiring.pop(worker, None)
        return self._at.pop(worker), self._held.pop(worker)

    # At work

    @property
    def running(self) -> list[Entry]:
        return [entry for work in self._at.values() for entry in work]

    def hosts(self) -> dict[WorkerId, Entry | None]:
        """What each is at, guests aside; not those that get nothing more."""
        return {
            worker: work[_HOST] if work else None
            for worker, work in self._at.items()
            if worker not in self._retiring
        }

    def idle(self) -> list[WorkerId]:
        return [worker for worker, host in self.hosts().items() if host is None]

    def with_room(self) -> Iterator[tuple[WorkerId, Entry]]:
        """Those that are at something, and have no guest."""
        for worker, host in self.hosts().items():
            if host and len(self._at[worker]) < _MOST:
                yield worker, host

    def work_of(self, worker: WorkerId) -> list[Entry]:
        return list(self._at.get(worker, ()))

    def find(self, worker: WorkerId, fingerprint: Fingerprint) -> Entry | None:
        """What `worker` is at by that name; `None` if it speaks too late."""
        work = self._at.get(worker, ())
        return next((e for e in work if e.invocation.fingerprint == fingerprint), None)

    def begin(self, worker: WorkerId, entry: Entry) -> None:
        self._at[worker].append(entry)

    def end(self, worker: WorkerId, entry: Entry, now: float) -> None:
        """A guest's time was not its host's; that of one that had to wait for the end begins."""
        work = self._at[worker]
        host = work[_HOST]
        work.remove(entry)
        for other in work:
            if other is host:
                lease_of(host).elsewhere_seconds += lease_of(entry).seconds(now)
                lease_of(host).stepped_at = now
            else:
                lease_of(other).since = now

    # What they hold

    def hold(self, worker: WorkerId, fingerprint: Fingerprint) -> None:
        """Its outputs are in that worker's memory."""
        self._held[worker][fingerprint] = None

    def let_go(self, worker: WorkerId, fingerprint: Fingerprint) -> None:
        self._held.get(worker, {}).pop(fingerprint, None)

    def held(self, worker: WorkerId) -> Collection[Fingerprint]:
        return list(self._held.get(worker, ()))

    # On the way out

    def retire(self, worker: WorkerId, reason: str) -> None:
        """Give it nothing more."""
        self._retiring[worker] = reason

    def retiring(self, worker: WorkerId) -> str | None:
        """Why it gets nothing more, if so."""
        return self._retiring.get(worker)


def lease_of(entry: Entry) -> Lease:
    assert isinstance(entry.state, Running), entry.state  # noqa: S101 - a crew has no other
    return entry.state.lease
