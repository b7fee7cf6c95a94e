"""What a file of tensors is, told from their names and shapes. Pure; reads headers, never weights.

A family's files are told apart by what no other family has: the text encoder's layout, the width of
what cross-attention reads, a network's own layers. A LoRA is told by what it would be added to.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from render.models.entry import Family, Kind
from render.models.header import Header

_PRECISIONS: Final[Mapping[str, str]] = {
    "F64": "fp64",
    "F32": "fp32",
    "F16": "fp16",
    "BF16": "bf16",
    "F8_E4M3": "fp8",
    "F8_E5M2": "fp8",
    "F8_E4M3FNUZ": "fp8",
    "F8_E5M2FNUZ": "fp8",
}
_WIDTHS: Final[Mapping[int, Family]] = {768: "sd1", 1024: "sd2", 2048: "sdxl"}
"""Of what cross-attention reads: the text encoder's states."""
_LDM = "model.diffusion_model."
_LORA = re.compile(
    r"\.(lora_(down|up|A|B)(\.[\w-]+)?\.weight|lora\.(down|up)\.weight|hada_w1_a|lokr_w1)$"
)
_LORA_DOWN = re.compile(r"\.(lora_(down|A)(\.[\w-]+)?|lora\.down)\.weight$")
_CROSS = re.compile(r"attn2[._](processor\.)?to_[kv](_lora)?$")
_ZIMAGE_LORA = re.compile(
    r"(^|[._])(layers[._]\d+[._]attention[._](to_[qkv]|qkv)"
    r"|(context_refiner|noise_refiner|cap_embedder)[._])"
)
_OTHERS: Final = (
    ("double_blocks.", "Flux"),
    ("single_transformer_blocks.", "Flux"),
    ("joint_blocks.", "Stable Diffusion 3"),
    ("caption_projection.", "PixArt or Sana"),
    ("txt_norm.", "Qwen-Image"),
    ("blocks.0.cross_attn.", "Wan"),
)

_ALONE: Final[dict[Kind, str]] = {
    "denoiser": "This file holds only the denoiser, without a text encoder and a VAE. Get the"
    " whole model: its author's repository has it as a folder.",
    "vae": "A VAE by itself is not used here: it comes with its model.",
    "text_encoder": "A text encoder by itself is not used here: it comes with its model.",
    "controlnet": "A ControlNet is not used here.",
    "embedding": "A textual inversion is not used here.",
}


@dataclass(frozen=True, slots=True)
class Identity:
    kind: Kind
    family: Family | None
    precision: str | None
    parameters: int
    other: str | None = None
    """A family that is known by name and not run here."""


def identify(header: Header) -> Identity:
    kind, family = _kind(header)
    other = None
    if family is None and kind in ("unknown", "lora"):
        other = _other(header.tensors.keys())
    return Identity(kind, family, precision(header), parameters(header), other)


def problem(what: Identity) -> str | None:
    """Why such a file cannot be used; `None` when it can."""
    if what.kind in _ALONE:
        return _ALONE[what.kind]
    if what.family is not None and what.kind in ("checkpoint", "lora"):
        return None
    thing = "LoRA" if what.kind == "lora" else "file"
    if what.other is not None:
        return f"This {thing} is for {what.other}, which is not run here."
    return f"This {thing} has tensors of no family that is known here."


def parameters(header: Header) -> int:
    return sum(tensor.elements for tensor in header.tensors.values())


def precision(header: Header) -> str | None:
    """Of most of the weights, by count of numbers."""
    counts: Counter[str] = Counter()
    for tensor in header.tensors.values():
        counts[_PRECISIONS.get(tensor.dtype, tensor.dtype.lower())] += tensor.elements
    return counts.most_common(1)[0][0] if counts else None


def _kind(header: Header) -> tuple[Kind, Family | None]:
    names = header.tensors.keys()
    if any(_LORA.search(name) for name in names):
        return "lora", _lora_family(header)
    if _has(names, "control_model.", "controlnet_cond_embedding.", "input_hint_block."):
        return "controlnet", None
    if _has(names, _LDM + "input_blocks."):
        is_whole = _has(names, "cond_stage_model.", "conditioner.")
        is_whole = is_whole and _has(names, "first_stage_model.")
        return ("checkpoint" if is_whole else "denoiser"), _checkpoint_family(header)
    if {"x_pad_token", "cap_pad_token"} <= {name.removeprefix(_LDM) for name in names}:
        return "checkpoint", "zimage"  # its family's folder has the rest
    if "conv_in.weight" in names and _has(names, "down_blocks."):
        return "denoiser", _cross_family(header)
    if {"encoder.conv_in.weight", "decoder.conv_in.weight"} <= names:
        return "vae", None
    if _has(names, "text_model.encoder."):
        return "text_encoder", None
    if len(names) <= 4 and names & {"emb_params", "clip_l", "clip_g"}:
        return "embedding", None
    return "unknown", None


def _checkpoint_family(header: Header) -> Family | None:
    names = header.tensors.keys()
    if _has(names, "conditioner.embedders.1."):
        return "sdxl"
    if _has(names, "cond_stage_model.model."):
        return "sd2"
    if _has(names, "cond_stage_model.transformer."):
        return "sd1"
    return _cross_family(header)


def _cross_family(header: Header) -> Family | None:
    for name, tensor in header.tensors.items():
        if name.endswith("attn2.to_k.weight") and len(tensor.shape) == 2:
            return _WIDTHS.get(tensor.shape[1])
    return None


def _lora_family(header: Header) -> Family | None:
    names = header.tensors.keys()
    for name, tensor in header.tensors.items():
        down = _LORA_DOWN.search(name)
        if down and len(tensor.shape) >= 2 and _CROSS.search(name[: down.start()]):
            return _WIDTHS.get(tensor.shape[1])
    if _has(names, "lora_te2_", "text_encoder_2."):
        return "sdxl"
    return "zimage" if any(_ZIMAGE_LORA.search(name) for name in names) else None


def _other(names: Iterable[str]) -> str | None:
    text = "\n".join(names)
    for sign, title in _OTHERS:
        if sign in text or sign.replace(".", "_") in text:
            return title
    return None


def _has(names: Iterable[str], *prefixes: str) -> bool:
    return any(name.startswith(prefixes) for name in names)
