"""Tiny LoRAs in the forms that communities share, strong enough to be seen in a picture."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import save_file

from render.diffusion import tiny
from render.diffusion.quiet import quiet_libraries
from render.diffusion.tiny_files import unet_names


def build_lora(
    family: str, file: Path, seed: int = 0, rank: int = 2, with_text: bool = True
) -> None:
    """In the diffusers form."""
    from peft import LoraConfig, get_peft_model_state_dict

    quiet_libraries()
    made = tiny.pipeline(family, seed)
    layers: dict[str, Any] = {}
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(seed)
        for name, targets in _LORA_TARGETS.items():
            part = getattr(made, name, None)
            if part is None or (name.startswith("text") and (family == "zimage" or not with_text)):
                continue
            config = LoraConfig(
                r=rank, lora_alpha=8 * rank, target_modules=targets, init_lora_weights=False
            )
            part.add_adapter(config)
            layers[_LORA_ARGUMENTS[name]] = get_peft_model_state_dict(part)
            layers[f"{name}_lora_adapter_metadata"] = config.to_dict()
    file.parent.mkdir(parents=True, exist_ok=True)
    made.save_lora_weights(str(file.parent), weight_name=file.name, **layers)


_LORA_TARGETS: Final[Mapping[str, list[str]]] = {
    "unet": ["to_q", "to_k", "to_v", "to_out.0"],
    "transformer": ["to_q", "to_k", "to_v", "to_out.0"],
    "text_encoder": ["q_proj", "v_proj"],
    "text_encoder_2": ["q_proj", "v_proj"],
}
_LORA_ARGUMENTS: Final = {
    "unet": "unet_lora_layers",
    "transformer": "transformer_lora_layers",
    "text_encoder": "text_encoder_lora_layers",
    "text_encoder_2": "text_encoder_2_lora_layers",
}

_KOHYA_TARGETS: Final = (
    ("q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2"),
    (*_LORA_TARGETS["unet"], "ff.net.0.proj", "ff.net.2"),
)
"""Of text encoders and of the UNet."""


def build_kohya_lora(
    family: str, file: Path, seed: int = 0, rank: int = 2, alpha: float = 8.0
) -> None:
    """As kohya's trainer writes it: flat names with an alpha each, for SDXL in the first blocks'
    names. Pulls by alpha / rank.
    """
    made = tiny.pipeline(family, seed)
    generator = torch.Generator().manual_seed(seed)
    state: dict[str, torch.Tensor] = {}
    for name, layer in kohya_layers(family, made):
        rows, columns = layer.weight.shape
        state[f"{name}.lora_down.weight"] = torch.randn(rank, columns, generator=generator)
        state[f"{name}.lora_up.weight"] = torch.randn(rows, rank, generator=generator) / 40
        state[f"{name}.alpha"] = torch.tensor(alpha)
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file(state, file)


def kohya_layers(family: str, made: Any) -> Iterator[tuple[str, torch.nn.Linear]]:
    """What is bent, by the names in such a file; of any pipeline of `family`."""
    is_xl = family == "sdxl"
    blocks = unet_names(made.unet.config) if is_xl else {}
    prefixes = {"text_encoder": "lora_te1" if is_xl else "lora_te", "text_encoder_2": "lora_te2"}
    for part in ("unet", *prefixes):
        for path, layer in getattr(made, part, torch.nn.Module()).named_modules():
            if not path.endswith(_KOHYA_TARGETS[part == "unet"]):
                continue
            if part == "unet":
                new = next((new for new in blocks if path.startswith(f"{new}.")), None)
                old = path if new is None else blocks[new] + path[len(new) :]
                yield f"lora_unet_{old.replace('.', '_')}", layer
            else:
                inner = "text_model." + path.removeprefix("text_model.")
                yield f"{prefixes[part]}_{inner.replace('.', '_')}", layer
