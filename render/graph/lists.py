"""Lists: an operation on single values runs once for each element of a list. Pure.

Also the nodes that only arrange lists: they compute nothing, so the graph itself evaluates them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Final, TypeAlias

from collab.documents.model import JSON
from render.graph.model import GraphNode, Problem
from render.graph.values import Given, Inline, Value, ValueList, flat
from render.nodes.params import brief
from render.nodes.spec import Meeting, NodeSpec

MAX_LENGTH: Final = 1000
ELEMENT_BY_ELEMENT: Final = Meeting()

Inputs: TypeAlias = Mapping[str, tuple[Value, ...]]
Arrangement: TypeAlias = Mapping[str, Given] | Problem

COLLECTED: Final = {"images": "image", "texts": "text", "colors": "color", "numbers": "number"}
"""A port of many, and what one of them is called."""


def each_element(
    spec: NodeSpec, inputs: Mapping[str, Sequence[Given]], meeting: Meeting = ELEMENT_BY_ELEMENT
) -> Sequence[Inputs] | Problem | None:
    """The inputs of each run where a list comes in at a port for one; `None` where none does."""
    lengths = {
        port: len(given[0].values)
        for port, given in inputs.items()
        if given and isinstance(given[0], ValueList) and port not in meeting.whole
    }
    if not lengths:
        return None
    inputs = {
        port: tuple(flat(given)) if port in meeting.whole else given
        for port, given in inputs.items()
    }
    if meeting.every is not None:
        return _every_combination(inputs, lengths, meeting.every)
    length = max(lengths.values())
    if min(lengths.values()) != length:
        return _unequal(spec, lengths)
    if length > MAX_LENGTH:
        return _too_long(length, next(iter(lengths)))
    return [
        {port: tuple(_element(each, index) for each in given) for port, given in inputs.items()}
        for index in range(length)
    ]


def _every_combination(
    inputs: Mapping[str, Sequence[Given]], lengths: Mapping[str, int], order: Sequence[str]
) -> Sequence[Inputs] | Problem:
    count = prod(lengths.values())
    if count > MAX_LENGTH:
        return _too_long(count, next(iter(lengths)))
    ordered = [*(port for port in order if port in lengths), *sorted(lengths.keys() - set(order))]
    return [
        {
            port: tuple(_element(each, places.get(port, 0)) for each in given)
            for port, given in inputs.items()
        }
        for places in (
            dict(zip(ordered, each, strict=True))
            for each in product(*(range(lengths[port]) for port in ordered))
        )
    ]


def arrange(node: GraphNode, inputs: Mapping[str, Sequence[Given]]) -> Arrangement:
    """What a node of a type in `ARRANGED` gives for what comes in."""
    spread = {port: tuple(flat(given)) for port, given in inputs.items()}
    arrangement = ARRANGED.get(node.type)
    if arrangement is None:
        return Problem("unknown_type", f"This server cannot arrange “{brief(node.type)}”")
    found = arrangement(node.params, spread)
    if isinstance(found, Problem):
        return found
    for port, given in found.items():
        if isinstance(given, ValueList) and len(given.values) > MAX_LENGTH:
            return _too_long(len(given.values), port)
    return found


def _collect(params: Mapping[str, JSON], inputs: Inputs) -> Arrangement:
    if not inputs:
        return _nothing("collect")
    return {port: ValueList(values) for port, values in inputs.items()}


def _pick(params: Mapping[str, JSON], inputs: Inputs) -> Arrangement:
    if not inputs:
        return _nothing("pick from")
    index = _whole(params["index"])
    for port, values in inputs.items():
        if index >= len(values):
            one = COLLECTED[port]
            return Problem(
                "bad_param",
                f"There {_are(len(values), one)}, counted from 0; there is none at {index}",
                {"param": "index", "found": index},
            )
    return {COLLECTED[port]: values[index] for port, values in inputs.items()}


def _prompts(params: Mapping[str, JSON], inputs: Inputs) -> Arrangement:
    lines = [line for value in inputs.get("text", ()) for line in _lines(value)]
    if "text" not in inputs:
        lines = list(_lines(Inline("text", params["text"])))
    if not lines:
        return Problem("bad_param", "Write one prompt on each line", {"param": "text"})
    return {"texts": ValueList(tuple(lines))}


def _seeds(params: Mapping[str, JSON], inputs: Inputs) -> Arrangement:
    start, count = _whole(params["start"]), _whole(params["count"])
    return {"seeds": ValueList(tuple(Inline("number", start + step) for step in range(count)))}


ARRANGED: Final[Mapping[str, Callable[[Mapping[str, JSON], Inputs], Arrangement]]] = {
    "list.collect": _collect,
    "list.pick": _pick,
    "list.prompts": _prompts,
    "list.seeds": _seeds,
}


def _lines(value: Value) -> Iterator[Value]:
    """The lines of a text that stands on the board. One that is computed counts whole."""
    if not isinstance(value, Inline):
        yield value
        return
    for line in str(value.value).splitlines():
        if line.strip():
            yield Inline("text", line.strip())


def _element(given: Given, index: int) -> Value:
    return given.values[index] if isinstance(given, ValueList) else given


def _unequal(spec: NodeSpec, lengths: Mapping[str, int]) -> Problem:
    found = {name: (spec.input(name), length) for name, length in lengths.items()}
    told = [
        f"{port.title if port else name} has {length}" for name, (port, length) in found.items()
    ]
    return Problem(
        "wrong_type",
        f"Lists that go through together must be equally long: {', '.join(told)}",
        {"lengths": dict(lengths)},
    )


def _too_long(length: int, port: str) -> Problem:
    return Problem(
        "wrong_type",
        f"A list may have at most {MAX_LENGTH} elements; this one has {length}",
        {"port": port},
    )


def _nothing(purpose: str) -> Problem:
    return Problem("missing_input", f"Connect something to {purpose}")


def _are(count: int, one: str) -> str:
    return f"is 1 {one}" if count == 1 else f"are {count} {one}s"


def _whole(value: JSON) -> int:
    return value if isinstance(value, int) else 0
