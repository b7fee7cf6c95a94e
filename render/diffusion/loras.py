"""LoRAs over components: attached by peft, pulled as strongly as a stack says, exactly let go.

An attached LoRA stays beside its layer, switched off while it is not in the stack of whoever uses
the component: the layer then runs as if it were alone, and the next use needs no file.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, TypeAlias

import torch

from render.diffusion.layout import PARTS, Component
from render.models.use import LoraUse
from render.nodes.ops.call import OperationError

Stack: TypeAlias = tuple[tuple[str, float], ...]
"""Adapters by name, with their weights."""

MOST_ATTACHED: Final = 8
"""To one component; the least recently used then goes."""


@dataclass(slots=True)
class Attached:
    """What hangs on one component, oldest use first, and what of it pulls now."""

    names: list[str] = field(default_factory=list)
    """Also of those that have nothing for this component."""
    stack: Stack | None = ()
    """`None` is not known: peft switches on what it attaches."""
    open: list[Stack] = field(default_factory=list)
    """Of all who have the component open: what is in these stays."""


def as_stack(loras: Sequence[LoraUse]) -> Stack:
    """One that is there twice pulls with both its weights."""
    weights: dict[str, float] = {}
    for lora in loras:
        name = adapter_name(lora)
        weights[name] = weights.get(name, 0.0) + lora.weight
    return tuple((name, weight) for name, weight in weights.items() if weight)


def adapter_name(lora: LoraUse) -> str:
    """peft takes a dot in a name for a path."""
    return "lora_" + "".join(each for each in lora.hash if each.isalnum())[:48]


def apply(
    name: str,
    module: torch.nn.Module,
    attached: Attached,
    loras: Sequence[LoraUse],
    pipeline: Any,
    components: Mapping[str, Component],
) -> bool:
    """Have `loras` alone pull on the component `name` of a model with `components`; whether
    something was read from a file.
    """
    stack = as_stack(loras)
    has_read = False
    for lora in loras:
        adapter = adapter_name(lora)
        if adapter in attached.names:
            attached.names.remove(adapter)
        elif lora.weight:
            has_read = True
            attached.stack = None
            _attach(name, module, lora, pipeline, components)
        else:
            continue
        attached.names.append(adapter)
    switch(module, attached, stack)
    kept = {name for each in (stack, *attached.open) for name, _ in each}
    for adapter in [name for name in attached.names if name not in kept]:
        if len(attached.names) > MOST_ATTACHED:
            attached.names.remove(adapter)
            _detach(module, adapter)
    return has_read


def switch(module: torch.nn.Module, attached: Attached, stack: Stack) -> None:
    """Between stacks whose LoRAs are attached already."""
    if stack == attached.stack:
        return
    for layer in _layers(module):
        here = [(name, weight) for name, weight in stack if name in _names(layer)]
        layer.enable_adapters(bool(here))
        if here:
            layer.set_adapter([name for name, _ in here])
            for name, weight in here:
                layer.set_scale(name, weight)
    attached.stack = stack


def _attach(
    name: str, module: Any, lora: LoraUse, pipeline: Any, components: Mapping[str, Component]
) -> None:
    state, alphas, metadata = _read(lora, pipeline, components)
    has = {key.partition(".")[0] for key in state}
    strange = has.intersection(PARTS["denoiser"]).difference(components)
    if strange:
        raise _does_not_fit(lora, name)
    if has.isdisjoint(components):
        raise OperationError(f"{lora.name} is not a LoRA that can be read; choose another")
    if name not in has:
        return
    _check_fit(name, module, lora, state)
    adapter = adapter_name(lora)
    told = {"adapter_name": adapter, "metadata": metadata}
    try:
        with _unwarned():
            match name:
                case "transformer":
                    pipeline.load_lora_into_transformer(state, transformer=module, **told)
                case "unet":
                    pipeline.load_lora_into_unet(state, alphas, unet=module, **told)
                case _:
                    pipeline.load_lora_into_text_encoder(
                        state, alphas, text_encoder=module, prefix=name, **told
                    )
    except (RuntimeError, ValueError, KeyError, TypeError) as error:
        _detach(module, adapter)
        if isinstance(error, torch.OutOfMemoryError):
            raise
        raise _does_not_fit(lora, name) from error
    if not any(adapter in _names(layer) for layer in _layers(module)):
        raise _does_not_fit(lora, name)
    for parameter in module.parameters():
        parameter.requires_grad_(False)


def _read(
    lora: LoraUse, pipeline: Any, components: Mapping[str, Component]
) -> tuple[dict[str, torch.Tensor], Any, Any]:
    path = Path(lora.path)
    if path.suffix != ".safetensors":
        raise OperationError(
            f"{lora.name} is a {path.suffix or 'nameless'} file, which may run code when it is "
            "opened; take the LoRA as .safetensors"
        )
    if not path.is_file():
        raise OperationError(f"{lora.name} is no longer at {path}; choose another LoRA")
    unet = components.get("unet")
    told: dict[str, Any] = {"unet_config": SimpleNamespace(**unet.config)} if unet else {}
    try:
        with _unwarned():
            found = pipeline.lora_state_dict(
                str(path.parent),
                weight_name=path.name,
                use_safetensors=True,
                local_files_only=True,
                return_lora_metadata=True,
                **told,
            )
    except (OSError, RuntimeError, ValueError, KeyError, IndexError) as error:
        raise OperationError(
            f"{lora.name} is not a LoRA that can be read for this model ({error}); choose another"
        ) from error
    state, *alphas, metadata = found  # some families keep no alphas apart
    return state, alphas[0] if alphas else None, metadata


def _check_fit(
    name: str, module: torch.nn.Module, lora: LoraUse, state: Mapping[str, torch.Tensor]
) -> None:
    """Before peft changes anything: what can be told from names and widths."""
    modules = dict(module.named_modules())
    for key, down in state.items():
        for end in (".lora_A.weight", ".lora.down.weight"):
            if key.startswith(f"{name}.") and key.endswith(end):
                path = key[len(name) + 1 : -len(end)]
                found = modules.get(path) or modules.get(path.removeprefix("text_model."))
                base = getattr(found, "base_layer", found)
                weight = getattr(base, "weight", None)
                if weight is not None and weight.shape[1] != down.shape[1]:
                    raise _does_not_fit(lora, name)


def _does_not_fit(lora: LoraUse, name: str) -> OperationError:
    return OperationError(
        f"{lora.name} does not fit the {name} of this model: it was made for another family; "
        "choose a LoRA of the model's family"
    )


def _detach(module: Any, adapter: str) -> None:
    for layer in _layers(module):
        layer.delete_adapter(adapter)
    getattr(module, "peft_config", {}).pop(adapter, None)


def _layers(module: torch.nn.Module) -> Iterator[Any]:
    from peft.tuners.tuners_utils import BaseTunerLayer

    return (layer for layer in module.modules() if isinstance(layer, BaseTunerLayer))


def _names(layer: Any) -> set[str]:
    return {name for kept in layer.adapter_layer_names for name in getattr(layer, kept)}


class _unwarned:  # noqa: N801 - read as a word
    """diffusers warns for each component that a LoRA has nothing for, which is ordinary."""

    def __enter__(self) -> None:
        self._level = logging.root.manager.disable
        logging.disable(logging.WARNING)

    def __exit__(self, *_: object) -> None:
        logging.disable(self._level)
