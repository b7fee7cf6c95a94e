"""Everything wrong with each node by itself, all at once, in a designer's words. Pure.

What is wrong further up is not repeated down here: that is `plan`'s to pass on.
"""

from collections.abc import Collection, Iterator

from collab.documents.model import JSON, NodeId, Source
from render.graph.model import Graph, GraphNode, Problem
from render.nodes.params import brief
from render.nodes.spec import NodeSpec, PortSpec
from render.stores import AssetId


def validate(
    graph: Graph, assets: Collection[AssetId], cyclic: Collection[NodeId]
) -> dict[NodeId, tuple[Problem, ...]]:
    """Problems by node; a node without any is absent. `assets` are those the board has."""
    found = {
        id: tuple(_problems(node, graph, assets, id in cyclic)) for id, node in graph.nodes.items()
    }
    return {id: problems for id, problems in found.items() if problems}


def _problems(
    node: GraphNode, graph: Graph, assets: Collection[AssetId], is_cyclic: bool
) -> Iterator[Problem]:
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
    yield from _inputs(node, node.spec, graph)
    yield from _params(node, node.spec)
    if node.type == "image" and not node.bad_params:
        yield from _asset(node, assets)


def _inputs(node: GraphNode, spec: NodeSpec, graph: Graph) -> Iterator[Problem]:
    for port in spec.inputs:
        if port.required and port.name not in node.edges:
            yield missing_input(port)
    for name, sources in node.edges.items():
        port_found = spec.input(name)
        for source in sources:
            if port_found and (problem := _mismatch(port_found, source, graph)):
                yield problem


def missing_input(port: PortSpec) -> Problem:
    says_enough = port.title.lower() in (port.type, f"{port.type}s")
    where = "" if says_enough else f" to {port.title}"
    return Problem("missing_input", f"Connect {_an(port.type)}{where}", {"port": port.name})


def _mismatch(port: PortSpec, source: Source, graph: Graph) -> Problem | None:
    giver = graph.nodes[source.node]
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
    for each in bad:
        yield Problem("bad_param", each.message, {"param": each.name, "found": _small(each.found)})


def _asset(node: GraphNode, assets: Collection[AssetId]) -> Iterator[Problem]:
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


def _an(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
