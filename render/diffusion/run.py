"""A sampling as operations drive it: its network open as long as there are steps, its end kept.

Alone, or several that step together, as many as is known to pay on this device.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TypeAlias

import torch

from render.diffusion import kept
from render.diffusion.curve import Key
from render.diffusion.estimates import Workload
from render.diffusion.families import sampling_of
from render.diffusion.latents import SCALE, rows_and_columns
from render.diffusion.opening import Opener
from render.diffusion.parts import Parts
from render.diffusion.previews import Previewer
from render.diffusion.sampling import Recipe, Sampling, step_together
from render.graph.fingerprint import digest
from render.models.use import ModelUse
from render.nodes.ops.call import Call, Picture, Tensors

Group: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """`negative` is there where the recipe's guidance may want it."""

    positive: Tensors
    negative: Tensors | None
    latent: Tensors


class Run:
    """To be closed, however it ends."""

    def __init__(
        self, call: Call, opener: Opener, use: ModelUse, recipe: Recipe, given: Given, strict: bool
    ) -> None:
        self._call, self._opener, self._use, self._strict = call, opener, use, strict
        self._open = ExitStack()
        self._under_way: tuple[Parts, Sampling] | None = None
        self.group: Group | None = None
        """Runs of equal groups can step together; `None` is to be taken alone."""
        if "size" in given.latent:
            recipe = replace(recipe, strength=1.0)  # which says nothing, and must not tell apart
        tensors = [given.positive, given.negative, given.latent]
        self._key = kept.latents_key(call, use, recipe, tensors, strict)
        self._found = kept.found(call, self._key)
        if self._found is None:
            self._begin(recipe, given)

    @property
    def steps(self) -> int:
        """None when the very same has been made before."""
        return 0 if self._under_way is None else self._under_way[1].steps

    def seats(self) -> int:
        """How many of its group are best stepped together, itself included."""
        return 1 if self.group is None else self._opener.pace.seats(self._pace_key, self._fitting)

    def step(self, index: int) -> None:
        """Nothing, where step `index` has been taken."""
        if self._under_way is not None and self._under_way[1].index <= index:
            step_runs([self])

    def preview(self) -> Picture | None:
        if self._under_way is None:
            return None
        return self._previewer.picture(self._under_way[1].clean())

    def latent(self) -> Tensors:
        """What came out, after the last step. The network is let go of."""
        if self._under_way is not None:
            latents = self._under_way[1].latents
            self._found = self._call.remember(self._key, lambda: {"samples": latents})
            self._opener.pace.keep(self._pace_key)
            self.close()
        return self._found or {}

    def close(self) -> None:
        self._under_way = None
        self._open.close()

    def _begin(self, recipe: Recipe, given: Given) -> None:
        kind = sampling_of(self._use.family)
        rows, columns = rows_and_columns(given.latent)
        batch = 1 if given.negative is None else 2
        work = Workload(columns * SCALE, rows * SCALE, batch)
        opened = self._opener.open(self._use, ("denoiser",), work, lambda: self._call.step(0, 0))
        parts = self._open.enter_context(opened)
        try:
            sampling = kind(parts, recipe, given.positive, given.negative, given.latent)
        except BaseException:
            self.close()
            raise
        self._under_way = parts, sampling
        self._previewer = Previewer(self._use.family, self._call.device)
        shape, dtype = tuple(sampling.latents.shape), str(parts.dtype)
        model = _name_of(self._use)
        self._pace_key = Key(model, shape, dtype, sampling.guided)
        self._fitting = self._opener.fitting(self._use, work)
        if not self._strict:
            self.group = (model, dtype, *sampling.group)


def step_runs(runs: Sequence[Run]) -> None:
    """One step of each; all are of one group. If it raises, some may have taken theirs."""
    under_way = [run._under_way for run in runs if run._under_way is not None]
    parts = under_way[0][0]
    pace, key = runs[0]._opener.pace, runs[0]._pace_key
    try:
        with pace.step(key, len(runs)):
            step_together(parts, [sampling for _, sampling in under_way])
    except torch.OutOfMemoryError:
        pace.limit(key, len(runs) - 1)
        raise


def _name_of(use: ModelUse) -> str:
    """By content, with what bends it."""
    return digest([use.hash, use.bends])


def wants_negative(use: ModelUse, recipe: Recipe) -> bool:
    return sampling_of(use.family).may_be_guided(recipe.guidance)
