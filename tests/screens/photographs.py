"""A study of one photograph, as a designer would gather it: details, prints and tones."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageEnhance, ImageFilter, ImageOps

FLOWER = Path(__file__).parents[1] / "data" / "flower.jpg"
LONG_SIDE = 960

Print = Callable[[Image.Image], Image.Image]


@dataclass(frozen=True)
class Photograph:
    name: str
    bytes: bytes
    width: int
    height: int


def duotone(dark: str, light: str) -> Print:
    return lambda image: ImageOps.colorize(
        ImageOps.autocontrast(ImageOps.grayscale(image)), dark, light
    )


def turned(degrees: int) -> Print:
    """The hue, round the circle."""

    def turn(image: Image.Image) -> Image.Image:
        hue, *rest = image.convert("HSV").split()
        shift = round(degrees / 360 * 256)
        hue = hue.point([(value + shift) % 256 for value in range(256)])
        return Image.merge("HSV", (hue, *rest)).convert("RGB")

    return turn


def plain(image: Image.Image) -> Image.Image:
    return image


def faded(image: Image.Image) -> Image.Image:
    return ImageEnhance.Contrast(ImageEnhance.Color(image).enhance(0.45)).enhance(0.8)


def mono(image: Image.Image) -> Image.Image:
    return ImageOps.autocontrast(ImageOps.grayscale(image)).convert("RGB")


def soft(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(18))


STUDY: dict[str, tuple[tuple[float, float, float, float], Print]] = {
    "dahlia": ((0.0, 0.0, 1.0, 1.0), plain),
    "heart": ((0.3, 0.2, 0.72, 0.7), plain),
    "petals": ((0.05, 0.35, 0.6, 0.75), faded),
    "edge": ((0.5, 0.05, 0.95, 0.95), plain),
    "print": ((0.0, 0.0, 1.0, 1.0), mono),
    "plum": ((0.2, 0.1, 0.85, 0.8), duotone("#2b1038", "#f6d7c3")),
    "moss": ((0.0, 0.0, 0.42, 0.9), duotone("#132a1f", "#e4ecc8")),
    "dusk": ((0.1, 0.05, 0.9, 0.95), turned(-60)),
    "haze": ((0.0, 0.0, 1.0, 1.0), soft),
    "coral": ((0.35, 0.3, 0.95, 0.9), turned(24)),
    "ink": ((0.3, 0.05, 0.75, 0.98), duotone("#101b3a", "#dfe7ff")),
    "close": ((0.36, 0.3, 0.62, 0.62), plain),
}
"""Which part, as shares of its sides (left, top, right, bottom), and what was made of it."""


def photographs() -> list[Photograph]:
    with Image.open(FLOWER) as flower:
        flower.load()
        return [_take(flower.convert("RGB"), name) for name in STUDY]


def _take(flower: Image.Image, name: str) -> Photograph:
    (left, top, right, bottom), made = STUDY[name]
    w, h = flower.size
    part = flower.crop((int(left * w), int(top * h), int(right * w), int(bottom * h)))
    scale = LONG_SIDE / max(part.size)
    part = made(
        part.resize(
            (round(part.width * scale), round(part.height * scale)), Image.Resampling.LANCZOS
        )
    )
    out = io.BytesIO()
    part.save(out, "JPEG", quality=90)
    return Photograph(name, out.getvalue(), *part.size)
