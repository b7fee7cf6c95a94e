"""Whether a picture may be seen, by the checker that comes with Stable Diffusion 1.

Its folder is a model's that has `safety_checker` and `feature_extractor` in it. What it finds unfit
is blurred past recognition, on the worker: nothing else of it leaves the process.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch

from render.diffusion.layout import Component, weight_files
from render.diffusion.quiet import quiet_libraries
from render.models.header import read_header
from render.models.use import ModelUse
from render.nodes.ops.call import Floats, OperationError
from render.nodes.ops.pixels import rounded, to_pillow

WITHHELD: Final = "withheld"
"""The verdict on a picture that is blurred."""

PART: Final = "safety_checker"
_MODULE: Final = "diffusers.pipelines.stable_diffusion.safety_checker"
_CELLS: Final = 6
"""A side of what is left of a picture; each is one color."""


@dataclass(frozen=True, slots=True)
class Checker:
    module: Any
    processor: Any
    device: torch.device
    dtype: torch.dtype

    @torch.no_grad()
    def passes(self, picture: Floats) -> bool:
        seen = to_pillow(rounded(picture)[0])
        pixels = self.processor(images=[seen], return_tensors="pt").pixel_values
        given = pixels.to(device=self.device, dtype=self.dtype)
        _, found = self.module(clip_input=given, images=torch.zeros(1, 1, 1, 3))
        return not found[0]


def component_of(use: ModelUse) -> Component:
    """Raises `OperationError`: without its checker no picture is shown."""
    folder = Path(use.path)
    try:
        config = json.loads((folder / PART / "config.json").read_bytes())
        files, variant = weight_files(use, folder / PART, False)
        elements = sum(t.elements for file in files for t in read_header(file).tensors.values())
    except (OSError, ValueError) as error:
        raise _unreadable() from error
    return Component(
        PART, _MODULE, "StableDiffusionSafetyChecker", use.hash, folder, files, False, variant,
        elements, config,
    )  # fmt: skip


def load_processor(folder: Path) -> Any:
    quiet_libraries()
    from transformers import CLIPImageProcessor

    try:
        return CLIPImageProcessor.from_pretrained(
            str(folder), subfolder="feature_extractor", local_files_only=True
        )
    except (OSError, ValueError) as error:
        raise _unreadable() from error


def _unreadable() -> OperationError:
    return OperationError(
        "The safety checker of this server cannot be read, so no picture is shown; ask an "
        "administrator to look at ATELIER_SAFETY_CHECKER"
    )


def blurred(picture: Floats) -> Floats:
    """A few large soft spots, from which nothing can be told."""
    values = picture.values.nan_to_num(0).clamp(0, 255)
    height, width, _ = values.shape
    few = torch.nn.functional.adaptive_avg_pool2d(values.permute(2, 0, 1)[None], _CELLS)
    soft = torch.nn.functional.interpolate(few, (height, width), mode="bicubic")
    return Floats(soft[0].permute(1, 2, 0), (*picture.remarks, WITHHELD))
