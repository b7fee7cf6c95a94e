"""Operations for testing the engine itself."""

import math
import time

import torch

from render.nodes.ops.call import Call, OperationError, Picture
from render.nodes.ops.long import LongOperation

_STEP_SECONDS = 0.05
_PREVIEW_SIDE = 32


class Wait(LongOperation):
    """Passes its picture on after `seconds`, or fails; without a picture, one white pixel.

    Its preview is a square that turns from black to white.
    """

    def prepare(self, call: Call) -> int:
        self._call = call
        self._seconds = call.number("seconds")
        self._steps = math.ceil(self._seconds / _STEP_SECONDS)
        self._taken = 0
        return self._steps

    def step(self, index: int) -> None:
        time.sleep(self._seconds / self._steps)
        self._taken = index + 1

    def preview(self) -> Picture:
        side, grey = _PREVIEW_SIDE, 255 * self._taken // self._steps
        return torch.full((side, side, 3), grey, dtype=torch.uint8, device=self._call.device)

    def finish(self) -> Picture:
        if self._call.flag("fail"):
            raise OperationError("Failed, as asked; turn Fail off to go on")
        picture = self._call.image_if_any("image")
        if picture is not None:
            return picture
        return torch.full((1, 1, 3), 255, dtype=torch.uint8, device=self._call.device)
