"""Tiny random-weight models in the real layouts, for tests and for trying the plumbing.

What names a family stays real (widths of the prompt's encoding, latent channels, eightfold VAE),
the rest is as small as it goes, so that a picture takes a fraction of a second on any CPU.
`python -m render.diffusion.tiny FAMILY FOLDER`.
"""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

from render.diffusion.quiet import quiet_libraries

UNET_CHANNELS = (32, 64)


def build(family: str, folder: Path, seed: int = 0, dtype: torch.dtype = torch.float16) -> None:
    """Write a pipeline of `family` (one of `FAMILIES`) as its authors would save it."""
    quiet_libraries()
    made = pipeline(family, seed)
    for part in made.components.values():
        if isinstance(part, torch.nn.Module):
            torch.nn.Module.to(part, dtype)  # a pipeline's own would warn
    made.save_pretrained(folder, safe_serialization=True)


def pipeline(family: str, seed: int = 0) -> Any:
    """The same, in memory. Leaves the process's random numbers as they were."""
    if family not in FAMILIES:
        raise ValueError(f"There are tiny models of {', '.join(FAMILIES)}; not of {family}")
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(seed)
        made = FAMILIES[family]()
    _give_contrast(made.vae)
    return made


def _sd1() -> Any:
    from diffusers import PNDMScheduler, StableDiffusionPipeline

    scheduler = PNDMScheduler(**_BETAS, skip_prk_steps=True)
    return StableDiffusionPipeline(
        **_NO_CHECKER,
        vae=_vae(4, 0.18215),
        text_encoder=_clip(768, "quick_gelu"),
        tokenizer=_clip_tokenizer(),
        unet=_unet(768, attention_head_dim=8),
        scheduler=scheduler,
    )


def _sd2() -> Any:
    return _sd2_with("epsilon")


def _sd2_v() -> Any:
    return _sd2_with("v_prediction")


def _sd2_with(prediction: str) -> Any:
    from diffusers import DDIMScheduler, StableDiffusionPipeline

    scheduler = DDIMScheduler(**_BETAS, prediction_type=prediction, clip_sample=False)
    return StableDiffusionPipeline(
        **_NO_CHECKER,
        vae=_vae(4, 0.18215),
        text_encoder=_clip(1024, "gelu"),
        tokenizer=_clip_tokenizer(pad="!"),
        unet=_unet(1024, attention_head_dim=(4, 8), use_linear_projection=True),
        scheduler=scheduler,
    )


def _sdxl() -> Any:
    from diffusers import EulerDiscreteScheduler, StableDiffusionXLPipeline

    unet = _unet(
        2048,
        attention_head_dim=(4, 8),
        use_linear_projection=True,
        transformer_layers_per_block=(1, 2),
        addition_embed_type="text_time",
        addition_time_embed_dim=256,
        projection_class_embeddings_input_dim=6 * 256 + 1280,
    )
    return StableDiffusionXLPipeline(
        vae=_vae(4, 0.13025),
        text_encoder=_clip(768, "quick_gelu"),
        tokenizer=_clip_tokenizer(),
        text_encoder_2=_clip(1280, "gelu", projected=True),
        tokenizer_2=_clip_tokenizer(pad="!"),
        unet=unet,
        scheduler=EulerDiscreteScheduler(**_BETAS, timestep_spacing="leading"),
        add_watermarker=False,
    )


def _zimage() -> Any:
    from diffusers import (
        FlowMatchEulerDiscreteScheduler,
        ZImagePipeline,
        ZImageTransformer2DModel,
    )

    tokenizer = _qwen_tokenizer()
    transformer: Any = ZImageTransformer2DModel(
        in_channels=16, dim=32, n_layers=2, n_refiner_layers=1, n_heads=2, n_kv_heads=2,
        cap_feat_dim=32, axes_dims=[4, 6, 6], axes_lens=[1024, 512, 512],
    )  # fmt: skip
    for token in (transformer.x_pad_token, transformer.cap_pad_token):
        torch.nn.init.normal_(token, std=0.02)  # its authors leave these as the memory was
    return ZImagePipeline(
        vae=_vae(16, 0.3611, shift_factor=0.1159),
        text_encoder=_qwen(len(tokenizer)),
        tokenizer=tokenizer,
        transformer=transformer,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
    )


FAMILIES: Mapping[str, Callable[[], Any]] = {
    "sd1": _sd1,
    "sd2": _sd2,
    "sd2-v": _sd2_v,
    "sdxl": _sdxl,
    "zimage": _zimage,
}
"""`sd2-v` is an sd2 that predicts velocities."""


_BETAS: Mapping[str, Any] = {
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "steps_offset": 1,
}
_NO_CHECKER: Mapping[str, Any] = {
    "safety_checker": None,
    "feature_extractor": None,
    "requires_safety_checker": False,
}


def _vae(channels: int, scaling_factor: float, shift_factor: float | None = None) -> Any:
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        block_out_channels=(8, 8, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=1,
        norm_num_groups=4,
        latent_channels=channels,
        sample_size=64,
        scaling_factor=scaling_factor,
        shift_factor=shift_factor,
        use_quant_conv=shift_factor is None,
        use_post_quant_conv=shift_factor is None,
    )


def _give_contrast(vae: Any) -> None:
    """Fresh weights decode to one even gray, which nobody could tell from a fault."""
    with torch.no_grad():
        shape = (1, vae.config.latent_channels, 16, 16)
        noise = torch.randn(shape, generator=torch.Generator().manual_seed(0))
        pixels = vae.decode(noise, return_dict=False)[0]
        mean, spread = pixels.mean((0, 2, 3)), pixels.std((0, 2, 3))
        last = vae.decoder.conv_out
        last.weight.mul_(0.5 / spread[:, None, None, None])
        last.bias.sub_(mean).mul_(0.5 / spread)


def _unet(text_width: int, **more: Any) -> Any:
    from diffusers import UNet2DConditionModel

    return UNet2DConditionModel(
        sample_size=8,
        in_channels=4,
        out_channels=4,
        block_out_channels=UNET_CHANNELS,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        layers_per_block=1,
        norm_num_groups=8,
        cross_attention_dim=text_width,
        **more,
    )


def _clip(width: int, activation: str, projected: bool = False) -> Any:
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    size = len(_clip_vocabulary())
    config = CLIPTextConfig(
        vocab_size=size,
        hidden_size=width,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=width // 64,
        hidden_act=activation,
        projection_dim=width,
        bos_token_id=size - 2,
        eos_token_id=size - 1,
        pad_token_id=size - 1,
    )
    return (CLIPTextModelWithProjection if projected else CLIPTextModel)(config)


def _byte_symbols() -> list[str]:
    """Byte-level vocabularies write each byte as a visible character; these are they."""
    from tokenizers import pre_tokenizers

    return sorted(pre_tokenizers.ByteLevel.alphabet())


def _clip_vocabulary() -> dict[str, int]:
    symbols = _byte_symbols()
    words = [*symbols, *(f"{symbol}</w>" for symbol in symbols)]
    return {word: at for at, word in enumerate([*words, "<|startoftext|>", "<|endoftext|>"])}


def _clip_tokenizer(pad: str = "<|endoftext|>") -> Any:
    from transformers import CLIPTokenizer

    return CLIPTokenizer(vocab=_clip_vocabulary(), merges=[], pad_token=pad, model_max_length=77)


def _qwen(vocabulary_size: int) -> Any:
    from transformers import Qwen3Config, Qwen3Model

    config = Qwen3Config(
        vocab_size=vocabulary_size,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=16,
    )
    return Qwen3Model(config)


_CHAT = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def _qwen_tokenizer() -> Any:
    from transformers import Qwen2Tokenizer

    vocabulary = {symbol: at for at, symbol in enumerate(_byte_symbols())}
    tokenizer = Qwen2Tokenizer(vocab=vocabulary, merges=[], model_max_length=512)
    tokenizer.add_special_tokens({"additional_special_tokens": ["<|im_start|>", "<|im_end|>"]})
    tokenizer.chat_template = _CHAT
    return tokenizer


def main() -> None:
    arguments = argparse.ArgumentParser(description="Write a tiny random-weight model.")
    arguments.add_argument("family", choices=FAMILIES)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--seed", type=int, default=0)
    given = arguments.parse_args()
    build(given.family, given.folder, given.seed)


if __name__ == "__main__":
    main()
