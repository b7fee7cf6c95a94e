"""Pictures out of words, by a model: all in one, and the parts that it is made of.

What loads models and what the families need is in `render.diffusion`; here are inputs and
parameters. `Generate` calls the same functions as the split nodes, so both give the same bits and
share what they keep.
"""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from pathlib import Path

import torch

from render.diffusion import conditioning, kept, latents
from render.diffusion.estimates import Workload
from render.diffusion.opening import Opener
from render.diffusion.run import Given, Run, step_runs, wants_negative
from render.diffusion.safety import blurred
from render.diffusion.sampling import Recipe
from render.diffusion.worker import library
from render.models.use import PRECISIONS, ModelUse
from render.nodes.diffusion import ANOTHER_SEED, MAX_SEED
from render.nodes.ops.call import Call, Floats, OperationError, Picture, Remarked, Result, Tensors
from render.nodes.ops.latents import odd_latent
from render.nodes.ops.long import LongOperation
from render.prompts.styles import read_styles, styled

LEFT_OUT = "left_out"
"""The verdict on what was made of a prompt that is longer than its encoder reads."""


def load(call: Call) -> ModelUse:
    use = call.model()
    precision = next((name for name in PRECISIONS if name == call.params.get("precision")), None)
    return use if precision is None else replace(use, precision=precision)


def lora(call: Call) -> ModelUse:
    use = call.model()
    bent = replace(call.lora(), weight=call.number("weight"))
    return use if bent.weight == 0 else replace(use, loras=(*use.loras, bent))


def encode(call: Call) -> Tensors:
    return kept.prompt(call, library(call), call.model(), call.text("text"))


def empty_latent(call: Call) -> Tensors:
    return latents.empty_latent(call.integer("width"), call.integer("height"))


def encode_image(call: Call) -> Tensors:
    mask = call.image_if_any("mask")
    return kept.image(call, library(call), call.model(), call.image("image"), mask)


class _Sampled(LongOperation):
    """Steps of a run, and their previews.

    Where nobody chose the seed (`seed_is_free`), what is no picture is made once more with another,
    and its verdict says so.
    """

    _call: Call
    _opener: Opener
    _use: ModelUse
    _recipe: Recipe
    _given: Given
    _run: Run

    def step(self, index: int) -> None:
        self._run.step(index)

    @property
    def group(self) -> Hashable | None:
        return self._run.group

    def seats(self) -> int:
        return self._run.seats()

    def step_together(self, others: Sequence[LongOperation]) -> None:
        step_runs([self._run, *(each._run for each in others if isinstance(each, _Sampled))])

    def preview(self) -> Picture | None:
        """None where pictures are looked over before they are seen."""
        return None if _checked_by(self._call) else self._run.preview()

    def close(self) -> None:
        if hasattr(self, "_run"):
            self._run.close()

    def _begin(self, recipe: Recipe) -> int:
        strict = self._call.flag("strict")
        self._run = Run(self._call, self._opener, self._use, recipe, self._given, strict)
        return self._run.steps

    def _of_words(self) -> tuple[str, ...]:
        """What is to be said of the prompts it was made of."""
        given = (self._given.positive, self._given.negative)
        return (LEFT_OUT,) if any(map(conditioning.left_out, filter(None, given))) else ()

    def _once_more(self) -> tuple[str]:
        """All of it with another seed; what is to be said of that."""
        recipe = replace(self._recipe, seed=another_seed(self._recipe.seed))
        steps = self._begin(recipe)
        for index in range(steps):
            self._call.step(index, steps)
            self._run.step(index)
        return (f"{ANOTHER_SEED}:{recipe.seed}",)


class Sample(_Sampled):
    """Works the noise out of a latent."""

    def prepare(self, call: Call) -> int:
        self._call, self._opener = call, library(call)
        self._use, self._recipe = call.model(), _recipe(call)
        use, opener, recipe = self._use, self._opener, self._recipe
        latent, positive = call.tensors("latent"), call.tensors("positive")
        _check(opener, use, recipe, latent)
        negative = call.tensors_if_any("negative")
        if not wants_negative(use, recipe):
            negative = None
        elif negative is None:
            negative = kept.negative(call, opener, use, "", positive)
        call.step(0, 0)
        self._given = Given(positive, negative, latent)
        return self._begin(recipe)

    def finish(self) -> Result:
        latent, remarks = self._run.latent(), self._of_words()
        if self._call.flag("seed_is_free") and odd_latent(latent):
            remarks += self._once_more()
            latent = self._run.latent()
        return Remarked(latent, remarks) if remarks else latent


class Decode(LongOperation):
    """One step: a short piece of other work may go before it."""

    def prepare(self, call: Call) -> int:
        self._call = call
        return 1

    def step(self, index: int) -> None:
        call = self._call
        opener = library(call)
        made = _decoded(call, opener, call.model(), call.tensors("latent"), call.text("tiling"))
        self._picture = _to_be_seen(call, opener, made)

    def finish(self) -> Floats:
        return self._picture


class Generate(_Sampled):
    """Encodes, samples and decodes."""

    def prepare(self, call: Call) -> int:
        self._call, self._opener = call, library(call)
        self._use, self._recipe = call.model(), _recipe(call)
        self._given = self._encoded()
        call.step(0, 0)
        return self._begin(self._recipe)

    def finish(self) -> Floats:
        picture, remarks = self._developed(), self._of_words()
        if self._call.flag("seed_is_free") and not _is_whole(picture, self._run.latent()):
            remarks += self._once_more()
            picture = self._developed()
        return _to_be_seen(self._call, self._opener, replace(picture, remarks=remarks))

    def _encoded(self) -> Given:
        call, opener, use = self._call, self._opener, self._use
        latent = self._latent()
        _check(opener, use, self._recipe, latent)
        styles = read_styles(call.params.get("styles"))
        prompt, unwanted = styled(call.text("prompt"), call.text("negative"), styles)
        positive = kept.prompt(call, opener, use, prompt)
        negative = None
        if wants_negative(use, self._recipe):
            call.step(0, 0)
            negative = kept.negative(call, opener, use, unwanted, positive)
        return Given(positive, negative, latent)

    def _latent(self) -> Tensors:
        call = self._call
        call.step(0, 0)
        picture, mask = call.image_if_any("image"), call.image_if_any("mask")
        size = _size(call)
        if picture is not None:
            return kept.image(call, self._opener, self._use, picture, mask, size)
        if size is None:
            raise OperationError("Set a width and a height, or connect a picture")
        return latents.empty_latent(*size)

    def _developed(self) -> Floats:
        return _decoded(self._call, self._opener, self._use, self._run.latent(), "auto")


def another_seed(seed: int) -> int:
    """Always the same for one, and no neighbour of it: those are other pictures' of a series."""
    return (seed * 6364136223846793005 + 1442695040888963407) % (MAX_SEED + 1)


def _check(opener: Opener, use: ModelUse, recipe: Recipe, latent: Tensors) -> None:
    """Whether all of it can be done here, before any of it is."""
    rows, columns = latents.rows_and_columns(latent)
    batch = 2 if wants_negative(use, recipe) else 1
    tiled = latents.is_tiled(rows, columns, "auto")
    opener.check(use, Workload(columns * latents.SCALE, rows * latents.SCALE, batch, tiled))


def _recipe(call: Call) -> Recipe:
    scheduler = call.params.get("scheduler")
    return Recipe(
        seed=call.integer("seed"),
        steps=call.integer("steps"),
        guidance=call.number("guidance"),
        scheduler=scheduler if isinstance(scheduler, str) else None,
        strength=call.number("strength"),
    )


def _size(call: Call) -> tuple[int, int] | None:
    width, height = call.integer_if_any("width"), call.integer_if_any("height")
    return None if width is None or height is None else (width, height)


def _decoded(call: Call, opener: Opener, use: ModelUse, latent: Tensors, tiling: str) -> Floats:
    samples = latent.get("samples")
    if samples is None:
        raise OperationError("There is nothing in this latent yet; put a Sample before Decode")
    call.step(0, 0)
    rows, columns = latents.rows_and_columns(latent)
    tiled = latents.is_tiled(rows, columns, tiling)
    work = Workload(columns * latents.SCALE, rows * latents.SCALE, tiled=tiled)
    with opener.open(use, ("vae",), work, lambda: call.step(0, 0)) as parts:
        return latents.decode(parts, samples, tiled)


def _checked_by(call: Call) -> Path | None:
    """The folder of what looks pictures over, where somebody wants that."""
    folder = call.params.get("checked_by")
    return Path(folder) if isinstance(folder, str) else None


def _to_be_seen(call: Call, opener: Opener, picture: Floats) -> Floats:
    folder = _checked_by(call)
    if folder is None:
        return picture
    call.step(0, 0)
    with opener.checker(folder, lambda: call.step(0, 0)) as checker:
        return picture if checker.passes(picture) else blurred(picture)


def _is_whole(picture: Floats, latent: Tensors) -> bool:
    """Whether it shows something, at the size of its latent. Waits for the device, at the end."""
    values = picture.values.clamp(0, 255)
    sides = tuple(side * latents.SCALE for side in latents.rows_and_columns(latent))
    if values.shape[:2] != sides or not bool(torch.isfinite(picture.values).all()):
        return False
    return bool(values.amax() - values.amin() >= 1)
