"""Long operations that take their steps together on a worker, in this process (QU24)."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from render.nodes.ops.call import Call, OperationError, Picture, TransientError
from render.nodes.ops.long import LongOperation
from render.workers import turn as turn_module
from render.workers import wire
from render.workers.runner import Runner

IMAGE = {"image": "image"}
STEPS = 3


class Choir:
    """What all operations of a test share: what they did, and what is to happen on the way."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.at: dict[str, Callable[[], object]] = {}
        self.seats = 4
        self.breaks: Exception | None = None

    def say(self, line: str) -> None:
        self.told.append(line)
        self.at.pop(line, lambda: None)()


class Voice(LongOperation):
    choir: Choir

    def prepare(self, call: Call) -> int:
        self.name, self.kind = call.text("name"), call.params.get("kind", "alto")
        self.taken = 0
        self.choir.say(f"{self.name} prepares")
        return call.integer("steps")

    @property
    def group(self) -> str | None:
        return None if self.kind == "solo" else str(self.kind)

    def seats(self) -> int:
        return self.choir.seats

    def step(self, index: int) -> None:
        assert self.taken in (index, index + 1)
        self.taken = index + 1
        self.choir.say(f"{self.name} {index}")

    def step_together(self, others: Sequence[LongOperation]) -> None:
        voices = [self, *(each for each in others if isinstance(each, Voice))]
        if self.choir.breaks:
            error, self.choir.breaks = self.choir.breaks, None
            raise error
        for each in voices:
            each.taken += 1
        self.choir.say(" ".join(f"{each.name} {each.taken - 1}" for each in voices))

    def finish(self) -> Picture:
        self.choir.say(f"{self.name} ends")
        return torch.zeros(2, 2, 3, dtype=torch.uint8)

    def close(self) -> None:
        self.choir.say(f"{getattr(self, 'name', '?')} closes")


class Stage:
    def __init__(self, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.choir = Choir()
        self.said: list[wire.Message] = []
        self._lock = threading.Lock()
        voice = type("Own", (Voice,), {"choir": self.choir})
        monkeypatch.setattr(turn_module, "load", lambda name: voice)
        self.runner = Runner(torch.device("cpu"), scratch, 10_000, self._send)

    def _send(self, message: wire.Message) -> None:
        with self._lock:
            self.said.append(message)

    def work(
        self, name: str, steps: int = STEPS, kind: str = "alto", **more: object
    ) -> wire.Execute:
        params = {"name": name, "steps": steps, "kind": kind}
        return wire.Execute(name, "voice", params, {}, IMAGE, **more)

    def join(self, line: str, *works: wire.Execute) -> None:
        """When somebody says `line`, these are sent to join."""
        self.choir.at[line] = lambda: [self.runner.submit(each) for each in works]

    def play(self, name: str = "a", **more: object) -> list[str]:
        self.runner.execute(self.work(name, **more))
        self.runner.close()
        return self.choir.told

    def heard(self, kind: type) -> list:
        return [message for message in self.said if isinstance(message, kind)]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(tmp_path, monkeypatch)


def test_work_that_joins_takes_its_steps_together_with_what_is_under_way(stage: Stage) -> None:
    stage.join("a 0", stage.work("b", joins=True))
    assert stage.play() == [
        "a prepares", "a 0", "b prepares", "a 1 b 0", "a 2 b 1", "a ends", "a closes",
        "b 2", "b ends", "b closes",
    ]  # fmt: skip
    assert [each.fingerprint for each in stage.heard(wire.Computed)] == ["a", "b"]


def test_what_turns_out_to_be_of_another_kind_steps_beside_it(stage: Stage) -> None:
    stage.join("a 0", stage.work("b", kind="bass", joins=True), stage.work("c", joins=True))
    assert stage.play()[4:6] == ["a 1 c 0", "b 0"]
    assert len(stage.heard(wire.Computed)) == 3


def test_no_more_step_together_than_there_are_seats(stage: Stage) -> None:
    stage.join("a prepares", *(stage.work(name, joins=True) for name in "bcd"))
    stage.choir.seats = 2
    assert stage.play()[4:6] == ["a 0 b 0", "c 0 d 0"]


def test_server_is_told_of_seats_whenever_they_change(stage: Stage) -> None:
    stage.choir.at["a 1"] = lambda: setattr(stage.choir, "seats", 2)
    stage.play(token=7)
    assert stage.heard(wire.Seats) == [wire.Seats("a", 4, 7), wire.Seats("a", 2, 7)]


def test_what_is_to_run_alone_has_no_seats(stage: Stage) -> None:
    stage.play(kind="solo")
    assert stage.heard(wire.Seats) == []


def test_work_that_joins_too_late_goes_on_by_itself(stage: Stage) -> None:
    stage.join("a closes", stage.work("b", joins=True, token=8))
    stage.runner.execute(stage.work("a"))
    stage.choir.seats = 1
    stage.runner.execute(stage.runner._inbox.take())
    stage.runner.close()
    assert stage.choir.told[-5:] == ["b 0", "b 1", "b 2", "b ends", "b closes"]
    assert stage.heard(wire.Seats)[-1] == wire.Seats("b", 1, 8), "nobody knows what it was told"


def test_one_of_several_is_stopped_and_the_others_go_on(stage: Stage) -> None:
    stage.join("a 0", stage.work("b", joins=True))
    stage.choir.at["a 1 b 0"] = lambda: stage.runner.stop("a")
    told = stage.play()
    assert told[4:] == ["a closes", "b 1", "b 2", "b ends", "b closes"]
    assert [m.fingerprint for m in stage.heard(wire.Cancelled)] == ["a"]


def test_step_together_that_breaks_is_taken_alone(stage: Stage) -> None:
    stage.join("a 0", stage.work("b", joins=True))
    stage.choir.at["b prepares"] = lambda: setattr(
        stage.choir, "breaks", torch.OutOfMemoryError("no room")
    )
    assert stage.play()[3:6] == ["a 1", "b 0", "a 2 b 1"]
    assert len(stage.heard(wire.Computed)) == 2


def test_one_that_breaks_alone_leaves_the_others(stage: Stage) -> None:
    def fail() -> None:
        raise OperationError("Its own fault")

    stage.join("a 0", stage.work("b", joins=True))
    stage.choir.at["b prepares"] = lambda: setattr(stage.choir, "breaks", ValueError("who?"))
    stage.choir.at["b 0"] = fail
    told = stage.play()
    assert told[-3:] == ["a 2", "a ends", "a closes"]
    (failed,) = stage.heard(wire.Failed)
    assert (failed.fingerprint, failed.message) == ("b", "Its own fault")


def test_what_has_no_room_beside_others_waits_for_their_end(stage: Stage) -> None:
    def no_room() -> None:
        raise TransientError("Only 1 GiB is free until other work ends")

    stage.join("a 0", stage.work("b", joins=True), stage.work("c", joins=True))
    stage.choir.at["b prepares"] = no_room
    told = stage.play()
    assert told.index("c closes") < told.index("b 0")
    assert [each.fingerprint for each in stage.heard(wire.Computed)] == ["a", "c", "b"]
    assert wire.Seats("a", 3, 0) in stage.heard(wire.Seats), "nobody else is to come"


def test_end_that_has_no_room_beside_others_is_made_when_they_have_ended(stage: Stage) -> None:
    def no_room() -> None:
        raise TransientError("Only 1 GiB is free until other work ends")

    stage.join("a 1", stage.work("b", joins=True))
    stage.choir.at["a ends"] = no_room
    told = stage.play()
    assert told[-4:] == ["b ends", "b closes", "a ends", "a closes"]
    assert stage.heard(wire.Failed) == []


def test_lack_of_room_that_is_nobody_elses_fails_at_once(stage: Stage) -> None:
    def no_room() -> None:
        raise TransientError("Busy elsewhere")

    stage.choir.at["a prepares"] = no_room
    stage.play()
    assert [each.transient for each in stage.heard(wire.Failed)] == [True]


def test_time_of_a_step_together_is_shared(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0

    def pass_time() -> None:
        nonlocal now
        now += 1

    clock = SimpleNamespace(monotonic=lambda: now, perf_counter=lambda: now)
    monkeypatch.setattr(turn_module, "time", clock)
    stage.join("a prepares", stage.work("b", joins=True))
    for line in ("a 0 b 0", "a 1 b 1", "a 2 b 2", "a ends"):
        stage.choir.at[line] = pass_time
    stage.play()
    durations = {each.fingerprint: each.duration_ms for each in stage.heard(wire.Stored)}
    assert durations == {"a": 2500, "b": 1500}
