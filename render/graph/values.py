"""What flows along an edge, by reference: never the pixels. Knows no nodes.

A value is named by what determines it, so it can be hashed before it exists.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from collab.documents.model import JSON
from render.models.entry import Models
from render.nodes.cut import WHOLE, Cut
from render.nodes.spec import NodeSpec, PortType
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


@dataclass(frozen=True, slots=True)
class Deferred:
    """What the work named `fingerprint` gives at `port`, made by the worker of whoever reads it.

    Nobody waits for such work and nothing keeps it, so all that it takes travels along.
    """

    fingerprint: Fingerprint
    port: str
    spec: NodeSpec = field(compare=False)
    params: Mapping[str, JSON] = field(hash=False)
    inputs: Mapping[str, tuple["Value", ...]] = field(hash=False)
    models: Models = field(default_factory=dict, hash=False)


Value: TypeAlias = Inline | Uploaded | Computed | Deferred


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


def made_in_place(values: Iterable[Value]) -> list[Deferred]:
    """What a reader of `values` makes itself: each once, after all that it is made of."""
    order: dict[Fingerprint, Deferred] = {}
    waiting: list[tuple[Deferred, bool]] = [(e, False) for e in values if isinstance(e, Deferred)]
    waiting.reverse()
    while waiting:
        each, is_entered = waiting.pop()
        if each.fingerprint in order:
            continue
        if is_entered:
            order[each.fingerprint] = each
            continue
        waiting.append((each, True))
        for given in each.inputs.values():
            waiting += [(one, False) for one in given if isinstance(one, Deferred)]
    return list(order.values())


def needed(values: Iterable[Value]) -> Iterator[Computed]:
    """What other work must have given before a reader of `values` can run."""
    values = list(values)
    for each in made_in_place(values):
        values += flat(one for given in each.inputs.values() for one in given)
    for value in values:
        if isinstance(value, Computed):
            yield value


def identity(value: Given) -> JSON:
    """What of `value` enters a fingerprint."""
    match value:
        case Inline(type, content):
            return ["value", type, content]
        case Uploaded(asset, cut):
            return ["asset", asset] if cut == WHOLE else ["asset", asset, cut.as_json()]
        case Computed(fingerprint, port) | Deferred(fingerprint, port):
            return ["output", fingerprint, port]
        case ValueList(values):
            return ["list", [identity(each) for each in values]]
