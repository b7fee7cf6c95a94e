"""What a file says that it was made of, read with bounds, since anybody may have written it. Pure.

`provenance` writes such records. Types, versions and models are as the file says: whether they are
here too is `regrow`'s to find out.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast, get_args

from collab.documents.model import JSON
from render.errors import BadRecord
from render.graph.values import Computed, Inline, Uploaded
from render.nodes.cut import WHOLE, Cut
from render.nodes.params import QUARTERS
from render.nodes.spec import PortType
from render.provenance import MAX_INVOCATIONS, VERSION
from render.stores import AssetId, Fingerprint

MAX_NAME: Final = 500
MAX_DEPTH: Final = 8
"""Of a parameter's value."""

LARGEST: Final = 2**53
"""Greater numbers do not come out of a document as they went in."""

_ASSET: Final = re.compile(r"[0-9a-f]{64}")
_TYPES: Final = frozenset(get_args(PortType))

Given = Inline | Uploaded | Computed


@dataclass(frozen=True, slots=True)
class NamedModel:
    name: str
    hash: str | None


@dataclass(frozen=True, slots=True)
class Work:
    """One invocation as it is told of: `version` is that of its type then."""

    type: str
    version: int
    params: Mapping[str, JSON]
    inputs: Mapping[str, tuple[Given, ...]]
    models: Mapping[str, NamedModel]


@dataclass(frozen=True, slots=True)
class Record:
    root: Fingerprint
    works: Mapping[Fingerprint, Work]
    is_cut: bool
    """Whether it tells of a part only."""


def read_record(found: Mapping[str, Any]) -> Record:
    """Raises `BadRecord`, whose message is a sentence for whoever brought the file."""
    if found.get("atelier") != VERSION:
        raise BadRecord(
            "newer_graph",
            "This file was made by a newer Atelier than this server is: update the server to add"
            " its graph.",
        )
    root, works = found.get("root"), found.get("invocations")
    if not isinstance(works, dict) or len(works) > MAX_INVOCATIONS:
        raise _bad()
    read = {Fingerprint(_name(id)): _work(work) for id, work in works.items()}
    if not isinstance(root, str) or root not in read:
        raise _bad()
    return Record(Fingerprint(root), read, found.get("cut") is True)


def _work(found: Any) -> Work:
    match found:
        case {
            "type": str(type), "version": int(version), "params": dict(params),
            "inputs": dict(inputs),
        }:  # fmt: skip
            models = found.get("models", {})
            if not isinstance(models, dict):
                raise _bad()
            return Work(
                _name(type),
                version,
                {_name(name): _plain(value) for name, value in params.items()},
                {_name(port): _given(values) for port, values in inputs.items()},
                {_name(name): _model(model) for name, model in models.items()},
            )
        case _:
            raise _bad()


def _given(found: object) -> tuple[Given, ...]:
    if not isinstance(found, list):
        raise _bad()
    return tuple(_input(each) for each in found)


def _input(found: Any) -> Given:
    match found:
        case {"value": value, "type": str(type)} if type in _TYPES:
            return Inline(cast(PortType, type), _plain(value))
        case {"asset": str(asset)} if _ASSET.fullmatch(asset):
            return Uploaded(AssetId(asset), _cut(found))
        case {"from": str(source), "port": str(port)}:
            return Computed(Fingerprint(source), _name(port))
        case _:
            raise _bad()


def _cut(found: Mapping[str, Any]) -> Cut:
    turn, crop = found.get("turn", 0), found.get("crop")
    if isinstance(turn, bool) or turn not in QUARTERS:
        raise _bad()
    sides = WHOLE.crop
    match crop:
        case None:
            pass
        case {"x": int() | float(), "y": int() | float(), "w": int() | float(),
              "h": int() | float()}:  # fmt: skip
            x, y, w, h = (float(str(_plain(crop[side]))) for side in "xywh")
            sides = x, y, w, h
        case _:
            raise _bad()
    return Cut(sides, int(str(turn)))


def _model(found: Any) -> NamedModel:
    match found:
        case {"name": str(name)}:
            hash = found.get("hash")
            return NamedModel(_name(name), hash if isinstance(hash, str) else None)
        case _:
            raise _bad()


def _name(found: object) -> str:
    if not isinstance(found, str) or not 0 < len(found) <= MAX_NAME:
        raise _bad()
    return _written(found)


def _plain(value: object, depth: int = 0) -> JSON:
    """`value` where a document can hold it."""
    match value:
        case None | bool():
            return value
        case int() | float() if math.isfinite(value) and abs(value) <= LARGEST:
            return value
        case str():
            return _written(value)
        case list() if depth < MAX_DEPTH:
            return [_plain(each, depth + 1) for each in value]
        case dict() if depth < MAX_DEPTH:
            return {_written(str(name)): _plain(each, depth + 1) for name, each in value.items()}
        case _:
            raise _bad()


def _written(text: str) -> str:
    """JSON can spell halves of signs, which no text on the wire can have."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise _bad() from error
    return text


def _bad() -> BadRecord:
    return BadRecord("bad_graph", "What this file says of its graph is damaged, so it is not used.")
