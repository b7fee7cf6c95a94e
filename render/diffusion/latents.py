"""Pictures into latents and back, through the model's VAE.

An encoded picture is kept as the VAE gives it, a distribution (`moments`): the latents are drawn
from it with the sampling's own seed, as diffusers' pipelines do, so another seed encodes nothing.
With it is the VAE's `scaling`, so that a sampling needs no VAE: factor, shift, and where the model
has them, means and spreads of the channels.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch
from PIL import Image

from render.diffusion.parts import Parts
from render.nodes.ops.call import Floats, OperationError, Picture, Tensors
from render.nodes.ops.pixels import to_pillow

VERSION = 1
"""Raised when the same picture would be encoded into other numbers, or the same latent decoded."""

SCALE = 8
"""Pixels a side for each of a latent's, in every family here."""

_OTHER_KIND = "The latent is of another kind of model; connect the same model to both"

TILED_ABOVE_PIXELS = 1536 * 1536
"""From here on a decoder needs more memory than the network did; tiles differ by a trace."""


def empty_latent(width: int, height: int) -> Tensors:
    return {"size": torch.tensor([width, height])}


@torch.no_grad()
def encode_image(
    parts: Parts,
    picture: Picture,
    mask: Picture | None = None,
    size: tuple[int, int] | None = None,
) -> Tensors:
    """`size` is width and height; what the picture has too much of is cut off at its edges. White
    parts of the mask are to be made anew.
    """
    processor, masks = _processors(parts)
    image = to_pillow(picture)
    height, width = processor.get_default_height_width(image)
    if size is not None:
        width, height = (side - side % processor.config.vae_scale_factor for side in size)
    if min(width, height) < processor.config.vae_scale_factor:
        raise OperationError(f"The picture is too small: {image.width} × {image.height}")
    mode = "default" if size is None else "crop"
    prepare = partial(_prepared, width=width, height=height, mode=mode)
    pixels = prepare(processor, image).to(torch.float32)
    found = {"moments": _moments(parts, pixels), "scaling": _scaling(parts.pipe.vae.config)}
    if mask is not None:
        sides = (image.width, image.height)
        white = prepare(masks, to_pillow(mask).resize(sides, Image.Resampling.BILINEAR))
        rows, columns = found["moments"].shape[-2:]
        small = torch.nn.functional.interpolate(white, size=(rows, columns))
        found["mask"] = small.to(parts.device)
        found["masked"] = _moments(parts, pixels * (white < 0.5))
    return found


@torch.no_grad()
def decode(parts: Parts, latents: torch.Tensor, tiled: bool = False) -> Floats:
    vae = parts.pipe.vae
    if latents.shape[1] != vae.config.latent_channels:
        raise OperationError(_OTHER_KIND)
    overflows = vae.config.get("force_upcast", False) and vae.dtype == torch.float16
    with _in_tiles(vae, tiled), _in_32_bits(vae, overflows):
        image = vae.decode(_unscaled(vae, latents.to(vae.dtype)), return_dict=False)[0]
    values = (image * 0.5 + 0.5).float() * 255
    return Floats(values[0].permute(1, 2, 0).round())


def is_tiled(rows: int, columns: int, tiling: str) -> bool:
    """`tiling` is `on`, `off`, or `auto`: for what is large."""
    pixels = rows * columns * SCALE**2
    return tiling == "on" or (tiling == "auto" and pixels > TILED_ABOVE_PIXELS)


def image_latents(
    latent: Tensors, shape: tuple[int, ...], generator: torch.Generator
) -> torch.Tensor:
    """The latents that a sampling begins from, drawn if they have to be."""
    drawn = latent["samples"] if "samples" in latent else _drawn(latent, "moments", generator)
    if drawn.shape != shape:
        raise OperationError(_OTHER_KIND)
    return drawn


def masked_latents(latent: Tensors, generator: torch.Generator) -> torch.Tensor:
    """The same of the picture without what is to be made anew."""
    return _drawn(latent, "masked", generator)


def _drawn(latent: Tensors, name: str, generator: torch.Generator) -> torch.Tensor:
    from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution

    drawn: torch.Tensor = DiagonalGaussianDistribution(latent[name]).sample(generator)
    factor, shift, spread = _numbers(latent["scaling"], drawn)
    return (drawn - shift) * factor if spread is None else (drawn - shift) * factor / spread


def rows_and_columns(latent: Tensors) -> tuple[int, int]:
    if "size" in latent:
        width, height = (int(side) for side in latent["size"].tolist())
        if min(width, height) < 2 * SCALE:
            raise OperationError(f"A picture of {width} × {height} is too small")
        return height // SCALE, width // SCALE
    found = latent["samples" if "samples" in latent else "moments"]
    return found.shape[-2], found.shape[-1]


def _processors(parts: Parts) -> tuple[Any, Any]:
    """The pipeline's own for pictures, and as the inpainting pipelines have one for masks."""
    from diffusers.image_processor import VaeImageProcessor

    of_pictures = parts.pipe.image_processor
    of_masks = VaeImageProcessor(
        vae_scale_factor=of_pictures.config.vae_scale_factor,
        do_normalize=False,
        do_binarize=True,
        do_convert_grayscale=True,
    )
    return of_pictures, of_masks


def _prepared(
    processor: Any, image: Image.Image, width: int, height: int, mode: str
) -> torch.Tensor:
    found: torch.Tensor = processor.preprocess(image, height=height, width=width, resize_mode=mode)
    return found


def _moments(parts: Parts, pixels: torch.Tensor) -> torch.Tensor:
    vae = parts.pipe.vae
    precise = vae.config.get("force_upcast", False) and parts.family == "sdxl"
    with _in_32_bits(vae, precise):
        given = pixels.to(device=parts.device, dtype=vae.dtype)
        found: torch.Tensor = vae.encode(given).latent_dist.parameters
    return found


def _scaling(config: Any) -> torch.Tensor:
    """From the VAE's own numbers to those that the network was taught with."""
    told = [config.scaling_factor, config.get("shift_factor") or 0.0]
    if config.get("latents_mean") is not None and config.get("latents_std") is not None:
        told += [*config.latents_mean, *config.latents_std]
    return torch.tensor(told, dtype=torch.float64)


def _unscaled(vae: Any, latents: torch.Tensor) -> torch.Tensor:
    factor, shift, spread = _numbers(_scaling(vae.config), latents)
    return latents / factor + shift if spread is None else latents * spread / factor + shift


def _numbers(
    scaling: torch.Tensor, like: torch.Tensor
) -> tuple[float, float | torch.Tensor, torch.Tensor | None]:
    told: list[float] = scaling.tolist()
    factor, shift, of_channels = told[0], told[1], told[2:]
    if not of_channels:
        return factor, shift, None
    mean, spread = torch.tensor(of_channels).view(2, 1, -1, 1, 1).to(like)
    return factor, mean, spread


@contextmanager
def _in_tiles(vae: Any, tiled: bool) -> Iterator[None]:
    """The VAE is shared with others, who may not want it so."""
    before, vae.use_tiling = vae.use_tiling, tiled
    try:
        yield
    finally:
        vae.use_tiling = before


@contextmanager
def _in_32_bits(vae: Any, precise: bool) -> Iterator[None]:
    """Some VAEs overflow in 16 bits and say so; back and forth loses nothing."""
    before = vae.dtype
    if precise and before != torch.float32:
        vae.to(torch.float32)
    try:
        yield
    finally:
        if vae.dtype != before:
            vae.to(before)
