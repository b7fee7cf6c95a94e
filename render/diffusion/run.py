"""A sampling as operations drive it: its network open as long as there are steps, its end kept."""

from contextlib import ExitStack
from dataclasses import dataclass, replace

from render.diffusion import kept
from render.diffusion.estimates import Workload
from render.diffusion.families import sampling_of
from render.diffusion.latents import SCALE, rows_and_columns
from render.diffusion.opening import Opener
from render.diffusion.parts import Parts
from render.diffusion.previews import Previewer
from render.diffusion.sampling import Recipe, Sampling, step_together
from render.models.use import ModelUse
from render.nodes.ops.call import Call, Picture, Tensors


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
        self._call, self._opener, self._use = call, opener, use
        self._open = ExitStack()
        self._under_way: tuple[Parts, Sampling] | None = None
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

    def step(self) -> None:
        if self._under_way is not None:
            parts, sampling = self._under_way
            step_together(parts, [sampling])

    def preview(self) -> Picture | None:
        if self._under_way is None:
            return None
        return self._previewer.picture(self._under_way[1].clean())

    def latent(self) -> Tensors:
        """What came out, after the last step. The network is let go of."""
        if self._under_way is not None:
            latents = self._under_way[1].latents
            self._found = self._call.remember(self._key, lambda: {"samples": latents})
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


def wants_negative(use: ModelUse, recipe: Recipe) -> bool:
    return sampling_of(use.family).may_be_guided(recipe.guidance)
