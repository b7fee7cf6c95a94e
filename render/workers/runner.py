"""Runs invocations in a worker process: finds inputs, calls the operation, says how it went.

Outputs stay in memory for the next invocation; writing them is the encoder's, aside. A long
operation is driven step by step; between two steps it can be stopped, and short work goes first.
Knows no sockets: messages go to `send`.
"""

import gc
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from collab.documents.model import JSON
from render.diffusion import worker as models
from render.nodes.ops.call import Call, Cancelled, OperationError, Output, Result, TransientError
from render.nodes.ops.long import LongOperation
from render.workers import wire
from render.workers.checks import Expectation, expectation
from render.workers.disk_cache import DiskCache
from render.workers.encoder import Encoder, Finished
from render.workers.inbox import Inbox
from render.workers.inputs import Inputs, MissingError, inputs_of
from render.workers.memory import WorkerMemory
from render.workers.operations import checked, load, outcome

PROGRESS_SECONDS = 0.2
"""Between two reports, and two previews: people see five a second."""

TOO_LITTLE_MEMORY = "There is not enough memory for this; try a smaller size"
TOO_MUCH_AT_ONCE = "The renderer was sent more than it can keep in mind; try again"


@dataclass(slots=True)
class Turn:
    """An invocation under way. `elsewhere_seconds` went to others, between its steps."""

    work: wire.Execute
    started: float
    said_at: float
    shown_at: float
    elsewhere_seconds: float = 0.0
    is_stopped: bool = False


class Runner:
    """`submit`, `stop` and `pulse` are called from another thread than `run`."""

    def __init__(
        self,
        device: torch.device,
        scratch: Path,
        cache_bytes: int,
        send: Callable[[wire.Message], None],
        disk: DiskCache | None = None,
    ) -> None:
        self._device = device
        self._send = send
        self._encoder = Encoder(scratch, send)
        self._memory = WorkerMemory(cache_bytes, disk, self._encoder.aside)
        self._inbox = Inbox()
        self._lock = threading.Lock()
        self._stopped: set[str] = set()
        """Of what waits; a turn has its own mark."""
        self._waiting: set[str] = set()
        self._turns: list[Turn] = []
        self._steps = 0

    def submit(self, work: wire.Execute) -> None:
        with self._lock:
            self._waiting.add(work.fingerprint)
        if not self._inbox.put(work):
            message = TOO_MUCH_AT_ONCE
            self._send(wire.Failed(work.fingerprint, "failed", message, work.token, transient=True))

    def stop(self, fingerprint: str) -> None:
        """End `fingerprint` at its next step. One that has ended already is none of our business:
        the same work may come again.
        """
        with self._lock:
            for turn in self._turns:
                if turn.work.fingerprint == fingerprint:
                    turn.is_stopped = True
                    return
            if fingerprint in self._waiting:
                self._stopped.add(fingerprint)

    def pulse(self) -> wire.Pong:
        """How far the work is, told even while a step takes long."""
        with self._lock:
            running = tuple(turn.work.fingerprint for turn in self._turns)
            return wire.Pong(self._steps, running)

    def run(self) -> None:
        """For ever."""
        while True:
            self.execute(self._inbox.take())

    def execute(self, work: wire.Execute) -> None:
        """Run `work` to its end; whatever that is, it is said by a message."""
        turn = self._begin(work)
        finished: Finished | None = None
        try:
            finished = self._finish(turn)
            said: wire.Message = wire.Computed(work.fingerprint, work.token)
        except MissingError as error:
            said = wire.Missing(work.fingerprint, error.keys, work.token)
        except Cancelled:
            said = wire.Cancelled(work.fingerprint, work.token)
        except Exception as error:
            said = self._failure(work, error)
        self._end(turn)
        if finished is None:
            self._send(said)
            return
        for port, output in finished.outputs.items():
            self._memory.keep(f"{work.fingerprint}:{port}", output, pinned=True)
        self._send(said)
        self._encoder.store(finished, lambda: self._unpin(work))

    def close(self) -> None:
        """Have everything written."""
        self._encoder.close()

    # Turns

    def _begin(self, work: wire.Execute) -> Turn:
        now = time.monotonic()
        turn = Turn(work, time.perf_counter(), said_at=now, shown_at=now)
        with self._lock:
            self._waiting.discard(work.fingerprint)
            turn.is_stopped = work.fingerprint in self._stopped
            self._stopped.discard(work.fingerprint)
            self._turns.append(turn)
        return turn

    def _end(self, turn: Turn) -> None:
        with self._lock:
            self._turns.remove(turn)
            self._steps += 1

    def _finish(self, turn: Turn) -> Finished:
        work = turn.work

        def prepare(params: Mapping[str, JSON], inputs: Inputs) -> Call:
            return Call(
                inputs,
                params,
                self._device,
                is_cancelled=lambda: turn.is_stopped,
                report=lambda step, steps: self._report(turn, step, steps),
                memory=self._memory,
            )

        inputs = inputs_of(work, self._memory, self._device, prepare)
        call = prepare(work.params, inputs)
        found = outcome(self._result(turn, call), work.outputs)
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)
        seconds = time.perf_counter() - turn.started - turn.elsewhere_seconds
        expected = _expected(work, inputs)
        duration_ms = round(seconds * 1000)
        return Finished(work, found.outputs, expected, found.non_finite, duration_ms, found.remarks)

    def _result(self, turn: Turn, call: Call) -> Result:
        if call.is_cancelled():
            raise Cancelled
        operation = load(turn.work.operation)
        if not isinstance(operation, type):
            return operation(call)
        long: LongOperation = operation()
        try:
            return self._drive(turn, call, long)
        finally:
            long.close()

    def _drive(self, turn: Turn, call: Call, long: LongOperation) -> Result:
        steps = long.prepare(call)
        for index in range(steps):
            call.step(index, steps)
            self._let_others_go_first(turn)
            long.step(index)
            self._show(turn, long, index + 1)
        call.step(steps, steps)
        return long.finish()

    def _let_others_go_first(self, turn: Turn) -> None:
        """One deep: what runs between the steps of another takes nobody in between its own."""
        if turn.work.between:
            return
        started = time.perf_counter()
        while work := self._inbox.take_between():
            self.execute(work)
        turn.elsewhere_seconds += time.perf_counter() - started

    def _report(self, turn: Turn, step: int, steps: int) -> None:
        with self._lock:
            self._steps += 1
        now = time.monotonic()
        if now - turn.said_at >= PROGRESS_SECONDS:
            turn.said_at = now
            steps = max(1, steps)  # not known yet, while it prepares
            self._send(wire.Progress(turn.work.fingerprint, step, steps, turn.work.token))

    def _show(self, turn: Turn, long: LongOperation, step: int) -> None:
        now = time.monotonic()
        if now - turn.shown_at < PROGRESS_SECONDS:
            return
        turn.shown_at = now
        try:
            picture = long.preview()
            if picture is not None:
                checked("image", "preview", picture)
                self._encoder.show(turn.work, picture, step)
        except Exception as error:  # only a preview: the work itself goes on
            traceback.print_exception(error, file=sys.stderr)

    # Ends

    def _failure(self, work: wire.Execute, error: Exception) -> wire.Failed:
        code, message, is_transient = "failed", str(error), False
        match error:
            case MemoryError() | torch.OutOfMemoryError():
                traceback.clear_frames(error.__traceback__)  # which hold the tensors it was about
                self._free()
                code, message = "out_of_memory", TOO_LITTLE_MEMORY
            case TransientError():
                is_transient = True
            case OperationError():
                pass
            case _:
                traceback.print_exception(error, file=sys.stderr)
                message = f"The operation broke: {type(error).__name__}: {error}"
                is_transient = isinstance(error, ConnectionError | TimeoutError)
        return wire.Failed(work.fingerprint, code, message, work.token, is_transient)

    def _free(self) -> None:
        self._memory.clear()
        models.clear(self._device)
        gc.collect()
        if self._device.type == "cuda":
            torch.cuda.empty_cache()

    def _unpin(self, work: wire.Execute) -> None:
        for port in work.outputs:
            self._memory.unpin(f"{work.fingerprint}:{port}")


def _expected(work: wire.Execute, inputs: Mapping[str, list[Output]]) -> dict[str, Expectation]:
    sizes = {
        port: (values[0].shape[1], values[0].shape[0])
        for port, values in inputs.items()
        if values and isinstance(values[0], torch.Tensor)
    }
    return {port: expectation(work.expected.get(port, {}), sizes) for port in work.outputs}
