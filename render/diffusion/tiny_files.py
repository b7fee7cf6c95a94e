"""Tiny models as communities share them: checkpoints of one file.

The names of tensors are the original ones, of the repositories the models first came from.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import torch
from safetensors.torch import save_file

from render.diffusion import tiny

State: TypeAlias = dict[str, torch.Tensor]


def build_single_file(
    family: str, file: Path, seed: int = 0, dtype: torch.dtype = torch.float16
) -> None:
    """The same weights as `tiny.build` writes with this seed. A Z-Image file holds its transformer
    alone, as those that are shared do.
    """
    made = tiny.pipeline(family, seed)
    state: State = {}
    if family == "zimage":
        state = _z_image(made.transformer.state_dict())
    else:
        unet = _renamed(made.unet.state_dict(), unet_names(made.unet.config))
        state |= {f"model.diffusion_model.{name}": tensor for name, tensor in unet.items()}
        vae = _renamed(made.vae.state_dict(), _vae_names(len(made.vae.config.block_out_channels)))
        state |= {f"first_stage_model.{name}": _as_conv(name, t) for name, t in vae.items()}
        match family:
            case "sd1":
                state |= _clip(made.text_encoder, "cond_stage_model.transformer.")
            case "sdxl":
                state |= _clip(made.text_encoder, "conditioner.embedders.0.transformer.")
                state |= _open_clip(made.text_encoder_2, "conditioner.embedders.1.model.")
            case _:
                state |= _open_clip(made.text_encoder, "cond_stage_model.model.")
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: each.to(dtype).contiguous() for name, each in state.items()}, file)


def _renamed(state: State, names: Mapping[str, str]) -> State:
    """By the longest beginning that has another name."""
    found: State = {}
    for name, tensor in state.items():
        old = max((old for old in names if name.startswith(old)), key=len, default=None)
        changed = name if old is None else names[old] + name[len(old) :]
        found[_inner(changed)] = tensor
    return found


def _inner(name: str) -> str:
    """Within blocks."""
    if ".transformer_blocks." in name:
        return name
    for new, old in _INNER.items():
        name = name.replace(new, old)
    return name


_INNER: Final = {"conv_shortcut": "nin_shortcut", "group_norm": "norm", "to_out.0": "proj_out"}
_RESNET: Final = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "time_emb_proj": "emb_layers.1",
    "conv_shortcut": "skip_connection",
}


def unet_names(config: Any) -> dict[str, str]:
    names = {
        "conv_in": "input_blocks.0.0",
        "time_embedding.linear_1": "time_embed.0",
        "time_embedding.linear_2": "time_embed.2",
        "add_embedding.linear_1": "label_emb.0.0",
        "add_embedding.linear_2": "label_emb.0.2",
        "conv_norm_out": "out.0",
        "conv_out": "out.2",
        "mid_block.attentions.0": "middle_block.1",
        **_resnet("mid_block.resnets.0", "middle_block.0"),
        **_resnet("mid_block.resnets.1", "middle_block.2"),
    }
    depth, layers = len(config.block_out_channels), config.layers_per_block
    for block in range(depth):
        for layer in range(layers + 1):
            down = f"input_blocks.{1 + block * (layers + 1) + layer}"
            up = f"output_blocks.{block * (layers + 1) + layer}"
            at = f"down_blocks.{block}"
            if layer < layers:
                names |= _resnet(f"{at}.resnets.{layer}", f"{down}.0")
                names[f"{at}.attentions.{layer}"] = f"{down}.1"
            else:
                names[f"{at}.downsamplers.0.conv"] = f"{down}.0.op"
            names |= _resnet(f"up_blocks.{block}.resnets.{layer}", f"{up}.0")
            names[f"up_blocks.{block}.attentions.{layer}"] = f"{up}.1"
            after = 2 if "CrossAttn" in config.up_block_types[block] else 1
            if layer == layers:
                names[f"up_blocks.{block}.upsamplers.0.conv"] = f"{up}.{after}.conv"
    return names


def _resnet(new: str, old: str) -> dict[str, str]:
    return {f"{new}.{inner}": f"{old}.{original}" for inner, original in _RESNET.items()}


def _vae_names(depth: int) -> dict[str, str]:
    names: dict[str, str] = {}
    for side in ("encoder", "decoder"):
        names |= {
            f"{side}.conv_norm_out": f"{side}.norm_out",
            f"{side}.mid_block.resnets.0": f"{side}.mid.block_1",
            f"{side}.mid_block.resnets.1": f"{side}.mid.block_2",
            f"{side}.mid_block.attentions.0": f"{side}.mid.attn_1",
        }
        names |= {
            f"{side}.mid_block.attentions.0.to_{each}": f"{side}.mid.attn_1.{each}"
            for each in ("q", "k", "v")
        }
    for block in range(depth):
        down, up = f"encoder.down.{block}", f"decoder.up.{depth - 1 - block}"
        names[f"encoder.down_blocks.{block}.resnets"] = f"{down}.block"
        names[f"encoder.down_blocks.{block}.downsamplers.0"] = f"{down}.downsample"
        names[f"decoder.up_blocks.{block}.resnets"] = f"{up}.block"
        names[f"decoder.up_blocks.{block}.upsamplers.0"] = f"{up}.upsample"
    return names


def _as_conv(name: str, tensor: torch.Tensor) -> torch.Tensor:
    """The original attends by convolutions of one pixel."""
    is_attention = re.search(r"attn_1\.(q|k|v|proj_out)\.weight$", name)
    return tensor[:, :, None, None] if is_attention else tensor


def _text_state(encoder: Any) -> Iterator[tuple[str, torch.Tensor]]:
    """transformers has moved `text_model.` back and forth."""
    for name, tensor in encoder.state_dict().items():
        yield name.removeprefix("text_model."), tensor


def _clip(encoder: Any, prefix: str) -> State:
    return {f"{prefix}text_model.{name}": tensor for name, tensor in _text_state(encoder)}


_OPEN_CLIP: Final = {
    "embeddings.position_embedding.weight": "positional_embedding",
    "embeddings.token_embedding.weight": "token_embedding.weight",
    "final_layer_norm": "ln_final",
    "encoder.layers.": "transformer.resblocks.",
    "layer_norm1": "ln_1",
    "layer_norm2": "ln_2",
    "mlp.fc1": "mlp.c_fc",
    "mlp.fc2": "mlp.c_proj",
    "self_attn": "attn",
    "text_projection.weight": "text_projection",
}


def _open_clip(encoder: Any, prefix: str) -> State:
    found: State = {}
    thirds: dict[str, dict[str, torch.Tensor]] = {}
    for name, tensor in _text_state(encoder):
        for new, old in _OPEN_CLIP.items():
            name = name.replace(new, old)
        third = re.fullmatch(r"(.*\.attn)\.(q|k|v)_proj\.(weight|bias)", name)
        if third:
            thirds.setdefault(f"{third[1]}.in_proj_{third[3]}", {})[third[2]] = tensor
        else:
            found[prefix + name] = tensor.T if name == "text_projection" else tensor
    for name, parts in thirds.items():
        found[prefix + name] = torch.cat([parts["q"], parts["k"], parts["v"]])
    return found


_Z_IMAGE: Final = {
    "all_final_layer.2-1.": "final_layer.",
    "all_x_embedder.2-1.": "x_embedder.",
    ".attention.norm_k.": ".attention.k_norm.",
    ".attention.norm_q.": ".attention.q_norm.",
    ".attention.to_out.0.": ".attention.out.",
}


def _z_image(state: State) -> State:
    found: State = {}
    for name, tensor in state.items():
        for new, old in _Z_IMAGE.items():
            name = name.replace(new, old)
        found[name] = tensor
    for name in [name for name in found if name.endswith(".attention.to_q.weight")]:
        start = name.removesuffix("to_q.weight")
        thirds = [found.pop(f"{start}to_{each}.weight") for each in ("q", "k", "v")]
        found[f"{start}qkv.weight"] = torch.cat(thirds)
    return found
