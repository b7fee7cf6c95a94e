"""Runs invocations in a worker process: finds inputs, calls the operation, says how it went.

Outputs stay in memory for the next invocation; writing them is the encoder's, aside. A long
operation is driven step by step: between two steps it can be stopped, short work goes first, and
work of its kind may join it. What is under way together is a band, and takes its steps in as few
calls as pay. Knows no sockets: messages go to `send`.
"""

import gc
import sys
import threading
import time
import traceback
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

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


_Act: TypeAlias = Callable[[], Finished | None]
"""A part of a turn: what it gives ends the turn."""


@dataclass(slots=True)
class Turn:
    """An invocation under way. `seconds` is what it has had of the device so far, its share of the
    steps that it took together with others. `waits` is what had no room beside others, and is done
    when they have ended.
    """

    work: wire.Execute
    said_at: float
    shown_at: float
    seconds: float = 0.0
    is_stopped: bool = False
    call: Call | None = None
    inputs: Inputs = field(default_factory=dict)
    long: LongOperation | None = None
    index: int = 0
    steps: int = 0
    waits: _Act | None = None

    @property
    def takes_steps(self) -> bool:
        return self.waits is None and self.index < self.steps


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
        """All that is under way: a band, and perhaps short work between its steps."""
        self._steps = 0
        self._seats = 1

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
        """Run `work` to its end, and what joins it; whatever the ends are, messages say them."""
        if not work.between:
            # Of what was to join those that have ended meanwhile, the server may think otherwise.
            self._seats = 0 if work.joins else 1
        band: list[Turn] = []
        self._enter(band, work)
        while band:
            self._round(band)

    def close(self) -> None:
        """Have everything written."""
        self._encoder.close()

    # The band

    def _enter(self, band: list[Turn], work: wire.Execute) -> None:
        turn = self._begin(work)
        band.append(turn)
        self._attempt(band, turn, lambda: self._prepare(turn))

    def _round(self, band: list[Turn]) -> None:
        """One step of each."""
        if not any(turn.waits is None for turn in band):
            first = band[0]
            act, first.waits = first.waits, None
            if act is not None:
                self._attempt(band, first, act)
            return
        for turn in list(band):
            self._before_step(band, turn)
        self._let_others_in(band)
        self._tell_seats(band)
        together: dict[Hashable, list[Turn]] = {}
        for turn in band:
            if turn.long is not None and turn.takes_steps:
                group = turn.long.group
                together.setdefault(id(turn) if group is None else group, []).append(turn)
        for turns in together.values():
            seats = max(1, turns[0].long.seats()) if turns[0].long else 1
            for at in range(0, len(turns), seats):
                self._step(band, turns[at : at + seats])

    def _before_step(self, band: list[Turn], turn: Turn) -> None:
        if turn.waits is not None:
            return
        if turn.takes_steps:
            self._attempt(band, turn, lambda: self._report(turn))
        else:
            self._attempt(band, turn, lambda: self._finish(turn))

    def _let_others_in(self, band: list[Turn]) -> None:
        """Guests, who take nobody in between their own steps; then whoever joins."""
        if not band or band[0].work.between:
            return
        while work := self._inbox.take_between():
            self.execute(work)
        while work := self._inbox.take_joining():
            self._enter(band, work)

    def _tell_seats(self, band: Sequence[Turn]) -> None:
        """How many may be in the band; the server tells nobody to join before it knows."""
        if not band:
            return
        first, seats = band[0], self._seats
        if any(turn.waits for turn in band):
            seats = len(band)
        elif first.long is not None and first.long.group is not None and not first.work.between:
            seats = first.long.seats()
        if seats != self._seats:
            self._seats = seats
            self._send(wire.Seats(first.work.fingerprint, seats, first.work.token))

    def _step(self, band: list[Turn], turns: Sequence[Turn]) -> None:
        first, *others = turns
        if others and not self._step_together(turns):
            others = []
            for turn in turns:
                self._attempt(band, turn, lambda turn=turn: self._step_alone(turn))  # type: ignore[misc]
        elif not others:
            self._attempt(band, first, lambda: self._step_alone(first))
        for turn in turns:
            if turn in band and turn.long is not None:
                turn.index += 1
                self._show(turn, turn.long)

    def _step_together(self, turns: Sequence[Turn]) -> bool:
        """Whether they could; else each is to be asked alone."""
        first, *others = (turn.long for turn in turns if turn.long is not None)
        try:
            with self._timed(turns):
                first.step_together(others)
        except Exception as error:
            traceback.clear_frames(error.__traceback__)
            if isinstance(error, MemoryError | torch.OutOfMemoryError):
                self._hand_back()
            else:
                traceback.print_exception(error, file=sys.stderr)
            return False
        return True

    def _step_alone(self, turn: Turn) -> None:
        if turn.long is not None:
            turn.long.step(turn.index)

    # Turns

    def _begin(self, work: wire.Execute) -> Turn:
        now = time.monotonic()
        turn = Turn(work, said_at=now, shown_at=now)
        with self._lock:
            self._waiting.discard(work.fingerprint)
            turn.is_stopped = work.fingerprint in self._stopped
            self._stopped.discard(work.fingerprint)
            self._turns.append(turn)
        return turn

    def _attempt(self, band: list[Turn], turn: Turn, act: _Act) -> None:
        """Do `act`; the turn ends if it gives something or raises."""
        finished: Finished | None = None
        work = turn.work
        try:
            with self._timed([turn]):
                finished = act()
            if finished is None:
                return
            finished = replace(finished, duration_ms=round(turn.seconds * 1000))
            said: wire.Message = wire.Computed(work.fingerprint, work.token)
        except MissingError as error:
            said = wire.Missing(work.fingerprint, error.keys, work.token)
        except Cancelled:
            said = wire.Cancelled(work.fingerprint, work.token)
        except TransientError as error:
            if any(other is not turn and other.waits is None for other in band):
                turn.waits = act
                return
            said = self._failure(turn, error)
        except Exception as error:
            said = self._failure(turn, error)
        self._end(turn)
        band.remove(turn)
        if finished is not None:
            for port, output in finished.outputs.items():
                self._memory.keep(f"{work.fingerprint}:{port}", output, pinned=True)
        self._send(said)
        if finished is not None:
            self._encoder.store(finished, lambda: self._unpin(work))

    def _end(self, turn: Turn) -> None:
        self._close(turn)
        with self._lock:
            self._turns.remove(turn)
            self._steps += 1

    def _close(self, turn: Turn) -> None:
        """Let go of what it took; once."""
        long, turn.long = turn.long, None
        if long is not None:
            long.close()

    def _prepare(self, turn: Turn) -> Finished | None:
        """Everything, of what has no steps."""
        work = turn.work

        def prepare(params: Mapping[str, JSON], inputs: Inputs) -> Call:
            return Call(
                inputs,
                params,
                self._device,
                is_cancelled=lambda: turn.is_stopped,
                report=lambda step, steps: self._progress(turn, step, steps),
                memory=self._memory,
            )

        turn.inputs = inputs_of(work, self._memory, self._device, prepare)
        turn.call = call = prepare(work.params, turn.inputs)
        if call.is_cancelled():
            raise Cancelled
        operation = load(work.operation)
        if not isinstance(operation, type):
            return self._finished(turn, operation(call))
        self._close(turn)
        turn.long = operation()
        turn.steps = turn.long.prepare(call)
        return None

    def _report(self, turn: Turn) -> None:
        if turn.call is not None:
            turn.call.step(turn.index, turn.steps)

    def _finish(self, turn: Turn) -> Finished | None:
        self._report(turn)
        return None if turn.long is None else self._finished(turn, turn.long.finish())

    def _finished(self, turn: Turn, result: Result) -> Finished:
        found = outcome(result, turn.work.outputs)
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)
        expected = _expected(turn.work, turn.inputs)
        return Finished(turn.work, found.outputs, expected, found.non_finite, 0, found.remarks)

    @contextmanager
    def _timed(self, turns: Sequence[Turn]) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            share = (time.perf_counter() - started) / len(turns)
            for turn in turns:
                turn.seconds += share

    def _progress(self, turn: Turn, step: int, steps: int) -> None:
        with self._lock:
            self._steps += 1
        now = time.monotonic()
        if now - turn.said_at >= PROGRESS_SECONDS:
            turn.said_at = now
            steps = max(1, steps)  # not known yet, while it prepares
            self._send(wire.Progress(turn.work.fingerprint, step, steps, turn.work.token))

    def _show(self, turn: Turn, long: LongOperation) -> None:
        now = time.monotonic()
        if now - turn.shown_at < PROGRESS_SECONDS:
            return
        turn.shown_at = now
        try:
            picture = long.preview()
            if picture is not None:
                checked("image", "preview", picture)
                self._encoder.show(turn.work, picture, turn.index)
        except Exception as error:  # only a preview: the work itself goes on
            traceback.print_exception(error, file=sys.stderr)

    # Ends

    def _failure(self, turn: Turn, error: Exception) -> wire.Failed:
        work = turn.work
        self._close(turn)  # before memory is freed, for what it took to be among it
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
        self._hand_back()

    def _hand_back(self) -> None:
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
