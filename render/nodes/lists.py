"""The node types that make and arrange lists; the graph itself evaluates them. Data only."""

from render.nodes.params import Integer, Text
from render.nodes.spec import NodeSpec, PortSpec

MAX_SEEDS = 1000

_KINDS = (
    PortSpec("images", "Images", "image", required=False, many=True),
    PortSpec("texts", "Texts", "text", required=False, many=True),
    PortSpec("colors", "Colors", "color", required=False, many=True),
    PortSpec("numbers", "Numbers", "number", required=False, many=True),
)

LIST_SPECS: tuple[NodeSpec, ...] = (
    NodeSpec(
        type="list.collect",
        title="Collect",
        category="image",
        description="Brings what comes in together as one list of each kind, in order.",
        inputs=_KINDS,
        outputs=_KINDS,
        in_graph=True,
    ),
    NodeSpec(
        type="list.pick",
        title="Pick",
        category="image",
        description="One of a list.",
        inputs=_KINDS,
        outputs=(
            PortSpec("image", "Image", "image"),
            PortSpec("text", "Text", "text"),
            PortSpec("color", "Color", "color"),
            PortSpec("number", "Number", "number"),
        ),
        params=(
            Integer(
                name="index", title="Index", default=0, minimum=0, maximum=9999,
                description="Counted from 0",
            ),
        ),
        in_graph=True,
    ),
    NodeSpec(
        type="list.prompts",
        title="Prompts",
        category="text",
        description="Each line by itself, for what follows to run on every one.",
        inputs=(PortSpec("text", "Text", "text", required=False, many=True),),
        outputs=(PortSpec("texts", "Texts", "text", many=True),),
        params=(
            Text(
                name="text", title="Lines", default="", control="text",
                description="Used when nothing is connected to Text",
            ),
        ),
        in_graph=True,
    ),
    NodeSpec(
        type="list.seeds",
        title="Seeds",
        category="image",
        description="Seeds in a row, for what follows to run on every one.",
        outputs=(PortSpec("seeds", "Seeds", "number", many=True),),
        params=(
            Integer(
                name="start", title="Start", default=0, minimum=0, maximum=2**53 - 1 - MAX_SEEDS,
                control="seed",
            ),
            Integer(name="count", title="Count", default=4, minimum=1, maximum=MAX_SEEDS),
        ),
        in_graph=True,
    ),
)  # fmt: skip
