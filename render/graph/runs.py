"""The runs that one node calls for: one for each element that comes in, and for each repetition,
with its parameters filled. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from collab.documents.model import JSON
from render.graph.fingerprint import fingerprint
from render.graph.lists import ELEMENT_BY_ELEMENT, MAX_LENGTH, each_element
from render.graph.model import GraphNode, Invocation, Problem
from render.graph.models import by_content, entries_of, filled
from render.graph.values import Deferred, Given, Inline, Value, ValueList, flat
from render.models.entry import Models
from render.nodes.params import BadValue
from render.nodes.spec import NodeSpec

LARGEST = 2**53 - 1

MOST_TOLD = 200_000
"""Characters in all that a node may tell at once: they stand in the document."""


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
    params = {
        name: value
        for name, value in node.params.items()
        if name not in inputs or not spec.overrides(name)
    }
    for param, port in spec.only_with.items():
        if port not in inputs:
            params[param] = spec.default(param)
    meeting = spec.meeting(node.params) if spec.meeting else ELEMENT_BY_ELEMENT
    elements = each_element(spec, inputs, meeting)
    if isinstance(elements, Problem):
        return elements
    used = entries_of(spec, params, models)
    single = elements is None
    free = _seed_is_free(node, spec, params)
    each: list[Invocation] = []
    for element in elements or [{port: tuple(flat(given)) for port, given in inputs.items()}]:
        for each_params in _repeated(spec, filled(spec, params, element, used)):
            named = fingerprint(spec, by_content(spec, each_params, used), element)
            each.append(Invocation(named, spec, each_params, element, used, free))
    if len(each) > MAX_LENGTH:
        return Problem(
            "wrong_type",
            f"A list may have at most {MAX_LENGTH} elements; this one would have {len(each)}",
        )
    return Runs(tuple(each), is_list=not single or len(each) > 1)


def told_at_once(spec: NodeSpec, runs: Runs) -> Mapping[str, Given] | Problem | None:
    """What each output gives, where that needs no worker; `None` where it does."""
    told: dict[str, list[Value]] = {port.name: [] for port in spec.outputs}
    length = 0
    for run in runs.each:
        known = _plain(run.inputs)
        if spec.at_once is None or known is None:
            return None
        try:
            found = spec.at_once(run.params, known)
        except BadValue as error:
            return Problem("bad_param", str(error))
        for port in spec.outputs:
            told[port.name].append(Inline(port.type, found[port.name]))
            length += len(str(found[port.name]))
        if length > MOST_TOLD:
            return Problem("bad_param", f"These texts have more than {MOST_TOLD} characters in all")
    return {
        port: ValueList(tuple(values)) if runs.is_list else values[0]
        for port, values in told.items()
    }


def _plain(inputs: Mapping[str, tuple[Value, ...]]) -> Mapping[str, Sequence[JSON]] | None:
    """What comes in, if all of it stands on the board."""
    found: dict[str, list[JSON]] = {}
    for port, values in inputs.items():
        known = [value.value for value in values if isinstance(value, Inline)]
        if len(known) < len(values):
            return None
        found[port] = known
    return found


def _seed_is_free(node: GraphNode, spec: NodeSpec, params: Mapping[str, JSON]) -> bool:
    """Of several, nobody chose each; what comes in was chosen elsewhere."""
    seed = next((param.name for param in spec.params if param.control == "seed"), None)
    if seed is None or seed not in params:
        return False
    times = params.get(spec.repeats[0]) if spec.repeats else 1
    return seed in node.freed or (isinstance(times, int) and times > 1)


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
