"""One picture in, one picture out: invert, blur, resize."""

import math

import torch

from render.nodes.ops.call import Call, Floats, Picture
from render.nodes.ops.pixels import resized, to_floats

_BLOCK = 96
"""Rows blurred by one matrix product: the band of a larger one is mostly zeros."""


def invert(call: Call) -> Picture:
    return 255 - call.image("image")


def resize(call: Call) -> Picture:
    return resized(
        call.image("image"), call.integer("width"), call.integer("height"), call.text("filter")
    )


def blur(call: Call) -> Picture | Floats:
    """Gaussian with σ = radius pixels, cut at ⌈3σ⌉ and normalised, edges repeated."""
    picture, radius = call.image("image"), call.number("radius")
    if radius == 0:
        return picture
    kernel = _gaussian(radius, picture.device)
    height, width, _ = picture.shape
    down = _convolve_rows(to_floats(picture).reshape(height, width * 3), kernel, call)
    turned = down.reshape(height, width, 3).transpose(0, 1).reshape(width, height * 3)
    across = _convolve_rows(turned, kernel, call).reshape(width, height, 3).transpose(0, 1)
    return Floats(across)


def _gaussian(sigma: float, device: torch.device) -> torch.Tensor:
    reach = math.ceil(3 * sigma)
    x = torch.arange(-reach, reach + 1, dtype=torch.float64, device=device)
    weights = torch.exp(-(x**2) / (2 * sigma**2))
    return weights / weights.sum()


def _convolve_rows(values: torch.Tensor, kernel: torch.Tensor, call: Call) -> torch.Tensor:
    """`values` convolved along its first dimension, as products with a band matrix."""
    rows, taps = values.shape[0], kernel.shape[0]
    reach = taps // 2
    padded = torch.cat([values[:1].expand(reach, -1), values, values[-1:].expand(reach, -1)], dim=0)
    block = min(_BLOCK, rows)
    band = torch.zeros(block, block + taps - 1, dtype=torch.float64, device=values.device)
    for row in range(block):
        band[row, row : row + taps] = kernel
    out = torch.empty_like(values)
    for start in range(0, rows, block):
        call.step(start, rows)
        size = min(block, rows - start)
        read = size + taps - 1
        torch.matmul(
            band[:size, :read], padded[start : start + read], out=out[start : start + size]
        )
    return out
