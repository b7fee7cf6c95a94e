"""Tiny models are real ones: saved, loaded and run by the libraries alone."""

import json
from pathlib import Path

import pytest
import torch
from diffusers import DiffusionPipeline

from render.diffusion import tiny
from tests.render.diffusion.models import quick

CLASSES = {
    "sd1": "StableDiffusionPipeline",
    "sd2": "StableDiffusionPipeline",
    "sd2-v": "StableDiffusionPipeline",
    "sdxl": "StableDiffusionXLPipeline",
    "zimage": "ZImagePipeline",
}
TEXT_WIDTHS = {"sd1": 768, "sd2": 1024, "sd2-v": 1024, "sdxl": 2048}


@pytest.mark.parametrize("family", tiny.FAMILIES)
def test_tiny_model_is_loaded_from_its_folder_and_paints(family: str, tmp_path: Path) -> None:
    tiny.build(family, tmp_path)
    assert json.loads((tmp_path / "model_index.json").read_text())["_class_name"] == CLASSES[family]
    pipe = DiffusionPipeline.from_pretrained(
        tmp_path, local_files_only=True, use_safetensors=True, dtype=torch.float32
    )
    if family in TEXT_WIDTHS:
        assert pipe.unet.config.cross_attention_dim == TEXT_WIDTHS[family]
    one, again, other = (quick(pipe, prompt) for prompt in ("a fox", "a fox", "Güneşli bir gün"))
    assert one.shape == (3, 64, 64)
    assert torch.equal(one, again)
    assert (one - other).abs().max() > 0.01
    assert one.std() > 0.1  # neither flat nor all cut off
    assert sum(file.stat().st_size for file in tmp_path.rglob("*") if file.is_file()) < 40e6


def test_seed_decides_the_weights(tmp_path: Path) -> None:
    def first_weights(seed: int) -> torch.Tensor:
        return next(tiny.pipeline("zimage", seed).transformer.parameters())

    assert torch.equal(first_weights(1), first_weights(1))
    assert not torch.equal(first_weights(1), first_weights(2))


def test_unknown_family_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not of sd9"):
        tiny.build("sd9", tmp_path)
