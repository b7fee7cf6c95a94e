"""Text in, text out."""

from collections.abc import Mapping

from render.nodes.ops.call import Call, OperationError, Output
from render.nodes.texts import filled, styled_texts
from render.prompts.grammar import BadTemplate


def template(call: Call) -> str:
    try:
        return str(filled(call.params, call.texts())["text"])
    except BadTemplate as error:
        raise OperationError(str(error)) from error


def style(call: Call) -> Mapping[str, Output]:
    found = styled_texts(call.params, call.texts())
    return {port: str(text) for port, text in found.items()}
