"""A sampling that is stopped, runs out of memory or loses its worker; on real ones."""

import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from render.diffusion import run as run_module
from render.diffusion import worker
from render.models.entry import ModelEntry
from render.models.hashes import FileHashes
from render.models.scan import ModelScanner
from render.models.use import ModelUse
from render.nodes.catalog import Catalog, builtin_catalog
from render.nodes.ops import diffusion
from render.nodes.ops.call import Call
from render.nodes.ops.pixels import rounded
from render.workers import wire
from render.workers.memory import WorkerMemory
from render.workers.runner import TOO_LITTLE_MEMORY
from tests.render.diffusion.opened import CPU
from tests.render.diffusion.test_operations import params, run
from tests.render.nursery import spawn_painter
from tests.render.test_runner import Desk
from tests.render.test_service import House

GENERATE = "render.nodes.ops.diffusion:Generate"
RUNS_OUT = "tests.render.operations:RunsOut"
STEPS = 100
"""A second of work."""


def given(models: Path, **more: Any) -> dict[str, Any]:
    path = str(models / "sd1")
    use = ModelUse(name="sd1", hash="hash-sd1", path=path, family="sd1")
    return params(model=use.as_json(), **more)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_stop_in_the_middle_ends_it_before_the_next_step(
    desk: Desk, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = 0
    real = run_module.step_together

    def counted(*given: Any) -> None:
        nonlocal steps
        real(*given)
        steps += 1
        if steps == 3:
            desk.runner.stop("f")

    monkeypatch.setattr(run_module, "step_together", counted)
    assert desk.run("f", GENERATE, params=given(models, steps=30)) == wire.Cancelled("f")
    assert steps == 3


def test_memory_that_runs_out_in_the_middle_is_all_given_back(
    desk: Desk, models: Path, tmp_path: Path
) -> None:
    made = desk.run("f", GENERATE, params=given(models))
    assert isinstance(made, wire.Stored)
    library = worker.library(Call({}, {}))
    assert library.held_bytes()[0] > 0
    wish = given(models, prompt=str(tmp_path / "noted"), seed=2)
    failed = desk.run("g", RUNS_OUT, params=wish)
    assert failed == wire.Failed("g", "out_of_memory", TOO_LITTLE_MEMORY)
    assert library.held_bytes() == (0, 0)
    again = desk.run("h", GENERATE, params=given(models))
    assert isinstance(again, wire.Stored)
    assert again.files["image"]["asset"] == made.files["image"]["asset"]


class Listed:
    """As the registry of models, once everything is read."""

    def __init__(self, folder: Path) -> None:
        scanner = ModelScanner(folder, None, FileHashes())
        entries = [scanner.hashed(each, lambda read: None) for each in scanner.scan()]
        self.models: Mapping[str, ModelEntry] = {entry.name: entry for entry in entries}

    async def listed(self) -> Mapping[str, ModelEntry]:
        return self.models

    def listen(self, changed: Callable[[Any], None]) -> None:
        """Nothing changes."""


@pytest.fixture
async def house(models: Path, tmp_path: Path) -> AsyncIterator[House]:
    """With a node type that runs out of memory."""
    catalog = builtin_catalog(debug=True)
    generate = catalog.get("diffusion.generate")
    assert generate is not None
    greedy = replace(generate, type="test.greedy", operation=RUNS_OUT)
    house = House(
        tmp_path, catalog=Catalog([*catalog, greedy]), models=Listed(models), spawn=spawn_painter
    )
    async with house.service:
        house.service.opened(house.document)
        yield house


def add(house: House, id: str, type: str, **more: Any) -> None:
    told = {"model": "sd1", "width": 64, "height": 64, "guidance": 4.0, "seed": 1, **more}
    house.document.add(id, type, told)
    house.document.set(id, "mode", "live")


async def test_worker_killed_in_the_middle_of_a_picture_is_replaced_and_makes_the_very_same(
    house: House, models: Path
) -> None:
    add(house, "g", "diffusion.generate", prompt="a cat", steps=STEPS)

    def is_under_way() -> bool:
        told: Any = house.document.awareness.get("render") or {}
        return 0 < told.get("g", {}).get("step", 0) < STEPS

    await house.document.until(is_under_way)
    [killed] = house.service.worker_pids
    os.kill(killed, signal.SIGKILL)
    found = house.pixels(await house.until("g", "done"))
    assert house.service.worker_pids != [killed]
    undisturbed = Call({}, given(models, steps=STEPS), CPU, memory=WorkerMemory(2**28))
    expected, _ = rounded(run(diffusion.Generate, undisturbed))
    assert np.array_equal(found, expected.numpy())


async def test_what_runs_out_of_memory_is_tried_in_one_fresh_process_and_then_says_what_to_change(
    house: House, tmp_path: Path
) -> None:
    noted = tmp_path / "noted"
    add(house, "g", "test.greedy", prompt=str(noted), steps=3)
    error = (await house.until("g", "error"))["error"]
    assert error == {"code": "out_of_memory", "message": TOO_LITTLE_MEMORY}
    assert "try a smaller size" in error["message"]
    pids = noted.read_text().split()
    assert len(pids) == len(set(pids)) == 2
    add(house, "h", "diffusion.generate", prompt="a cat", steps=2)
    await house.until("h", "done")
