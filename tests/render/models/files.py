"""Model files and folders of a few bytes, with the names and shapes of real ones."""

import json
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any

SIZES = {"F32": 4, "F16": 2, "BF16": 2}
Shapes = Mapping[str, tuple[int, ...]]

SD1: Shapes = {
    "model.diffusion_model.input_blocks.0.0.weight": (4, 4),
    "cond_stage_model.transformer.text_model.embeddings.position_ids": (1, 4),
    "first_stage_model.encoder.conv_in.weight": (2, 2),
}
SD2: Shapes = {
    "model.diffusion_model.input_blocks.0.0.weight": (4, 4),
    "cond_stage_model.model.transformer.resblocks.0.weight": (1, 4),
    "first_stage_model.encoder.conv_in.weight": (2, 2),
}
SDXL: Shapes = {
    "model.diffusion_model.input_blocks.0.0.weight": (4, 4),
    "conditioner.embedders.0.transformer.text_model.weight": (1, 4),
    "conditioner.embedders.1.model.transformer.weight": (1, 4),
    "first_stage_model.encoder.conv_in.weight": (2, 2),
}
ZIMAGE: Shapes = {
    "x_pad_token": (1, 8),
    "cap_pad_token": (1, 8),
    "layers.0.attention.to_q.weight": (8, 8),
}


def kohya(width: int) -> Shapes:
    layer = "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k"
    return {f"{layer}.lora_down.weight": (4, width), f"{layer}.lora_up.weight": (8, 4)}


def peft(width: int) -> Shapes:
    layer = "unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k"
    return {f"{layer}.lora_A.weight": (4, width), f"{layer}.lora_B.weight": (8, 4)}


def tensors(shapes: Shapes, dtype: str = "F16", metadata: dict[str, str] | None = None) -> bytes:
    """A whole safetensors file of zeros."""
    header: dict[str, Any] = {"__metadata__": metadata} if metadata else {}
    at = 0
    for name, shape in shapes.items():
        size = prod(shape) * SIZES[dtype]
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + bytes(at)


def write(path: Path, content: bytes | dict[str, Any] | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, dict):
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def pipeline_files(name: str = "StableDiffusionPipeline", cross: int = 768) -> dict[str, bytes]:
    """What a repository of a pipeline has, by path; its weights are a few bytes."""
    return {
        "model_index.json": json.dumps(
            {
                "_class_name": name,
                "_diffusers_version": "0.42.0",
                "unet": ["diffusers", "UNet2DConditionModel"],
                "vae": ["diffusers", "AutoencoderKL"],
                "text_encoder": ["transformers", "CLIPTextModel"],
                "tokenizer": ["transformers", "CLIPTokenizer"],
                "scheduler": ["diffusers", "PNDMScheduler"],
                "safety_checker": [None, None],
            }
        ).encode(),
        "README.md": b"---\nlicense: creativeml-openrail-m\n---\n# A model\n",
        "unet/config.json": json.dumps({"cross_attention_dim": cross, "sample_size": 64}).encode(),
        "unet/diffusion_pytorch_model.safetensors": tensors({"conv_in.weight": (64, 64)}),
        "vae/config.json": json.dumps({"block_out_channels": [1, 2, 4, 4]}).encode(),
        "vae/diffusion_pytorch_model.safetensors": tensors({"encoder.conv_in.weight": (3, 3)}),
        "text_encoder/config.json": b"{}",
        "text_encoder/model.safetensors": tensors({"text_model.encoder.weight": (5, 5)}),
        "tokenizer/vocab.json": b"{}",
        "tokenizer/merges.txt": b"#version: 0.2\n",
        "scheduler/scheduler_config.json": b'{"_class_name": "PNDMScheduler"}',
    }


def write_all(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        write(folder / name, content)
    return folder
