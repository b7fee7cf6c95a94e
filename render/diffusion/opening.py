"""Whoever opens models for operations: the worker's library, or a test's stand-in."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from typing import Protocol

from render.diffusion.estimates import Workload
from render.diffusion.parts import Parts
from render.models.use import ModelUse


class Opener(Protocol):
    """As `render.diffusion.library.Library`."""

    def open(
        self,
        use: ModelUse,
        parts: Collection[str],
        work: Workload | None = None,
        step: Callable[[], None] = ...,
    ) -> AbstractContextManager[Parts]: ...

    def check(self, use: ModelUse, work: Workload) -> None: ...
