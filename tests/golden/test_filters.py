"""One picture in, one out, against NumPy in 64 bits, Pillow and colorsys (RE23–RE26)."""

import colorsys
import math

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from tests.golden.calls import half_up, random_picture, run


def test_invert_is_255_minus_each_value() -> None:
    picture = random_picture(5, 4)
    assert (run("image.invert", image=picture) == 255 - picture).all()


def blurred(picture: np.ndarray, radius: float) -> np.ndarray:
    reach = math.ceil(3 * radius)
    weights = np.array(
        [math.exp(-(k * k) / (2 * radius * radius)) for k in range(-reach, reach + 1)]
    )
    weights /= weights.sum()
    values = picture.astype(np.float64)
    for axis in (0, 1):
        pad = [(reach, reach) if each == axis else (0, 0) for each in range(3)]
        padded = np.pad(values, pad, mode="edge")
        size = values.shape[axis]
        values = sum(
            weight * np.take(padded, range(k, k + size), axis=axis)
            for k, weight in enumerate(weights)
        )
    return half_up(values)


@pytest.mark.parametrize(
    ("height", "width", "radius"), [(9, 14, 0.4), (40, 30, 2), (200, 120, 3.7), (5, 6, 20)]
)
def test_blur_is_a_gaussian_cut_at_three_sigma_with_edges_repeated(
    height: int, width: int, radius: float
) -> None:
    picture = random_picture(height, width)
    assert (run("image.blur", {"radius": radius}, image=picture) == blurred(picture, radius)).all()


def test_blur_of_radius_0_changes_nothing() -> None:
    picture = random_picture(4, 4)
    assert (run("image.blur", {"radius": 0}, image=picture) == picture).all()


def test_blur_keeps_a_flat_picture_flat() -> None:
    flat = np.full((50, 50, 3), 77, dtype=np.uint8)
    assert (run("image.blur", {"radius": 9}, image=flat) == 77).all()


@pytest.mark.parametrize("name", ["nearest", "bilinear", "bicubic", "lanczos"])
@pytest.mark.parametrize("size", [(7, 31), (40, 9)])
def test_resize_is_as_pillows(name: str, size: tuple[int, int]) -> None:
    picture = random_picture(20, 16)
    width, height = size
    found = run("image.resize", {"width": width, "height": height, "filter": name}, image=picture)
    expected = Image.fromarray(picture).resize(size, getattr(Image.Resampling, name.upper()))
    assert found.shape == (height, width, 3)
    assert np.abs(found.astype(int) - np.array(expected)).max() <= 1


@pytest.mark.parametrize("factor", [0, 0.4, 1.7])
@pytest.mark.parametrize(
    ("name", "enhance"),
    [
        ("brightness", ImageEnhance.Brightness),
        ("contrast", ImageEnhance.Contrast),
        ("saturation", ImageEnhance.Color),
    ],
)
def test_adjust_is_as_pillows_enhance(name: str, enhance: type, factor: float) -> None:
    picture = random_picture(30, 20)
    found = run("image.adjust", {name: factor}, image=picture).astype(int)
    expected = np.array(enhance(Image.fromarray(picture)).enhance(factor)).astype(int)
    assert np.abs(found - expected).max() <= 1  # Pillow rounds grey first, and cuts at the end


@pytest.mark.parametrize("degrees", [30, -75, 180, 359])
def test_adjust_turns_the_hue_in_hsv(degrees: float) -> None:
    picture = random_picture(16, 16)
    found = run("image.adjust", {"hue": degrees}, image=picture)
    for before, after in zip(picture.reshape(-1, 3), found.reshape(-1, 3), strict=True):
        hue, saturation, value = colorsys.rgb_to_hsv(*(int(v) / 255 for v in before))
        turned = colorsys.hsv_to_rgb((hue + degrees / 360) % 1, saturation, value)
        assert after.tolist() == half_up(np.array(turned) * 255).tolist()


def test_adjust_works_in_the_order_of_its_parameters() -> None:
    picture = random_picture(10, 10)
    settings = {"brightness": 1.6, "contrast": 0.5, "saturation": 2.0, "hue": 90}
    together = run("image.adjust", settings, image=picture).astype(int)
    apart = picture
    for name, value in settings.items():
        apart = run("image.adjust", {name: value}, image=apart)
    assert np.abs(together - apart).max() <= 6  # apart, three more roundings, stretched by the last
    turned_round = picture
    for name in reversed(settings):
        turned_round = run("image.adjust", {name: settings[name]}, image=turned_round)
    assert np.abs(together - turned_round).max() > 6


def test_neutral_adjust_changes_nothing() -> None:
    picture = random_picture(6, 6)
    assert (run("image.adjust", image=picture) == picture).all()
