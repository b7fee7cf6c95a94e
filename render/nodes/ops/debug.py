"""Operations for testing the engine itself."""

import math
import time

import torch

from render.nodes.ops.call import Call, OperationError, Picture

_STEP_SECONDS = 0.05


def wait(call: Call) -> Picture:
    """Passes its picture on after `seconds`, or fails; without a picture, one white pixel."""
    seconds = call.number("seconds")
    steps = math.ceil(seconds / _STEP_SECONDS)
    for step in range(steps):
        call.step(step, steps)
        time.sleep(seconds / steps)
    if call.flag("fail"):
        raise OperationError("Failed, as asked; turn Fail off to go on")
    picture = call.image_if_any("image")
    if picture is not None:
        return picture
    return torch.full((1, 1, 3), 255, dtype=torch.uint8, device=call.device)
