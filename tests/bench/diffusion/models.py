"""Models to measure with: tiny ones, and architectures of full size with random weights, which
cost what trained ones cost.
"""

from pathlib import Path
from typing import Any

import torch

from render.diffusion import tiny

FULL_SIDE, FULL_STEPS = 1024, 30
TINY_SIDE, TINY_STEPS = 64, 8


def write_tiny(family: str, folder: Path) -> None:
    tiny.build(family, folder, dtype=torch.float32)


def write_full_sdxl(folder: Path, device: torch.device) -> None:
    """As `stabilityai/stable-diffusion-xl-base-1.0` is configured; seven gigabytes."""
    import diffusers
    import transformers

    with torch.device(device):
        unet = diffusers.UNet2DConditionModel(
            sample_size=128,
            block_out_channels=(320, 640, 1280),
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
            attention_head_dim=(5, 10, 20),
            cross_attention_dim=2048,
            transformer_layers_per_block=(1, 2, 10),
            use_linear_projection=True,
            addition_embed_type="text_time",
            addition_time_embed_dim=256,
            projection_class_embeddings_input_dim=2816,
        )
        vae = diffusers.AutoencoderKL(
            block_out_channels=(128, 256, 512, 512),
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            layers_per_block=2,
            latent_channels=4,
            sample_size=1024,
            scaling_factor=0.13025,
            force_upcast=False,
        )
    small: Any = tiny.pipeline("sdxl")
    large, larger = (
        transformers.CLIPTextConfig(
            **small_config.to_dict()
            | {
                "hidden_size": width,
                "intermediate_size": width * 4,
                "num_hidden_layers": layers,
                "num_attention_heads": width // 64,
                "projection_dim": width,
            }
        )
        for small_config, width, layers in (
            (small.text_encoder.config, 768, 12),
            (small.text_encoder_2.config, 1280, 32),
        )
    )
    small.register_modules(
        unet=unet.to(torch.bfloat16),
        vae=vae.to(torch.bfloat16),
        text_encoder=transformers.CLIPTextModel(large).to(torch.bfloat16),
        text_encoder_2=transformers.CLIPTextModelWithProjection(larger).to(torch.bfloat16),
    )
    small.save_pretrained(folder, safe_serialization=True)
