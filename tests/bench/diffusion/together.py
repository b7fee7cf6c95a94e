"""Several people's pictures by one worker: one after another, and as many together as pay."""

import statistics
import time
from collections.abc import Callable

from render.workers import wire
from render.workers.runner import Runner


class People:
    """Sends a worker their work as the server would, joining as it has seats. To be given what the
    worker says.
    """

    def __init__(self, submit: Callable[[wire.Execute], None]) -> None:
        self._submit = submit
        self._waiting: list[wire.Execute] = []
        self._at: set[str] = set()
        self.seats = 1

    def hear(self, message: wire.Message) -> None:
        match message:
            case wire.Seats(_, count):
                self.seats = count
                self._seat()
            case wire.Computed(fingerprint):
                self._at.discard(fingerprint)
                if self._at:
                    self._seat()
            case wire.Failed(message=text):
                raise SystemExit(text)

    def ask(self, runner: Runner, works: list[wire.Execute]) -> None:
        """Until all of `works` are done."""
        self._waiting = works
        while self._waiting:
            self.seats = 1
            first = self._waiting.pop(0)
            self._at = {first.fingerprint}
            runner.execute(first)

    def _seat(self) -> None:
        while self._waiting and len(self._at) < self.seats:
            work = self._waiting.pop(0)
            self._at.add(work.fingerprint)
            work = wire.Execute(
                work.fingerprint, work.operation, work.params, work.inputs, work.outputs, joins=True
            )
            self._submit(work)


def measure(
    make: Callable[[int, bool], wire.Execute],
    runner: Runner,
    people: People,
    count: int,
    times: int,
    settle: Callable[[], None],
) -> None:
    """`make` gives the work of a seed, strict or not. The first rounds teach how many pay."""
    taken: dict[bool, list[float]] = {True: [], False: []}
    seed, warm_up = 10_000, 4
    for round in range(times + warm_up):
        for strict in (True, False):
            works = [make(seed + n, strict) for n in range(count)]
            seed += count
            settle()
            began = time.perf_counter()
            people.ask(runner, works)
            settle()
            if round >= warm_up:
                taken[strict].append((time.perf_counter() - began) * 1000)
    alone, together = (statistics.median(taken[strict]) for strict in (True, False))
    print(
        f"{count} people: one after another {alone:.0f} ms, together {together:.0f} ms: "
        f"{alone / together:.2f} times as fast, {people.seats} at once at the end"
    )
