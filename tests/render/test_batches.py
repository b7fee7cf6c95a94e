"""Work of one batch on one worker: who joins, who does not, and who pays what (QU24)."""

import pytest

from render.graph.batches import batch_of
from render.graph.model import Problem
from render.queue import events
from render.queue.commands import Dispatch
from render.queue.forecast import forecast
from render.queue.job import JobId
from render.stores import Fingerprint
from tests.render.test_machine import W1, W2, Queue, batched, dispatched, work

NO_MEMORY = Problem("out_of_memory", "Make it smaller")


@pytest.fixture
def queue() -> Queue:
    queue = Queue()
    queue.tell(events.WorkerArrived(W1))
    return queue


def seats(queue: Queue, name: str, count: int) -> list[str]:
    """The worker says how many may step together; who joins."""
    return dispatched(queue.tell(events.WorkSeated(W1, Fingerprint(name), count)))


def test_batch_is_of_equal_kind_and_never_of_what_is_to_run_alone() -> None:
    assert batch_of(batched("a")) == batch_of(batched("b")) is not None
    assert batch_of(batched("a")) != batch_of(batched("b", "dog"))
    assert batch_of(batched("a", strict=True)) is None
    assert batch_of(work("a")) is None


def test_work_of_several_people_takes_the_seats_that_the_worker_has(queue: Queue) -> None:
    for person in ("ann", "ben", "cem", "dan"):
        queue.wish(person, batched(person), person=person)
    assert seats(queue, "ann", 1) == []
    assert seats(queue, "ann", 3) == ["ben", "cem"]
    assert seats(queue, "ann", 3) == []
    (begun, _) = (queue.computed(W1, "ben"))[:2]
    assert isinstance(begun, Dispatch)
    assert (begun.invocation.fingerprint, begun.joins, begun.between) == ("dan", True, False)


def test_work_that_comes_later_joins_what_is_under_way(queue: Queue) -> None:
    queue.wish("a", batched("a"), person="ann")
    seats(queue, "a", 2)
    assert dispatched(queue.wish("b", batched("b"), person="ben")) == ["b"]


def test_seats_end_with_those_who_sat_together(queue: Queue) -> None:
    queue.wish("a", batched("a"), person="ann")
    seats(queue, "a", 4)
    queue.wish("b", batched("b"), person="ben")
    queue.done(W1, "a")
    assert dispatched(queue.wish("c", batched("c"), person="cem")) == ["c"], "b is there still"
    queue.done(W1, "b")
    queue.done(W1, "c")
    queue.wish("d", batched("d"), person="ann")
    assert dispatched(queue.wish("e", batched("e"), person="ben")) == []


def test_seats_said_too_late_are_nobodys(queue: Queue) -> None:
    queue.wish("a", batched("a"), person="ann")
    queue.wish("b", batched("b"), person="ben")
    queue.done(W1, "a")
    queue.wish("c", batched("c"), person="cem")
    assert seats(queue, "a", 4) == []


@pytest.mark.parametrize("other", [work("x"), batched("x", "dog"), batched("x", strict=True)])
def test_nobody_joins_before_somebody_whose_turn_it_is(queue: Queue, other: object) -> None:
    """However much work goes on joining, what is of another kind waits for one round only."""
    queue.machine.estimates.learn_type("test", 0, 2)
    for n in range(9):
        queue.wish(f"a{n}", batched(f"a{n}"), person="ann")
    assert seats(queue, "a0", 2) == ["a1"]
    queue.wish("x", other, person="ben")
    queue.now += 2
    assert dispatched(queue.done(W1, "a0")) == []
    assert dispatched(queue.done(W1, "a1")) == ["x"]


def test_idle_worker_is_better_than_a_seat() -> None:
    queue = Queue()
    queue.tell(events.WorkerArrived(W1))
    queue.tell(events.WorkerArrived(W2))
    queue.wish("a", batched("a"), person="ann")
    seats(queue, "a", 4)
    queue.wish("b", batched("b"), person="ben")
    assert queue.held[W2] == batched("b")
    assert dispatched(queue.wish("c", batched("c"), person="cem")) == ["c"]
    assert queue.joined[W1] == [batched("c")]


def test_each_pays_for_its_part_of_the_time(queue: Queue) -> None:
    queue.wish("a", batched("a"), person="ann")
    queue.wish("later", work("later"), person="ann", priority="batch")  # so that none is forgiven
    queue.now += 4
    seats(queue, "a", 2)
    queue.wish("b", batched("b"), person="ben")
    queue.now += 6
    queue.done(W1, "a")
    queue.now += 1
    turns = queue.machine.turns[1]
    assert turns.balance("ann") == pytest.approx(0.1 - 4 - 3)
    queue.done(W1, "b")
    assert turns.balance("ben") == pytest.approx(0.1 - 3 - 1)


def test_time_of_a_guest_is_nobodys_who_sits_together(queue: Queue) -> None:
    queue.machine.estimates.learn(work("x"), 0.2)
    queue.wish("a", batched("a"), person="ann")
    queue.machine.estimates.learn_type("test", 0, 0.2)
    seats(queue, "a", 2)
    queue.wish("b", batched("b"), person="ben")
    queue.now += 10
    for name in ("a", "b"):
        queue.tell(events.WorkStepped(W1, Fingerprint(name), 10, 40))
    assert dispatched(queue.wish("c", work("c"), person="cem")) == ["c"]
    queue.now += 0.4
    queue.done(W1, "c")
    queue.now += 1.6
    queue.wish("later", work("later"), person="ann", priority="batch")
    queue.done(W1, "a")
    turns = queue.machine.turns[1]
    assert turns.balance("ann") == pytest.approx(0.1 - 5.8)
    assert turns.balance("cem") == pytest.approx(0.1 - 0.4)


def test_end_is_told_by_steps_that_are_shared(queue: Queue) -> None:
    queue.wish("a", batched("a"), person="ann")
    seats(queue, "a", 2)
    queue.wish("b", batched("b"), person="ben")
    queue.now += 10
    for name, step in (("a", 10), ("b", 5)):
        queue.tell(events.WorkStepped(W1, Fingerprint(name), step, 20))
    found = forecast(queue.machine, queue.now)
    assert found.ends == {JobId("a"): pytest.approx(20), JobId("b"): pytest.approx(40)}
    assert set(found.positions.values()) == {0}


def test_death_of_several_is_nobodys_until_each_has_run_alone(queue: Queue) -> None:
    for name in ("a", "b", "c"):
        queue.wish(name, batched(name), person=name)
    seats(queue, "a", 3)
    queue.tell(events.WorkerLost(W1, "crashed"))
    queue.tell(events.WorkerArrived(W1))
    ran = []
    while held := queue.held[W1]:
        ran.append(held.fingerprint)
        assert seats(queue, held.fingerprint, 3) == []
        queue.done(W1, held.fingerprint)
    assert sorted(ran) == ["a", "b", "c"]


def test_what_ran_out_of_memory_beside_others_is_tried_alone(queue: Queue) -> None:
    for name in ("a", "b"):
        queue.wish(name, batched(name), person=name)
    seats(queue, "a", 2)
    queue.rests(W1, "b")
    queue.tell(events.WorkFailed(W1, Fingerprint("b"), NO_MEMORY))
    queue.wish("c", batched("c"), person="cem")
    assert dispatched(queue.done(W1, "a")) == ["b"]
    assert seats(queue, "b", 2) == []


def test_one_of_several_can_be_called_off(queue: Queue) -> None:
    for name in ("a", "b"):
        queue.wish(name, batched(name), person=name)
    seats(queue, "a", 2)
    queue.withdraw("a")
    queue.rests(W1, "a")
    queue.tell(events.WorkStopped(W1, Fingerprint("a")))
    assert queue.held[W1] == batched("b")
    queue.done(W1, "b")
    assert queue.ended == ["b"]
