"""What an operation is given: its inputs and parameters by name, its device, and its way to stop.

Accessors check types, so that operations read as plain arithmetic. A connected input goes before
the parameter of the same name. Knows nothing of fingerprints, files or the server.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, TypeVar

import torch

from collab.documents.model import JSON
from render.models.use import LoraUse, ModelUse

T = TypeVar("T")

Picture: TypeAlias = torch.Tensor
"""8-bit sRGB: `uint8`, height × width × 3."""

Tensors: TypeAlias = Mapping[str, torch.Tensor]
"""What flows as `conditioning` or `latent`, and what costs much and is remembered. A latent has
`samples` [batch, channels, height, width], or is empty: only `size` with width and height.
"""

Output: TypeAlias = Picture | str | int | float | ModelUse | Tensors


@dataclass(frozen=True, slots=True)
class Floats:
    """A picture not yet rounded: values from 0 to 255, or beyond, height × width × 3. The worker
    clamps and rounds them, and says of the result when some were not finite. `remarks` are verdicts
    of the operation's own, perhaps with a `:` and what they are about (`render.queue.quality` has
    their words).
    """

    values: torch.Tensor
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remarked:
    """Another output of which the operation has something to say, as `Floats` has of pictures."""

    output: Output
    remarks: tuple[str, ...]


Result: TypeAlias = Output | Floats | Remarked | Mapping[str, Output | Floats | Remarked]
"""What an operation gives: its only output, or each by the name of its port. Tensors of a single
`conditioning` or `latent` count as the output itself, unless the port's name is among theirs.
"""


class OperationError(Exception):
    """The operation cannot give a result; the message is read by designers."""


class TransientError(OperationError):
    """As before, but the same may succeed a little later: a remote service is busy, say."""


class Cancelled(Exception):  # noqa: N818 - not an error
    """Nobody wants the result any more."""


class Memory(Protocol):
    """What is kept from one invocation for the next."""

    def remember(self, key: str, make: Callable[[], Tensors], device: torch.device) -> Tensors: ...


class NoMemory:
    def remember(self, key: str, make: Callable[[], Tensors], device: torch.device) -> Tensors:
        return make()


@dataclass(frozen=True, slots=True)
class Call:
    inputs: Mapping[str, Sequence[Output]]
    params: Mapping[str, JSON]
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))
    is_cancelled: Callable[[], bool] = lambda: False
    report: Callable[[int, int], None] = lambda step, steps: None
    memory: Memory = field(default_factory=NoMemory)

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

    def tensors(self, name: str) -> Tensors:
        """A conditioning or a latent."""
        found = self.tensors_if_any(name)
        if found is None:
            raise OperationError(f"Connect something to {name}")
        return found

    def tensors_if_any(self, name: str) -> Tensors | None:
        values = self.inputs.get(name)
        return values[0] if values and isinstance(values[0], Mapping) else None

    def model(self, name: str = "model") -> ModelUse:
        found = self._plain(name)
        return found if isinstance(found, ModelUse) else _read(ModelUse.from_json, name, found)

    def lora(self, name: str = "lora") -> LoraUse:
        """With a weight of 1: that is another parameter's."""
        return _read(LoraUse.from_json, name, self._plain(name))

    def text(self, name: str) -> str:
        found = self._plain(name)
        if isinstance(found, str):
            return found
        raise OperationError(f"{name} must be text; it is {found!r}")

    def texts(self) -> dict[str, list[str]]:
        """What comes in as text, by the name of its input."""
        found = {
            name: [value for value in values if isinstance(value, str)]
            for name, values in self.inputs.items()
        }
        return {name: texts for name, texts in found.items() if texts}

    def integer(self, name: str) -> int:
        found = self._plain(name)
        if isinstance(found, int):
            return found
        raise OperationError(f"{name} must be a whole number; it is {found!r}")

    def integer_if_any(self, name: str) -> int | None:
        """`None` where the parameter may be empty, and is."""
        return None if self._plain(name) is None else self.integer(name)

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

    def remember(self, key: str, make: Callable[[], Tensors]) -> Tensors:
        """Tensors that cost much, made once: kept on the device, and on disk across restarts, as
        long as there is room. `key` must name all that they depend on (the version of your code
        among it), as a fingerprint does. Do not change them.
        """
        return self.memory.remember(key, make, self.device)

    def _plain(self, name: str) -> "JSON | Output":
        values = self.inputs.get(name)
        return values[0] if values else self.params.get(name)


def _read(read: Callable[[JSON], T], name: str, found: "JSON | Output") -> T:
    if isinstance(found, torch.Tensor | ModelUse) or found is None:
        raise OperationError(f"Choose a model for {name}")
    try:
        return read(dict(found) if isinstance(found, Mapping) else found)  # type: ignore[arg-type]
    except ValueError as error:
        raise OperationError(f"{name} is not a model: {error}") from error
