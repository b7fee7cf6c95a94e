"""Latents from files and into files: safetensors, and nothing else in them."""

import hashlib
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from render.nodes.ops.call import OperationError, Tensors

MIME = "application/vnd.safetensors"

MAX_BYTES = 512 * 2**20
"""A latent of 4096² in 32 bits has 16 MiB; more than this is some mistake."""

SAMPLES = "samples"


def write_latent(latent: Tensors, path: Path) -> tuple[str, int]:
    """The hex SHA-256 and the size of the file written. Equal latents are equal bytes."""
    size_bytes = sum(each.nelement() * each.element_size() for each in latent.values())
    if size_bytes > MAX_BYTES:
        raise OperationError(
            f"The latent has {size_bytes >> 20} MiB; at most {MAX_BYTES >> 20} can be kept"
        )
    data = save({name: each.detach().cpu().contiguous() for name, each in latent.items()})
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest(), len(data)


def read_latent(path: Path, device: torch.device) -> Tensors:
    try:
        found = load(path.read_bytes())
    except (OSError, SafetensorError) as error:
        raise OperationError(f"The latent cannot be read: {error}") from error
    return {name: tensor.to(device) for name, tensor in found.items()}


def odd_latent(latent: Tensors) -> list[str]:
    """As `render.workers.checks` says it of pictures. Waits for the device."""
    samples = latent.get(SAMPLES)
    if samples is None or not samples.is_floating_point():
        return []
    if not bool(torch.isfinite(samples).all()):
        return ["non_finite"]
    return ["flat"] if bool(samples.amax() == samples.amin()) else []


def grid_of(latent: Tensors) -> tuple[int, int]:
    """Columns and rows of a latent; of an empty one, its width and height in pixels."""
    samples = latent.get(SAMPLES)
    if samples is not None and samples.ndim >= 2:
        return samples.shape[-1], samples.shape[-2]
    size = latent.get("size")
    if size is not None and size.nelement() == 2:
        width, height = (int(side) for side in size.tolist())
        return width, height
    return 0, 0
