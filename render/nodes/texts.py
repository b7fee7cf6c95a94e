"""The node types that put prompts together. Data only.

What they do is plain text in and out, so the graph knows it as soon as it knows what comes in.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from collab.documents.model import JSON
from render.nodes.params import Choice, Integer, StylesParam, Text
from render.nodes.spec import BadParam, Meeting, NodeSpec, PortSpec
from render.prompts.fill import fill
from render.prompts.grammar import BadTemplate, missing, parse
from render.prompts.styles import read_styles, styled

EVERY: Final = "every-combination"
MAX_COUNT: Final = 64
MAX_SEED: Final = 2**53 - 1 - MAX_COUNT


def styles_param() -> StylesParam:
    return StylesParam(
        name="styles", title="Styles", default=None, control="styles",
        description="Words around the prompt, kept by the team",
    )  # fmt: skip


def filled(params: Mapping[str, JSON], texts: Mapping[str, Sequence[JSON]]) -> dict[str, JSON]:
    """Raises `BadTemplate`."""
    seed = params.get("seed")
    given = {name: [str(each) for each in some] for name, some in texts.items()}
    template = parse(str(params["template"]))
    return {"text": fill(template, given, seed if isinstance(seed, int) else 0)}


def styled_texts(
    params: Mapping[str, JSON], texts: Mapping[str, Sequence[JSON]]
) -> dict[str, JSON]:
    [prompt], [negative] = texts.get("prompt") or [""], texts.get("negative") or [""]
    prompt, negative = styled(str(prompt), str(negative), read_styles(params.get("styles")))
    return {"prompt": prompt, "negative": negative}


def _check_template(params: Mapping[str, JSON], connected: Mapping[str, int]) -> BadParam | None:
    text = str(params["template"])
    try:
        told = missing(parse(text), connected)
    except BadTemplate as error:
        told = error
    return BadParam("template", str(told), text) if told else None


def _meeting(params: Mapping[str, JSON]) -> Meeting:
    template = parse(str(params["template"]))
    return Meeting(template.lists, template.names if params["lists"] == EVERY else None)


TEXT_SPECS: tuple[NodeSpec, ...] = (
    NodeSpec(
        type="text.template",
        title="Template",
        also_called=("Text template", "Wildcards", "Dynamic prompts"),
        category="text",
        description="Text with gaps: each {name} is filled from the input of that name, and of "
        "{one|other} a seed takes one.",
        version=2,
        outputs=(PortSpec("text", "Text", "text"),),
        open_inputs="text",
        params=(
            Text(
                name="template", title="Template", default="", control="text",
                notation="template",
            ),
            Integer(
                name="seed", title="Seed", default=0, minimum=0, maximum=MAX_SEED,
                control="seed", description="Decides what is taken of {one|other} and __name__",
            ),
            Integer(
                name="count", title="Count", default=1, minimum=1, maximum=MAX_COUNT,
                advanced=True, description="Several texts, each with the next seed",
            ),
            Choice(
                name="lists", title="Lists", default="side-by-side",
                options=("side-by-side", EVERY), advanced=True,
                description="How several lists that come in go together",
            ),
        ),
        operation="render.nodes.ops.text:template",
        repeats=("count", "seed"),
        check=_check_template,
        meeting=_meeting,
        at_once=filled,
    ),
    NodeSpec(
        type="text.style",
        title="Style",
        category="text",
        description="Words around a prompt, and words of what should not be seen.",
        inputs=(
            PortSpec("prompt", "Prompt", "text", required=False),
            PortSpec("negative", "Negative", "text", required=False),
        ),
        outputs=(PortSpec("prompt", "Prompt", "text"), PortSpec("negative", "Negative", "text")),
        params=(styles_param(),),
        operation="render.nodes.ops.text:style",
        at_once=styled_texts,
    ),
)  # fmt: skip
