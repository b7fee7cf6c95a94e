"""How much memory a part takes, before it is loaded: its weights, and what it works in. Pure.

Weights are exact, from headers. Working memory is reckoned from the widest tensors of each
architecture; the factors are of what full-size models were seen to take at their own sizes, a
little more rather than less.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

VAE_TENSORS: Final = 5
"""As wide as the second block and as large as the picture, at the end of decoding."""
UNET_TENSORS: Final = 64
"""As wide as the first block and as large as the latent: skips, and a feed-forward eight wide."""
DIT_TENSORS: Final = 16
TEXT_TENSORS: Final = 16
_TILE_PIXELS: Final = 512 * 512
_DIT_PATCH: Final = 4
_LONGEST_TEXT: Final = 512


@dataclass(frozen=True, slots=True)
class Workload:
    """What is going to be done with a model: `batch` is rows of the network, so two for one
    picture with guidance; `tiled` is of decoding.
    """

    width: int
    height: int
    batch: int = 1
    tiled: bool = False


def working_bytes(
    component: str, config: Mapping[str, Any], work: Workload, item_bytes: int
) -> int:
    pixels = work.width * work.height
    match component:
        case "vae":
            widths: list[int] = config.get("block_out_channels") or [128, 256]
            at_once = min(pixels, _TILE_PIXELS) if work.tiled else pixels
            return VAE_TENSORS * widths[min(1, len(widths) - 1)] * at_once * item_bytes
        case "unet":
            width = (config.get("block_out_channels") or [320])[0]
            return UNET_TENSORS * int(width) * (pixels // 64) * item_bytes * work.batch
        case "transformer":
            tokens = pixels // 64 // _DIT_PATCH + _LONGEST_TEXT
            return DIT_TENSORS * int(config.get("dim", 3840)) * tokens * item_bytes * work.batch
        case _:
            tokens = min(_LONGEST_TEXT, int(config.get("max_position_embeddings", 77)))
            return TEXT_TENSORS * int(config.get("hidden_size", 768)) * tokens * item_bytes
