"""Z-Image: a transformer that predicts the flow from noise to picture.

Prompts keep their own length; the transformer takes a list of them. Latents are kept in 32 bits.
"""

from collections.abc import Sequence
from typing import Any, Self

import torch

from render.diffusion.latents import image_latents, masked_latents, rows_and_columns
from render.diffusion.parts import Parts
from render.diffusion.sampling import Group, Recipe, Sampling, check_width, needed
from render.diffusion.schedulers import FLOW
from render.nodes.ops.call import Tensors


class ZImage(Sampling):
    target = FLOW

    @classmethod
    def may_be_guided(cls, guidance: float) -> bool:
        return guidance > 0

    @classmethod
    def predict(cls, parts: Parts, samplings: Sequence[Self]) -> list[torch.Tensor]:
        rows = 2 if samplings[0].guided else 1
        latents = torch.cat([each.latents for each in samplings]).to(parts.pipe.transformer.dtype)
        times = torch.stack([each._device_time() for each in samplings])
        predicted: list[torch.Tensor] = parts.pipe.transformer(
            list(latents.repeat_interleave(rows, 0).unsqueeze(2).unbind(0)),
            ((1000 - times) / 1000).repeat_interleave(rows),
            [embeds for each in samplings for embeds in each.embeds],
            return_dict=False,
        )[0]
        return [
            each._guide(predicted[at * rows : (at + 1) * rows]) for at, each in enumerate(samplings)
        ]

    def clean(self) -> torch.Tensor:
        if self.last is None or not hasattr(self.scheduler, "sigmas"):
            return self.latents
        before, prediction, _ = self.last
        sigma: torch.Tensor = self.scheduler.sigmas[self._first + self.index - 1]
        return before - sigma * prediction

    def _guide(self, predicted: Sequence[torch.Tensor]) -> torch.Tensor:
        found = predicted[0].float()
        if self.guided:
            found = found + self.recipe.guidance * (found - predicted[1].float())
        return -found.unsqueeze(0).squeeze(2)

    def _take_conditioning(self, parts: Parts, positive: Tensors, negative: Tensors | None) -> None:
        check_width(parts.pipe.transformer.config.cap_feat_dim, positive, negative)
        self.embeds = [positive["embeds"][0]]
        if self.guided:
            self.embeds.append(needed(negative)["embeds"][0])

    def _group(self) -> Group:
        return ()

    def _noised(self, latents: torch.Tensor, time: torch.Tensor) -> torch.Tensor:
        return _with_noise(self.scheduler, latents, torch.tensor([time]), self.noise)

    def _begin(self, parts: Parts, latent: Tensors) -> torch.Tensor:
        rows, columns = (2 * (side // 2) for side in rows_and_columns(latent))
        is_empty = "size" in latent
        self._set_schedule(rows, columns, 0 if is_empty else _skipped_steps(self.recipe))
        shape = (1, int(parts.pipe.transformer.in_channels), rows, columns)
        if is_empty:
            return self._draw(shape, torch.float32)
        dtype = self.embeds[0].dtype
        self.known = image_latents(latent, shape, self.generator).to(dtype)
        self.noise = self._draw(shape, dtype)
        latents = _with_noise(self.scheduler, self.known, self.times[0][None], self.noise)
        if self.mask is not None:
            self.mask = self.mask.to(dtype)
            masked_latents(latent, self.generator)  # only for what is drawn after it
        return latents

    def _set_schedule(self, rows: int, columns: int, skipped: int) -> None:
        """The longer the image, the more of the way is spent in noise."""
        from diffusers.pipelines.z_image.pipeline_z_image import calculate_shift

        config = self.scheduler.config
        shift = calculate_shift(
            (rows // 2) * (columns // 2),
            config.get("base_image_seq_len", 256),
            config.get("max_image_seq_len", 4096),
            config.get("base_shift", 0.5),
            config.get("max_shift", 1.15),
        )
        steps = self.recipe.steps
        if type(self.scheduler).__name__.startswith("FlowMatchEuler"):
            sigmas = torch.linspace(1.0, 1 / steps, steps).tolist()
            self.scheduler.set_timesteps(sigmas=sigmas, mu=shift)
        elif config.get("use_dynamic_shifting", False):
            self.scheduler.set_timesteps(steps, mu=shift)
        else:
            self.scheduler.set_timesteps(steps)
        self._first = skipped * self.scheduler.order
        self.scheduler.set_begin_index(self._first)
        self._set_times(skipped)

    def _draw(self, shape: tuple[int, ...], dtype: torch.dtype) -> torch.Tensor:
        return torch.randn(shape, generator=self.generator, dtype=dtype).to(self.device)


def _skipped_steps(recipe: Recipe) -> int:
    return int(max(recipe.steps - min(recipe.steps * recipe.strength, recipe.steps), 0))


def _with_noise(
    scheduler: Any, latents: torch.Tensor, times: torch.Tensor, noise: torch.Tensor
) -> torch.Tensor:
    if hasattr(scheduler, "scale_noise"):
        found: torch.Tensor = scheduler.scale_noise(latents, times, noise)
    else:
        found = scheduler.add_noise(latents, noise, times)
    return found
