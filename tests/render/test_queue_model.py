"""The queue under anything that can happen, against a model of what it owes people (QU1–QU19).

Hypothesis drives the machine and the book together, as the dispatcher does: people wish, change
their minds and cancel; workers come, work, fail, die and fall silent; clocks jump; the server is
killed and starts again from the rows it saved. After every step, what must always hold is checked.
"""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
)

from render.graph.model import Invocation, Problem
from render.queue import events
from render.queue.book import Book, record_of
from render.queue.commands import Command, Dispatch, Finished, GaveUp, Replace, Started
from render.queue.forecast import forecast
from render.queue.job import JobId, Request, Running, WorkerId
from render.queue.machine import Machine
from render.queue.store import JobRow
from render.stores import Artifact, Fingerprint
from tests.render.test_machine import artifact, batched, work

PEOPLE = ("ann", "ben", "cem")
GRAPH: dict[str, Invocation] = {
    "a": work("a"), "b": work("b"), "c": work("c", "a"), "d": work("d", "a", "b"),
    "e": work("e", "c", "d"), "f": work("f"), "g": work("g", "f"), "h": work("h"),
    "i": batched("i"), "j": batched("j"), "k": batched("k"), "l": batched("l", "dog"),
}  # fmt: skip


def needed(name: str) -> list[str]:
    """`name` after all that it reads."""
    found: dict[str, None] = {}
    for value in GRAPH[name].inputs.get("image", ()):
        found.update(dict.fromkeys(needed(value.fingerprint)))
    return [*found, name]


class QueueModel(RuleBasedStateMachine):
    jobs: Bundle[JobId] = Bundle("jobs")

    @initialize()
    def start(self) -> None:
        self.machine, self.book = Machine(), Book()
        self.now = 100.0
        self.lives = self.names = 0
        self.live: dict[WorkerId, list[str]] = {}
        self.seats: dict[WorkerId, int] = {}
        self.rows: dict[JobId, JobRow] = {}
        self.wants: dict[JobId, str] = {}
        self.ended: dict[JobId, str] = {}
        self.kept: dict[str, Artifact] = {}

    # The shell's part

    def tell(self, event: events.Event) -> None:
        for command in self.machine.handle(event, self.now):
            self.do(command)

    def do(self, command: Command) -> None:
        match command:
            case Dispatch(worker, invocation, inputs, token, attempt, jobs, between, joins):
                held = self.live[worker]
                if joins:
                    assert len(held) < self.seats[worker] + 1, "no more than there are seats"
                    kinds = {GRAPH[each].params.get("kind") for each in (*held[:1], "i")}
                    assert invocation.params["kind"] in kinds
                elif between:
                    assert held, "between the steps of something"
                else:
                    assert not held, "one thing at a time"
                assert jobs, "what nobody wants does not run"
                for need, found in inputs.items():
                    assert found is not None or self.holds(worker, need)
                self.live[worker].append(invocation.fingerprint)
                self.book.dispatched(jobs, attempt, token)
            case Started(jobs):
                self.book.started(jobs, self.ms)
            case Replace(worker):
                self.live.pop(worker, None)
            case Finished(invocation, jobs, result):
                self.kept[invocation.fingerprint] = result
                for job in jobs:
                    assert self.wants[job] == invocation.fingerprint, "a superseded result"
                    self.end(job, "done")
                self.book.done(jobs, result, self.ms)
            case GaveUp(invocation, jobs, problem):
                for job in jobs:
                    assert self.wants[job] == invocation.fingerprint
                    self.end(job, "error")
                self.book.failed(jobs, problem, self.ms)

    def end(self, job: JobId, how: str) -> None:
        assert job not in self.ended, f"{job} ended as {self.ended[job]} and as {how}"
        self.ended[job] = how
        del self.wants[job]

    def holds(self, worker: WorkerId, need: str) -> bool:
        return (
            getattr(self.machine._backlog.entries[Fingerprint(need)].state, "worker", None)
            == worker
        )

    @property
    def ms(self) -> int:
        return round(self.now * 1000)

    # People

    @rule(
        target=jobs,
        name=st.sampled_from(sorted(GRAPH)),
        person=st.sampled_from(PEOPLE),
        is_batch=st.booleans(),
    )
    def wish(self, name: str, person: str, is_batch: bool) -> JobId:
        for each in needed(name):
            if each in self.kept:
                continue
            self.names += 1
            job = JobId(f"j{self.names}")
            priority = "batch" if is_batch else "interactive"
            request = Request(job, None, None, each, person, priority)
            self.wish_for(request, each)
        return JobId(f"j{self.names}")

    def wish_for(self, request: Request, name: str) -> None:
        self.wants[request.job] = name
        known = {n: self.kept[n] for n in GRAPH if n in self.kept}
        record = self.book.begin(request, "test", Fingerprint(name), self.ms)
        self.book.ask([request.job])
        found = {Fingerprint(n): result for n, result in known.items()}
        self.tell(events.Wished(request, GRAPH[name], found, record.attempts))

    @rule(job=consumes(jobs))
    def change_mind(self, job: JobId) -> None:
        """An edit, or a cancel: the queue is told the same."""
        if job in self.wants:
            self.end(job, "cancelled")
            self.book.cancelled(job, self.ms)
            self.tell(events.Withdrawn(job))

    @rule(job=jobs, before=jobs)
    def move(self, job: JobId, before: JobId) -> None:
        self.tell(events.Moved(job, before))

    # Workers

    @precondition(lambda self: len(self.live) < 3)
    @rule()
    def worker_arrives(self) -> None:
        self.lives += 1
        worker = WorkerId(f"w{self.lives}")
        self.live[worker] = []
        self.tell(events.WorkerArrived(worker))

    @precondition(lambda self: self.live)
    @rule(data=st.data())
    def worker_dies(self, data: st.DataObject) -> None:
        worker = data.draw(st.sampled_from(sorted(self.live)))
        del self.live[worker]
        self.tell(events.WorkerLost(worker, "killed"))

    @precondition(lambda self: any(self.live.values()))
    @rule(
        data=st.data(),
        seconds=st.floats(0.001, 0.3) | st.floats(0.001, 3),
        how=st.sampled_from(
            ["computed", "computed", "computed", "failed", "transient", "out_of_memory", "missing"]
        ),
    )
    def work_ends(self, data: st.DataObject, seconds: float, how: str) -> None:
        worker = data.draw(st.sampled_from(sorted(w for w, held in self.live.items() if held)))
        name = Fingerprint(data.draw(st.sampled_from(self.live[worker])))
        state = self.machine._backlog.entries[name].state
        self.now += seconds
        self.live[worker].remove(name)
        if isinstance(state, Running) and state.is_stopping:
            self.tell(events.WorkStopped(worker, name))
        elif how == "computed":
            self.tell(events.WorkComputed(worker, name))
        elif how == "missing":
            self.tell(events.InputsMissing(worker, name))
        else:
            self.tell(events.WorkFailed(worker, name, Problem(how, "It broke")))

    @precondition(lambda self: any(self.live.values()))
    @rule(data=st.data(), step=st.integers(1, 40))
    def work_gets_further(self, data: st.DataObject, step: int) -> None:
        worker = data.draw(st.sampled_from(sorted(w for w, held in self.live.items() if held)))
        name = Fingerprint(data.draw(st.sampled_from(self.live[worker])))
        self.now += 0.05
        self.tell(events.WorkStepped(worker, name, step, 40))

    @precondition(lambda self: any(self.live.values()))
    @rule(data=st.data(), count=st.integers(1, 4))
    def worker_has_seats(self, data: st.DataObject, count: int) -> None:
        worker = data.draw(st.sampled_from(sorted(w for w, held in self.live.items() if held)))
        name = Fingerprint(data.draw(st.sampled_from(self.live[worker])))
        self.seats[worker] = count
        self.tell(events.WorkSeated(worker, name, count))

    @rule(data=st.data(), is_lost=st.booleans())
    def work_is_written(self, data: st.DataObject, is_lost: bool) -> None:
        in_memory = [
            (entry.state.worker, name)
            for name, entry in self.machine._backlog.entries.items()
            if type(entry.state).__name__ == "InMemory"
        ]
        if in_memory:
            worker, name = data.draw(st.sampled_from(sorted(in_memory)))
            self.tell(events.WorkWritten(worker, name))
            if is_lost:
                self.tell(events.WorkFailed(None, name, Problem("failed", "The disk is full")))
            else:
                self.tell(events.WorkKept(artifact(name)))

    @precondition(lambda self: self.lives)
    @rule(worker=st.integers(1, 20), name=st.sampled_from(sorted(GRAPH)))
    def somebody_speaks_out_of_turn(self, worker: int, name: str) -> None:
        """A worker that was given up, about anything."""
        id = WorkerId(f"w{worker}")
        if id not in self.live:
            for event in (
                events.WorkComputed(id, Fingerprint(name)),
                events.WorkWritten(id, Fingerprint(name)),
                events.WorkStopped(id, Fingerprint(name)),
                events.WorkFailed(id, Fingerprint(name), Problem("failed", "Late")),
                events.WorkerLost(id, "again"),
            ):
                assert self.machine.handle(event, self.now) == []

    # Time

    @rule(seconds=st.floats(0, 6))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.tell(events.TimePassed())

    @rule(seconds=st.sampled_from([-50.0, 100.0, 100_000.0]))
    def clock_jumps(self, seconds: float) -> None:
        running = {w for w, held in self.live.items() if held}
        self.now = max(0.0, self.now + seconds)
        self.tell(events.TimePassed())
        assert running <= set(self.live), "nobody is blamed for a jump of the clock"

    # The server

    @rule()
    def save(self) -> None:
        for record in self.book.take_unsaved(self.ms):
            before = self.rows.get(record.job)
            assert before is None or before.ended_ms is None or before == record.as_row()
            self.rows[record.job] = record.as_row()

    @rule()
    def server_is_killed(self) -> None:
        """What was saved and is still wanted goes on under its own id; the rest never was."""
        last = max((row.lease_token for row in self.rows.values()), default=0)
        self.machine, self.book, self.live = Machine(), Book(), {}
        self.machine.next_token = last + 1
        wanted, self.wants = self.wants, {}
        for job, row in self.rows.items():
            if row.ended_ms is None:
                # An end that no row told of: the artifact did, or nobody will ever know of it.
                self.ended.pop(job, None)
                record = record_of(row)
                self.book.restore(record)
                name = row.fingerprint
                self.wants[job] = name
                if job in wanted and name not in self.kept:
                    self.wish_for(record.request, name)
                elif name in self.kept:
                    self.end(job, "done")
                    self.book.done([job], self.kept[name], self.ms)
                else:
                    self.end(job, "cancelled")
                    self.book.cancelled(job, self.ms)

    # What always holds

    @invariant()
    def jobs_and_work_agree(self) -> None:
        entries = self.machine._backlog.entries
        assert {j: f for f, e in entries.items() for j in e.jobs} == self.wants
        assert {record.job for record in self.book.live} == set(self.wants)

    @invariant()
    def lines_and_workers_agree(self) -> None:
        entries = self.machine._backlog.entries
        ready = {f for f, e in entries.items() if type(e.state).__name__ == "Ready"}
        assert {each for line in self.machine._backlog.lines for each in line} == ready
        crew = self.machine._crew
        for worker, held in self.live.items():
            at = [each.invocation.fingerprint for each in crew.work_of(worker)]
            assert sorted(at) == sorted(held)
            together = crew._at[worker].together
            assert len({entry.batch for entry in together}) <= 1
            assert len(together) <= 1 or together[0].batch is not None

    @invariant()
    def no_worker_rests_while_work_that_needs_no_memory_is_ready(self) -> None:
        if self.machine._crew.idle():
            for entry in self.machine._backlog.entries.values():
                if type(entry.state).__name__ == "Ready":
                    assert None in entry.needs.values()

    @invariant()
    def positions_have_no_gaps_and_no_doubles(self) -> None:
        positions = forecast(self.machine, self.now).positions
        assert positions.keys() == self.wants.keys()
        queued = sorted(place for place in positions.values() if place)
        assert queued == list(range(1, len(queued) + 1))
        for record in self.book.live:
            assert (positions[record.job] == 0) == (record.status == "running")

    def teardown(self) -> None:
        """In the end everything ends: with a worker that does all it is given."""
        if not hasattr(self, "machine"):
            return
        for worker in list(self.live):
            del self.live[worker]
            self.tell(events.WorkerLost(worker, "the end"))
        for round in range(300):
            self.now += 1
            self.tell(events.TimePassed())
            self.lives += not self.live
            if not self.live:
                worker = WorkerId(f"w{self.lives}")
                self.live[worker] = []
                self.tell(events.WorkerArrived(worker))
            self._finish_all(round)
            if not self.wants:
                return
        raise AssertionError(f"never ended: {self.wants}")

    def _finish_all(self, round: int) -> None:
        for name in {n for job in list(self.wants) for n in needed(self.wants[job])}:
            if name not in self.kept and Fingerprint(name) not in self.machine._backlog.entries:
                self.wish_for(
                    Request(JobId(f"r{round}{name}"), None, None, "", None, "batch"), name
                )
        for worker, held in list(self.live.items()):
            for name in list(held):
                if worker in self.live and name in self.live[worker]:
                    self.live[worker].remove(name)
                    self.tell(events.WorkComputed(worker, Fingerprint(name)))
        for name, entry in list(self.machine._backlog.entries.items()):
            if type(entry.state).__name__ == "InMemory":
                self.tell(events.WorkWritten(entry.state.worker, name))
                self.tell(events.WorkKept(artifact(name)))


QueueModel.TestCase.settings = settings(
    max_examples=120,
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestQueue = QueueModel.TestCase
