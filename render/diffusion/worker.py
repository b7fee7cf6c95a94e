"""The one library of this worker process, made when an operation first asks for it."""

import os
import sys
import threading
from functools import cache
from pathlib import Path

import torch

from render.diffusion.library import Library
from render.diffusion.loading import import_families
from render.nodes.ops.call import Call

CPU_SHARE = 0.5
GPU_SHARE = 0.8
"""The rest is for pictures, for what others keep there, and for what torch cannot hand back."""


_folder: Path | None = None


def keep_in(folder: Path) -> None:
    """Where what is learned of this machine outlives the process."""
    global _folder
    _folder = folder


_importing = threading.Lock()


def make_ready() -> None:
    """Import what models need, in any thread. Two that import at once would find half of it."""
    with _importing:
        import_families()


def library(call: Call) -> Library:
    make_ready()
    return _library(call.device)


def clear(device: torch.device) -> None:
    """Let go of all that is not in use, after memory ran out."""
    if _library.cache_info().currsize:
        _library(device).clear()


@cache
def _library(device: torch.device) -> Library:
    curves = _folder / "curves" if _folder else None
    return Library(device, _budget_bytes(device), _note, curves=curves)


def _budget_bytes(device: torch.device) -> int:
    if device.type == "cuda":
        return int(torch.cuda.get_device_properties(device).total_memory * GPU_SHARE)
    return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * CPU_SHARE)


def _note(reason: str) -> None:
    """A worker's output is read by administrators."""
    print(reason, file=sys.stderr, flush=True)  # noqa: T201
