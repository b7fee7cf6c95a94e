"""Pictures out of nothing, against arithmetic spelled out pixel by pixel (RE20–RE22)."""

import math

import numpy as np
import pytest

from tests.golden.calls import run


def test_solid_is_one_color_everywhere() -> None:
    found = run("image.solid", {"width": 3, "height": 2, "color": "#Ff8001"})
    assert found.tolist() == [[[255, 128, 1]] * 3] * 2


def test_connected_color_goes_before_the_parameter() -> None:
    found = run("image.solid", {"width": 1, "height": 1, "color": "#000000"}, color="#010203")
    assert found.tolist() == [[[1, 2, 3]]]


@pytest.mark.parametrize("angle", [0, 30, 45, 90, 135, 180, 270, 333.5, -20])
def test_gradient_is_linear_at_pixel_centres_over_the_css_extent(angle: float) -> None:
    width, height = 13, 7
    found = run(
        "image.gradient",
        {"width": width, "height": height, "from": "#0a6400", "to": "#ff00c8", "angle": angle},
    )
    turn = angle * math.pi / 180
    length = abs(width * math.cos(turn)) + abs(height * math.sin(turn))
    for y in range(height):
        for x in range(width):
            ahead = (x + 0.5 - width / 2) * math.cos(turn) + (y + 0.5 - height / 2) * math.sin(turn)
            share = ahead / length + 0.5
            exact = [a + share * (b - a) for a, b in zip((10, 100, 0), (255, 0, 200), strict=True)]
            assert found[y, x].tolist() == [math.floor(v + 0.5 + 1e-9) for v in exact]


def test_gradient_runs_to_the_right_at_0_and_down_at_90_degrees() -> None:
    right = run("image.gradient", {"width": 64, "height": 2, "angle": 0})[0, :, 0]
    down = run("image.gradient", {"width": 2, "height": 64, "angle": 90})[:, 0, 0]
    assert (
        right.tolist()
        == down.tolist()
        == [math.floor(255 * (i + 0.5) / 64 + 0.5) for i in range(64)]
    )


@pytest.mark.parametrize(("width", "height", "seed"), [(5, 3, 0), (8, 8, 42), (1, 1, 2**53 - 1)])
def test_noise_is_the_bytes_of_pcg64(width: int, height: int, seed: int) -> None:
    generator = np.random.PCG64(seed)
    stream = b""
    while len(stream) < width * height * 3:
        stream += int(generator.random_raw()).to_bytes(8, "little")
    found = run("image.noise", {"width": width, "height": height, "seed": seed})
    assert found.tobytes() == stream[: width * height * 3]
    assert found.shape == (height, width, 3)
