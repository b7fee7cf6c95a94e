"""What is said to be odd about an output (WO14)."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from render.nodes.catalog import builtin_catalog
from render.nodes.ops.call import Floats
from render.nodes.ops.pixels import rounded
from render.workers.checks import Expectation, expectation, odd
from tests.golden.calls import random_picture

FLAT = np.full((9, 7, 3), 5, dtype=np.uint8)


def test_picture_as_expected_has_nothing_odd() -> None:
    assert odd(random_picture(9, 7), Expectation(size=(7, 9)), was_finite=True) == []


def test_everything_odd_is_said_at_once() -> None:
    found = odd(FLAT, Expectation(size=(9, 7)), was_finite=False)
    assert found == ["non_finite", "wrong_size", "flat"]


def test_one_color_is_not_odd_where_the_spec_says_so_nor_of_one_pixel() -> None:
    assert odd(FLAT, Expectation(may_be_flat=True), was_finite=True) == []
    assert odd(FLAT[:1, :1], Expectation(), was_finite=True) == []


@given(st.integers(0, 8), st.integers(0, 6), st.integers(0, 2))
def test_one_pixel_that_differs_is_enough_not_to_be_flat(y: int, x: int, channel: int) -> None:
    picture = FLAT.copy()
    picture[y, x, channel] += 1
    assert odd(picture, Expectation(), was_finite=True) == []


def test_grey_of_three_equal_channels_is_told_from_a_flat_picture() -> None:
    grey = np.arange(100, dtype=np.uint8).reshape(10, 10, 1).repeat(3, axis=2)
    assert odd(grey, Expectation(), was_finite=True) == []


@pytest.mark.parametrize(
    ("type", "params", "expected"),
    [
        ("image.resize", {"width": 3, "height": 4}, {"may_be_flat": True, "size": [3, 4]}),
        ("image.noise", {"width": 3, "height": 4}, {"may_be_flat": False, "size": [3, 4]}),
        ("image.blend", {}, {"may_be_flat": True, "like": "a"}),
        ("image.contact", {}, {"may_be_flat": True}),
    ],
)
def test_spec_says_what_to_expect(type: str, params: dict, expected: dict) -> None:
    spec = builtin_catalog().get(type)
    assert spec.outputs[0].expected(spec.normalise(params)[0]) == expected


def test_expectation_is_read_with_the_sizes_that_came_in() -> None:
    assert expectation({"size": [3, 4]}, {}) == Expectation(size=(3, 4))
    assert expectation({"like": "a", "may_be_flat": True}, {"a": (5, 6)}) == Expectation(
        may_be_flat=True, size=(5, 6)
    )
    assert expectation({"like": "a"}, {}) == expectation({}, {}) == Expectation()


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16])
def test_values_are_clamped_and_rounded_half_up(dtype: torch.dtype) -> None:
    values = torch.tensor([[[-3.0, 0.5, 300.0], [254.5, 254.0, 1.25]]], dtype=dtype)
    picture, was_finite = rounded(Floats(values))
    assert picture.tolist() == [[[0, 1, 255], [255 if dtype != torch.bfloat16 else 254, 254, 1]]]
    assert was_finite


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_value_that_is_not_finite_is_black_and_told(bad: float) -> None:
    values = torch.full((2, 2, 3), 7.0)
    values[1, 0, 2] = bad
    picture, was_finite = rounded(Floats(values))
    assert not was_finite
    assert picture.tolist() == [[[7, 7, 7], [7, 7, 7]], [[7, 7, 0], [7, 7, 7]]]


def test_sum_that_overflows_is_not_taken_for_a_value_that_is_not_finite() -> None:
    picture, was_finite = rounded(Floats(torch.full((8, 8, 3), 3e38)))
    assert was_finite
    assert (picture == 255).all()
