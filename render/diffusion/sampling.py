"""One picture under way, and the step that several of them take together.

A `Sampling` has its own scheduler and its own random numbers, which are the CPU's, so that a seed
means the same on every device. What differs between families is in `families`. The loop is that of
diffusers' pipelines, taken apart: alone, a sampling gives the very bits that they give.

Times are kept on the host and on the device, so that no step has to wait for the device to tell.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from inspect import signature
from typing import Any, ClassVar, Self, TypeAlias

import torch

from render.diffusion import schedulers
from render.diffusion.parts import Parts
from render.nodes.ops.call import OperationError, Tensors

Group: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """`strength` is how much of a picture that comes in is made anew; without one it says
    nothing. `scheduler` may be `None`: the model's own.
    """

    seed: int
    steps: int
    guidance: float
    scheduler: str | None = None
    strength: float = 1.0


class Sampling(ABC):
    target: ClassVar[str]
    """What the network predicts, as `schedulers` calls it."""

    def __init__(
        self,
        parts: Parts,
        recipe: Recipe,
        positive: Tensors,
        negative: Tensors | None,
        latent: Tensors,
    ) -> None:
        """`negative` is needed where `is_guided` says so. `latent` is an image's (`moments` or
        `samples`, perhaps with `mask` and `masked`), or is empty: a `size`.
        """
        self.recipe = recipe
        self.device = parts.device
        self.guided = self.is_guided(parts, recipe.guidance)
        self.generator = torch.Generator().manual_seed(recipe.seed)
        self.scheduler: Any = schedulers.make(recipe.scheduler, parts.pipe.scheduler, self.target)
        self.index = 0
        self.mask: torch.Tensor | None = latent.get("mask")
        self.last: tuple[torch.Tensor, torch.Tensor, Any] | None = None
        with torch.no_grad():
            self._take_conditioning(parts, positive, negative)
            self.latents = self._begin(parts, latent)
        self.group: Group = (
            type(self), self.guided, tuple(self.latents.shape), self.latents.dtype,
            *self._group(),
        )  # fmt: skip
        self._step_arguments = _accepted(self.scheduler, self.generator)

    @property
    def steps(self) -> int:
        return len(self.times)

    @property
    def is_done(self) -> bool:
        return self.index >= self.steps

    @classmethod
    @abstractmethod
    def may_be_guided(cls, guidance: float) -> bool:
        """Whether the network may have to be asked about the negative prompt too."""

    @classmethod
    def is_guided(cls, parts: Parts, guidance: float) -> bool:
        """Whether it is. Some networks were taught what guidance does."""
        return cls.may_be_guided(guidance)

    @classmethod
    @abstractmethod
    def predict(cls, parts: Parts, samplings: Sequence[Self]) -> list[torch.Tensor]:
        """What the network says of each, guidance applied. One call, whatever their times."""

    def clean(self) -> torch.Tensor:
        """How the picture's latents look from here, without the noise that is still in them."""
        if self.last is None:
            return self.latents
        _, _, outcome = self.last
        for name in ("pred_original_sample", "denoised"):
            found = getattr(outcome, name, None)
            if isinstance(found, torch.Tensor):
                return found
        converted = getattr(self.scheduler, "model_outputs", None)
        if converted and isinstance(converted[-1], torch.Tensor):
            return converted[-1]
        return self.latents

    @torch.no_grad()
    def advance(self, prediction: torch.Tensor) -> None:
        before, time = self.latents, self.times[self.index]
        outcome = self.scheduler.step(prediction, time, before, **self._step_arguments)
        self.last = (before, prediction, outcome)
        self.latents = self._kept_outside_mask(outcome.prev_sample)
        self.index += 1

    # For families

    @abstractmethod
    def _take_conditioning(
        self, parts: Parts, positive: Tensors, negative: Tensors | None
    ) -> None: ...

    @abstractmethod
    def _begin(self, parts: Parts, latent: Tensors) -> torch.Tensor:
        """The latents before the first step; `_set_times` is called on the way."""

    @abstractmethod
    def _group(self) -> Group:
        """What else has to be equal for a call together."""

    @abstractmethod
    def _noised(self, latents: torch.Tensor, time: torch.Tensor) -> torch.Tensor:
        """`latents` of a picture as noisy as they are at `time`."""

    def _set_times(self, skipped: int) -> None:
        times: torch.Tensor = self.scheduler.timesteps[skipped * self.scheduler.order :]
        if len(times) == 0:
            raise OperationError(
                f"A strength of {self.recipe.strength:g} leaves nothing to do in "
                f"{self.recipe.steps} steps; raise one of them"
            )
        self.times = list(times)
        self._device_times = times.to(self.device)

    def _device_time(self) -> torch.Tensor:
        return self._device_times[self.index]

    def _kept_outside_mask(self, latents: torch.Tensor) -> torch.Tensor:
        """Where the mask is black, the picture that came in, as noisy as it is by now."""
        if self.mask is None:
            return latents
        known = self.known
        if self.index < self.steps - 1:
            known = self._noised(known, self.times[self.index + 1])
        return (1 - self.mask) * known + self.mask * latents

    known: torch.Tensor
    noise: torch.Tensor


@torch.no_grad()
def step_together(parts: Parts, samplings: Sequence[Sampling]) -> None:
    """One step of each, in one call of the network; all are of one `group`."""
    first = samplings[0]
    if any(each.group != first.group for each in samplings):
        raise ValueError("only samplings of one group can take a step together")
    for each, prediction in zip(samplings, first.predict(parts, samplings), strict=True):
        each.advance(prediction)


def skipped_steps(recipe: Recipe) -> int:
    """As Stable Diffusion's pipelines count the steps that a picture which comes in saves."""
    return max(recipe.steps - min(int(recipe.steps * recipe.strength), recipe.steps), 0)


def needed(negative: Tensors | None) -> Tensors:
    if negative is None:
        raise ValueError("a guided sampling needs a negative prompt")
    return negative


def check_width(width: int, *all_given: Tensors | None) -> None:
    for given in all_given:
        if given is not None and given["embeds"].shape[-1] != width:
            raise OperationError(
                "The prompt was encoded for another kind of model; connect the same model to both"
            )


def _accepted(scheduler: Any, generator: torch.Generator) -> dict[str, Any]:
    known = signature(scheduler.step).parameters
    given: dict[str, Any] = {"eta": 0.0, "generator": generator}
    return {name: value for name, value in given.items() if name in known}
