"""Whoever opens models for operations: the worker's library, or a test's stand-in."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from render.diffusion.estimates import Workload
from render.diffusion.pace import Pace
from render.diffusion.parts import Parts
from render.diffusion.safety import Checker
from render.models.use import ModelUse


class Opener(Protocol):
    """As `render.diffusion.library.Library`."""

    @property
    def pace(self) -> Pace: ...

    def open(
        self,
        use: ModelUse,
        parts: Collection[str],
        work: Workload | None = None,
        step: Callable[[], None] = ...,
    ) -> AbstractContextManager[Parts]: ...

    def checker(
        self, folder: Path, step: Callable[[], None] = ...
    ) -> AbstractContextManager[Checker]: ...

    def check(self, use: ModelUse, work: Workload) -> None: ...

    def fitting(self, use: ModelUse, work: Workload) -> int: ...
