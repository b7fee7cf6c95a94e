"""Every operation at sizes where things go wrong: one pixel, one row, one column, odd ones.

Each against a reference of its own, in NumPy or Pillow (RE20–RE28, RE12).
"""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from tests.golden.calls import CATALOG, half_up, random_picture, run
from tests.golden.test_filters import blurred

SIZES = [(1, 1), (1, 7), (6, 1), (3, 5), (31, 17)]
"""Height and width."""


def check_solid(height: int, width: int) -> None:
    found = run("image.solid", {"width": width, "height": height, "color": "#fe0180"})
    assert (found == np.full((height, width, 3), (254, 1, 128), dtype=np.uint8)).all()
    assert found.shape == (height, width, 3)


def check_gradient(height: int, width: int) -> None:
    angle, first, last = 33.0, np.array([10.0, 200, 0]), np.array([250.0, 3, 255])
    found = run("image.gradient", {"width": width, "height": height, "angle": angle,
                                   "from": "#0ac800", "to": "#fa03ff"})  # fmt: skip
    y, x = np.mgrid[:height, :width] + 0.5
    turn = np.radians(angle)
    along = (x - width / 2) * np.cos(turn) + (y - height / 2) * np.sin(turn)
    share = along / (abs(width * np.cos(turn)) + abs(height * np.sin(turn))) + 0.5
    assert (found == half_up(first + share[..., None] * (last - first))).all()


def check_noise(height: int, width: int) -> None:
    found = run("image.noise", {"width": width, "height": height, "seed": 5})
    raw = np.random.PCG64(5).random_raw(height * width * 3 // 8 + 1)
    assert found.tobytes() == np.asarray(raw, dtype="<u8").tobytes()[: height * width * 3]
    assert found.shape == (height, width, 3)


def check_invert(height: int, width: int) -> None:
    picture = random_picture(height, width)
    assert (run("image.invert", image=picture) == np.bitwise_not(picture)).all()


def check_blend(height: int, width: int) -> None:
    a, b = random_picture(height, width), random_picture(4, 9, seed=2)
    found = run("image.blend", {"blend": "multiply", "opacity": 0.25}, a=a, b=b)
    resized = np.array(Image.fromarray(b).resize((width, height), Image.Resampling.BILINEAR))
    product = a.astype(float) * resized / 255
    assert (found == half_up(a + 0.25 * (product - a))).all()


def check_blur(height: int, width: int) -> None:
    picture = random_picture(height, width)
    for radius in (0.3, 1, 12.5):
        expected = blurred(picture, radius)
        assert (run("image.blur", {"radius": radius}, image=picture) == expected).all()


def check_resize(height: int, width: int) -> None:
    picture = random_picture(height, width)
    for name in ("nearest", "bilinear", "bicubic", "lanczos"):
        for wanted_height, wanted_width in SIZES:
            params = {"width": wanted_width, "height": wanted_height, "filter": name}
            found = run("image.resize", params, image=picture)
            expected = Image.fromarray(picture).resize(
                (wanted_width, wanted_height), Image.Resampling[name.upper()]
            )
            assert np.abs(found.astype(int) - np.array(expected)).max() <= 1


def check_adjust(height: int, width: int) -> None:
    picture = random_picture(height, width)
    found = run("image.adjust", {"brightness": 1.3, "contrast": 0.5}, image=picture)
    bright = np.clip(picture * 1.3, 0, 255)
    mean = (bright @ [0.299, 0.587, 0.114]).mean()
    assert (found == half_up(mean + 0.5 * (bright - mean))).all()


def check_contact(height: int, width: int) -> None:
    picture = random_picture(height, width)
    found = run("image.contact", {"columns": 2, "gap": 1, "size": 9}, images=[picture] * 3)
    longer = max(height, width)
    fitted = [max(1, int(side * 9 / longer + 0.5)) for side in (width, height)]
    small = Image.fromarray(picture).resize(tuple(fitted), Image.Resampling.LANCZOS)
    sheet = Image.new("RGB", (19, 19), "white")
    for left, top in [(0, 0), (10, 0), (0, 10)]:
        sheet.paste(small, (left + (9 - fitted[0]) // 2, top + (9 - fitted[1]) // 2))
    assert (found == np.array(sheet)).all()


def check_template(height: int, width: int) -> None:
    template, values = "{a} on {{{b}}}, {a} x" + "y" * width, {"a": "cat" * height, "b": "{a}"}
    assert run("text.template", {"template": template}, **values) == template.format(**values)


def check_style(height: int, width: int) -> None:
    words, avoid = "i" * width + " of {prompt}", "b" * height
    styles = [{"name": "Ink", "words": words, "avoid": avoid}]
    assert run("text.style", {"styles": styles}, prompt="a {cat}", negative="dogs") == {
        "prompt": "i" * width + " of a {cat}",
        "negative": f"dogs, {avoid}",
    }


def check_wait(height: int, width: int) -> None:
    picture = random_picture(height, width)
    assert (run("debug.wait", {"seconds": 0}, image=picture) == picture).all()
    assert run("debug.wait", {"seconds": 0.001}).tolist() == [[[255, 255, 255]]]


CHECKS: dict[str, Callable[[int, int], None]] = {
    "image.solid": check_solid,
    "image.gradient": check_gradient,
    "image.noise": check_noise,
    "image.invert": check_invert,
    "image.blend": check_blend,
    "image.blur": check_blur,
    "image.resize": check_resize,
    "image.adjust": check_adjust,
    "image.contact": check_contact,
    "text.template": check_template,
    "text.style": check_style,
    "debug.wait": check_wait,
}


def test_every_operation_is_checked_here() -> None:
    """But those of diffusion, which are held against the bare pipelines (`render/diffusion`)."""
    operations = {spec.type for spec in CATALOG if spec.operation and spec.category != "diffusion"}
    assert operations == CHECKS.keys()


@pytest.mark.parametrize(("height", "width"), SIZES)
@pytest.mark.parametrize("type", CHECKS)
def test_operation_is_right_at_its_edges(type: str, height: int, width: int) -> None:
    CHECKS[type](height, width)


def test_solid_at_the_largest_size_is_one_color() -> None:
    found = run("image.solid", {"width": 8192, "height": 1, "color": "#010203"})
    assert found.shape == (1, 8192, 3)
    assert (found == (1, 2, 3)).all()
