"""Runs invocations in a worker process: finds inputs, calls the operation, says how it went.

Outputs stay in memory for the next invocation; writing them is the encoder's, aside. A long
operation is driven step by step: between two steps it can be stopped, short work goes first, and
work of its kind may join it. What is under way together is a band, and takes its steps in as few
calls as pay. Knows no sockets: messages go to `send`.
"""

import gc
import sys
import threading
import traceback
from collections.abc import Callable, Hashable
from dataclasses import replace
from pathlib import Path

import torch

from render.diffusion import worker as models
from render.nodes.ops.call import Cancelled, OperationError, TransientError
from render.workers import wire
from render.workers.disk_cache import DiskCache
from render.workers.encoder import Encoder, Finished
from render.workers.inbox import Inbox
from render.workers.inputs import MissingError
from render.workers.memory import WorkerMemory
from render.workers.turn import Act, Turn, timed

TOO_LITTLE_MEMORY = "There is not enough memory for this; try a smaller size"
TOO_MUCH_AT_ONCE = "The renderer was sent more than it can keep in mind; try again"


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
        self._attempt(band, turn, turn.prepare)

    def _round(self, band: list[Turn]) -> None:
        """One step of each."""
        waiting = [turn.waits for turn in band if turn.waits is not None]
        if len(waiting) == len(band):
            band[0].waits = None
            self._attempt(band, band[0], waiting[0])
            return
        for turn in [turn for turn in band if turn.waits is None]:
            self._attempt(band, turn, turn.report if turn.has_steps_left else turn.finish)
        if not band:
            return
        if not band[0].work.between:  # guests take nobody in
            self._let_others_in(band)
        self._tell_seats(band)
        together: dict[Hashable, list[Turn]] = {}
        for turn in band:
            if turn.long is not None and turn.waits is None and turn.has_steps_left:
                group = turn.long.group
                together.setdefault(id(turn) if group is None else group, []).append(turn)
        for turns in together.values():
            seats = self._seats_of(turns[0])
            for at in range(0, len(turns), seats):
                self._step(band, turns[at : at + seats])

    def _let_others_in(self, band: list[Turn]) -> None:
        """Guests, to their end; then whoever joins."""
        while work := self._inbox.take_between():
            self.execute(work)
        while work := self._inbox.take_joining():
            self._enter(band, work)

    def _tell_seats(self, band: list[Turn]) -> None:
        """How many may be in the band. Before it is told, the server has nobody join."""
        first = band[0]
        if any(turn.waits for turn in band):
            seats = len(band)
        elif first.work.between or first.long is None or first.long.group is None:
            return
        else:
            seats = self._seats_of(first)
        if seats != self._seats:
            self._seats = seats
            self._send(wire.Seats(first.work.fingerprint, seats, first.work.token))

    def _seats_of(self, turn: Turn) -> int:
        return 1 if turn.long is None else max(1, turn.long.seats())

    def _step(self, band: list[Turn], turns: list[Turn]) -> None:
        if len(turns) == 1 or not self._step_together(turns):
            for turn in turns:
                self._attempt(band, turn, turn.step)
        for turn in turns:
            if turn in band:
                turn.advance()

    def _step_together(self, turns: list[Turn]) -> bool:
        """Whether they could; else each is to be asked alone."""
        first, *others = (turn.long for turn in turns if turn.long is not None)
        try:
            with timed(turns):
                first.step_together(others)
        except (MemoryError, torch.OutOfMemoryError) as error:
            traceback.clear_frames(error.__traceback__)  # which hold the tensors it was about
            self._hand_back()
            return False
        except Exception as error:
            traceback.print_exception(error, file=sys.stderr)
            return False
        return True

    # Turns

    def _begin(self, work: wire.Execute) -> Turn:
        turn = Turn(work, self._device, self._memory, self._encoder, self._send, self._count_step)
        with self._lock:
            self._waiting.discard(work.fingerprint)
            turn.is_stopped = work.fingerprint in self._stopped
            self._stopped.discard(work.fingerprint)
            self._turns.append(turn)
        return turn

    def _attempt(self, band: list[Turn], turn: Turn, act: Act) -> None:
        """Do `act`; the turn ends if it gives something or raises."""
        finished: Finished | None = None
        work = turn.work
        try:
            with timed([turn]):
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
        turn.close()
        with self._lock:
            self._turns.remove(turn)
            self._steps += 1

    def _count_step(self) -> None:
        with self._lock:
            self._steps += 1

    # Ends

    def _failure(self, turn: Turn, error: Exception) -> wire.Failed:
        work = turn.work
        turn.close()  # before memory is freed, for what it took to be among it
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
