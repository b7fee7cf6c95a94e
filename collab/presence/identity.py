"""A client's awareness state, parsed and made honest: who it is from, and only what it may say.

Knows nothing of clocks or connections.
"""

import json
from typing import Final

from collab.documents.model import JSON
from collab.errors import MalformedFrame

SERVER_FIELDS: Final = ("render", "renderer", "storage", "board")
"""Said by the server's own client only."""

EDITOR_FIELDS: Final = ("dragging", "drawing", "presenting")
"""Relayed from those who may make the edit that ends a drag or a line, and ask everybody to look
along.
"""


def encode_state(state: JSON) -> bytes:
    """Compact JSON, ASCII, and never a `NaN` that would stop a browser's parser."""
    return json.dumps(state, separators=(",", ":"), allow_nan=False).encode()


def honest_state(text: str, user: JSON, may_edit: bool) -> bytes | None:
    """The state to relay for a client of `user`; `None` when it says that it left."""
    state = _parse(text)
    if state is None:
        return None
    if not isinstance(state, dict):
        raise MalformedFrame("an awareness state is an object or null")
    for name in SERVER_FIELDS if may_edit else SERVER_FIELDS + EDITOR_FIELDS:
        state.pop(name, None)
    state["user"] = user
    try:
        return encode_state(state)
    except (ValueError, RecursionError) as error:
        raise MalformedFrame("an awareness state holds a number that JSON has not") from error


def _parse(text: str) -> JSON:
    try:
        state: JSON = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedFrame("an awareness state is not JSON") from error
    return state
