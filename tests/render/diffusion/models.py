"""What tests of diffusion share: naming a tiny model, and a picture made the bare way."""

from pathlib import Path
from typing import Any

import torch

from render.diffusion.quiet import quiet_libraries
from render.models.use import ModelUse


def use_of(models: Path, name: str, **more: Any) -> ModelUse:
    """Of a folder in `models`, as the server would tell of it."""
    folder = models / name
    parts = {child.name: f"{name}/{child.name}" for child in folder.iterdir() if child.is_dir()}
    told = {"parts": parts} | more
    return ModelUse(name, f"hash-{name}", str(folder), name.removesuffix("-v"), **told)


def quick(pipe: Any, prompt: str = "a fox", seed: int = 0, **more: Any) -> torch.Tensor:
    """One picture of 64² in two steps, 3 × height × width from 0 to 1."""
    quiet_libraries()
    pipe.set_progress_bar_config(disable=True)
    settings = {"num_inference_steps": 2, "height": 64, "width": 64} | more
    generator = torch.Generator().manual_seed(seed)
    with torch.inference_mode():
        return pipe(prompt, generator=generator, output_type="pt", **settings).images[0]
