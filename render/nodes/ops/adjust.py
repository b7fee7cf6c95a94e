"""Brightness, contrast, saturation, hue, in that order.

The first three are Pillow's `ImageEnhance`, without its rounding in between: a mix of the picture
(factor 1) with black, with the mean of its luma, and with its luma (factor 0; ITU-R 601 weights),
clamped each time. Hue is turned in HSV, keeping saturation and value.
"""

import torch

from render.nodes.ops.call import Call, Floats
from render.nodes.ops.pixels import to_floats

_LUMA = (0.299, 0.587, 0.114)


def adjust(call: Call) -> Floats:
    values = to_floats(call.image("image"))
    values = (values * call.number("brightness")).clamp(0, 255)
    values = _mixed(_luma(values).mean().expand_as(values), values, call.number("contrast"))
    values = _mixed(_luma(values).expand_as(values), values, call.number("saturation"))
    degrees = call.number("hue") % 360
    return Floats(turned(values, degrees) if degrees else values)


def _luma(values: torch.Tensor) -> torch.Tensor:
    weights = torch.tensor(_LUMA, dtype=torch.float64, device=values.device)
    return (values @ weights).unsqueeze(-1)


def _mixed(none: torch.Tensor, full: torch.Tensor, factor: float) -> torch.Tensor:
    if factor == 1:
        return full
    return (none + factor * (full - none)).clamp(0, 255)


def turned(values: torch.Tensor, degrees: float) -> torch.Tensor:
    """`values` with the hue of each pixel moved by `degrees`.

    Uses the closed form of HSV: channel c is V − V·S·max(0, min(k, 4 − k, 1)), with
    k = (n + hue / 60) mod 6 and n = 5, 3, 1 for red, green, blue.
    """
    highest, lowest = values.amax(-1), values.amin(-1)
    chroma = highest - lowest
    safe = torch.where(chroma == 0, torch.ones_like(chroma), chroma)
    red, green, blue = values.unbind(-1)
    sixth = torch.where(
        highest == red,
        (green - blue) / safe,
        torch.where(highest == green, 2 + (blue - red) / safe, 4 + (red - green) / safe),
    )
    moved = sixth + degrees / 60
    channels = []
    for offset in (5, 3, 1):
        k = torch.remainder(moved + offset, 6)
        channels.append(highest - chroma * torch.minimum(k, 4 - k).clamp(0, 1))
    return torch.stack(channels, -1)
