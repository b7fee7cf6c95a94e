"""How latents look, roughly: each pixel of a latent as one color, by a linear map.

The factors are published in ComfyUI's `comfy/latent_formats.py` (SD15, SDXL, Flux), where they were
fitted to decoded pictures. Z-Image has the VAE of Flux.
"""

import torch

from render.nodes.ops.call import Picture

_SD = (
    (0.3512, 0.2297, 0.3227), (0.3250, 0.4974, 0.2350),
    (-0.2829, 0.1762, 0.2721), (-0.2120, -0.2616, -0.7177),
)  # fmt: skip

_SDXL = (
    (0.3651, 0.4232, 0.4341), (-0.2533, -0.0042, 0.1068),
    (0.1076, 0.1111, -0.0362), (-0.3165, -0.2492, -0.2188),
)  # fmt: skip

_FLUX = (
    (-0.0346, 0.0244, 0.0681), (0.0034, 0.0210, 0.0687), (0.0275, -0.0668, -0.0433),
    (-0.0174, 0.0160, 0.0617), (0.0859, 0.0721, 0.0329), (0.0004, 0.0383, 0.0115),
    (0.0405, 0.0861, 0.0915), (-0.0236, -0.0185, -0.0259), (-0.0245, 0.0250, 0.1180),
    (0.1008, 0.0755, -0.0421), (-0.0515, 0.0201, 0.0011), (0.0428, -0.0012, -0.0036),
    (0.0817, 0.0765, 0.0749), (-0.1264, -0.0522, -0.1103), (-0.0280, -0.0881, -0.0499),
    (-0.1262, -0.0982, -0.0778),
)  # fmt: skip

_NONE = (0.0, 0.0, 0.0)
_FACTORS = {
    "sd1": (_SD, _NONE),
    "sd2": (_SD, _NONE),
    "sdxl": (_SDXL, (0.1084, -0.0175, -0.0011)),
    "zimage": (_FLUX, (-0.0329, -0.0718, -0.0851)),
}


class Previewer:
    """Has its factors on the device, so that a preview is a few small kernels and no wait."""

    def __init__(self, family: str, device: torch.device) -> None:
        factors, bias = _FACTORS[family]
        self._factors = torch.tensor(factors, device=device)
        self._bias = torch.tensor(bias, device=device)

    @torch.no_grad()
    def picture(self, latents: torch.Tensor) -> Picture:
        """One pixel for each of the latent's."""
        values = latents[0].float().permute(1, 2, 0) @ self._factors + self._bias
        return ((values + 1) * 127.5).nan_to_num(0).clamp(0, 255).byte()
