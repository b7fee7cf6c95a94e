"""The workers, and what each is at: work that takes its steps together, and perhaps a guest. Pure.

Mostly one piece of work. Work of one batch joins it while the worker has seats for more, and shares
the device's time with it in equal parts. A guest is short work that somebody waits for while the
worker is at something long: it is taken before the next step, or when all else has ended, whichever
comes first.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from render.queue.job import Entry, Lease, Running, WorkerId
from render.stores import Fingerprint


@dataclass(slots=True)
class _Bench:
    """`seats` is how many may work together, as the worker said; `reckoned_at`, until when their
    shares of the time are reckoned.
    """

    together: list[Entry] = field(default_factory=list)
    guest: Entry | None = None
    seats: int = 1
    reckoned_at: float = 0.0

    @property
    def all(self) -> list[Entry]:
        return self.together if self.guest is None else [*self.together, self.guest]

    def reckon(self, now: float) -> None:
        """Of the time since the last look, each had its part, and the others had the rest."""
        count = len(self.together)
        seconds = max(0.0, now - self.reckoned_at)
        for entry in self.together:
            lease_of(entry).shared_seconds += seconds * (count - 1) / count
        self.reckoned_at = now


class Crew:
    def __init__(self) -> None:
        self._at: dict[WorkerId, _Bench] = {}
        self._held: dict[WorkerId, dict[Fingerprint, None]] = {}
        self._retiring: dict[WorkerId, str] = {}

    def __contains__(self, worker: WorkerId) -> bool:
        """Whether it is here. Who was given up is not, whatever it still says."""
        return worker in self._at

    def arrive(self, worker: WorkerId) -> None:
        self._at[worker], self._held[worker] = _Bench(), {}

    def lose(self, worker: WorkerId) -> tuple[list[Entry], Collection[Fingerprint]]:
        """What it was at, and what it held in memory."""
        self._retiring.pop(worker, None)
        return self._at.pop(worker).all, self._held.pop(worker)

    # At work

    @property
    def running(self) -> list[Entry]:
        return [entry for bench in self._at.values() for entry in bench.all]

    def hosts(self) -> dict[WorkerId, Sequence[Entry]]:
        """What each is at, guests aside; not those that get nothing more."""
        return {
            worker: tuple(bench.together)
            for worker, bench in self._at.items()
            if worker not in self._retiring
        }

    def idle(self) -> list[WorkerId]:
        return [worker for worker, hosts in self.hosts().items() if not hosts]

    def with_room(self) -> Iterator[tuple[WorkerId, Sequence[Entry]]]:
        """Those that are at something, and have no guest."""
        for worker, hosts in self.hosts().items():
            if hosts and self._at[worker].guest is None:
                yield worker, hosts

    def with_seats(self) -> Iterator[tuple[WorkerId, str]]:
        """Those that have a seat for more of the batch that they are at."""
        for worker, hosts in self.hosts().items():
            if hosts and len(hosts) < self._at[worker].seats:
                batch = hosts[0].batch
                if batch is not None and not any(entry.runs_alone for entry in hosts):
                    yield worker, batch

    def has_seat(self, worker: WorkerId) -> bool:
        bench = self._at[worker]
        return len(bench.together) < bench.seats

    def work_of(self, worker: WorkerId) -> list[Entry]:
        bench = self._at.get(worker)
        return list(bench.all) if bench else []

    def find(self, worker: WorkerId, fingerprint: Fingerprint) -> Entry | None:
        """What `worker` is at by that name; `None` if it speaks too late."""
        work = self.work_of(worker)
        return next((e for e in work if e.invocation.fingerprint == fingerprint), None)

    def seat(self, worker: WorkerId, seats: int) -> None:
        """So many may work together there, until all of them have ended."""
        self._at[worker].seats = seats

    def begin(self, worker: WorkerId, entry: Entry, now: float, *, between: bool = False) -> None:
        bench = self._at[worker]
        if between:
            bench.guest = entry
            return
        bench.reckon(now)
        bench.together.append(entry)

    def reckon(self, worker: WorkerId, now: float, ending: Entry | None = None) -> None:
        """Bring the leases of what it is at up to `now`. At the end of a guest nobody's changes:
        `end` first takes away what it had.
        """
        bench = self._at[worker]
        if ending is None or ending is not bench.guest:
            bench.reckon(now)

    def end(self, worker: WorkerId, entry: Entry, now: float) -> None:
        """A guest's time was not its hosts'; that of one that had to wait for the end begins."""
        bench = self._at[worker]
        if entry is bench.guest:
            bench.guest = None
            seconds = lease_of(entry).seconds(now)
            bench.reckoned_at = min(now, bench.reckoned_at + seconds)
            for host in bench.together:
                lease_of(host).elsewhere_seconds += seconds
                lease_of(host).stepped_at = now
            return
        bench.reckon(now)
        bench.together.remove(entry)
        if not bench.together:
            bench.seats = 1
            if bench.guest:
                lease_of(bench.guest).since = now
                bench.together.append(bench.guest)
                bench.guest = None

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
