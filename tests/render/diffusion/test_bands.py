"""Pictures of several people made together by a worker, with real models and a real library."""

import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from render.diffusion import pace
from render.diffusion import run as run_module
from render.diffusion.library import Library
from render.diffusion.sampling import Sampling
from render.nodes.ops import diffusion
from render.workers import wire
from render.workers.runner import Runner
from tests.render.diffusion.models import use_of
from tests.render.diffusion.opened import CPU, SIDE

IMAGE = {"image": "image"}
STEPS = 12
"""Enough for the curve to learn that one costs what it does, and to try two."""


class Studio:
    """A worker, and all that it says. `together` has the sizes of the steps it took."""

    def __init__(self, folder: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.models = folder, models
        self.said: list[wire.Message] = []
        self.together: list[int] = []
        self.joins: Callable[[], None] | None = None
        self._lock = threading.Lock()
        # Every step takes a second, so two that are taken together pay.
        monkeypatch.setattr(pace, "time", SimpleNamespace(perf_counter=count().__next__))
        self.library = Library(CPU, 2**33, lambda reason: None, curves=folder / "curves")
        monkeypatch.setattr(diffusion, "library", lambda call: self.library)
        step = run_module.step_together

        def counted(parts: object, samplings: list[Sampling]) -> None:
            self.together.append(len(samplings))
            step(parts, samplings)

        monkeypatch.setattr(run_module, "step_together", counted)
        self.runner = Runner(CPU, folder, 2**28, self._send)

    def _send(self, message: wire.Message) -> None:
        with self._lock:
            self.said.append(message)
        if isinstance(message, wire.Seats):
            self.seated_after = len(self.together)
        if isinstance(message, wire.Seats) and message.count > 1 and self.joins:
            joins, self.joins = self.joins, None
            joins()

    def work(self, seed: int, family: str = "sd1", **more: object) -> wire.Execute:
        params = {
            "model": use_of(self.models, family).as_json(), "prompt": f"a fox, {seed}",
            "negative": "", "width": SIDE, "height": SIDE, "steps": STEPS, "guidance": 4.0,
            "seed": seed, "strength": 0.75, "scheduler": None, "strict": False, "count": 1,
        } | more.pop("params", {})  # fmt: skip
        name = str(more.pop("name", f"{family} {seed}"))
        return wire.Execute(name, "render.nodes.ops.diffusion:Generate", params, {}, IMAGE, **more)

    def picture(self, name: str) -> np.ndarray:
        (stored,) = [m for m in self.said if isinstance(m, wire.Stored) and m.fingerprint == name]
        return np.asarray(Image.open(self.folder / str(stored.files["image"]["file"])))

    def ends(self) -> dict[str, str]:
        kinds = (wire.Stored, wire.Failed, wire.Cancelled)
        return {m.fingerprint: type(m).__name__ for m in self.said if isinstance(m, kinds)}


@pytest.fixture
def studio(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    studio = Studio(tmp_path, models, monkeypatch)
    yield studio
    studio.runner.close()


def near(one: np.ndarray, other: np.ndarray) -> bool:
    """But for rounding."""
    return bool(np.abs(one.astype(int) - other.astype(int)).max() <= 1)


@pytest.mark.parametrize("family", ["sd1", "zimage"])
def test_pictures_made_together_are_those_made_alone(studio: Studio, family: str) -> None:
    studio.joins = lambda: studio.runner.submit(studio.work(2, family, joins=True))
    studio.runner.execute(studio.work(1, family))
    assert 2 in studio.together
    studio.runner.close()
    together = [studio.picture(f"{family} {seed}") for seed in (1, 2)]
    for seed in (1, 2):
        alone = studio.work(seed, family, name=f"alone {seed}", params={"strict": True})
        studio.runner = Runner(CPU, studio.folder, 2**28, studio._send)
        studio.runner.execute(alone)
        studio.runner.close()
        assert near(studio.picture(f"alone {seed}"), together[seed - 1])
    assert not near(*together)


def test_what_is_learned_of_this_machine_is_there_for_its_next_process(studio: Studio) -> None:
    studio.joins = lambda: studio.runner.submit(studio.work(2, joins=True))
    studio.runner.execute(studio.work(1))
    (file,) = (studio.folder / "curves").iterdir()
    again = Library(CPU, 2**33, lambda reason: None, curves=studio.folder / "curves")
    studio.library = again
    studio.together.clear()
    studio.said.clear()
    studio.runner.execute(studio.work(3))
    studio.runner.close()
    assert wire.Seats("sd1 3", 2, 0) in studio.said
    assert studio.seated_after == 0, "before its first step"
    assert "seconds" in file.read_text()


def test_strict_is_taken_alone(studio: Studio) -> None:
    strict = studio.work(2, joins=True, params={"strict": True})
    studio.joins = lambda: studio.runner.submit(strict)
    studio.runner.execute(studio.work(1))
    assert set(studio.together) == {1}
    studio.runner.close()
    assert studio.ends() == {"sd1 1": "Stored", "sd1 2": "Stored"}


def test_other_guidance_and_longer_prompts_go_beside(studio: Studio) -> None:
    plain = studio.work(2, joins=True, params={"guidance": 1.0})
    studio.joins = lambda: studio.runner.submit(plain)
    studio.runner.execute(studio.work(1))
    assert set(studio.together) == {1}
    studio.runner.close()
    assert set(studio.ends().values()) == {"Stored"}


def test_several_that_have_no_room_together_are_stepped_alone_and_no_more_come(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = run_module.step_together

    def tight(parts: object, samplings: list[Sampling]) -> None:
        if len(samplings) > 1:
            raise torch.OutOfMemoryError("no room for two")
        counted(parts, samplings)

    monkeypatch.setattr(run_module, "step_together", tight)
    studio.joins = lambda: studio.runner.submit(studio.work(2, joins=True))
    studio.runner.execute(studio.work(1))
    studio.runner.close()
    assert studio.ends() == {"sd1 1": "Stored", "sd1 2": "Stored"}
    seats = [m.count for m in studio.said if isinstance(m, wire.Seats)]
    assert seats[:2] == [2, 1]
    assert set(seats[2:]) <= {1}


def test_one_cancelled_among_several_ends_alone_and_nothing_stays_open(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = run_module.step_together

    def stopping(parts: object, samplings: list[Sampling]) -> None:
        counted(parts, samplings)
        if len(samplings) > 1:
            studio.runner.stop("sd1 1")

    monkeypatch.setattr(run_module, "step_together", stopping)
    studio.joins = lambda: studio.runner.submit(studio.work(2, joins=True))
    studio.runner.execute(studio.work(1))
    studio.runner.close()
    assert studio.ends() == {"sd1 1": "Cancelled", "sd1 2": "Stored"}
    assert studio.together.count(2) == 1, "it ended before the next step"
    studio.library.clear()
    assert studio.library.held_bytes() == (0, 0)
