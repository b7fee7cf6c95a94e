"""The runs that one node calls for: one for each element that comes in, and for each repetition,
with its parameters filled. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from collab.documents.model import JSON
from render.graph.fingerprint import fingerprint
from render.graph.lists import MAX_LENGTH, each_element
from render.graph.model import GraphNode, Invocation, Problem
from render.graph.models import by_content, entries_of, filled
from render.graph.values import Deferred, Given, Value, ValueList, flat
from render.models.entry import Models
from render.nodes.spec import NodeSpec

LARGEST = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Runs:
    """`is_list`: its outputs are lists, of one element too."""

    each: tuple[Invocation, ...]
    is_list: bool

    def deferred(self, spec: NodeSpec) -> dict[str, Given]:
        """What each output gives, made where it is used."""
        return {port.name: self._given(port.name) for port in spec.outputs}

    def _given(self, port: str) -> Given:
        values: tuple[Value, ...] = tuple(
            Deferred(one.fingerprint, port, one.spec, one.params, one.inputs, one.models)
            for one in self.each
        )
        return ValueList(values) if self.is_list else values[0]


def runs_of(
    node: GraphNode, spec: NodeSpec, inputs: Mapping[str, Sequence[Given]], models: Models
) -> Runs | Problem:
    # A connected input overrides the parameter of its name, which then must not matter.
    params = {name: value for name, value in node.params.items() if name not in inputs}
    for param, port in spec.only_with.items():
        if port not in inputs:
            params[param] = spec.default(param)
    elements = each_element(spec, inputs)
    if isinstance(elements, Problem):
        return elements
    used = entries_of(spec, params, models)
    single = elements is None
    free = _seed_is_free(node, spec, params)
    each: list[Invocation] = []
    for element in elements or [{port: tuple(flat(given)) for port, given in inputs.items()}]:
        for each_params in _repeated(spec, filled(spec, params, element, used)):
            named = fingerprint(spec, by_content(each_params, used), element)
            each.append(Invocation(named, spec, each_params, element, used, free))
    if len(each) > MAX_LENGTH:
        return Problem(
            "wrong_type",
            f"A list may have at most {MAX_LENGTH} elements; this one would have {len(each)}",
        )
    return Runs(tuple(each), is_list=not single or len(each) > 1)


def _seed_is_free(node: GraphNode, spec: NodeSpec, params: Mapping[str, JSON]) -> bool:
    """Of several, nobody chose each; what comes in was chosen elsewhere."""
    if spec.repeats is None:
        return False
    count, counted = spec.repeats
    times = params.get(count)
    several = isinstance(times, int) and times > 1
    return counted in params and (several or counted in node.freed)


def _repeated(spec: NodeSpec, params: Mapping[str, JSON]) -> Iterator[Mapping[str, JSON]]:
    """Each run as if it stood alone, so that asking for one more makes only that one."""
    if spec.repeats is None:
        yield params
        return
    count, counted = spec.repeats
    times, first = params.get(count), params.get(counted)
    if not isinstance(times, int) or not isinstance(first, int):
        yield {**params, count: 1}  # what is counted comes in from elsewhere
        return
    for step in range(times):
        yield {**params, count: 1, counted: (first + step) % (LARGEST + 1)}
