"""The node types that come with Atelier, as `docs/nodes.md` describes them. Data only."""

from collections.abc import Mapping
from dataclasses import replace

from collab.documents.model import JSON
from render.nodes.diffusion import DIFFUSION_SPECS
from render.nodes.lists import LIST_SPECS
from render.nodes.params import (
    AssetParam,
    Choice,
    Color,
    CropParam,
    Flag,
    Integer,
    Number,
    ParamSpec,
    Text,
    TurnParam,
)
from render.nodes.spec import BadParam, NodeSpec, PortSpec
from render.nodes.texts import TEXT_SPECS

MAX_SIDE = 8192
MAX_MEGAPIXELS = 64
MAX_SEED = 2**53 - 1
"""Larger whole numbers do not survive a browser."""

BLEND_MODES = (
    "normal",
    "multiply",
    "screen",
    "overlay",
    "darken",
    "lighten",
    "color-dodge",
    "color-burn",
    "hard-light",
    "soft-light",
    "difference",
    "exclusion",
    "hue",
    "saturation",
    "color",
    "luminosity",
)
FILTERS = ("nearest", "bilinear", "bicubic", "lanczos")

_IMAGE_IN = PortSpec("image", "Image", "image")
_IMAGE_OUT = PortSpec("image", "Image", "image", may_be_flat=True)
_CANVAS_OUT = replace(_IMAGE_OUT, size=("width", "height"))
_SAME_SIZE_OUT = replace(_IMAGE_OUT, size=("image",))


def _side(name: str, title: str) -> Integer:
    return Integer(name=name, title=title, default=512, minimum=1, maximum=MAX_SIDE, unit="px")


def _line() -> Integer:
    return Integer(name="width", title="Width", default=4, minimum=1, maximum=200)


def _factor(name: str, title: str, maximum: float = 4) -> Number:
    return Number(
        name=name, title=title, default=1, minimum=0, maximum=maximum, control="slider",
        description="1 leaves it as it is",
    )  # fmt: skip


def _too_large(width: int, height: int, name: str) -> BadParam | None:
    if width * height <= MAX_MEGAPIXELS * 1_000_000:
        return None
    return BadParam(
        name,
        f"A picture may have at most {MAX_MEGAPIXELS} megapixels; "
        f"{width} × {height} are {width * height / 1e6:.0f}",
        width if name == "width" else height,
    )


def _check_canvas(params: Mapping[str, JSON], _connected: Mapping[str, int]) -> BadParam | None:
    return _too_large(_whole(params["width"]), _whole(params["height"]), "width")


def _check_sheet(params: Mapping[str, JSON], connected: Mapping[str, int]) -> BadParam | None:
    count = connected.get("images", 0)
    columns = max(1, min(count, _whole(params["columns"])))
    rows = -(-count // columns)
    size, gap = _whole(params["size"]), _whole(params["gap"])
    return _too_large(columns * (size + gap) - gap, rows * (size + gap) - gap, "size")


def _whole(value: JSON) -> int:
    return value if isinstance(value, int) else 0


_CANVAS: tuple[ParamSpec, ...] = (_side("width", "Width"), _side("height", "Height"))

SPECS: tuple[NodeSpec, ...] = (
    NodeSpec(
        type="note",
        title="Note",
        category="moodboard",
        description="Words on the board; can be used as a prompt.",
        mode="source",
        outputs=(PortSpec("text", "Text", "text"),),
        params=(Text(name="text", title="Text", default="", control="text"),),
    ),
    NodeSpec(
        type="heading",
        title="Heading",
        category="moodboard",
        description="Large words on the board.",
        mode="source",
        outputs=(PortSpec("text", "Text", "text"),),
        params=(
            Text(name="text", title="Text", default="", control="text"),
            Choice(
                name="size", title="Size", default="medium", options=("small", "medium", "large")
            ),
        ),
    ),
    NodeSpec(
        type="swatch",
        title="Swatch",
        category="moodboard",
        description="One color, to look at or to use.",
        mode="source",
        outputs=(PortSpec("color", "Color", "color"),),
        params=(Color(name="color", title="Color", default="#808080", control="color"),),
    ),
    NodeSpec(
        type="image",
        title="Picture",
        category="moodboard",
        description="A picture somebody brought to the board.",
        mode="source",
        outputs=(_IMAGE_OUT,),
        params=(
            AssetParam(name="asset", title="Picture", default="", control="asset"),
            CropParam(name="crop", title="Crop", default=None, control="picture"),
            TurnParam(name="turn", title="Turn", default=None, control="picture"),
        ),
    ),
    NodeSpec(
        type="frame",
        title="Frame",
        category="moodboard",
        description="A titled area that holds what is put into it.",
        mode="source",
        outputs=(
            PortSpec("images", "Images", "image", many=True),
            PortSpec("palette", "Palette", "color", many=True),
            PortSpec("texts", "Texts", "text", many=True),
        ),
        params=(Text(name="title", title="Title", default=""),),
    ),
    NodeSpec(
        type="arrow",
        title="Arrow",
        category="moodboard",
        description="From one thing to another, and with them where they go.",
        mode="source",
        params=(
            _line(),
            Choice(name="heads", title="Heads", default="end", options=("end", "both", "none")),
        ),
    ),
    NodeSpec(
        type="drawing",
        title="Drawing",
        category="moodboard",
        description="A line drawn by hand.",
        mode="source",
        params=(_line(),),
    ),
    NodeSpec(
        type="image.solid",
        title="Solid",
        category="image",
        description="A picture of one color.",
        inputs=(PortSpec("color", "Color", "color", required=False),),
        outputs=(_CANVAS_OUT,),
        params=(
            *_CANVAS,
            Color(
                name="color", title="Color", default="#808080", control="color",
                description="Used when nothing is connected to Color",
            ),
        ),
        operation="render.nodes.ops.generate:solid",
        check=_check_canvas,
    ),
    NodeSpec(
        type="image.gradient",
        title="Gradient",
        category="image",
        description="One color turning into another along a line.",
        outputs=(_CANVAS_OUT,),
        params=(
            *_CANVAS,
            Color(name="from", title="From", default="#000000", control="color"),
            Color(name="to", title="To", default="#ffffff", control="color"),
            Number(
                name="angle", title="Angle", default=0, minimum=-3600, maximum=3600,
                control="angle", unit="°", description="0° runs to the right, 90° down",
            ),
        ),
        operation="render.nodes.ops.generate:gradient",
        check=_check_canvas,
    ),
    NodeSpec(
        type="image.noise",
        title="Noise",
        category="image",
        description="Random pixels, the same for the same seed.",
        inputs=(PortSpec("seed", "Seed", "number", required=False),),
        outputs=(replace(_CANVAS_OUT, may_be_flat=False),),
        params=(
            *_CANVAS,
            Integer(
                name="seed", title="Seed", default=0, minimum=0, maximum=MAX_SEED, control="seed"
            ),
        ),
        operation="render.nodes.ops.generate:noise",
        check=_check_canvas,
    ),
    NodeSpec(
        type="image.invert",
        title="Invert",
        category="image",
        description="Every color turned into its opposite.",
        inputs=(_IMAGE_IN,),
        outputs=(_SAME_SIZE_OUT,),
        operation="render.nodes.ops.filters:invert",
    ),
    NodeSpec(
        type="image.blend",
        title="Blend",
        category="image",
        description="Lays picture B over picture A, at the size of A.",
        inputs=(PortSpec("a", "A", "image"), PortSpec("b", "B", "image")),
        outputs=(replace(_IMAGE_OUT, size=("a",)),),
        params=(
            Choice(name="blend", title="Blend", default="normal", options=BLEND_MODES),
            Number(
                name="opacity", title="Opacity", default=1, minimum=0, maximum=1, control="slider"
            ),
        ),
        operation="render.nodes.ops.blend:blend",
    ),
    NodeSpec(
        type="image.blur",
        title="Blur",
        category="image",
        description="Softens a picture.",
        inputs=(_IMAGE_IN,),
        outputs=(_SAME_SIZE_OUT,),
        params=(
            Number(
                name="radius", title="Radius", default=8, minimum=0, maximum=256,
                control="slider", unit="px",
            ),
        ),
        operation="render.nodes.ops.filters:blur",
    ),
    NodeSpec(
        type="image.resize",
        title="Resize",
        category="image",
        description="Stretches a picture to a size.",
        inputs=(_IMAGE_IN,),
        outputs=(_CANVAS_OUT,),
        params=(
            *_CANVAS,
            Choice(
                name="filter", title="Filter", default="bilinear", options=FILTERS, advanced=True
            ),
        ),
        operation="render.nodes.ops.filters:resize",
        check=_check_canvas,
    ),
    NodeSpec(
        type="image.adjust",
        title="Adjust",
        category="image",
        description="Brightness, contrast, saturation and hue, in that order.",
        inputs=(_IMAGE_IN,),
        outputs=(_SAME_SIZE_OUT,),
        params=(
            _factor("brightness", "Brightness"),
            _factor("contrast", "Contrast"),
            _factor("saturation", "Saturation"),
            Number(
                name="hue", title="Hue", default=0, minimum=-360, maximum=360, control="angle",
                unit="°",
            ),
        ),
        operation="render.nodes.ops.adjust:adjust",
    ),
    NodeSpec(
        type="image.contact",
        title="Contact sheet",
        category="image",
        description="Pictures side by side, each whole, in rows.",
        inputs=(PortSpec("images", "Images", "image", many=True),),
        outputs=(_IMAGE_OUT,),
        params=(
            Integer(name="columns", title="Columns", default=4, minimum=1, maximum=64),
            Integer(name="gap", title="Gap", default=8, minimum=0, maximum=512, unit="px"),
            Integer(name="size", title="Size", default=256, minimum=1, maximum=2048, unit="px"),
        ),
        operation="render.nodes.ops.contact:contact",
        check=_check_sheet,
    ),
    *TEXT_SPECS,
    *LIST_SPECS,
    *DIFFUSION_SPECS,
)  # fmt: skip

DEBUG_SPECS: tuple[NodeSpec, ...] = (
    NodeSpec(
        type="debug.wait",
        title="Wait",
        category="debug",
        description="Takes its time, then passes its picture on, or fails.",
        inputs=(PortSpec("image", "Image", "image", required=False),),
        outputs=(_SAME_SIZE_OUT,),
        params=(
            Number(name="seconds", title="Seconds", default=1, minimum=0, maximum=3600),
            Flag(name="fail", title="Fail", default=False),
        ),
        operation="render.nodes.ops.debug:Wait",
    ),
)
