"""Stable Diffusion 1, 2 and XL: a UNet that predicts noise or velocity.

Draws random numbers in the order of diffusers' pipelines, also those that a plain checkpoint has no
use for, since what is drawn later depends on them.
"""

from collections.abc import Sequence
from typing import Any, Self

import torch

from render.diffusion.latents import SCALE, image_latents, masked_latents, rows_and_columns
from render.diffusion.parts import Parts
from render.diffusion.sampling import Group, Sampling, check_width, needed, skipped_steps
from render.diffusion.schedulers import NOISE
from render.nodes.ops.call import OperationError, Tensors

_INPAINTING_CHANNELS = 9


class StableDiffusion(Sampling):
    target = NOISE

    @classmethod
    def may_be_guided(cls, guidance: float) -> bool:
        return guidance > 1

    @classmethod
    def is_guided(cls, parts: Parts, guidance: float) -> bool:
        taught = parts.pipe.unet.config.time_cond_proj_dim is not None
        return cls.may_be_guided(guidance) and not taught

    @classmethod
    def predict(cls, parts: Parts, samplings: Sequence[Self]) -> list[torch.Tensor]:
        together = _joined([each._network_input() for each in samplings])
        rows = 2 if samplings[0].guided else 1
        predicted: torch.Tensor = parts.pipe.unet(
            together,
            cls._times(samplings, rows),
            encoder_hidden_states=_joined([each.embeds for each in samplings]),
            timestep_cond=_joined_if_any([each.guidance_embeds for each in samplings]),
            added_cond_kwargs=cls._added(samplings),
            return_dict=False,
        )[0]
        return [
            each._guide(predicted[at * rows : (at + 1) * rows]) for at, each in enumerate(samplings)
        ]

    @staticmethod
    def _times(samplings: Sequence["StableDiffusion"], rows: int) -> torch.Tensor:
        if len(samplings) == 1:
            return samplings[0]._device_time()
        times = torch.stack([each._device_time() for each in samplings])
        return times.repeat_interleave(rows)

    @classmethod
    def _added(cls, samplings: Sequence[Self]) -> dict[str, torch.Tensor] | None:
        return None

    def _network_input(self) -> torch.Tensor:
        latents = torch.cat([self.latents] * 2) if self.guided else self.latents
        latents = self.scheduler.scale_model_input(latents, self.times[self.index])
        return latents if self.more is None else torch.cat([latents, self.more], dim=1)

    def _guide(self, predicted: torch.Tensor) -> torch.Tensor:
        if not self.guided:
            return predicted
        negative, positive = predicted.chunk(2)
        return negative + self.recipe.guidance * (positive - negative)

    def _take_conditioning(self, parts: Parts, positive: Tensors, negative: Tensors | None) -> None:
        width = parts.pipe.unet.config.cross_attention_dim
        check_width(width, positive, negative)
        embeds = positive["embeds"]
        if self.guided:
            embeds = torch.cat(as_long(needed(negative), positive))
        self.embeds = embeds
        self.guidance_embeds = self._guidance_embeds(parts)

    def _guidance_embeds(self, parts: Parts) -> torch.Tensor | None:
        """For models that were taught the guidance, as latent consistency models are."""
        width = parts.pipe.unet.config.time_cond_proj_dim
        if width is None:
            return None
        found: torch.Tensor = parts.pipe.get_guidance_scale_embedding(
            torch.tensor([self.recipe.guidance - 1]), embedding_dim=width
        )
        return found.to(device=self.device, dtype=self.embeds.dtype)

    def _group(self) -> Group:
        return (tuple(self.embeds.shape), self.more is not None)

    def _noised(self, latents: torch.Tensor, time: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.scheduler.add_noise(latents, self.noise, torch.tensor([time]))
        return found

    def _begin(self, parts: Parts, latent: Tensors) -> torch.Tensor:
        unet = parts.pipe.unet.config
        inpaints = unet.in_channels == _INPAINTING_CHANNELS
        if inpaints and self.mask is None:
            raise OperationError(
                "This model makes parts of a picture anew: connect an image and a mask to it"
            )
        self.more: torch.Tensor | None = None
        self._set_schedule(latent)
        rows, columns = rows_and_columns(latent)
        shape = (1, int(unet.out_channels), rows, columns)
        if self.mask is None:
            return self._begin_plain(latent, shape)
        return self._begin_masked(latent, shape, inpaints)

    def _set_schedule(self, latent: Tensors) -> None:
        self.scheduler.set_timesteps(self.recipe.steps)
        if "size" in latent:
            self._set_times(0)
            return
        skipped = skipped_steps(self.recipe)
        if hasattr(self.scheduler, "set_begin_index"):
            self.scheduler.set_begin_index(skipped * self.scheduler.order)
        self._set_times(skipped)

    def _begin_plain(self, latent: Tensors, shape: tuple[int, ...]) -> torch.Tensor:
        if "size" in latent:
            return self._scaled(self._draw(shape))
        known = self._known(latent, shape)
        self.noise = self._draw(shape)
        found: torch.Tensor = self.scheduler.add_noise(known, self.noise, self.times[0][None])
        return found

    def _begin_masked(
        self, latent: Tensors, shape: tuple[int, ...], inpaints: bool
    ) -> torch.Tensor:
        anew = self.recipe.strength == 1
        mask = latent["mask"].to(self.embeds.dtype)
        if not (inpaints and anew):
            # in one piece of memory: how it lies decides how convolutions round
            self.known = self._known(latent, shape).contiguous()
        latents: torch.Tensor
        self.noise = self._draw(shape)
        if anew:
            latents = self._scaled(self.noise)
        else:
            latents = self.scheduler.add_noise(self.known, self.noise, self.times[0][None])
        masked = masked_latents(latent, self.generator)
        self.mask = None if inpaints else mask
        if inpaints:
            more = torch.cat([mask, masked.to(self.embeds.dtype)], dim=1)
            self.more = torch.cat([more] * 2) if self.guided else more
        return latents

    def _scaled(self, noise: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = noise * self.scheduler.init_noise_sigma
        return found

    def _known(self, latent: Tensors, shape: tuple[int, ...]) -> torch.Tensor:
        return image_latents(latent, shape, self.generator).to(self.embeds.dtype)

    def _draw(self, shape: tuple[int, ...]) -> torch.Tensor:
        drawn = torch.randn(shape, generator=self.generator, dtype=self.embeds.dtype)
        return drawn.to(self.device)


class StableDiffusionXL(StableDiffusion):
    """Told the size of the picture and the pooled encoding of the prompt, too."""

    def _take_conditioning(self, parts: Parts, positive: Tensors, negative: Tensors | None) -> None:
        super()._take_conditioning(parts, positive, negative)
        pooled = [positive["pooled"]]
        if self.guided and negative is not None:
            pooled.insert(0, negative["pooled"])
        self.pooled = torch.cat(pooled)

    def _begin(self, parts: Parts, latent: Tensors) -> torch.Tensor:
        latents = super()._begin(parts, latent)
        size = [side * SCALE for side in latents.shape[-2:]]
        told = torch.tensor([[*size, 0, 0, *size]], dtype=self.embeds.dtype)
        self.size_ids = told.to(self.device).repeat(len(self.pooled), 1)
        return latents

    def _set_schedule(self, latent: Tensors) -> None:
        super()._set_schedule(latent)
        if "size" in latent and hasattr(self.scheduler, "set_begin_index"):
            self.scheduler.set_begin_index(0)

    @classmethod
    def _added(cls, samplings: Sequence[Self]) -> dict[str, torch.Tensor]:
        return {
            "text_embeds": _joined([each.pooled for each in samplings]),
            "time_ids": _joined([each.size_ids for each in samplings]),
        }


def as_long(*all_given: Tensors) -> list[torch.Tensor]:
    """Encodings of equal length: the shorter are followed by the encoding of no words at all,
    which comes with whatever is longer than the encoder takes at once.
    """
    length = max(given["embeds"].shape[1] for given in all_given)
    blank = next((given["blank"] for given in all_given if "blank" in given), None)
    found = []
    for given in all_given:
        embeds = given["embeds"]
        if embeds.shape[1] < length and blank is not None:
            times = (length - embeds.shape[1]) // blank.shape[1]
            embeds = torch.cat([embeds, *[blank.to(embeds.dtype)] * times], dim=1)
        found.append(embeds)
    return found


def _joined(all_given: Sequence[torch.Tensor]) -> torch.Tensor:
    return all_given[0] if len(all_given) == 1 else torch.cat(list(all_given))


def _joined_if_any(all_given: Sequence[Any]) -> torch.Tensor | None:
    return None if all_given[0] is None else _joined(all_given)
