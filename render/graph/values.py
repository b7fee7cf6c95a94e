"""What flows along an edge, by reference: never the pixels. Knows no nodes.

A value is named by what determines it, so it can be hashed before it exists.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from collab.documents.model import JSON
from render.nodes.cut import WHOLE, Cut
from render.nodes.spec import PortType
from render.stores import AssetId, Fingerprint


@dataclass(frozen=True, slots=True)
class Inline:
    """A text, color or number that is part of the board itself."""

    type: PortType
    value: JSON


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A picture somebody brought, or the part of it that is seen on the board."""

    asset: AssetId
    cut: Cut = WHOLE


@dataclass(frozen=True, slots=True)
class Computed:
    """What the invocation named `fingerprint` gives at `port`."""

    fingerprint: Fingerprint
    port: str


Value: TypeAlias = Inline | Uploaded | Computed


@dataclass(frozen=True, slots=True)
class ValueList:
    """Several values in order, each named for itself: changing one leaves the others' names."""

    values: tuple[Value, ...]


Given: TypeAlias = Value | ValueList


def flat(given: Iterable[Given]) -> Iterator[Value]:
    """Every value, those of lists in their place."""
    for each in given:
        if isinstance(each, ValueList):
            yield from each.values
        else:
            yield each


def identity(value: Given) -> JSON:
    """What of `value` enters a fingerprint."""
    match value:
        case Inline(type, content):
            return ["value", type, content]
        case Uploaded(asset, cut):
            return ["asset", asset] if cut == WHOLE else ["asset", asset, cut.as_json()]
        case Computed(fingerprint, port):
            return ["output", fingerprint, port]
        case ValueList(values):
            return ["list", [identity(each) for each in values]]
