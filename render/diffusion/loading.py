"""Weights from files to modules, by the libraries that wrote them. Never the network, never pickle.

One component at a time, so that those that are shared are loaded once, and so that a long load can
be cancelled and is seen to be alive: files are read through in pieces first, which leaves them in
the system's cache, from where the libraries map them.
"""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import torch

from render.diffusion.layout import PIPELINES, Component, Layout
from render.diffusion.quiet import quiet_libraries
from render.nodes.ops.call import OperationError

_PIECE_BYTES: Final = 64 * 2**20

Step = Callable[[], None]
"""Called while a load goes on; may raise to end it."""


def load_component(
    component: Component, dtype: torch.dtype, step: Step, read_before: set[Path]
) -> torch.nn.Module:
    """On the CPU, for use and not for training. `read_before` grows: a single file has several
    components.
    """
    quiet_libraries()
    for file in component.files:
        if file not in read_before:
            read_through(file, step)
            read_before.add(file)
    read = _from_file if component.in_single_file else _own
    try:
        made: torch.nn.Module = read(component, dtype)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        if isinstance(error, torch.OutOfMemoryError):
            raise
        raise OperationError(
            f"The {component.name} in {component.files[0]} does not fit its configuration "
            f"({_short(error)}); download the model again"
        ) from error
    if any(parameter.is_meta for parameter in made.parameters()):
        raise OperationError(
            f"The {component.name} in {component.files[0]} is not whole; download the model again"
        )
    step()
    return made.eval().requires_grad_(False)


def read_through(file: Path, step: Step) -> None:
    buffer = bytearray(_PIECE_BYTES)
    with file.open("rb", buffering=0) as opened:
        while opened.readinto(buffer):
            step()


def load_small(layout: Layout, name: str) -> Any:
    """A tokenizer or a scheduler."""
    quiet_libraries()
    try:
        return _class(*layout.index[name]).from_pretrained(
            str(layout.folder), subfolder=name, local_files_only=True
        )
    except (OSError, ValueError, KeyError) as error:
        raise OperationError(
            f"The {name} in {layout.folder} cannot be read ({_short(error)}); "
            "download the model again"
        ) from error


def import_families() -> None:
    """All that pictures need of the libraries, which takes seconds the first time."""
    quiet_libraries()
    importlib.import_module("peft")
    for kind in sorted(set(PIPELINES.values())):
        _class("diffusers", f"{kind}Pipeline")


def pipeline_class(layout: Layout) -> Any:
    return _class("diffusers", layout.pipeline)


def _own(component: Component, dtype: torch.dtype) -> Any:
    return _class(component.library, component.class_name).from_pretrained(
        str(component.folder),
        subfolder=component.name,
        dtype=dtype,
        use_safetensors=True,
        local_files_only=True,
        low_cpu_mem_usage=True,
        variant=component.variant,
    )


def _from_file(component: Component, dtype: torch.dtype) -> Any:
    """As a pipeline's `from_single_file` would, for one of its components."""
    from diffusers.loaders.single_file_utils import (
        create_diffusers_clip_model_from_ldm,
        load_single_file_checkpoint,
    )

    made = _class(component.library, component.class_name)
    checkpoint = load_single_file_checkpoint(str(component.files[0]), local_files_only=True)
    where = {
        "config": str(component.folder),
        "subfolder": component.name,
        "local_files_only": True,
        "torch_dtype": dtype,
    }
    if component.library == "transformers":
        return create_diffusers_clip_model_from_ldm(made, checkpoint=checkpoint, **where)
    return made.from_single_file(checkpoint, **where)


def _class(library: str, name: str) -> Any:
    try:
        return getattr(importlib.import_module(library), name)
    except AttributeError as error:
        raise OperationError(
            f"The model needs {name}, which this version of {library} does not have"
        ) from error


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
