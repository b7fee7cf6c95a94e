"""Text in, text out."""

from render.nodes.ops.call import Call, OperationError
from render.nodes.texts import filled
from render.prompts.grammar import BadTemplate


def template(call: Call) -> str:
    try:
        return str(filled(call.params, call.texts())["text"])
    except BadTemplate as error:
        raise OperationError(str(error)) from error
