"""What a worker does with one invocation, in this process (WO5–WO8, WO12–WO14)."""

import threading
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from render.nodes.ops.call import Call, Floats, OperationError, Remarked, TransientError
from render.workers import turn as turn_module
from render.workers import wire
from render.workers.runner import Runner

IMAGE = {"image": "image"}


class Desk:
    """A runner and everything it said."""

    def __init__(self, scratch: Path, cache_bytes: int = 10_000) -> None:
        self.said: list[wire.Message] = []
        self._moved = threading.Condition()
        self.scratch = scratch
        self.runner = Runner(torch.device("cpu"), scratch, cache_bytes, self._send)

    def run(self, name: str, operation: str, outputs: dict = IMAGE, **more: object) -> wire.Message:
        """The last word on an invocation."""
        given = {"params": {}, "inputs": {}, **more}
        self.runner.execute(wire.Execute(name, operation, outputs=outputs, **given))
        if isinstance(self.said[-1], wire.Failed | wire.Missing | wire.Cancelled):
            return self.said[-1]
        with self._moved:
            self._moved.wait_for(lambda: self._final(name), timeout=20)
            return self.said[-1]

    def _final(self, name: str) -> bool:
        return any(
            isinstance(m, wire.Stored | wire.Failed) for m in self.said if m.fingerprint == name
        )

    def _send(self, message: wire.Message) -> None:
        with self._moved:
            self.said.append(message)
            self._moved.notify_all()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def operation(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Call], object]], None]:
    """Lets a test run a function of its own as the operation `own`."""
    load = turn_module.load

    def use(function: Callable[[Call], object]) -> None:
        monkeypatch.setattr(
            turn_module, "load", lambda name: function if name == "own" else load(name)
        )

    return use


SOLID = {"params": {"width": 2, "height": 1, "color": "#010203"}}


def test_output_is_said_to_be_computed_before_it_is_stored(desk: Desk) -> None:
    stored = desk.run("f", "render.nodes.ops.generate:solid", **SOLID)
    assert desk.said[0] == wire.Computed("f")
    assert isinstance(stored, wire.Stored)
    file = stored.files["image"]
    data = (desk.scratch / file["file"]).read_bytes()
    assert file["size_bytes"] == len(data)
    assert np.array(Image.open(desk.scratch / file["file"])).tolist() == [[[1, 2, 3]] * 2]


def test_input_comes_from_memory_then_from_its_file(desk: Desk, tmp_path: Path) -> None:
    desk.run("f", "render.nodes.ops.generate:solid", **SOLID)
    given = {"key": "f:image", "path": None, "upload": False}
    invert = "render.nodes.ops.filters:invert"
    assert isinstance(desk.run("g", invert, inputs={"image": [given]}), wire.Stored)

    path = tmp_path / "f-image.png"
    for upload in (False, True):
        other = Desk(tmp_path)
        assert other.run("g", invert, inputs={"image": [given]}) == wire.Missing("g", ["f:image"])
        read = {**given, "path": str(path), "upload": upload}
        found = other.run("h", invert, inputs={"image": [read]})
        assert isinstance(found, wire.Stored)
        assert np.array(Image.open(tmp_path / found.files["image"]["file"]))[0, 0, 0] == 254


def test_part_of_an_upload_is_cut_out_of_it_whoever_has_the_whole(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "upload.png"
    Image.fromarray(np.arange(24, dtype=np.uint8).reshape(2, 4, 3)).save(path)
    whole: dict = {"key": "asset:a", "path": str(path), "upload": True}
    crop = dict(zip("xywh", (0.5, 0, 0.5, 0.5), strict=True))
    part: dict = {**whole, "key": "asset:a:cut", "crop": crop, "turn": 90}
    invert = "render.nodes.ops.filters:invert"
    for name, given, first, size in [("f", whole, 255, (4, 2)), ("g", part, 249, (1, 2))]:
        found = desk.run(name, invert, inputs={"image": [given]})
        assert isinstance(found, wire.Stored)
        shown = Image.open(tmp_path / found.files["image"]["file"])
        assert (shown.size, np.array(shown)[0, 0, 0]) == (size, first)


def test_picture_larger_than_the_memory_is_gone_once_stored(tmp_path: Path) -> None:
    desk = Desk(tmp_path, cache_bytes=2)
    desk.run("f", "render.nodes.ops.generate:solid", **SOLID)
    desk.runner.close()
    given = {"key": "f:image", "path": None, "upload": False}
    found = desk.run("g", "render.nodes.ops.filters:invert", inputs={"image": [given]})
    assert isinstance(found, wire.Missing)


def test_text_is_stored_as_a_value(desk: Desk) -> None:
    found = desk.run(
        "t", "render.nodes.ops.text:template", {"text": "text"},
        params={"template": "{a}"}, inputs={"a": [{"value": "b"}]},
    )  # fmt: skip
    assert isinstance(found, wire.Stored)
    assert (found.files, found.values) == ({}, {"text": "b"})


def test_failure_of_an_operation_is_said_in_its_words(desk: Desk, operation: Callable) -> None:
    def fail(call: Call) -> None:
        raise OperationError("Use a smaller radius")

    operation(fail)
    assert desk.run("f", "own") == wire.Failed("f", "failed", "Use a smaller radius")


def test_bug_of_an_operation_is_a_failure_with_its_name(desk: Desk, operation: Callable) -> None:
    operation(lambda call: call.params["nothing"])
    found = desk.run("f", "own")
    assert found == wire.Failed("f", "failed", "The operation broke: KeyError: 'nothing'")


@pytest.mark.parametrize(
    ("output", "complaint"),
    [
        ("text", "must be a picture, got str"),
        (torch.zeros(2, 2, 3), "must be 8-bit with 3 channels, got torch.float32"),
        (torch.zeros(2, 2, 4, dtype=torch.uint8), "got torch.uint8 (2, 2, 4)"),
    ],
)
def test_output_that_is_no_picture_is_a_failure(
    desk: Desk, operation: Callable, output: object, complaint: str
) -> None:
    operation(lambda call: output)
    found = desk.run("f", "own")
    assert isinstance(found, wire.Failed)
    assert complaint in found.message


def test_output_that_is_no_text_is_a_failure(desk: Desk, operation: Callable) -> None:
    operation(lambda call: {"text": None})
    found = desk.run("f", "own", {"text": "text"})
    assert isinstance(found, wire.Failed)
    assert "must be a text" in found.message


@pytest.mark.parametrize("error", [torch.OutOfMemoryError, MemoryError])
def test_out_of_memory_says_what_to_change_and_lets_go_of_what_it_can(
    desk: Desk, operation: Callable, error: type[Exception]
) -> None:
    desk.run("s", "render.nodes.ops.generate:solid", **SOLID)
    held: list[weakref.ref] = []

    def fail(call: Call) -> None:
        large = torch.zeros(10)
        held.append(weakref.ref(large))
        raise error

    operation(fail)
    clear, was_held = desk.runner._memory.clear, []
    desk.runner._memory.clear = lambda: (was_held.append(held[0]() is not None), clear())
    assert desk.run("f", "own", token=5) == wire.Failed(
        "f", "out_of_memory", "There is not enough memory for this; try a smaller size", 5
    )
    assert was_held == [False]  # what it was about is gone before the device is asked for more
    assert desk.runner._memory.output("s:image") is None


@pytest.mark.parametrize(
    ("error", "is_transient"),
    [
        (TransientError("The service is busy"), True),
        (ConnectionResetError("gone"), True),
        (TimeoutError(), True),
        (OperationError("Use a smaller radius"), False),
        (ValueError("a bug"), False),
    ],
)
def test_failure_that_may_pass_is_told_from_one_that_will_not(
    desk: Desk, operation: Callable, error: Exception, is_transient: bool
) -> None:
    def fail(call: Call) -> None:
        raise error

    operation(fail)
    found = desk.run("f", "own", token=5)
    assert isinstance(found, wire.Failed)
    assert (found.code, found.transient, found.token) == ("failed", is_transient, 5)


def test_what_is_odd_about_a_latent_is_said_with_it_and_so_are_remarks(
    desk: Desk, operation: Callable
) -> None:
    for samples, odd in [
        (torch.full((1, 4, 2, 2), float("inf")), ["non_finite"]),
        (torch.ones(1, 4, 2, 2), ["flat"]),
        (torch.arange(16.0).reshape(1, 4, 2, 2), []),
    ]:
        latent = {"samples": samples}
        operation(lambda call, latent=latent: Remarked(latent, ("another_seed:3",)))
        found = desk.run(f"f{odd}", "own", {"latent": "latent"})
        assert found.checks == {"latent": [*odd, "another_seed:3"]}


def test_every_answer_bears_the_token_of_its_work(desk: Desk) -> None:
    desk.run("f", "render.nodes.ops.generate:solid", token=9, **SOLID)
    given = {"key": "lost:image", "path": None, "upload": False}
    desk.run("g", "render.nodes.ops.filters:invert", token=9, inputs={"image": [given]})
    assert [type(each) for each in desk.said] == [wire.Computed, wire.Stored, wire.Missing]
    assert {each.token for each in desk.said} == {9}


def test_what_is_odd_about_a_picture_is_said_with_it(desk: Desk, operation: Callable) -> None:
    operation(lambda call: Floats(torch.full((2, 3, 3), float("nan"))))
    found = desk.run("f", "own", expected={"image": {"size": [2, 2]}})
    assert found.checks == {"image": ["non_finite", "wrong_size", "flat"]}
    normal = {"image": {"may_be_flat": True, "size": [2, 1]}}
    found = desk.run("g", "render.nodes.ops.generate:solid", expected=normal, **SOLID)
    assert found.checks == {"image": []}
    given = {"key": "g:image", "path": None, "upload": False}
    operation(lambda call: torch.arange(30, dtype=torch.uint8).reshape(2, 5, 3))
    expected = {"image": {"like": "image"}}
    found = desk.run("h", "own", inputs={"image": [given]}, expected=expected)
    assert found.checks == {"image": ["wrong_size"]}


def test_what_an_operation_remembers_is_there_for_the_next(desk: Desk, operation: Callable) -> None:
    made: list[int] = []

    def remembering(call: Call) -> torch.Tensor:
        def make() -> dict[str, torch.Tensor]:
            made.append(1)
            return {"x": torch.full((1, 2, 3), 9, dtype=torch.uint8)}

        return call.remember("own:1", make)["x"]

    operation(remembering)
    for name in ("f", "g"):
        assert isinstance(desk.run(name, "own"), wire.Stored)
    assert len(made) == 1


def test_stopped_work_ends_at_its_next_step(desk: Desk, operation: Callable) -> None:
    steps: list[int] = []

    def endless(call: Call) -> None:
        while True:
            call.step(len(steps), 100)
            steps.append(1)
            desk.runner.stop("f")

    operation(endless)
    assert desk.run("f", "own") == wire.Cancelled("f")
    assert len(steps) == 1


def test_work_stopped_before_it_began_does_not_begin(desk: Desk) -> None:
    work = wire.Execute("f", "render.nodes.ops.debug:Wait", {"seconds": 600}, {}, IMAGE)
    desk.runner.submit(work)
    desk.runner.stop("f")
    desk.runner.execute(work)
    assert desk.said == [wire.Cancelled("f")]


def test_stop_that_comes_too_late_is_not_kept_for_the_next_time(desk: Desk) -> None:
    desk.run("f", "render.nodes.ops.generate:solid", **SOLID)
    desk.runner.stop("f")
    desk.said.clear()
    assert isinstance(desk.run("f", "render.nodes.ops.generate:solid", **SOLID), wire.Stored)


def test_result_that_cannot_be_written_is_a_failure_that_may_pass(tmp_path: Path) -> None:
    found = Desk(tmp_path / "gone").run("f", "render.nodes.ops.generate:solid", **SOLID)
    assert isinstance(found, wire.Failed)
    assert found.message.startswith("The result cannot be stored")
    assert found.transient


def test_parameter_of_the_wrong_kind_is_an_operations_error() -> None:
    call = Call({}, {"width": "wide", "text": 5})
    for ask in (
        lambda: call.integer("width"), lambda: call.number("width"), lambda: call.text("text"),
        lambda: call.image("image"),
    ):  # fmt: skip
        with pytest.raises(OperationError):
            ask()


# What is made where it is used (WO18)


def made(name: str, operation: str, inputs: dict | None = None, **more: object) -> dict:
    kinds = {"conditioning": "conditioning"}
    return {
        "name": name, "operation": operation, "params": {}, "inputs": inputs or {},
        "outputs": kinds, **more,
    }  # fmt: skip


def test_deferred_inputs_are_made_once_and_in_order_for_whoever_reads_them(desk: Desk) -> None:
    double = made(
        "double",
        "tests.render.operations:twice",
        {"of": [{"made": "word", "port": "conditioning"}]},
    )
    stored = desk.run(
        "f", "tests.render.operations:shade",
        inputs={
            "light": [{"made": "double", "port": "conditioning"}],
            "dark": [{"made": "word", "port": "conditioning"}],
        },
        made=[made("word", "tests.render.operations:word", params={"word": 21}), double],
    )  # fmt: skip
    assert isinstance(stored, wire.Stored)
    picture = np.array(Image.open(desk.scratch / stored.files["image"]["file"]))
    assert picture.tolist() == [[[42, 21, 0]]]
    assert desk.runner._memory.output("double:conditioning") is None


def test_missing_picture_under_a_deferred_input_is_reported_before_anything_is_made(
    desk: Desk,
) -> None:
    lost = [{"key": "g:image", "path": None, "upload": False}]
    said = desk.run(
        "f", "tests.render.operations:shade",
        inputs={"light": [{"made": "word", "port": "conditioning"}]},
        made=[made("word", "tests.render.operations:nobody", {"image": lost})],
    )  # fmt: skip
    assert said == wire.Missing("f", ["g:image"])


def test_error_of_a_deferred_operation_is_its_readers(desk: Desk) -> None:
    said = desk.run(
        "f", "tests.render.operations:shade",
        inputs={"light": [{"made": "word", "port": "conditioning"}]},
        made=[made("word", "tests.render.operations:refuse")],
    )  # fmt: skip
    assert isinstance(said, wire.Failed)
    assert said.message == "There is no such word"


def test_latent_is_kept_as_a_file_and_read_back_from_it(desk: Desk, tmp_path: Path) -> None:
    outputs = {"latent": "latent"}
    stored = desk.run("f", "tests.render.operations:grid", outputs)
    assert isinstance(stored, wire.Stored)
    file = stored.files["latent"]
    assert (file["mime"], file["width"], file["height"]) == (
        "application/vnd.safetensors", 3, 2,
    )  # fmt: skip
    assert stored.checks["latent"] == []
    path = str(desk.scratch / file["file"])
    again = Desk(tmp_path)
    given = {"key": "f:latent", "path": path, "upload": False, "mime": file["mime"]}
    inputs = {"latent": [given]}
    same = again.run("g", "tests.render.operations:grid", outputs, inputs=inputs)
    assert isinstance(same, wire.Stored)
    assert same.files["latent"]["asset"] == file["asset"]
