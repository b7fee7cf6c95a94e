"""A record of what made a picture, as nodes that make it again: the way back of `provenance`. Pure.

Each invocation becomes a node with its parameters as they were, its seed among them, so what one
element of a list was made of comes back as that one. What came in from outside of all work becomes
an item again: words a note, a color a swatch, an upload a picture. Where they lie is the client's.
"""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from collab.documents.model import JSON
from render.graph.values import Computed, Inline, Uploaded
from render.models.entry import Models
from render.nodes.catalog import Catalog
from render.nodes.spec import NodeSpec
from render.record import Given, NamedModel, Record, Work
from render.stores import Fingerprint

MAX_NODES: Final = 500
_ITEMS: Final = {"text": ("note", "text"), "color": ("swatch", "color")}
"""What shows a value of a type: the type of the item, and the parameter and port it has it at."""

_DIGITS: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase


@dataclass(frozen=True, slots=True)
class Remark:
    """Why the picture may not come out as it did. `names` are what it is about.

    `types_unknown`, `models_missing`: not on this server. `models_differ`: here another model has
    that name. `works_otherwise`: nodes have another version here. `pictures_missing`: not to be
    had here. `cut`: a part of the graph is not told.
    """

    code: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Regrown:
    """`nodes` as a document has them but for their places, the one that shows the picture first."""

    nodes: Mapping[str, Mapping[str, JSON]]
    remarks: tuple[Remark, ...]


def regrow(record: Record, catalog: Catalog, models: Models) -> Regrown:
    return _Regrowing(record, catalog, models).grow()


def order_key(place: int) -> str:
    """The key of an edge into a port of many; keys are ordered as their places are."""
    few = len(_DIGITS)
    if place < few:
        return f"a{_DIGITS[place]}"
    high, low = divmod(place - few, few)
    return f"b{_DIGITS[high % few]}{_DIGITS[low]}"


class _Regrowing:
    def __init__(self, record: Record, catalog: Catalog, models: Models) -> None:
        self._record = record
        self._catalog = catalog
        self._models = models
        self._by_hash = {entry.hash: entry.name for entry in models.values()
                         if entry.hash and entry.problem is None}  # fmt: skip
        self._nodes: dict[str, dict[str, JSON]] = {}
        self._ids: dict[Fingerprint, str] = {}
        self._items: dict[Inline | Uploaded, str] = {}
        self._told: dict[str, dict[str, None]] = {}

    def grow(self) -> Regrown:
        if self._record.is_cut:
            self._tell("cut")
        works = list(self._nearest_first())
        self._ids = {id: self._put({}) for id, _ in works}
        for id, work in works:
            self._nodes[self._ids[id]].update(self._node(work))
        remarks = tuple(Remark(code, tuple(names)) for code, names in self._told.items())
        return Regrown(self._nodes, remarks)

    def _nearest_first(self) -> Iterator[tuple[Fingerprint, Work]]:
        seen = {self._record.root: None}
        for count, id in enumerate(front := [self._record.root]):  # grows while we walk it
            work = self._record.works.get(id)
            if work is None or count >= MAX_NODES:
                self._tell("cut")
                continue
            yield id, work
            for value in (value for values in work.inputs.values() for value in values):
                if isinstance(value, Computed) and value.fingerprint not in seen:
                    seen[value.fingerprint] = None
                    front.append(value.fingerprint)

    def _node(self, work: Work) -> dict[str, JSON]:
        spec = self._catalog.get(work.type)
        if spec is None:
            self._tell("types_unknown", work.type)
        elif spec.version != work.version:
            self._tell("works_otherwise", spec.title)
        params = self._params(work, spec)
        inputs: dict[str, JSON] = {}
        for port, values in work.inputs.items():
            for key, value in self._keyed(port, values, spec):
                if isinstance(value, Inline) and value.type not in _ITEMS and _has(spec, port):
                    params[port] = value.value
                elif source := self._source(value):
                    inputs[key] = source
                else:
                    self._tell("cut")
        return {"type": work.type, "params": params, "inputs": inputs}

    def _params(self, work: Work, spec: NodeSpec | None) -> dict[str, JSON]:
        params: dict[str, JSON] = {
            name: value
            for name, value in work.params.items()
            if value is not None and _has(spec, name)
        }
        for name, model in work.models.items():
            if name in params:
                params[name] = self._model(model)
        return params

    def _model(self, told: NamedModel) -> str:
        """What it is called here: by its content, wherever that is known."""
        here = self._models.get(told.name)
        if here and (told.hash in (None, here.hash) or here.hash is None):
            return told.name
        if told.hash in self._by_hash:
            return self._by_hash[told.hash]
        self._tell("models_differ" if here else "models_missing", told.name)
        return told.name

    def _keyed(
        self, port: str, values: tuple[Given, ...], spec: NodeSpec | None
    ) -> Iterator[tuple[str, Given]]:
        found = spec.input(port) if spec else None
        if (spec and found is None) or ":" in port:
            self._tell("cut")
        elif (found and found.many) or (spec is None and len(values) > 1):
            yield from ((f"{port}:{order_key(at)}", each) for at, each in enumerate(values))
        else:
            if len(values) > 1:
                self._tell("cut")
            yield from ((port, each) for each in values[:1])

    def _source(self, value: Given) -> dict[str, JSON] | None:
        match value:
            case Computed(fingerprint, port):
                id = self._ids.get(fingerprint)
                return {"node": id, "port": port} if id else None
            case Uploaded(asset, cut):
                params: dict[str, JSON] = {"asset": asset, **cut.as_json()}
                return self._item(value, "image", params, "image")
            case Inline(type, content) if type in _ITEMS and isinstance(content, str):
                kind, name = _ITEMS[type]
                return self._item(value, kind, {name: content}, name)
            case _:
                return None

    def _item(
        self, value: Inline | Uploaded, type: str, params: dict[str, JSON], port: str
    ) -> dict[str, JSON] | None:
        """One for each value, however many read it."""
        if value not in self._items:
            if len(self._nodes) >= MAX_NODES:
                return None
            self._items[value] = self._put({"type": type, "params": params, "inputs": {}})
        return {"node": self._items[value], "port": port}

    def _put(self, node: dict[str, JSON]) -> str:
        id = f"n{len(self._nodes)}"
        self._nodes[id] = {**node, "z": order_key(len(self._nodes))}
        return id

    def _tell(self, code: str, *names: str) -> None:
        self._told.setdefault(code, {}).update(dict.fromkeys(names))


def _has(spec: NodeSpec | None, param: str) -> bool:
    return spec is None or any(each.name == param for each in spec.params)
