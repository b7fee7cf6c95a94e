"""What of a picture is used, and how it is turned: the same rule for the graph and the workers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from collab.documents.model import JSON


@dataclass(frozen=True, slots=True)
class Cut:
    """`crop` is left, top, width and height as parts of the picture as it is stored and upright,
    `turn` the degrees by which it is turned clockwise then.
    """

    crop: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    turn: int = 0

    def as_json(self) -> dict[str, JSON]:
        """As in the parameters of a picture, without what is not done to it."""
        found: dict[str, JSON] = {}
        if self.crop != WHOLE.crop:
            found["crop"] = dict(zip("xywh", self.crop, strict=True))
        if self.turn:
            found["turn"] = self.turn
        return found

    @staticmethod
    def from_json(found: Mapping[str, JSON]) -> "Cut":
        """Of parameters, of which those that are missing or null cut nothing off."""
        crop, turn = found.get("crop"), found.get("turn")
        x, y, w, h = (
            (float(str(crop[side])) for side in "xywh") if isinstance(crop, dict) else WHOLE.crop
        )
        return Cut((x, y, w, h), turn if isinstance(turn, int) else 0)

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Left, top, right and bottom in a picture of that size; never empty."""
        x, y, w, h = self.crop
        left, right = _span(x, w, width)
        top, bottom = _span(y, h, height)
        return left, top, right, bottom

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height of what is left of a picture of that size."""
        left, top, right, bottom = self.pixels(width, height)
        size = right - left, bottom - top
        return size if self.turn % 180 == 0 else (size[1], size[0])


def _span(start: float, length: float, pixels: int) -> tuple[int, int]:
    first = min(round(start * pixels), pixels - 1)
    return first, max(first + 1, min(round((start + length) * pixels), pixels))


WHOLE: Final = Cut()
