"""Tiny models opened by hand, and what diffusers' own pipelines make of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import torch
from PIL import Image

from render.diffusion import conditioning, latents
from render.diffusion.families import sampling_of
from render.diffusion.sampling import Recipe, Sampling, step_together
from render.diffusion.tiny import pipeline
from render.nodes.ops.call import Picture, Tensors
from render.nodes.ops.pixels import from_pillow, rounded

CPU = torch.device("cpu")
FAMILIES = ("sd1", "sd2", "sdxl", "zimage")
SIDE = 64


@dataclass
class Opened:
    family: str
    pipe: Any
    dtype: torch.dtype = torch.float32
    device: torch.device = CPU


@cache
def tiny(kind: str) -> Opened:
    """`kind` is a family, or a variant of one as `render.diffusion.tiny` names them."""
    pipe = pipeline(kind)
    pipe.set_progress_bar_config(disable=True)
    return Opened(kind.partition("-")[0], pipe)


def picture(seed: int = 0, side: int = SIDE) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 256, (side // 8, side // 8, 3), np.uint8)
    return Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC)


def half_mask(side: int = SIDE) -> Image.Image:
    mask = Image.new("RGB", (side, side))
    mask.paste((255, 255, 255), (side // 2, 0, side, side))
    return mask


def as_picture(image: Image.Image) -> Picture:
    return from_pillow(image, CPU)


def begin(
    opened: Opened,
    recipe: Recipe,
    prompt: str = "a cat",
    negative: str | None = None,
    latent: Tensors | None = None,
) -> Sampling:
    kind = sampling_of(opened.family)
    positive = conditioning.encode(opened, prompt)
    against = None
    if kind.is_guided(opened, recipe.guidance):
        against = conditioning.negative(opened, negative) or conditioning.zeros(positive)
    latent = latent or latents.empty_latent(SIDE, SIDE)
    return kind(opened, recipe, positive, against, latent)


def finish(opened: Opened, samplings: Sequence[Sampling]) -> list[torch.Tensor]:
    while waiting := [each for each in samplings if not each.is_done]:
        step_together(opened, waiting)
    return [each.latents for each in samplings]


def developed(opened: Opened, found: torch.Tensor) -> np.ndarray:
    return rounded(latents.decode(opened, found))[0].numpy()


def bare(opened: Opened, mode: str, recipe: Recipe, **more: Any) -> tuple[torch.Tensor, np.ndarray]:
    """Latents and pixels of the pipeline that diffusers has for it."""
    import diffusers

    stems = {"sdxl": "StableDiffusionXL", "zimage": "ZImage"}
    stem = stems.get(opened.family, "StableDiffusion")
    own = opened.pipe
    kind = getattr(diffusers, f"{stem}{mode}Pipeline")
    pipe = own if not mode else kind.from_pipe(own)
    pipe.set_progress_bar_config(disable=True)
    given: dict[str, Any] = {"prompt": "a cat", **more}
    if mode:
        given["strength"] = recipe.strength
    if mode != "Img2Img":
        given.update(height=SIDE, width=SIDE)
    before = own.scheduler
    pipe.scheduler = type(before).from_config(before.config)
    seen: dict[str, torch.Tensor] = {}

    def look(_pipe: Any, _step: int, _time: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        seen["latents"] = tensors["latents"]
        return {}

    pixels = pipe(
        **given,
        num_inference_steps=recipe.steps,
        guidance_scale=recipe.guidance,
        generator=torch.Generator().manual_seed(recipe.seed),
        output_type="np",
        callback_on_step_end=look,
    ).images[0]
    pipe.scheduler = before
    return seen["latents"], (pixels * 255).round().astype("uint8")
