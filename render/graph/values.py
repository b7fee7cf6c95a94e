"""What flows along an edge, by reference: never the pixels. Knows no nodes.

A value is named by what determines it, so it can be hashed before it exists.
"""

from dataclasses import dataclass
from typing import TypeAlias

from collab.documents.model import JSON
from render.nodes.spec import PortType
from render.stores import AssetId, Fingerprint


@dataclass(frozen=True, slots=True)
class Inline:
    """A text, color or number that is part of the board itself."""

    type: PortType
    value: JSON


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A picture somebody brought."""

    asset: AssetId


@dataclass(frozen=True, slots=True)
class Computed:
    """What the invocation named `fingerprint` gives at `port`."""

    fingerprint: Fingerprint
    port: str


Value: TypeAlias = Inline | Uploaded | Computed


def identity(value: Value) -> JSON:
    """What of `value` enters a fingerprint."""
    match value:
        case Inline(type, content):
            return ["value", type, content]
        case Uploaded(asset):
            return ["asset", asset]
        case Computed(fingerprint, port):
            return ["output", fingerprint, port]
