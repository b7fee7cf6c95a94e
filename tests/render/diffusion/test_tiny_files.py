"""Single files and LoRAs are what the libraries' own readers take them for."""

from pathlib import Path

import diffusers
import pytest
import torch
from safetensors import safe_open

from render.diffusion import tiny_files, tiny_loras
from tests.render.diffusion.models import quick

KEYS = {  # as in the files that people share
    "sd1": "cond_stage_model.transformer.text_model.encoder.layers.0.self_attn.q_proj.weight",
    "sd2": "cond_stage_model.model.transformer.resblocks.0.attn.in_proj_weight",
    "sd2-v": "model.diffusion_model.output_blocks.0.0.in_layers.0.weight",
    "sdxl": "conditioner.embedders.1.model.text_projection",
    "zimage": "layers.0.attention.qkv.weight",
}


@pytest.mark.parametrize("family", ["sd1", "sd2", "sd2-v", "sdxl"])
def test_single_file_paints_as_the_folder_does(family: str, models: Path, tmp_path: Path) -> None:
    file = tmp_path / "made" / "one.safetensors"
    tiny_files.build_single_file(family, file)
    with safe_open(file, "pt") as opened:
        assert KEYS[family] in opened.keys()  # noqa: SIM118 - it is no mapping
    folder = diffusers.DiffusionPipeline.from_pretrained(models / family, dtype=torch.float32)
    single = type(folder).from_single_file(
        str(file), config=str(models / family), local_files_only=True, dtype=torch.float32
    )
    assert torch.equal(quick(single), quick(folder))


def test_single_z_image_file_is_its_transformer(models: Path, tmp_path: Path) -> None:
    tiny_files.build_single_file("zimage", tmp_path / "one.safetensors")
    with safe_open(tmp_path / "one.safetensors", "pt") as opened:
        assert KEYS["zimage"] in opened.keys()  # noqa: SIM118 - it is no mapping
    made = diffusers.ZImageTransformer2DModel.from_single_file(
        str(tmp_path / "one.safetensors"),
        config=str(models / "zimage"),
        subfolder="transformer",
        dtype=torch.float32,
    )
    folder = diffusers.DiffusionPipeline.from_pretrained(models / "zimage", dtype=torch.float32)
    before = quick(folder)
    folder.register_modules(transformer=made)
    assert torch.equal(quick(folder), before)


@pytest.mark.parametrize("family", ["sd1", "sd2", "sdxl", "zimage"])
def test_lora_fits_its_family_and_is_seen(family: str, models: Path, tmp_path: Path) -> None:
    tiny_loras.build_lora(family, tmp_path / "bold.safetensors")
    pipe = diffusers.DiffusionPipeline.from_pretrained(models / family, dtype=torch.float32)
    before = quick(pipe)
    pipe.load_lora_weights(tmp_path, weight_name="bold.safetensors")
    assert (quick(pipe) - before).abs().max() > 0.01
