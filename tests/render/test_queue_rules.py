"""Turns between people, retries, leases and positions, on a clock the tests own (QU11–QU19)."""

import pytest

from render.graph.model import Problem
from render.queue import events
from render.queue.commands import Dispatch, GaveUp, Replace, StopWork
from render.queue.forecast import forecast
from render.queue.job import JobId
from render.stores import Fingerprint
from tests.render.test_machine import BROKEN, QUARANTINED, W1, W2, Queue, dispatched, work

TRANSIENT = Problem("transient", "The other server is busy")
NO_MEMORY = Problem("out_of_memory", "Make it smaller")


@pytest.fixture
def queue() -> Queue:
    queue = Queue()
    queue.tell(events.WorkerArrived(W1))
    return queue


def run_one(queue: Queue, seconds: float) -> str:
    """Let what runs take that long; what it was."""
    held = queue.held[W1]
    assert held is not None
    queue.now += seconds
    queue.done(W1, held.fingerprint)
    return held.fingerprint


def run_all(queue: Queue, seconds: float) -> list[str]:
    found = []
    while queue.held[W1]:
        found.append(run_one(queue, seconds))
    return found


def tick(queue: Queue, seconds: float) -> list[object]:
    """Time passes, and the machine is told every five seconds."""
    found: list[object] = []
    until = queue.now + seconds
    while queue.now < until:
        queue.now = min(until, queue.now + 5)
        found += queue.tell(events.TimePassed())
    return found


def test_short_job_waits_for_what_runs_and_one_turn_not_for_anothers_ten(queue: Queue) -> None:
    """QU11: a 0.2 s job behind ten of 0.2 s is done after less than 0.6 s."""
    for n in range(10):
        queue.wish(f"a{n}", work(f"a{n}"), person="ann")
    queue.now += 0.01
    asked = queue.now
    queue.wish("b", work("b"), person="ben")
    while run_one(queue, 0.2) != "b":
        pass
    assert queue.now - asked < 0.6


def test_short_work_of_another_goes_between_the_steps_of_what_runs(queue: Queue) -> None:
    """QU23: Ben waits for a step of Ann's, not for its end; she pays nothing for his."""
    queue.machine.estimates.learn(work("x"), 0.2)
    queue.wish("a", work("a"), person="ann")
    queue.now += 10
    queue.tell(events.WorkStepped(W1, Fingerprint("a"), 10, 40))
    (begun, _) = queue.wish("b", work("b"), person="ben")
    assert isinstance(begun, Dispatch)
    assert begun.between
    queue.now += 0.3
    queue.done(W1, "b")
    assert queue.held[W1] == work("a")
    turns = queue.machine.turns[1]
    queue.now += 30
    queue.wish("later", work("later"), person="ann", priority="batch")  # so that none is forgiven
    queue.done(W1, "a")
    assert turns.balance("ann") == pytest.approx(0.1 - 40)
    assert turns.balance("ben") == pytest.approx(0.1 - 0.3)


def test_only_short_work_goes_between_and_own_only_if_it_is_much_shorter(queue: Queue) -> None:
    """QU23"""
    queue.machine.estimates.learn(work("x"), 0.4)
    queue.wish("a", work("a"), person="ann")
    queue.tell(events.WorkStepped(W1, Fingerprint("a"), 1, 2))
    queue.now += 1
    queue.tell(events.WorkStepped(W1, Fingerprint("a"), 1, 2))
    assert dispatched(queue.wish("own", work("own"), person="ann")) == []
    assert dispatched(queue.wish("batch", work("batch"), person="ben", priority="batch")) == []
    assert dispatched(queue.wish("b", work("b"), person="ben")) == ["b"]
    assert dispatched(queue.wish("c", work("c"), person="cem")) == [], "one guest at a time"
    queue.done(W1, "b")
    queue.machine.estimates.learn_type("test", 0, 9)
    queue.now += 1
    assert dispatched(queue.tell(events.WorkStepped(W1, Fingerprint("a"), 1, 9))) == []


def test_guests_take_half_of_the_time_at_most(queue: Queue) -> None:
    """QU23: what runs gets on, however much short work there is."""
    queue.machine.estimates.learn(work("x"), 0.4)
    queue.wish("long", work("long"), person="ann")
    queue.now += 1
    queue.tell(events.WorkStepped(W1, Fingerprint("long"), 1, 100))
    for n in range(20):
        queue.wish(f"b{n}", work(f"b{n}"), person="ben")
    guests = 0.0
    for step in range(2, 50):
        while guest := queue.guests.get(W1):
            queue.now += 0.4
            guests += 0.4
            queue.done(W1, guest.fingerprint)
        queue.now += 0.1
        queue.tell(events.WorkStepped(W1, Fingerprint("long"), step, 100))
    assert 2 < guests <= queue.now / 2 + 0.5


def test_death_beside_a_guest_is_nobodys_until_each_has_run_alone(queue: Queue) -> None:
    """QU23, QU7"""
    queue.machine.estimates.learn(work("x"), 0.2)
    queue.wish("a", work("a"), person="ann")
    queue.now += 10
    queue.tell(events.WorkStepped(W1, Fingerprint("a"), 10, 40))
    queue.wish("b", work("b"), person="ben")
    queue.tell(events.WorkerLost(W1, "crashed"))
    assert dispatched(queue.tell(events.WorkerArrived(W2))) == ["a"]
    queue.now += 10
    assert dispatched(queue.tell(events.WorkStepped(W2, Fingerprint("a"), 10, 40))) == []
    assert [entry.deaths for entry in queue.machine.entries] == [0, 0]


def test_guest_without_memory_is_tried_alone_before_anybody_is_replaced(queue: Queue) -> None:
    """QU23, QU15"""
    queue.machine.estimates.learn(work("x"), 0.2)
    queue.wish("a", work("a"), person="ann")
    queue.now += 10
    queue.tell(events.WorkStepped(W1, Fingerprint("a"), 10, 40))
    queue.wish("b", work("b"), person="ben")
    queue.rests(W1, "b")
    assert queue.tell(events.WorkFailed(W1, Fingerprint("b"), NO_MEMORY)) == []
    assert dispatched(queue.done(W1, "a")) == ["b"]


def test_people_get_the_same_device_time_whatever_their_jobs_take(queue: Queue) -> None:
    """QU11: Ann's jobs take ten times as long as Ben's, so he is served ten times as often."""
    for n in range(300):
        queue.wish(f"a{n}", work(f"a{n}"), person="ann")
        queue.wish(f"b{n}", work(f"b{n}"), person="ben")
    used = {"a": 0.0, "b": 0.0}
    for _ in range(220):
        seconds = 1.0 if queue.held[W1].fingerprint.startswith("a") else 0.1
        used[run_one(queue, seconds)[0]] += seconds
        if sum(used.values()) > 5:
            assert abs(used["a"] - used["b"]) <= 1.3


def test_idle_person_saves_nothing_up(queue: Queue) -> None:
    """QU11"""
    for n in range(20):
        queue.wish(f"a{n}", work(f"a{n}"), person="ann")
    for _ in range(10):
        run_one(queue, 1.0)
    for n in range(20):
        queue.wish(f"b{n}", work(f"b{n}"), person="ben")
    order = "".join(name[0] for name in run_all(queue, 1.0))
    assert "bbb" not in order[:15]
    assert order[:15].count("a") >= 6


def test_cost_of_shared_work_is_shared(queue: Queue) -> None:
    """QU12: what three people wish for costs each of them a third."""
    queue.wish("x", work("x"), person="dan")
    for person in ("ann", "ben", "cem"):
        queue.wish(f"shared-{person}", work("shared"), person=person)
    queue.wish("later", work("later"), person="dan")
    run_one(queue, 0.1)
    run_one(queue, 3.0)
    turns = queue.machine.turns[1]
    owed = [-turns.balance(person) for person in ("ann", "ben", "cem")]
    assert owed == pytest.approx([0.85] * 3, abs=0.1), "a second each, less their quantum"


def test_interactive_work_goes_before_batch_work_of_anybody(queue: Queue) -> None:
    """QU13"""
    queue.wish("x", work("x"), person="ann")
    for n in range(3):
        queue.wish(f"a{n}", work(f"a{n}"), person="ann", priority="batch")
    queue.wish("b", work("b"), person="ben")
    queue.wish("c", work("c"), person="ann")
    assert run_all(queue, 0.1) == ["x", "b", "c", "a0", "a1", "a2"]


def test_batch_work_that_somebody_needs_now_hurries(queue: Queue) -> None:
    """QU13"""
    queue.wish("x", work("x"), person="ann")
    for n in range(3):
        queue.wish(f"a{n}", work(f"a{n}"), person="ann", priority="batch")
    queue.wish("now", work("a2"), person="ben")
    assert run_all(queue, 0.1)[:2] == ["x", "a2"]
    queue.withdraw("now")


def test_failure_that_may_pass_is_tried_again_after_one_two_and_four_seconds(queue: Queue) -> None:
    """QU14"""
    queue.wish("j", work("a"))
    for pause in (1, 2, 4):
        queue.held[W1] = None
        assert queue.tell(events.WorkFailed(W1, Fingerprint("a"), TRANSIENT)) == []
        assert queue.machine.next_due() == queue.now + pause
        queue.now += pause - 0.1
        assert queue.tell(events.TimePassed()) == []
        queue.now += 0.1
        assert dispatched(queue.tell(events.TimePassed())) == ["a"]
    queue.held[W1] = None
    [ended] = queue.tell(events.WorkFailed(W1, Fingerprint("a"), TRANSIENT))
    assert ended == GaveUp(work("a"), (JobId("j"),), Problem("failed", TRANSIENT.message))


def test_failure_that_will_not_pass_is_not_tried_again(queue: Queue) -> None:
    """QU14"""
    queue.wish("j", work("a"))
    assert queue.failed(W1, "a") == [GaveUp(work("a"), (JobId("j"),), BROKEN)]


def test_out_of_memory_is_tried_once_more_in_a_fresh_process(queue: Queue) -> None:
    """QU15"""
    queue.wish("j", work("a"))
    queue.held[W1] = None
    [replaced] = queue.tell(events.WorkFailed(W1, Fingerprint("a"), NO_MEMORY))
    assert isinstance(replaced, Replace)
    assert replaced.worker == W1
    assert queue.tell(events.WorkerLost(W1, "replaced")) == []
    assert dispatched(queue.tell(events.WorkerArrived(W2))) == ["a"]
    queue.held[W2] = None
    ends = queue.tell(events.WorkFailed(W2, Fingerprint("a"), NO_MEMORY))
    assert GaveUp(work("a"), (JobId("j"),), NO_MEMORY) in ends


def test_worker_out_of_memory_writes_what_it_holds_before_it_goes(queue: Queue) -> None:
    """QU15"""
    queue.wish("j1", work("kept"))
    queue.computed(W1, "kept")
    queue.wish("j2", work("a"))
    queue.held[W1] = None
    assert queue.tell(events.WorkFailed(W1, Fingerprint("a"), NO_MEMORY)) == []
    [replaced] = queue.written(W1, "kept")
    assert isinstance(replaced, Replace)
    assert queue.kept("kept") != []


def test_worker_that_is_silent_for_a_whole_lease_is_replaced_and_its_work_goes_on(
    queue: Queue,
) -> None:
    """QU16"""
    queue.wish("j", work("a"))
    assert tick(queue, 20) == []
    [replaced] = tick(queue, 5)
    assert replaced == Replace(W1, "it did not answer for 20 seconds")
    queue.held.pop(W1, None)
    assert dispatched(queue.tell(events.WorkerArrived(W2))) == ["a"]
    assert queue.tell(events.WorkComputed(W1, Fingerprint("a"))) == []


def test_worker_that_answers_and_gets_no_further_is_replaced(queue: Queue) -> None:
    """QU16"""
    queue.wish("j", work("a"))
    found: list[object] = []
    for _ in range(26):
        found += tick(queue, 5)
        queue.tell(events.WorkerHeard(W1))
    assert found == [Replace(W1, "it got no further for 120 seconds")]


def test_steps_keep_a_lease_for_ever(queue: Queue) -> None:
    """QU16"""
    queue.wish("j", work("a"))
    for step in range(100):
        assert tick(queue, 5) == []
        queue.tell(events.WorkStepped(W1, Fingerprint("a"), step, 100))


def test_two_leases_that_ran_out_quarantine_the_work(queue: Queue) -> None:
    """QU7, QU16"""
    queue.wish("j", work("a"))
    tick(queue, 25)
    queue.tell(events.WorkerArrived(W2))
    assert GaveUp(work("a"), (JobId("j"),), QUARANTINED) in tick(queue, 25)


def test_machine_that_slept_blames_no_worker(queue: Queue) -> None:
    """QU16: the clock jumps an hour, as after a suspended laptop."""
    queue.wish("j", work("a"))
    queue.now += 3600
    assert queue.tell(events.TimePassed()) == []
    assert tick(queue, 15) == []
    assert tick(queue, 10) == [Replace(W1, "it did not answer for 20 seconds")]


def test_answer_under_an_older_lease_is_void(queue: Queue) -> None:
    """QU16: tokens grow, and what ran under an older one counts for nothing."""
    [first, _] = queue.wish("j", work("a"))
    queue.withdraw("j")
    queue.wish("k", work("a"))
    queue.held[W1] = None
    [second, _] = queue.tell(events.WorkStopped(W1, Fingerprint("a")))
    assert isinstance(first, Dispatch)
    assert isinstance(second, Dispatch)
    assert second.token > first.token
    assert queue.tell(events.WorkComputed(W1, Fingerprint("a"), first.token)) == []
    assert queue.holder(Fingerprint("a")) is None
    queue.computed(W1, "a")


def test_positions_follow_the_order_in_which_work_will_start(queue: Queue) -> None:
    """QU17"""
    for n in range(4):
        queue.wish(f"a{n}", work(f"a{n}"), person="ann")
    for n in range(2):
        queue.wish(f"b{n}", work(f"b{n}"), person="ben", priority="batch" if n else "interactive")
    found = forecast(queue.machine, queue.now)
    expected = sorted(found.positions, key=lambda job: found.positions[job])
    assert sorted(found.positions.values()) == list(range(6))
    assert expected == run_all(queue, queue.machine.estimates.of(work("x")))


def test_jobs_that_share_work_have_places_of_their_own_side_by_side(queue: Queue) -> None:
    """QU17"""
    queue.wish("x", work("x"))
    queue.wish("j1", work("a"), person="ann")
    queue.wish("j2", work("b"), person="ann")
    queue.wish("j3", work("a"), person="ben")
    positions = forecast(queue.machine, 0).positions
    assert positions[JobId("x")] == 0
    assert sorted(positions.values()) == [0, 1, 2, 3]
    assert abs(positions[JobId("j1")] - positions[JobId("j3")]) == 1


def test_estimates_come_from_what_such_work_took(queue: Queue) -> None:
    """QU18"""
    queue.wish("first", work("first"))
    run_one(queue, 4.0)
    queue.wish("j1", work("a"))
    queue.wish("j2", work("b"))
    queue.now += 1
    ends = forecast(queue.machine, queue.now).ends
    assert ends[JobId("j1")] == pytest.approx(queue.now + 3, abs=0.1)
    assert ends[JobId("j2")] == pytest.approx(queue.now + 7, abs=0.1)
    queue.tell(events.WorkStepped(W1, Fingerprint("a"), 1, 10))
    assert forecast(queue.machine, queue.now).ends[JobId("j1")] == pytest.approx(queue.now + 9)


def test_person_reorders_their_own_work_and_nobody_elses(queue: Queue) -> None:
    """QU19"""
    queue.wish("x", work("x"), person="ann")
    for n in range(3):
        queue.wish(f"a{n}", work(f"a{n}"), person="ann")
        queue.wish(f"b{n}", work(f"b{n}"), person="ben")
    queue.tell(events.Moved(JobId("a2"), JobId("a0")))
    queue.tell(events.Moved(JobId("b0"), None))
    order = run_all(queue, 0.2)
    assert [name for name in order if name[0] == "a"] == ["a2", "a0", "a1"]
    assert [name for name in order if name[0] == "b"] == ["b1", "b2", "b0"]


def test_cancelled_work_of_one_person_goes_on_for_another(queue: Queue) -> None:
    """QU4"""
    queue.wish("j1", work("a"), person="ann")
    queue.wish("j2", work("a"), person="ben")
    assert queue.withdraw("j1") == []
    assert queue.withdraw("j2") == [StopWork(W1, Fingerprint("a"))]
