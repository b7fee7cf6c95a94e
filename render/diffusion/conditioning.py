"""Prompts as the network takes them, by the pipeline's own encoder.

A plain prompt that fits is encoded by the pipeline's `encode_prompt` and by nothing else. Weighted
and long ones go through compel, for the families whose encoder takes 77 tokens at a time.

A conditioning is `embeds` [1, tokens, width]; for SDXL `pooled` too; `blank`, the encoding of no
words, where there is more than the encoder takes at once; and `tokens`, how many the prompt has and
how many of them were read.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import torch

from collab.documents.model import JSON
from render.diffusion.parts import Parts
from render.diffusion.weights import Fragment, fragments, has_weights
from render.graph.fingerprint import digest
from render.models.use import ModelUse
from render.nodes.ops.call import OperationError, Tensors

VERSION = 1
"""Raised when the same prompt would be encoded into other numbers."""

_LONGEST = 512
"""Tokens that Z-Image's pipeline reads."""

_ENCODERS = ("text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2")


def key(use: ModelUse, dtype: torch.dtype, text: str) -> str:
    """Names all that `encode` depends on: models that share an encoder share encodings."""
    parts = {name: use.parts[name] for name in _ENCODERS if name in use.parts}
    told: list[JSON] = [use.family, dict(parts) or use.hash, use.bends, str(dtype), text]
    return f"diffusion.encode:{VERSION}:{digest(told)}"


@torch.no_grad()
def encode(parts: Parts, text: str) -> Tensors:
    if parts.family == "zimage":
        return _encode_whole(parts, text)
    found = fragments(text)
    taken, count = _tokens(parts.pipe.tokenizer, text)
    if count <= taken and not has_weights(found):
        return {**_plain(parts, text), "tokens": torch.tensor([count, count])}
    if not has_weights(found):
        found = [Fragment(text, 1.0)]
    words = " ".join(fragment.text.strip() for fragment in found)
    return {
        **_weighted(parts, found),
        **_pooled(parts, words),
        "tokens": torch.tensor([count, count]),
    }


def negative(parts: Parts, text: str | None) -> Tensors | None:
    """Of a picture that has no negative prompt: what the pipeline takes for it. `None` says
    nothing, where the family's models were taught that this is all zeros.
    """
    if not text and parts.family == "sdxl" and parts.pipe.config.force_zeros_for_empty_prompt:
        return None
    return encode(parts, text or "")


def zeros(positive: Tensors) -> Tensors:
    """No words at all, for models that were taught it so."""
    names = [name for name in ("embeds", "pooled", "blank") if name in positive]
    return {name: torch.zeros_like(positive[name]) for name in names}


def left_out(conditioning: Tensors) -> int:
    """How many tokens of the prompt the encoder could not take; of no words, none."""
    if "tokens" not in conditioning:
        return 0
    given, read = conditioning["tokens"].tolist()
    return int(given - read)


def _plain(parts: Parts, text: str) -> dict[str, torch.Tensor]:
    encode_prompt = parts.pipe.encode_prompt
    if parts.family == "sdxl":
        embeds, _, pooled, _ = encode_prompt(
            text, device=parts.device, do_classifier_free_guidance=False
        )
        return {"embeds": embeds, "pooled": pooled}
    embeds, _ = encode_prompt(text, parts.device, 1, False)
    return {"embeds": embeds}


def _pooled(parts: Parts, text: str) -> dict[str, torch.Tensor]:
    """Weights do not apply to it, and it is of what the encoder takes at once."""
    return {"pooled": _plain(parts, text)["pooled"]} if parts.family == "sdxl" else {}


def _encode_whole(parts: Parts, text: str) -> Tensors:
    """By an encoder that reads all at once, up to its limit."""
    [embeds], _ = parts.pipe.encode_prompt(
        text, device=parts.device, do_classifier_free_guidance=False
    )
    read = embeds.shape[0]
    # what the chat around a prompt takes is counted, and never cut
    given = read if read < _LONGEST else read + _overhang(parts.pipe.tokenizer, text)
    return {"embeds": embeds[None], "tokens": torch.tensor([given, read])}


def _overhang(tokenizer: Any, text: str) -> int:
    said = tokenizer.apply_chat_template(
        [{"role": "user", "content": text}],
        tokenize=False, add_generation_prompt=True, enable_thinking=True,
    )  # fmt: skip
    return max(0, len(tokenizer(said).input_ids) - _LONGEST)


def _tokens(tokenizer: Any, text: str) -> tuple[int, int]:
    """How many are taken at once, and how many `text` has; both with the marks at its ends."""
    return int(tokenizer.model_max_length), len(tokenizer(text).input_ids)


def _weighted(parts: Parts, given: Sequence[Fragment]) -> dict[str, torch.Tensor]:
    encoders = [(parts.pipe.tokenizer, parts.pipe.text_encoder)]
    if parts.family == "sdxl":
        encoders.append((parts.pipe.tokenizer_2, parts.pipe.text_encoder_2))
    make = partial(_by_compel, given=given, is_sdxl=parts.family == "sdxl", device=parts.device)
    found = [make(tokenizer, encoder) for tokenizer, encoder in encoders]
    longest = max(embeds.shape[1] for embeds, _ in found)
    embeds = torch.cat([_extended(embeds, blank, longest) for embeds, blank in found], dim=-1)
    blanks = torch.cat([blank for _, blank in found], dim=-1)
    return {"embeds": embeds, **({"blank": blanks} if longest > blanks.shape[1] else {})}


def _by_compel(
    tokenizer: Any, encoder: Any, given: Sequence[Fragment], is_sdxl: bool, device: torch.device
) -> tuple[torch.Tensor, torch.Tensor]:
    from compel import ReturnedEmbeddingsType, SplitLongTextMode  # type: ignore[import-untyped]
    from compel.embeddings_provider import EmbeddingsProvider  # type: ignore[import-untyped]

    kinds = ReturnedEmbeddingsType
    kind = (
        kinds.PENULTIMATE_HIDDEN_STATES_NON_NORMALIZED
        if is_sdxl
        else kinds.LAST_HIDDEN_STATES_NORMALIZED
    )
    provider = EmbeddingsProvider(
        tokenizer=tokenizer,
        text_encoder=encoder,
        truncate=False,
        returned_embeddings_type=kind,
        split_long_text_mode=SplitLongTextMode.SENTENCES,
        device=device,
    )
    heard = [each for each in given if _has_words(tokenizer, each.text)]
    try:
        embeds = provider.get_embeddings_for_weighted_prompt_fragments(
            [[each.text for each in heard]], [[each.weight for each in heard]], device=device
        )
    except RuntimeError as error:  # it lost its place among the tokens
        if isinstance(error, torch.OutOfMemoryError):
            raise
        raise OperationError(f"The weights of the prompt cannot be followed: {error}") from error
    return embeds, provider.empty_z.to(embeds.dtype)


def _has_words(tokenizer: Any, text: str) -> bool:
    """Some characters are nothing to a tokenizer, and compel stumbles over a weight on nothing."""
    return len(tokenizer(text).input_ids) > 2


def _extended(embeds: torch.Tensor, blank: torch.Tensor, length: int) -> torch.Tensor:
    times = (length - embeds.shape[1]) // blank.shape[1]
    return torch.cat([embeds, *[blank] * times], dim=1) if times else embeds
