"""The library: real loads, shared components, budgets, all as the bare libraries would paint."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from diffusers import DiffusionPipeline

from render.diffusion import tiny
from render.diffusion.library import Library
from tests.render.diffusion.models import quick, use_of

CPU = torch.device("cpu")
ALL = ("text", "denoiser", "vae")


def library(budget_bytes: int = 2**31) -> tuple[Library, list[str]]:
    notes: list[str] = []
    return Library(CPU, budget_bytes, notes.append), notes


@pytest.mark.parametrize("name", tiny.FAMILIES)
def test_opened_model_paints_as_the_bare_library_does(name: str, models: Path) -> None:
    bare = DiffusionPipeline.from_pretrained(models / name, dtype=torch.float32)
    with library()[0].open(use_of(models, name), ALL) as bundle:
        assert bundle.dtype == torch.float32
        assert torch.equal(quick(bundle.pipe), quick(bare))


def test_shared_components_are_loaded_once(models: Path) -> None:
    shelf, _ = library()
    first = use_of(models, "sd2")
    second = use_of(models, "sd2-v")
    second = replace(second, parts={**first.parts, "unet": "another"})
    with shelf.open(first, ALL) as one, shelf.open(second, ALL) as two:
        assert one.pipe.vae is two.pipe.vae
        assert one.pipe.text_encoder is two.pipe.text_encoder
        assert one.pipe.unet is not two.pipe.unet
    assert shelf.loads == 4


def test_only_asked_parts_are_there(models: Path) -> None:
    shelf, _ = library()
    with shelf.open(use_of(models, "sdxl"), ("text",)) as bundle:
        assert bundle.pipe.unet is None
        assert bundle.pipe.vae is None
        assert bundle.pipe.encode_prompt("a fox", device=CPU)[0].shape == (1, 77, 2048)
    assert shelf.loads == 2
