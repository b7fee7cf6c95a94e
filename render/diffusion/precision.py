"""In which numbers a model runs."""

from typing import Final

import torch

from render.models.use import ModelUse

_NAMED: Final = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


def choose_dtype(use: ModelUse, device: torch.device) -> torch.dtype:
    """What was asked for; else full on a CPU, and on a GPU what the family was made for."""
    if use.precision in _NAMED:
        return _NAMED[use.precision]
    if device.type != "cuda":
        return torch.float32
    if use.family == "zimage":  # overflows in fp16
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    return torch.float16


def vae_dtype(family: str, dtype: torch.dtype, force_upcast: bool) -> torch.dtype:
    """SDXL's VAE overflows in fp16, unless it is one that was mended for it and says so."""
    if family == "sdxl" and dtype == torch.float16 and force_upcast:
        return torch.float32
    return dtype
