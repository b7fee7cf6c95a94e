"""How many samplings to step together on this device: measured as they step, kept between works.

Measures on the device and never waits for it: of a GPU's step, the time is told some steps later.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

import torch

from render.diffusion.curve import CurveFile, Key

_Tell: TypeAlias = Callable[[float], None]


class Pace:
    """`folder` is where curves are kept; without one they are learned anew in each process."""

    def __init__(self, device: torch.device, folder: Path | None = None) -> None:
        self._device = device
        self._curves = CurveFile(folder, _name(device), device.type)
        self._untold: deque[tuple[_Tell, torch.cuda.Event, torch.cuda.Event]] = deque()

    def seats(self, key: Key, fitting: int) -> int:
        """How many pay, of as many as memory takes; one more than is known, to learn of it."""
        curve = self._curves.curve(key)
        return curve.group(curve.most, fitting)

    def limit(self, key: Key, most: int) -> None:
        """More had no room."""
        self._curves.curve(key).limit(most)

    def keep(self, key: Key) -> None:
        """At the end of a work."""
        self._curves.keep(key)

    @contextmanager
    def step(self, key: Key, count: int) -> Iterator[None]:
        """Learn from what is done inside, a step of so many; nothing if it raises."""
        tell = partial(self._curves.curve(key).saw, count)
        if self._device.type != "cuda":
            started = time.perf_counter()
            yield
            tell(time.perf_counter() - started)
            return
        while self._untold and self._untold[0][2].query():  # type: ignore[no-untyped-call]
            told, begun, ended = self._untold.popleft()
            told(begun.elapsed_time(ended) / 1000)
        begin, end = _event(), _event()
        begin.record(torch.cuda.current_stream(self._device))
        yield
        end.record(torch.cuda.current_stream(self._device))
        self._untold.append((tell, begin, end))


def _event() -> torch.cuda.Event:
    return torch.cuda.Event(enable_timing=True)  # type: ignore[no-untyped-call]


def _name(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{device.type}, {torch.get_num_threads()} threads"
