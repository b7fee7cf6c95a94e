"""The queue, told of everything that can happen in any order: each job ends once (QU1–QU9).

The simulation prints its seed on failure; `Queue.tell` checks the invariants after every step.
"""

import random

import pytest

from render.graph.model import Invocation, Problem
from render.graph.values import Computed
from render.nodes.spec import NodeSpec, PortSpec
from render.queue import events
from render.queue.commands import Command, Dispatch, Finished, GaveUp, Replace, Started, StopWork
from render.queue.job import (
    InMemory,
    JobId,
    Keeping,
    Priority,
    Ready,
    Request,
    Running,
    WorkerId,
)
from render.queue.machine import LOST_INPUT, QUARANTINED, Machine
from render.stores import Artifact, Fingerprint

SPEC = NodeSpec(
    type="test", title="Test", category="debug", description="", operation="test:test",
    outputs=(PortSpec("image", "Image", "image"),),
)  # fmt: skip
BATCHED = NodeSpec(
    type="test", title="Test", category="debug", description="", operation="test:test",
    outputs=SPEC.outputs, batch_by=("kind",), unbatched="strict",
)  # fmt: skip
W1, W2 = WorkerId("w1"), WorkerId("w2")
BROKEN = Problem("failed", "It broke")


def work(name: str, *reads: str) -> Invocation:
    values = tuple(Computed(Fingerprint(each), "image") for each in reads)
    return Invocation(Fingerprint(name), SPEC, {}, {"image": values})


def batched(name: str, kind: str = "cat", *, strict: bool = False) -> Invocation:
    """Work that may take its steps together with other work of its kind."""
    return Invocation(Fingerprint(name), BATCHED, {"kind": kind, "strict": strict}, {})


def artifact(name: str) -> Artifact:
    return Artifact(Fingerprint(name), {"image": {"asset": name}}, 1)


class Queue:
    """A machine whose invariants are checked after every event, and what it asked for."""

    def __init__(self) -> None:
        self.machine = Machine()
        self.now = 0.0
        self.open: dict[JobId, Fingerprint] = {}
        self.ended: list[JobId] = []
        self.held: dict[WorkerId, Invocation | None] = {}
        self.guests: dict[WorkerId, Invocation] = {}
        self.joined: dict[WorkerId, list[Invocation]] = {}

    def tell(self, event: events.Event) -> list[Command]:
        if isinstance(event, events.WorkerArrived):
            self.held[event.worker] = None
        if isinstance(event, events.WorkerLost):
            self.let_go(event.worker)
        commands = self.machine.handle(event, self.now)
        for command in commands:
            match command:
                case Replace(worker):
                    self.let_go(worker)
                case Dispatch(worker, invocation, inputs, between=between, joins=joins):
                    if joins:
                        assert self.held[worker], "it joins what is under way"
                        self.joined.setdefault(worker, []).append(invocation)
                    elif between:
                        assert self.held[worker], "a guest needs a host"
                        assert worker not in self.guests, "one guest at a time"
                        self.guests[worker] = invocation
                    else:
                        assert self.held[worker] is None, "a worker has one thing to do at a time"
                        self.held[worker] = invocation
                    for need, found in inputs.items():
                        assert found is not None or self.holder(need) == worker
                case Finished(_, jobs, _) | GaveUp(_, jobs, _):
                    for job in jobs:
                        del self.open[job]  # KeyError: it ended twice
                        self.ended.append(job)
        self.check()
        return commands

    def let_go(self, worker: WorkerId) -> None:
        self.held.pop(worker, None)
        self.guests.pop(worker, None)
        self.joined.pop(worker, None)

    def rests(self, worker: WorkerId, name: str) -> None:
        """`worker` is done with it; a guest that had to wait for that has the worker to itself."""
        guest = self.guests.get(worker)
        joined = self.joined.get(worker, [])
        if guest and guest.fingerprint == name:
            del self.guests[worker]
        elif found := [each for each in joined if each.fingerprint == name]:
            joined.remove(found[0])
        elif joined:
            self.held[worker] = joined.pop(0)
        else:
            self.held[worker] = self.guests.pop(worker, None)

    def wish(
        self,
        job: str,
        invocation: Invocation,
        *known: str,
        person: str | None = None,
        priority: Priority = "interactive",
    ) -> list[Command]:
        self.open[JobId(job)] = invocation.fingerprint
        found = {Fingerprint(each): artifact(each) for each in known}
        request = Request(JobId(job), None, None, job, person, priority)
        return self.tell(events.Wished(request, invocation, found))

    def withdraw(self, job: str) -> list[Command]:
        self.open.pop(JobId(job), None)
        return self.tell(events.Withdrawn(JobId(job)))

    def done(self, worker: WorkerId, name: str) -> list[Command]:
        """From computed to kept, in one go."""
        return self.computed(worker, name) + self.written(worker, name) + self.kept(name)

    def computed(self, worker: WorkerId, name: str) -> list[Command]:
        self.rests(worker, name)
        return self.tell(events.WorkComputed(worker, Fingerprint(name)))

    def written(self, worker: WorkerId, name: str) -> list[Command]:
        return self.tell(events.WorkWritten(worker, Fingerprint(name)))

    def kept(self, name: str) -> list[Command]:
        return self.tell(events.WorkKept(artifact(name)))

    def failed(self, worker: WorkerId | None, name: str) -> list[Command]:
        if worker:
            self.rests(worker, name)
        return self.tell(events.WorkFailed(worker, Fingerprint(name), BROKEN))

    def holder(self, name: Fingerprint) -> WorkerId | None:
        entry = self.machine._backlog.entries.get(name)
        in_memory = entry and isinstance(entry.state, InMemory | Keeping)
        return entry.state.worker if in_memory else None

    def check(self) -> None:
        entries = self.machine._backlog.entries
        assert {j: f for f, e in entries.items() for j in e.jobs} == self.open
        in_line = {each for line in self.machine._backlog.lines for each in line}
        assert {f for f, e in entries.items() if isinstance(e.state, Ready)} == in_line
        crew = self.machine._crew
        running = [e for e in entries.values() if isinstance(e.state, Running)]
        assert {id(e) for e in running} == {id(e) for e in crew.running}
        for worker, bench in crew._at.items():
            assert all(entry.state.worker == worker for entry in bench.all)
            assert bench.together or bench.guest is None
            assert len(bench.together) <= 1 or len({entry.batch for entry in bench.together}) == 1
            assert all(entries[each].state.worker == worker for each in crew.held(worker))
        assert not {e.state.worker for e in running} & set(crew.idle())
        assert all(
            e.jobs
            for e in entries.values()
            if not isinstance(e.state, Running | InMemory | Keeping)
        )
        for need, readers in self.machine._backlog._readers.items():
            assert all(need in entries[reader].needs for reader in readers)


@pytest.fixture
def queue() -> Queue:
    queue = Queue()
    queue.tell(events.WorkerArrived(W1))
    return queue


def dispatched(commands: list[Command]) -> list[str]:
    return [c.invocation.fingerprint for c in commands if isinstance(c, Dispatch)]


def test_work_waits_for_the_first_worker() -> None:
    queue = Queue()
    assert queue.wish("j", work("a")) == []
    assert dispatched(queue.tell(events.WorkerArrived(W1))) == ["a"]


def test_equal_wishes_run_once_and_end_together(queue: Queue) -> None:
    assert dispatched(queue.wish("j1", work("a"))) == ["a"]
    assert queue.wish("j2", work("a")) == [Started((JobId("j2"),))]
    assert queue.done(W1, "a") == [Finished(work("a"), (JobId("j1"), JobId("j2")), artifact("a"))]


def test_reader_starts_when_its_input_is_in_memory(queue: Queue) -> None:
    queue.wish("j1", work("a"))
    assert queue.wish("j2", work("b", "a")) == []
    [given, _] = queue.computed(W1, "a")
    assert (given.worker, given.inputs) == (W1, {Fingerprint("a"): None})


def test_reader_of_what_is_in_one_workers_memory_does_not_go_to_another(queue: Queue) -> None:
    queue.wish("j1", work("a"))
    queue.tell(events.WorkerArrived(W2))
    queue.wish("j2", work("b", "a"))
    queue.wish("j3", work("c"))
    queue.computed(W2, "c")
    assert dispatched(queue.computed(W1, "a")) == ["b"]
    assert queue.held[W1] == work("b", "a")
    assert queue.held[W2] is None


def test_known_input_comes_from_its_file(queue: Queue) -> None:
    [given, _] = queue.wish("j", work("b", "a"), "a")
    assert given.inputs == {Fingerprint("a"): artifact("a")}


def test_withdrawn_work_that_has_not_started_never_does(queue: Queue) -> None:
    queue.wish("j1", work("a"))
    queue.wish("j2", work("b"))
    assert queue.withdraw("j2") == []
    assert dispatched(queue.done(W1, "a")) == []


def test_withdrawn_work_that_runs_is_stopped_unless_others_want_it(queue: Queue) -> None:
    queue.wish("j1", work("a"))
    queue.wish("j2", work("a"))
    assert queue.withdraw("j1") == []
    assert queue.withdraw("j2") == [StopWork(W1, Fingerprint("a"))]
    queue.held[W1] = None
    assert queue.tell(events.WorkStopped(W1, Fingerprint("a"))) == []


def test_work_wished_for_again_while_it_stops_runs_again(queue: Queue) -> None:
    queue.wish("j1", work("a"))
    queue.withdraw("j1")
    queue.wish("j2", work("a"))
    queue.held[W1] = None
    assert dispatched(queue.tell(events.WorkStopped(W1, Fingerprint("a")))) == ["a"]


def test_unwanted_work_that_finishes_is_kept_all_the_same(queue: Queue) -> None:
    queue.wish("j", work("a"))
    queue.withdraw("j")
    assert queue.done(W1, "a") == [Finished(work("a"), (), artifact("a"))]


def test_failed_work_ends_its_jobs_with_the_problem(queue: Queue) -> None:
    queue.wish("j", work("a"))
    assert queue.failed(W1, "a") == [GaveUp(work("a"), (JobId("j"),), BROKEN)]


def test_result_that_cannot_be_encoded_or_kept_is_a_failure(queue: Queue) -> None:
    queue.wish("j1", work("a"))
    queue.computed(W1, "a")
    assert queue.failed(W1, "a") == [GaveUp(work("a"), (JobId("j1"),), BROKEN)]
    queue.wish("j2", work("b"))
    queue.computed(W1, "b")
    queue.written(W1, "b")
    assert queue.failed(None, "b") == [GaveUp(work("b"), (JobId("j2"),), BROKEN)]


def test_work_of_a_lost_worker_runs_on_another(queue: Queue) -> None:
    queue.wish("j", work("a"))
    assert queue.tell(events.WorkerLost(W1, "killed")) == []
    assert dispatched(queue.tell(events.WorkerArrived(W2))) == ["a"]
    assert queue.computed(W1, "a") == []  # from the dead
    assert queue.kept("a") == []


def test_what_was_only_in_a_lost_workers_memory_runs_again_first(queue: Queue) -> None:
    queue.wish("j1", work("a"))
    queue.wish("j2", work("b", "a"))
    queue.wish("j3", work("c"))
    queue.computed(W1, "a")
    queue.tell(events.WorkerLost(W1, "killed"))
    assert dispatched(queue.tell(events.WorkerArrived(W2))) == ["a"]


def test_what_was_written_survives_its_worker(queue: Queue) -> None:
    queue.wish("j1", work("a"))
    queue.wish("j2", work("b", "a"))
    queue.computed(W1, "a")
    queue.written(W1, "a")
    queue.tell(events.WorkerLost(W1, "killed"))
    assert queue.tell(events.WorkerArrived(W2)) == []
    assert dispatched(queue.kept("a")) == ["b"]


def test_second_death_on_one_invocation_quarantines_it(queue: Queue) -> None:
    queue.wish("j", work("a"))
    queue.tell(events.WorkerLost(W1, "killed"))
    queue.tell(events.WorkerArrived(W2))
    found = queue.tell(events.WorkerLost(W2, "killed"))
    assert found == [GaveUp(work("a"), (JobId("j"),), QUARANTINED)]


def test_input_lost_from_memory_is_read_from_its_file(queue: Queue) -> None:
    queue.wish("j1", work("a"))
    queue.wish("j2", work("b", "a"))
    queue.computed(W1, "a")
    queue.held[W1] = None
    assert queue.tell(events.InputsMissing(W1, Fingerprint("b"))) == []
    queue.written(W1, "a")
    assert dispatched(queue.kept("a")) == ["b"]
    found = queue.tell(events.InputsMissing(W1, Fingerprint("b")))
    assert found == [GaveUp(work("b", "a"), (JobId("j2"),), LOST_INPUT)]


@pytest.mark.parametrize("seed", range(150))
def test_each_job_ends_once_whatever_happens(seed: int) -> None:
    """Boards that change their minds, workers that die, files that cannot be written."""
    rng = random.Random(seed)
    queue = Queue()
    names = [f"f{i}" for i in range(8)]
    graph = {
        name: work(name, *rng.sample(names[:i], min(i, rng.randrange(3))))
        for i, name in enumerate(names)
    }
    lives = jobs = 0
    for _ in range(200):
        entries = queue.machine._backlog.entries
        busy = [w for w, held in queue.held.items() if held is not None]
        move = rng.random()
        if move < 0.05 and len(queue.held) < 3:
            lives += 1
            queue.tell(events.WorkerArrived(WorkerId(f"w{lives}")))
        elif move < 0.08 and queue.held:
            queue.tell(events.WorkerLost(rng.choice(list(queue.held)), "killed"))
        elif move < 0.3:
            for name in wanted_with_inputs(graph, rng.choice(names)):
                jobs += 1
                queue.wish(f"j{jobs}", graph[name])
        elif move < 0.4 and queue.open:
            queue.withdraw(rng.choice(list(queue.open)))
        elif move < 0.7 and busy:
            finish(queue, rng, rng.choice(busy))
        else:
            for name, entry in list(entries.items()):
                if isinstance(entry.state, InMemory) and rng.random() < 0.6:
                    queue.written(entry.state.worker, name)
                elif isinstance(entry.state, Keeping):
                    queue.kept(name) if rng.random() < 0.9 else queue.failed(None, name)
    settle(queue, graph)
    assert not queue.open, f"seed {seed}: {queue.open} never ended"


def wanted_with_inputs(graph: dict[str, Invocation], name: str) -> list[str]:
    """`name` after everything it reads, as a board wishes for it."""
    found: dict[str, None] = {}
    for need in [value.fingerprint for value in graph[name].inputs["image"]]:
        found.update(dict.fromkeys(wanted_with_inputs(graph, need)))
    return [*found, name]


def finish(queue: Queue, rng: random.Random, worker: WorkerId) -> None:
    invocation = queue.held[worker]
    assert invocation is not None
    name = invocation.fingerprint
    entry = queue.machine._backlog.entries[name]
    stopping = isinstance(entry.state, Running) and entry.state.is_stopping
    how = rng.random()
    queue.held[worker] = None
    if stopping and how < 0.7:
        queue.tell(events.WorkStopped(worker, name))
    elif how < 0.8:
        queue.computed(worker, name)
    elif how < 0.9:
        queue.failed(worker, name)
    else:
        queue.tell(events.InputsMissing(worker, name))


def settle(queue: Queue, graph: dict[str, Invocation]) -> None:
    """Let everything end well; whoever waits for what was given up asks for it again."""
    queue.tell(events.WorkerArrived(WorkerId("last")))
    for round in range(50):
        for job, name in list(queue.open.items()):
            for need in wanted_with_inputs(graph, name)[:-1]:
                if need not in queue.machine._backlog.entries:
                    queue.wish(f"again{round}-{job}-{need}", graph[need])
        for worker, held in list(queue.held.items()):
            if held is not None:
                queue.computed(worker, held.fingerprint)
        for name, entry in list(queue.machine._backlog.entries.items()):
            if isinstance(entry.state, InMemory):
                queue.written(entry.state.worker, name)
                queue.kept(name)
            elif isinstance(entry.state, Keeping):
                queue.kept(name)
        if not queue.open:
            return
