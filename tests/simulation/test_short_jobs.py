"""A short job among another person's, on a clock of its own, on a worker that is held up at times.

The worker is played as it is: it says five times a second how far it is, and takes guests between
its steps. `make bench-render ARGS="--scenario behind"` plays the same with real processes.
"""

from collections import deque
from collections.abc import Mapping

from hypothesis import example, given
from hypothesis import strategies as st

from render.queue import events
from render.queue.commands import Dispatch
from render.queue.job import JobId, Request, WorkerId
from render.queue.machine import Machine
from render.stores import Fingerprint
from render.workers.turn import PROGRESS_SECONDS
from tests.render.test_machine import artifact, work

WORKER = WorkerId("w")
TEN = [f"a{n}" for n in range(10)]
STEPS = 4
STEP_SECONDS = 0.05
SECONDS = STEPS * STEP_SECONDS

Hiccups = Mapping[str, tuple[int, float]]
"""Of a job, which step takes longer than usual, and by how many seconds."""


class World:
    """Ann's ten jobs, and one of Ben's that comes at `moment`."""

    def __init__(self, moment: float, hiccups: Hiccups) -> None:
        self.now = 0.0
        self.ends: dict[str, float] = {}
        self._moment = moment
        self._hiccups = hiccups
        self._machine = Machine()
        self._sent: deque[str] = deque()
        self._between: deque[str] = deque()
        self._tell(events.WorkerArrived(WORKER))
        for name in TEN:
            self._wish(name, "ann")

    def run(self) -> None:
        while self._sent or self._between:
            name = (self._between or self._sent).popleft()
            self._execute(name, is_guest=False)

    def _execute(self, name: str, *, is_guest: bool) -> None:
        said_at = self.now
        for step in range(STEPS):
            if self.now - said_at >= PROGRESS_SECONDS:
                said_at = self.now
                self._tell(events.WorkStepped(WORKER, Fingerprint(name), step, STEPS))
            while self._between and not is_guest:
                self._execute(self._between.popleft(), is_guest=True)
            held_up, seconds = self._hiccups.get(name, (-1, 0.0))
            self._pass(STEP_SECONDS + seconds * (step == held_up))
        self._tell(events.WorkComputed(WORKER, Fingerprint(name)))
        self._tell(events.WorkWritten(WORKER, Fingerprint(name)))
        self._tell(events.WorkKept(artifact(name)))
        self.ends[name] = self.now

    def _pass(self, seconds: float) -> None:
        until = self.now + seconds
        if self.now <= self._moment < until:
            self.now = self._moment
            self._wish("b", "ben")
        self.now = until

    def _wish(self, name: str, person: str) -> None:
        request = Request(JobId(name), None, None, name, person, "interactive")
        self._tell(events.Wished(request, work(name)))

    def _tell(self, event: events.Event) -> None:
        for command in self._machine.handle(event, self.now):
            if isinstance(command, Dispatch):
                name = command.invocation.fingerprint
                (self._between if command.between else self._sent).append(name)


@given(
    moment=st.floats(0.0, 1.9),
    hiccups=st.dictionaries(
        st.sampled_from([*TEN, "b"]),
        st.tuples(st.integers(0, STEPS - 1), st.floats(0.0, 0.29)),
        max_size=4,
    ),
)
@example(moment=0.39, hiccups={"b": (0, 0.17)})
def test_short_job_waits_for_what_runs_whoever_is_held_up(moment: float, hiccups: Hiccups) -> None:
    """QU11, QU23: a step of Ben's that was held up made his job look long, and five of Ann's went
    between its steps: 1.2 s, where what runs and the job itself take 0.4 at most.
    """
    world = World(moment, hiccups)
    world.run()
    assert len(world.ends) == 11
    waited = world.ends["b"] - moment
    assert waited <= 2 * SECONDS + sum(seconds for _, seconds in hiccups.values()) + 1e-6
