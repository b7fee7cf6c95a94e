"""Blend modes against the formulas of the W3C's Compositing and Blending, one by one (RE27)."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from render.nodes.builtin import BLEND_MODES
from tests.golden.calls import random_picture, run

Color = tuple[float, float, float]


def multiply(cb: float, cs: float) -> float:
    return cb * cs


def screen(cb: float, cs: float) -> float:
    return cb + cs - cb * cs


def hard_light(cb: float, cs: float) -> float:
    return multiply(cb, 2 * cs) if cs <= 0.5 else screen(cb, 2 * cs - 1)


def color_dodge(cb: float, cs: float) -> float:
    if cb == 0:
        return 0
    return 1 if cs == 1 else min(1, cb / (1 - cs))


def color_burn(cb: float, cs: float) -> float:
    if cb == 1:
        return 1
    return 0 if cs == 0 else 1 - min(1, (1 - cb) / cs)


def soft_light(cb: float, cs: float) -> float:
    if cs <= 0.5:
        return cb - (1 - 2 * cs) * cb * (1 - cb)
    d = ((16 * cb - 12) * cb + 4) * cb if cb <= 0.25 else math.sqrt(cb)
    return cb + (2 * cs - 1) * (d - cb)


SEPARABLE: dict[str, Callable[[float, float], float]] = {
    "normal": lambda cb, cs: cs,
    "multiply": multiply,
    "screen": screen,
    "overlay": lambda cb, cs: hard_light(cs, cb),
    "darken": min,
    "lighten": max,
    "color-dodge": color_dodge,
    "color-burn": color_burn,
    "hard-light": hard_light,
    "soft-light": soft_light,
    "difference": lambda cb, cs: abs(cb - cs),
    "exclusion": lambda cb, cs: cb + cs - 2 * cb * cs,
}


def lum(c: Color) -> float:
    return 0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2]


def clip_color(c: Color) -> Color:
    middle, low, high = lum(c), min(c), max(c)
    if low < 0:
        c = tuple(middle + (v - middle) * middle / (middle - low) for v in c)
    if high > 1:
        c = tuple(middle + (v - middle) * (1 - middle) / (high - middle) for v in c)
    return c


def set_lum(c: Color, wanted: float) -> Color:
    d = wanted - lum(c)
    return clip_color((c[0] + d, c[1] + d, c[2] + d))


def sat(c: Color) -> float:
    return max(c) - min(c)


def set_sat(c: Color, wanted: float) -> Color:
    out = [0.0, 0.0, 0.0]
    low, middle, high = sorted(range(3), key=lambda i: c[i])
    if c[high] > c[low]:
        out[middle] = (c[middle] - c[low]) * wanted / (c[high] - c[low])
        out[high] = wanted
    return out[0], out[1], out[2]


WHOLE: dict[str, Callable[[Color, Color], Color]] = {
    "hue": lambda cb, cs: set_lum(set_sat(cs, sat(cb)), lum(cb)),
    "saturation": lambda cb, cs: set_lum(set_sat(cb, sat(cs)), lum(cb)),
    "color": lambda cb, cs: set_lum(cs, lum(cb)),
    "luminosity": lambda cb, cs: set_lum(cb, lum(cs)),
}


def mixed(name: str, a: np.ndarray, b: np.ndarray) -> Color:
    cb: Color = tuple(int(v) / 255 for v in a)
    cs: Color = tuple(int(v) / 255 for v in b)
    if name in WHOLE:
        return WHOLE[name](cb, cs)
    return tuple(SEPARABLE[name](x, y) for x, y in zip(cb, cs, strict=True))


def test_every_blend_mode_has_a_formula_here() -> None:
    assert set(BLEND_MODES) == SEPARABLE.keys() | WHOLE.keys()


@pytest.mark.parametrize("opacity", [1, 0.35])
@pytest.mark.parametrize("name", BLEND_MODES)
def test_blend_follows_its_formula(name: str, opacity: float) -> None:
    a, b = random_picture(12, 12, seed=3), random_picture(12, 12, seed=4)
    for corner, (x, y) in enumerate([(0, 0), (0, 255), (255, 0), (255, 255), (128, 127)]):
        a[0, corner], b[0, corner] = x, y
    found = run("image.blend", {"blend": name, "opacity": opacity}, a=a, b=b)
    for index in np.ndindex(12, 12):
        result = mixed(name, a[index], b[index])
        exact = [
            255 * (v / 255 + opacity * (m - v / 255))
            for v, m in zip(a[index].astype(float), result, strict=True)
        ]
        expected = [math.floor(min(255, max(0, v)) + 0.5 + 1e-9) for v in exact]
        assert found[index].tolist() == expected, (a[index], b[index])


def test_b_is_resized_to_a_bilinear() -> None:
    a, b = random_picture(10, 6), random_picture(23, 17, seed=2)
    found = run("image.blend", {"blend": "normal"}, a=a, b=b)
    expected = np.array(Image.fromarray(b).resize((6, 10), Image.Resampling.BILINEAR))
    assert np.abs(found.astype(int) - expected).max() <= 1


def test_opacity_0_leaves_a() -> None:
    a, b = random_picture(5, 5), random_picture(5, 5, seed=2)
    assert (run("image.blend", {"blend": "difference", "opacity": 0}, a=a, b=b) == a).all()
