"""What an operation is given: its inputs and parameters by name, its device, and its way to stop.

Accessors check types, so that operations read as plain arithmetic. A connected input goes before
the parameter of the same name. Knows nothing of fingerprints, files or the server.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import torch

from collab.documents.model import JSON

Picture: TypeAlias = torch.Tensor
"""8-bit sRGB: `uint8`, height × width × 3."""

Output: TypeAlias = Picture | str | int | float


class OperationError(Exception):
    """The operation cannot give a result; the message is read by designers."""


class Cancelled(Exception):  # noqa: N818 - not an error
    """Nobody wants the result any more."""


@dataclass(frozen=True, slots=True)
class Call:
    inputs: Mapping[str, Sequence[Output]]
    params: Mapping[str, JSON]
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))
    is_cancelled: Callable[[], bool] = lambda: False
    report: Callable[[int, int], None] = lambda step, steps: None

    def image(self, name: str) -> Picture:
        found = self.image_if_any(name)
        if found is None:
            raise OperationError(f"Connect an image to {name}")
        return found

    def image_if_any(self, name: str) -> Picture | None:
        found = self.images(name)
        return found[0] if found else None

    def images(self, name: str) -> list[Picture]:
        return [found for found in self.inputs.get(name, ()) if isinstance(found, torch.Tensor)]

    def text(self, name: str) -> str:
        found = self._plain(name)
        if isinstance(found, str):
            return found
        raise OperationError(f"{name} must be text; it is {found!r}")

    def texts(self) -> dict[str, str]:
        """Every text input by its name."""
        return {
            name: values[0]
            for name, values in self.inputs.items()
            if values and isinstance(values[0], str)
        }

    def integer(self, name: str) -> int:
        found = self._plain(name)
        if isinstance(found, int):
            return found
        raise OperationError(f"{name} must be a whole number; it is {found!r}")

    def number(self, name: str) -> float:
        found = self._plain(name)
        if isinstance(found, int | float):
            return float(found)
        raise OperationError(f"{name} must be a number; it is {found!r}")

    def flag(self, name: str) -> bool:
        return self._plain(name) is True

    def color(self, name: str) -> tuple[int, int, int]:
        text = self.text(name)
        return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)

    def step(self, step: int, steps: int) -> None:
        """Between the steps of a long operation: reports, and raises `Cancelled` when it should."""
        if self.is_cancelled():
            raise Cancelled
        self.report(step, steps)

    def _plain(self, name: str) -> "JSON | Output":
        values = self.inputs.get(name)
        return values[0] if values else self.params.get(name)
