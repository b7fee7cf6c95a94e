"""Between 8-bit pictures, the arithmetic on them, and Pillow. Every output is rounded here.

Arithmetic is in 64-bit floats on encoded values from 0 to 255: 32 bits would round some pixels of
a blur to the other side.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from render.nodes.ops.call import Floats, Picture

_TIE = 1e-9
"""A float error below this must not turn an exact half downwards."""


def to_floats(picture: Picture) -> torch.Tensor:
    return picture.to(torch.float64)


def to_bytes(values: torch.Tensor) -> Picture:
    """Clamped to 0–255 and rounded half up."""
    return torch.floor(values.clamp(0, 255) + (0.5 + _TIE)).to(torch.uint8)


def rounded(floats: Floats) -> tuple[Picture, bool]:
    """The picture, and whether every value was finite; those that were not are black."""
    values = floats.values
    if values.element_size() < 4:
        values = values.float()  # in 16 bits 255.5 may be 256, and that is 0 in 8
    if bool(torch.isfinite(values.sum())):  # one pass, for almost every picture
        return to_bytes(values).contiguous(), True
    finite = torch.isfinite(values)
    if bool(finite.all()):  # huge values, of which only the sum is not finite
        return to_bytes(values).contiguous(), True
    return to_bytes(values.where(finite, 0)).contiguous(), False


def to_numpy(picture: Picture) -> NDArray[np.uint8]:
    pixels: NDArray[np.uint8] = picture.cpu().contiguous().numpy()
    return pixels


def to_pillow(picture: Picture) -> Image.Image:
    return Image.fromarray(to_numpy(picture))


def from_pillow(image: Image.Image, device: torch.device) -> Picture:
    """An RGB image as a picture on `device`."""
    return torch.from_numpy(np.array(image, dtype=np.uint8)).to(device)


def resized(picture: Picture, width: int, height: int, filter: str) -> Picture:
    """As Pillow resizes, which reads further when shrinking; itself when the size is the same."""
    if picture.shape[:2] == (height, width):
        return picture
    resampling = Image.Resampling[filter.upper()]
    return from_pillow(to_pillow(picture).resize((width, height), resampling), picture.device)
