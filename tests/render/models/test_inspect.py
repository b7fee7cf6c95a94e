"""Telling what a file of tensors is."""

import pytest

from render.models.defaults import defaults_for, overridden
from render.models.entry import ModelDefaults
from render.models.header import parse_header
from render.models.inspect import identify
from tests.render.models import files


def what(shapes: files.Shapes, dtype: str = "F16") -> tuple[str, str | None]:
    file = files.tensors(shapes, dtype)
    length = int.from_bytes(file[:8], "little")
    found = identify(parse_header(file[8 : 8 + length], len(file) - 8 - length))
    return found.kind, found.family or found.other


@pytest.mark.parametrize(
    ("shapes", "kind", "family"),
    [
        (files.SD1, "checkpoint", "sd1"),
        (files.SD2, "checkpoint", "sd2"),
        (files.SDXL, "checkpoint", "sdxl"),
        (files.ZIMAGE, "checkpoint", "zimage"),
        (
            {f"model.diffusion_model.{k}": v for k, v in files.ZIMAGE.items()},
            "checkpoint",
            "zimage",
        ),
        (files.kohya(768), "lora", "sd1"),
        (files.kohya(1024), "lora", "sd2"),
        (files.kohya(2048), "lora", "sdxl"),
        (files.peft(2048), "lora", "sdxl"),
        ({"unet.mid.attn2.processor.to_k_lora.down.weight": (4, 768)}, "unknown", None),
        ({"unet.mid.attn2.to_k.lora.down.weight": (4, 768)}, "lora", "sd1"),
        ({"lora_te2_text_model_layers_0.lora_down.weight": (4, 1280)}, "lora", "sdxl"),
        ({"diffusion_model.layers.3.attention.to_q.lora_A.weight": (4, 3840)}, "lora", "zimage"),
        ({"lora_unet_double_blocks_0_img.lora_down.weight": (4, 8)}, "lora", "Flux"),
        ({"double_blocks.0.img_attn.qkv.weight": (4, 4)}, "unknown", "Flux"),
        (
            {"conv_in.weight": (4, 4), "down_blocks.0.attn2.to_k.weight": (8, 1024)},
            "denoiser",
            "sd2",
        ),
        ({"encoder.conv_in.weight": (1,), "decoder.conv_in.weight": (1,)}, "vae", None),
        ({"control_model.input_blocks.0.weight": (1,)}, "controlnet", None),
        ({"emb_params": (4, 768)}, "embedding", None),
        ({"a": (1,)}, "unknown", None),
        ({}, "unknown", None),
    ],
)
def test_a_file_is_told_by_its_tensors(shapes: files.Shapes, kind: str, family: str | None) -> None:
    assert what(shapes) == (kind, family)


def test_few_step_models_have_their_own_defaults() -> None:
    assert defaults_for("sdxl", "stabilityai/sdxl-turbo") == ModelDefaults(4, 0.0, 512, 512)
    lightning = defaults_for("sdxl", "loras/sdxl_lightning_8step.safetensors")
    assert (lightning.steps, lightning.guidance, lightning.width) == (8, 0.0, 1024)
    assert defaults_for("sd1", "some/dream", "LCMScheduler").scheduler == "lcm"
    assert defaults_for("zimage", "Tongyi-MAI/Z-Image-Turbo").guidance == 0
    assert defaults_for("zimage", "Tongyi-MAI/Z-Image").guidance == 4
    assert defaults_for("sd2", "plain", side=512).width == 512
    assert defaults_for("sd1", "turbocharged-dreams").steps == 4
    assert defaults_for("sd1", "perturbo").steps == 25


def test_a_file_beside_a_model_overrides_what_it_can() -> None:
    own = ModelDefaults(25, 7.5, 512, 512)
    said = {"steps": 12, "guidance": 3, "width": "big", "height": 10**9, "scheduler": "../x"}
    assert overridden(own, said) == ModelDefaults(12, 3.0, 512, 512)
    assert overridden(own, {"steps": True, "scheduler": "euler", "preferred weight": 1}) == (
        ModelDefaults(25, 7.5, 512, 512, "euler")
    )
