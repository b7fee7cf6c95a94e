"""Text in, text out."""

from render.nodes.ops.call import Call
from render.nodes.template import fill


def template(call: Call) -> str:
    return fill(call.text("template"), call.texts())
