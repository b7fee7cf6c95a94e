"""How each family's network is asked, and what its latents mean. One file a family."""

from render.diffusion.families.unet import StableDiffusion, StableDiffusionXL
from render.diffusion.families.zimage import ZImage
from render.diffusion.sampling import Sampling
from render.nodes.ops.call import OperationError

_SAMPLINGS: dict[str, type[Sampling]] = {
    "sd1": StableDiffusion,
    "sd2": StableDiffusion,
    "sdxl": StableDiffusionXL,
    "zimage": ZImage,
}


def sampling_of(family: str) -> type[Sampling]:
    found = _SAMPLINGS.get(family)
    if found is None:
        raise OperationError(f"Models of the family {family} cannot make pictures here")
    return found
