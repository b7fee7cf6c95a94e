"""Operations of many steps, in this process: reports, previews, stops, others between (WO9–11)."""

import io
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from PIL import Image

from render.nodes.ops.call import Call, Picture
from render.nodes.ops.long import LongOperation
from render.workers import encoder as encoder_module
from render.workers import turn as turn_module
from render.workers import wire
from render.workers.runner import Runner

IMAGE = {"image": "image"}
STEPS = 4


class Tale(LongOperation):
    """Writes down what is asked of it; tests put their own business between its lines."""

    told: list[str]
    at: dict[str, Callable[[], object]]

    def prepare(self, call: Call) -> int:
        self._call = call
        self._say("prepare")
        return STEPS

    def step(self, index: int) -> None:
        self._say(f"step {index}")

    def preview(self) -> Picture:
        return torch.full((600, 300, 3), 200, dtype=torch.uint8)

    def finish(self) -> Picture:
        self._say("finish")
        return torch.zeros(2, 2, 3, dtype=torch.uint8)

    def close(self) -> None:
        self._say("close")

    def _say(self, line: str) -> None:
        self.told.append(line)
        self.at.get(line, lambda: None)()


class Stage:
    """A runner whose operation `tale` is the above, and all that it says."""

    def __init__(self, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.told: list[str] = []
        self.at: dict[str, Callable[[], object]] = {}
        self.said: list[wire.Message] = []
        self._lock = threading.Lock()
        operation = type("Told", (Tale,), {"told": self.told, "at": self.at})
        short = lambda call: self.told.append("short") or torch.ones(1, 1, 3, dtype=torch.uint8)  # noqa: E731
        monkeypatch.setattr(
            turn_module, "load", lambda name: operation if name == "tale" else short
        )
        self.runner = Runner(torch.device("cpu"), scratch, 10_000, self._send)

    def _send(self, message: wire.Message) -> None:
        with self._lock:
            self.said.append(message)

    def once(self, line: str, action: Callable[[], object]) -> None:
        """Do `action` when the first operation comes to `line`, not when another does."""

        def act() -> None:
            del self.at[line]
            action()

        self.at[line] = act

    def work(self, name: str = "f", operation: str = "tale", **more: object) -> wire.Execute:
        return wire.Execute(name, operation, {}, {}, IMAGE, **more)

    def play(self, **more: object) -> None:
        self.runner.execute(self.work(**more))
        self.runner.close()

    def heard(self, kind: type) -> list:
        return [message for message in self.said if isinstance(message, kind)]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(turn_module, "PROGRESS_SECONDS", 0)
    return Stage(tmp_path, monkeypatch)


def test_long_operation_is_prepared_stepped_through_finished_and_closed(stage: Stage) -> None:
    stage.play(token=7)
    steps = [f"step {index}" for index in range(STEPS)]
    assert stage.told == ["prepare", *steps, "finish", "close"]
    assert stage.heard(wire.Progress) == [
        wire.Progress("f", step, STEPS, 7) for step in range(STEPS + 1)
    ]
    assert stage.heard(wire.Computed) == [wire.Computed("f", 7)]
    [stored] = stage.heard(wire.Stored)
    assert stored.token == 7


def test_preview_is_a_small_webp_that_names_its_step(stage: Stage) -> None:
    stage.play(token=7)
    previews = stage.heard(wire.Preview)
    assert previews  # one under way makes others drop out, so not always one a step
    image = Image.open(io.BytesIO(previews[0].webp))
    assert (image.format, image.size, previews[0].token) == ("WEBP", (128, 256), 7)
    assert all(abs(value - 200) <= 2 for value in image.convert("RGB").getpixel((5, 5)))
    assert [each.step for each in previews] == sorted({each.step for each in previews})


def test_preview_is_left_out_while_the_last_one_is_under_way(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_over = threading.Event()
    monkeypatch.setattr(
        encoder_module, "small_webp", lambda pixels: b"webp" if is_over.wait(20) else b""
    )
    stage.at["finish"] = is_over.set
    stage.play()
    assert stage.heard(wire.Preview) == [wire.Preview("f", b"webp", 1)]


def test_reports_and_previews_come_five_times_a_second_at_most(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(
        turn_module, "time", SimpleNamespace(monotonic=lambda: now, perf_counter=lambda: now)
    )
    monkeypatch.setattr(turn_module, "PROGRESS_SECONDS", 0.2)

    def pass_time() -> None:
        nonlocal now
        now += 0.15

    stage.at.update({f"step {index}": pass_time for index in range(STEPS)})
    stage.play()
    assert [each.step for each in stage.heard(wire.Progress)] == [2, 4]  # after 0.3 s and 0.6 s
    assert len(stage.heard(wire.Preview)) <= 2


@pytest.mark.parametrize("preview", [lambda self: torch.zeros(3), lambda self: self.nothing])
def test_broken_preview_does_not_break_the_work(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, preview: Callable
) -> None:
    monkeypatch.setattr(Tale, "preview", preview)
    stage.play()
    assert stage.heard(wire.Stored)
    assert not stage.heard(wire.Preview)


@pytest.mark.parametrize("line", ["prepare", "step 1"])
def test_stop_takes_hold_before_the_next_step_and_what_was_taken_is_let_go(
    stage: Stage, line: str
) -> None:
    stage.at[line] = lambda: stage.runner.stop("f")
    stage.play(token=3)
    assert stage.told[-2:] == [line, "close"]
    assert stage.heard(wire.Cancelled) == [wire.Cancelled("f", 3)]
    assert not stage.heard(wire.Computed)


def test_step_that_breaks_is_a_failure_and_what_was_taken_is_let_go(stage: Stage) -> None:
    def fail() -> None:
        raise ValueError("no such scheduler")

    stage.at["step 2"] = fail
    stage.play()
    assert stage.told[-1] == "close"
    assert stage.heard(wire.Failed) == [
        wire.Failed("f", "failed", "The operation broke: ValueError: no such scheduler")
    ]


def test_short_work_runs_between_the_steps_and_not_before_the_first_is_ready(stage: Stage) -> None:
    stage.once("step 1", lambda: stage.runner.submit(stage.work("g", "short", between=True)))
    stage.play()
    assert stage.told[2:5] == ["step 1", "short", "step 2"]
    computed = [message.fingerprint for message in stage.heard(wire.Computed)]
    assert computed == ["g", "f"]


def test_ordinary_work_waits_for_the_end_of_a_long_operation(stage: Stage) -> None:
    stage.once("step 1", lambda: stage.runner.submit(stage.work("g", "short")))
    stage.play()
    assert "short" not in stage.told


def test_what_runs_between_steps_lets_nobody_between_its_own(stage: Stage) -> None:
    short = stage.work("h", "short", between=True)

    def submit_both() -> None:
        stage.runner.submit(stage.work("g", between=True))
        stage.once("step 2", lambda: stage.runner.submit(short))  # which `g` comes to first

    stage.once("step 1", submit_both)
    stage.play()
    ends = [index for index, line in enumerate(stage.told) if line == "close"]
    assert ends[0] < stage.told.index("short") < ends[1]


def test_time_given_to_others_is_not_counted_as_its_own(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(
        turn_module, "time", SimpleNamespace(monotonic=lambda: now, perf_counter=lambda: now)
    )

    def pass_time(seconds: float) -> Callable[[], None]:
        def passing() -> None:
            nonlocal now
            now += seconds

        return passing

    stage.at["step 0"] = pass_time(1)
    stage.once("step 1", lambda: stage.runner.submit(stage.work("g", between=True)))
    stage.at["finish"] = pass_time(10)
    stage.play()
    durations = {each.fingerprint: each.duration_ms for each in stage.heard(wire.Stored)}
    assert durations == {"g": 11_000, "f": 11_000}


def test_stopping_one_of_two_under_way_leaves_the_other(stage: Stage) -> None:
    def stop_outer() -> None:
        assert stage.runner.pulse().running == ("f", "g")
        stage.runner.stop("f")

    stage.once("step 0", lambda: stage.runner.submit(stage.work("g", between=True)))
    stage.once("finish", stop_outer)
    stage.play()
    assert [m.fingerprint for m in stage.heard(wire.Computed)] == ["g"]
    assert [m.fingerprint for m in stage.heard(wire.Cancelled)] == ["f"]


def test_long_preparation_shows_that_it_lives_and_can_be_stopped(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prepare(self: Tale, call: Call) -> int:
        call.step(0, 0)
        stage.runner.stop("f")
        call.step(0, 0)
        raise AssertionError("it was stopped")

    monkeypatch.setattr(Tale, "prepare", prepare)
    stage.play()
    assert stage.heard(wire.Progress) == [wire.Progress("f", 0, 1)]
    assert stage.heard(wire.Cancelled) == [wire.Cancelled("f")]
    assert stage.told == ["close"]


def test_every_step_and_end_is_counted_for_who_watches(stage: Stage) -> None:
    stage.play()
    assert stage.runner.pulse() == wire.Pong(STEPS + 2, ())


def test_more_work_than_the_worker_keeps_in_mind_is_sent_back_to_come_again(stage: Stage) -> None:
    for number in range(65):
        stage.runner.submit(stage.work(f"f{number}", token=number))
    [refused] = stage.said
    assert isinstance(refused, wire.Failed)
    assert (refused.fingerprint, refused.token, refused.transient) == ("f64", 64, True)
