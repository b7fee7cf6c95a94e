"""The contact sheet: pictures in rows, each whole, in a square cell of its own, on white."""

import torch

from render.nodes.ops.call import Call, Picture
from render.nodes.ops.pixels import resized


def contact(call: Call) -> Picture:
    """Cells of `size`, `gap` apart and none around, as many columns as pictures if they are fewer.

    A picture is scaled until it just fits (Lanczos) and stands in the middle of its cell; of an
    odd pixel left over, the larger part is below and to the right.
    """
    pictures = call.images("images")
    size, gap = call.integer("size"), call.integer("gap")
    columns = min(call.integer("columns"), len(pictures))
    rows = -(-len(pictures) // columns)
    pitch = size + gap
    sheet = torch.full(
        (rows * pitch - gap, columns * pitch - gap, 3), 255, dtype=torch.uint8, device=call.device
    )
    for index, picture in enumerate(pictures):
        call.step(index, len(pictures))
        fitted = _fitted(picture, size)
        height, width, _ = fitted.shape
        top = index // columns * pitch + (size - height) // 2
        left = index % columns * pitch + (size - width) // 2
        sheet[top : top + height, left : left + width] = fitted
    return sheet


def _fitted(picture: Picture, size: int) -> Picture:
    """The longer side becomes `size`, the other keeps the proportions, rounded half up."""
    height, width, _ = picture.shape
    longer = max(width, height)
    return resized(picture, _scaled(width, size, longer), _scaled(height, size, longer), "lanczos")


def _scaled(side: int, size: int, longer: int) -> int:
    return max(1, (2 * side * size + longer) // (2 * longer))
