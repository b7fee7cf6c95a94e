"""An opened model as samplers see it: a pipeline of its family, with its LoRAs pulling."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch

from render.diffusion import loras
from render.diffusion.layout import Component, Layout
from render.diffusion.loading import pipeline_class
from render.models.use import ModelUse


@dataclass(slots=True)
class Loaded:
    component: Component
    model: str
    """The name of whose use loaded it."""
    module: torch.nn.Module
    attached: loras.Attached = field(default_factory=loras.Attached)


@dataclass(frozen=True, slots=True)
class Known:
    """Of one model, without weights: its layout, tokenizers and scheduler."""

    layout: Layout
    small: Mapping[str, Any]


class Bundle:
    """Valid inside `Library.open`. `pipe` has the parts that were asked for, and `None` for others;
    its scheduler is a template: make your own from its `config`, never step it.
    """

    def __init__(
        self,
        use: ModelUse,
        device: torch.device,
        dtype: torch.dtype,
        pipe: Any,
        parts: Collection[Loaded],
    ) -> None:
        self.use = use
        self.family = use.family
        self.device = device
        self.dtype = dtype
        """The denoiser's; a VAE may need wider numbers, and then has them."""
        self._pipe = pipe
        self._parts = parts
        self._stack = loras.as_stack(use.loras)

    @property
    def pipe(self) -> Any:
        """Ask for it anew at each step of a long work: other work may have run in between, over
        the same components with other LoRAs, and this switches back to one's own.
        """
        for loaded in self._parts:
            loras.switch(loaded.module, loaded.attached, self._stack)
        return self._pipe

    @contextmanager
    def stacks_kept(self) -> Iterator[None]:
        """Its LoRAs stay attached meanwhile, however many others come."""
        for loaded in self._parts:
            loaded.attached.open.append(self._stack)
        try:
            yield
        finally:
            for loaded in self._parts:
                loaded.attached.open.remove(self._stack)


def make_pipeline(known: Known, held: Mapping[str, Loaded]) -> Any:
    made = pipeline_class(known.layout)
    expected, optional = made._get_signature_keys(made)
    given: dict[str, Any] = dict.fromkeys(expected)
    given |= {name: known.layout.index[name] for name in optional if name in known.layout.index}
    given |= known.small
    given |= {name: loaded.module for name, loaded in held.items()}
    if "requires_safety_checker" in optional:
        given["requires_safety_checker"] = False
    if "add_watermarker" in optional:
        given["add_watermarker"] = False
    pipe = made(**given)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def module_bytes(module: torch.nn.Module) -> int:
    tensors = (*module.parameters(), *module.buffers())
    return sum(tensor.nelement() * tensor.element_size() for tensor in tensors)
