"""The node types that make pictures out of words with a model. Data only.

`diffusion.generate` does all of it in one; the others are its parts, over the same operations.
Empty steps, guidance, size and scheduler are as the model likes; a size is left empty where a
picture or a latent comes in that has one. Prompts are parameters that a connected text overrides.
"""

from collections.abc import Mapping

from collab.documents.model import JSON
from render.models.use import PRECISIONS, SCHEDULER_TITLES, SCHEDULERS
from render.nodes.params import Choice, Flag, Integer, LoraParam, ModelParam, Number, Text
from render.nodes.spec import BadParam, NodeSpec, PortSpec
from render.nodes.texts import styles_param

MAX_SIDE = 4096
MAX_COUNT = 64
MAX_SEED = 2**53 - 1
ANOTHER_SEED = "another_seed"
"""The verdict on what its own seed did not give; the seed that was taken follows a colon."""
_MODULE = "render.nodes.ops.diffusion"

_MODEL = PortSpec("model", "Model", "model")
_POSITIVE = PortSpec("positive", "Positive", "conditioning")
_NEGATIVE = PortSpec("negative", "Negative", "conditioning", required=False)
_LATENT = PortSpec("latent", "Latent", "latent")
_SEED = PortSpec("seed", "Seed", "number", required=False)
_MASK = PortSpec("mask", "Mask", "image", required=False)


def _side(name: str, title: str, default: int | None) -> Integer:
    return Integer(
        name=name, title=title, default=default, minimum=64, maximum=MAX_SIDE, multiple=8,
        unit="px",
    )  # fmt: skip


_SEED_PARAM = Integer(
    name="seed", title="Seed", default=0, minimum=0, maximum=MAX_SEED, control="seed"
)


def _how(folded: bool) -> tuple[Integer | Number | Choice | Flag, ...]:
    return (
        Integer(
            name="steps", title="Steps", default=None, minimum=1, maximum=200, advanced=folded
        ),
        Number(
            name="guidance", title="Guidance", default=None, minimum=0, maximum=30,
            advanced=folded, description="How closely the picture keeps to the words",
        ),
        Number(
            name="strength", title="Strength", default=0.75, minimum=0, maximum=1,
            control="slider", advanced=folded,
            description="How much of the picture that comes in is made anew",
        ),
        Choice(
            name="scheduler", title="Scheduler", default=None, options=SCHEDULERS,
            titles=SCHEDULER_TITLES, advanced=True,
        ),
        Flag(
            name="strict", title="Strict", default=False, advanced=True,
            description="Runs alone, so that it can be repeated to the last bit on one device",
        ),
    )  # fmt: skip


def _check_mask(params: Mapping[str, JSON], connected: Mapping[str, int]) -> BadParam | None:
    if "mask" in connected and "image" not in connected:
        return BadParam("mask", "A mask says where a picture is made anew; connect one to Image",
                        None)  # fmt: skip
    return None


DIFFUSION_SPECS: tuple[NodeSpec, ...] = (
    NodeSpec(
        type="diffusion.generate",
        title="Generate",
        category="diffusion",
        also_called=("Text to image", "Image to image", "txt2img", "img2img", "Inpaint"),
        description="A picture out of words, or out of words and a picture.",
        mode="manual",
        inputs=(
            PortSpec("prompt", "Prompt", "text", required=False),
            PortSpec("negative", "Negative", "text", required=False),
            PortSpec("image", "Image", "image", required=False),
            _MASK,
            PortSpec("model", "Model", "model", required=False),
            _SEED,
        ),
        outputs=(PortSpec("image", "Image", "image", size=("width", "height")),),
        params=(
            ModelParam(name="model", title="Model", default="", control="model"),
            Text(
                name="prompt", title="Prompt", default="", control="text", notation="prompt",
                description="Used when nothing is connected to Prompt",
            ),
            styles_param(),
            _side("width", "Width", None),
            _side("height", "Height", None),
            _SEED_PARAM,
            Integer(
                name="count", title="Count", default=1, minimum=1, maximum=MAX_COUNT,
                description="Several pictures, each with the next seed",
            ),
            Text(
                name="negative", title="Negative", default="", control="text", advanced=True,
                description="What should not be seen",
            ),
            *_how(folded=True),
        ),
        operation=f"{_MODULE}:Generate",
        repeats=("count", "seed"),
        as_model_likes=("steps", "guidance", "width", "height", "scheduler"),
        only_with={"strength": "image"},
        batch_by=("model", "width", "height", "image", "mask"),
        unbatched="strict",
        check=_check_mask,
    ),
    NodeSpec(
        type="diffusion.load",
        title="Load model",
        category="diffusion",
        also_called=("Load checkpoint",),
        description="A model, for what needs one.",
        outputs=(_MODEL,),
        params=(
            ModelParam(name="model", title="Model", default="", control="model"),
            Choice(
                name="precision", title="Precision", default="auto", options=PRECISIONS,
                advanced=True,
            ),
        ),
        operation=f"{_MODULE}:load",
        deferred=True,
    ),
    NodeSpec(
        type="diffusion.lora",
        title="LoRA",
        category="diffusion",
        also_called=("Load LoRA",),
        description="Bends a model towards a style or a subject.",
        inputs=(_MODEL,),
        outputs=(_MODEL,),
        params=(
            LoraParam(name="lora", title="LoRA", default="", control="model"),
            Number(
                name="weight", title="Weight", default=1, minimum=-4, maximum=4, control="slider"
            ),
        ),
        operation=f"{_MODULE}:lora",
        deferred=True,
    ),
    NodeSpec(
        type="diffusion.encode",
        title="Encode prompt",
        category="diffusion",
        also_called=("CLIP text encode", "Conditioning"),
        description="Words as a model understands them.",
        inputs=(_MODEL, PortSpec("text", "Text", "text", required=False)),
        outputs=(PortSpec("conditioning", "Conditioning", "conditioning"),),
        params=(
            Text(
                name="text", title="Prompt", default="", control="text", notation="prompt",
                description="Used when nothing is connected to Text",
            ),
        ),
        operation=f"{_MODULE}:encode",
        deferred=True,
    ),
    NodeSpec(
        type="diffusion.empty_latent",
        title="Empty latent",
        category="diffusion",
        also_called=("Empty latent image",),
        description="Nothing but a size, to begin from.",
        outputs=(_LATENT,),
        params=(_side("width", "Width", 512), _side("height", "Height", 512)),
        operation=f"{_MODULE}:empty_latent",
        deferred=True,
    ),
    NodeSpec(
        type="diffusion.encode_image",
        title="Encode picture",
        category="diffusion",
        also_called=("VAE encode", "Inpaint"),
        description="A picture as a model sees it, to begin from.",
        inputs=(_MODEL, PortSpec("image", "Image", "image"), _MASK),
        outputs=(_LATENT,),
        operation=f"{_MODULE}:encode_image",
        deferred=True,
    ),
    NodeSpec(
        type="diffusion.sample",
        title="Sample",
        category="diffusion",
        also_called=("KSampler",),
        description="Works noise out of a latent, step by step.",
        mode="manual",
        inputs=(_MODEL, _POSITIVE, _NEGATIVE, _LATENT, _SEED),
        outputs=(_LATENT,),
        params=(_SEED_PARAM, *_how(folded=False)),
        as_model_likes=("steps", "guidance", "scheduler"),
        batch_by=("model", "latent"),
        unbatched="strict",
        operation=f"{_MODULE}:Sample",
    ),
    NodeSpec(
        type="diffusion.decode",
        title="Decode",
        category="diffusion",
        also_called=("VAE decode",),
        description="A latent as a picture.",
        inputs=(_MODEL, _LATENT),
        outputs=(PortSpec("image", "Image", "image"),),
        params=(
            Choice(
                name="tiling", title="Tiling", default="auto", options=("auto", "on", "off"),
                advanced=True, description="Piece by piece, which needs less memory",
            ),
        ),
        operation=f"{_MODULE}:Decode",
    ),
)  # fmt: skip
