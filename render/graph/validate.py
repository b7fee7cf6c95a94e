"""Everything wrong with each node by itself, all at once, in a designer's words. Pure.

What is wrong further up is not repeated down here: that is `plan`'s to pass on.
"""

from collections.abc import Container, Iterator, Mapping, Sequence

from collab.documents.model import JSON, NodeId, Source
from render.graph.model import GraphNode, Problem
from render.graph.models import model_problems
from render.graph.values import Given
from render.models.entry import Models
from render.nodes.params import brief
from render.nodes.spec import BadParam, NodeSpec, PortSpec
from render.stores import AssetId

_NOUNS = {"conditioning": "encoded prompt"}


def problems(
    node: GraphNode,
    nodes: Mapping[NodeId, GraphNode],
    assets: Container[AssetId],
    is_cyclic: bool,
    models: Models,
) -> Iterator[Problem]:
    """Everything wrong with `node` by itself; `assets` are those the board has, `models` those the
    server has.
    """
    if node.spec is None:
        yield Problem(
            "unknown_type",
            f"This server does not know nodes of type “{brief(node.type)}”; "
            "install the package that brings it, or delete the node",
            {"type": brief(node.type)},
        )
        return
    if is_cyclic:
        yield Problem(
            "cycle", f"{node.name} feeds into itself; remove one of the connections in the circle"
        )
    yield from _inputs(node, node.spec, nodes)
    yield from _params(node, node.spec)
    yield from model_problems(node, models)
    if node.type == "image" and not node.bad_params:
        yield from _asset(node, assets)


def recount(
    node: GraphNode, spec: NodeSpec, inputs: Mapping[str, Sequence[Given]]
) -> Problem | None:
    """What is wrong once it is known how many values come in: an edge may bring a list."""
    if spec.check is None or all(len(inputs.get(p, ())) == len(e) for p, e in node.edges.items()):
        return None
    found = spec.check(node.params, {port: len(given) for port, given in inputs.items()})
    return _bad_param(found) if found else None


def _inputs(
    node: GraphNode, spec: NodeSpec, nodes: Mapping[NodeId, GraphNode]
) -> Iterator[Problem]:
    for port in spec.inputs:
        if port.required and port.name not in node.edges:
            yield missing_input(port)
    for name, sources in node.edges.items():
        port_found = spec.input(name)
        for source in sources:
            if port_found and (problem := _mismatch(port_found, source, nodes)):
                yield problem


def missing_input(port: PortSpec) -> Problem:
    says_enough = port.title.lower() in (port.type, f"{port.type}s")
    message = f"Connect {_an(port.type)}"
    if not says_enough:
        message = f"Connect {_an(port.type)} to {port.title}"
    return Problem("missing_input", message, {"port": port.name})


def empty_input(port: PortSpec) -> Problem:
    return Problem(
        "missing_input", f"The list at {port.title} is empty; put {_an(port.type)} into it",
        {"port": port.name},
    )  # fmt: skip


def _mismatch(port: PortSpec, source: Source, nodes: Mapping[NodeId, GraphNode]) -> Problem | None:
    giver = nodes[source.node]
    if giver.spec is None:
        return None
    output = giver.spec.output(source.port)
    if output and output.type == port.type:
        return None
    gives = f"gives {_an(output.type)}" if output else f"has no output “{source.port}”"
    return Problem(
        "wrong_type",
        f"{port.title} takes {_an(port.type)}, but {giver.name} {gives}",
        {"port": port.name, "expected": port.type, "found": output.type if output else None},
    )


def _params(node: GraphNode, spec: NodeSpec) -> Iterator[Problem]:
    bad = list(node.bad_params)
    if not bad and spec.check:
        connected = {port: len(sources) for port, sources in node.edges.items()}
        found = spec.check(node.params, connected)
        bad = [found] if found else []
    yield from map(_bad_param, bad)


def _bad_param(bad: BadParam) -> Problem:
    return Problem("bad_param", bad.message, {"param": bad.name, "found": _small(bad.found)})


def _asset(node: GraphNode, assets: Container[AssetId]) -> Iterator[Problem]:
    asset = str(node.params["asset"])
    if not asset:
        yield Problem("asset_missing", f"{node.name} has no picture yet; drop one onto it")
    elif asset not in assets:
        yield Problem(
            "asset_missing",
            f"The picture of {node.name} is not on this board; add it again",
            {"asset": asset},
        )


def _small(value: JSON) -> JSON:
    """`value` as far as it fits into a result: anybody may write anything of any size."""
    if isinstance(value, list | dict):
        return None
    return brief(value) if isinstance(value, str) else value


def _an(type: str) -> str:
    word = _NOUNS.get(type, type)
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
