"""Pictures out of nothing: one color, a gradient, noise."""

import math

import numpy as np
import torch

from render.nodes.ops.call import Call, Floats, Picture


def solid(call: Call) -> Picture:
    color = torch.tensor(call.color("color"), dtype=torch.uint8, device=call.device)
    return color.expand(call.integer("height"), call.integer("width"), 3).contiguous()


def gradient(call: Call) -> Floats:
    """CSS `linear-gradient` sampled at pixel centres, but with 0° to the right, clockwise.

    The gradient line goes through the centre and is |w·cos| + |h·sin| long, so that the corners it
    points to have exactly the two colors.
    """
    width, height = call.integer("width"), call.integer("height")
    angle = math.radians(call.number("angle"))
    across, down = math.cos(angle), math.sin(angle)
    length = abs(width * across) + abs(height * down)
    x = torch.arange(width, dtype=torch.float64, device=call.device) + 0.5 - width / 2
    y = torch.arange(height, dtype=torch.float64, device=call.device) + 0.5 - height / 2
    along = ((y * down)[:, None] + (x * across)[None, :]) / length + 0.5
    start, end = (
        torch.tensor(call.color(name), dtype=torch.float64, device=call.device)
        for name in ("from", "to")
    )
    return Floats(start + along.clamp(0, 1)[:, :, None] * (end - start))


def noise(call: Call) -> Picture:
    """The bytes of NumPy's `PCG64(seed).random_raw`, little-endian, row by row."""
    width, height = call.integer("width"), call.integer("height")
    count = width * height * 3
    words = np.random.PCG64(call.integer("seed")).random_raw(-(-count // 8))
    pixels = np.asarray(words).astype("<u8").view(np.uint8)[:count].reshape(height, width, 3)
    return torch.from_numpy(pixels).to(call.device)
