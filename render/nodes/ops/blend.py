"""Blending as the W3C's Compositing and Blending Level 1 defines it: `a` is the backdrop, `b` the
source. Result: a + opacity · (B(a, b) − a), on encoded values, both pictures opaque.
"""

from collections.abc import Callable, Mapping

import torch

from render.nodes.ops.call import Call, Floats
from render.nodes.ops.pixels import resized, to_floats

Tensor = torch.Tensor
Mode = Callable[[Tensor, Tensor], Tensor]


def blend(call: Call) -> Floats:
    a, b = call.image("a"), call.image("b")
    height, width, _ = a.shape
    backdrop = to_floats(a) / 255
    source = to_floats(resized(b, width, height, "bilinear")) / 255
    mixed = MODES[call.text("blend")](backdrop, source)
    return Floats((backdrop + call.number("opacity") * (mixed - backdrop)) * 255)


def _hard_light(a: Tensor, b: Tensor) -> Tensor:
    return torch.where(b <= 0.5, a * 2 * b, _screen(a, 2 * b - 1))


def _screen(a: Tensor, b: Tensor) -> Tensor:
    return a + b - a * b


def _color_dodge(a: Tensor, b: Tensor) -> Tensor:
    lit = torch.where(b == 1, torch.ones_like(a), (a / (1 - b)).clamp(max=1))
    return torch.where(a == 0, torch.zeros_like(a), lit)


def _color_burn(a: Tensor, b: Tensor) -> Tensor:
    burnt = torch.where(b == 0, torch.zeros_like(a), 1 - ((1 - a) / b).clamp(max=1))
    return torch.where(a == 1, torch.ones_like(a), burnt)


def _soft_light(a: Tensor, b: Tensor) -> Tensor:
    root = torch.where(a <= 0.25, ((16 * a - 12) * a + 4) * a, a.sqrt())
    return torch.where(b <= 0.5, a - (1 - 2 * b) * a * (1 - a), a + (2 * b - 1) * (root - a))


def _lum(color: Tensor) -> Tensor:
    weights = torch.tensor((0.3, 0.59, 0.11), dtype=color.dtype, device=color.device)
    return (color @ weights).unsqueeze(-1)


def _sat(color: Tensor) -> Tensor:
    return (color.amax(-1) - color.amin(-1)).unsqueeze(-1)


def _set_lum(color: Tensor, lum: Tensor) -> Tensor:
    """`color` moved to luminosity `lum`, and clipped towards it where it leaves 0–1."""
    color = color + lum - _lum(color)
    lum = _lum(color)
    lowest, highest = color.amin(-1, keepdim=True), color.amax(-1, keepdim=True)
    up = torch.where(lum == lowest, torch.ones_like(lum), lum - lowest)
    color = torch.where(lowest < 0, lum + (color - lum) * lum / up, color)
    down = torch.where(highest == lum, torch.ones_like(lum), highest - lum)
    return torch.where(highest > 1, lum + (color - lum) * (1 - lum) / down, color)


def _set_sat(color: Tensor, sat: Tensor) -> Tensor:
    """`color` stretched so that its channels span `sat`, the lowest at 0."""
    span = _sat(color)
    safe = torch.where(span == 0, torch.ones_like(span), span)
    return (color - color.amin(-1, keepdim=True)) * sat / safe


MODES: Mapping[str, Mode] = {
    "normal": lambda a, b: b,
    "multiply": lambda a, b: a * b,
    "screen": _screen,
    "overlay": lambda a, b: _hard_light(b, a),
    "darken": torch.minimum,
    "lighten": torch.maximum,
    "color-dodge": _color_dodge,
    "color-burn": _color_burn,
    "hard-light": _hard_light,
    "soft-light": _soft_light,
    "difference": lambda a, b: (a - b).abs(),
    "exclusion": lambda a, b: a + b - 2 * a * b,
    "hue": lambda a, b: _set_lum(_set_sat(b, _sat(a)), _lum(a)),
    "saturation": lambda a, b: _set_lum(_set_sat(a, _sat(b)), _lum(a)),
    "color": lambda a, b: _set_lum(b, _lum(a)),
    "luminosity": lambda a, b: _set_lum(a, _lum(b)),
}
