"""An invocation under way in a worker: what it reads, its operation, how far it is. Knows nothing
of what is under way beside it.
"""

import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeAlias

import torch

from collab.documents.model import JSON
from render.nodes.ops.call import Call, Cancelled, Output, Result
from render.nodes.ops.long import LongOperation
from render.workers import wire
from render.workers.checks import Expectation, expectation
from render.workers.encoder import Encoder, Finished
from render.workers.inputs import Inputs, inputs_of
from render.workers.memory import WorkerMemory
from render.workers.operations import checked, load, outcome

PROGRESS_SECONDS = 0.2
"""Between two reports, and two previews: people see five a second."""

Act: TypeAlias = Callable[[], Finished | None]
"""A part of a turn: what it gives ends the turn."""


class Turn:
    """`stepped` is called at each report, also at those that are not sent."""

    def __init__(
        self,
        work: wire.Execute,
        device: torch.device,
        memory: WorkerMemory,
        encoder: Encoder,
        send: Callable[[wire.Message], None],
        stepped: Callable[[], None],
    ) -> None:
        self.work = work
        self.seconds = 0.0
        """What it has had of the device, its share of the steps taken with others."""
        self.is_stopped = False
        self.long: LongOperation | None = None
        """While it is at one."""
        self.waits: Act | None = None
        """What had no room beside others; done when they have ended."""
        self._device = device
        self._memory = memory
        self._encoder = encoder
        self._send = send
        self._stepped = stepped
        self._said_at = self._shown_at = time.monotonic()
        self._call: Call | None = None
        self._inputs: Inputs = {}
        self._index = self._steps = 0

    @property
    def has_steps_left(self) -> bool:
        return self._index < self._steps

    def prepare(self) -> Finished | None:
        """Make ready for the first step; all of it, of what has no steps."""
        self._inputs = inputs_of(self.work, self._memory, self._device, self._call_with)
        self._call = call = self._call_with(self.work.params, self._inputs)
        if call.is_cancelled():
            raise Cancelled
        operation = load(self.work.operation)
        if not isinstance(operation, type):
            return self._finished(operation(call))
        self.close()
        self.long = operation()
        self._steps = self.long.prepare(call)
        return None

    def report(self) -> None:
        """How far it is; raises `Cancelled` when it should."""
        if self._call is not None:
            self._call.step(self._index, self._steps)

    def step(self) -> None:
        """Alone."""
        if self.long is not None:
            self.long.step(self._index)

    def advance(self) -> None:
        """A step has been taken."""
        self._index += 1
        self._show()

    def finish(self) -> Finished | None:
        """After the last step."""
        self.report()
        return None if self.long is None else self._finished(self.long.finish())

    def close(self) -> None:
        """Let go of what its operation took; once."""
        long, self.long = self.long, None
        if long is not None:
            long.close()

    def _call_with(self, params: Mapping[str, JSON], inputs: Inputs) -> Call:
        return Call(
            inputs,
            params,
            self._device,
            is_cancelled=lambda: self.is_stopped,
            report=self._report,
            memory=self._memory,
        )

    def _finished(self, result: Result) -> Finished:
        found = outcome(result, self.work.outputs)
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)
        expected = _expected(self.work, self._inputs)
        return Finished(self.work, found.outputs, expected, found.non_finite, 0, found.remarks)

    def _report(self, step: int, steps: int) -> None:
        self._stepped()
        now = time.monotonic()
        if now - self._said_at >= PROGRESS_SECONDS:
            self._said_at = now
            steps = max(1, steps)  # not known yet, while it prepares
            self._send(wire.Progress(self.work.fingerprint, step, steps, self.work.token))

    def _show(self) -> None:
        now = time.monotonic()
        if self.long is None or now - self._shown_at < PROGRESS_SECONDS:
            return
        self._shown_at = now
        try:
            picture = self.long.preview()
            if picture is not None:
                checked("image", "preview", picture)
                self._encoder.show(self.work, picture, self._index)
        except Exception as error:  # only a preview: the work itself goes on
            traceback.print_exception(error, file=sys.stderr)


@contextmanager
def timed(turns: Sequence[Turn]) -> Iterator[None]:
    """What it takes inside is theirs, in equal parts."""
    started = time.perf_counter()
    try:
        yield
    finally:
        share = (time.perf_counter() - started) / len(turns)
        for turn in turns:
            turn.seconds += share


def _expected(work: wire.Execute, inputs: Mapping[str, list[Output]]) -> dict[str, Expectation]:
    sizes = {
        port: (values[0].shape[1], values[0].shape[0])
        for port, values in inputs.items()
        if values and isinstance(values[0], torch.Tensor)
    }
    return {port: expectation(work.expected.get(port, {}), sizes) for port in work.outputs}
