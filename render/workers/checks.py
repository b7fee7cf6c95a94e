"""What may be odd about a picture: said of it, never a reason to withhold it. Pure.

`non_finite`: some value was NaN or infinite before it was clamped, and is black now. `wrong_size`:
not the size that the spec promises. `flat`: one color all over, where the spec does not say that
this is normal.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collab.documents.model import JSON

_SAMPLES = 64


@dataclass(frozen=True, slots=True)
class Expectation:
    """`size` is width and height; `None` when any is right."""

    may_be_flat: bool = False
    size: tuple[int, int] | None = None


def expectation(
    expected: Mapping[str, JSON], input_sizes: Mapping[str, tuple[int, int]]
) -> Expectation:
    """As `PortSpec.expected` says it, with the sizes of the pictures that came in, by port."""
    size: tuple[int, int] | None = None
    match expected:
        case {"size": [int(width), int(height)]}:
            size = width, height
        case {"like": str(port)}:
            size = input_sizes.get(port)
    return Expectation(expected.get("may_be_flat") is True, size)


def odd(picture: NDArray[np.uint8], expected: Expectation, was_finite: bool) -> list[str]:
    """Everything that is odd about `picture`, which is height × width × 3."""
    height, width, _ = picture.shape
    found = [] if was_finite else ["non_finite"]
    if expected.size is not None and expected.size != (width, height):
        found.append("wrong_size")
    if not expected.may_be_flat and height * width > 1 and _is_flat(picture):
        found.append("flat")
    return found


def _is_flat(picture: NDArray[np.uint8]) -> bool:
    """A few pixels tell of almost every picture that it is not."""
    pixels = picture.reshape(-1, 3)
    few = pixels[:: max(1, len(pixels) // _SAMPLES)]
    return bool((few == pixels[0]).all()) and bool((pixels == pixels[0]).all())
