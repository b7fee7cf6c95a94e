"""What nodes hold out to their readers, and how it comes in at a reader. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from collab.documents.model import NodeId
from render.graph.model import GraphNode, Problem
from render.graph.validate import empty_input, missing_input
from render.graph.values import Given, ValueList, flat
from render.nodes.spec import NodeSpec


@dataclass(frozen=True, slots=True)
class Culprit:
    """The node to repair, and what people call it."""

    node: NodeId
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Values by port, or whose fault it is that there are none. With both, it is known what would
    come, and that it will not. `ports` are those that fare differently from the others.
    """

    values: Mapping[str, Given] = field(default_factory=dict)
    culprit: Culprit | None = None
    problems: tuple[Problem, ...] = ()
    ports: Mapping[str, "Offer"] = field(default_factory=dict)

    def at(self, port: str) -> "Offer":
        return self.ports.get(port, self)


NOTHING = Offer()


@dataclass(frozen=True, slots=True)
class Received:
    """A node's inputs as they come in, by port. Where many edges meet, lists are spread out."""

    values: Mapping[str, tuple[Given, ...]]
    culprits: Mapping[str, Culprit]
    problems: Mapping[str, tuple[Problem, ...]]
    is_complete: bool

    @property
    def culprit(self) -> Culprit | None:
        return next(iter(self.culprits.values()), None)


def receive(node: GraphNode, spec: NodeSpec, offers: Mapping[NodeId, Offer]) -> Received:
    values: dict[str, tuple[Given, ...]] = {}
    culprits: dict[str, Culprit] = {}
    problems: dict[str, tuple[Problem, ...]] = {}
    is_complete = True
    for name, sources in node.edges.items():
        port = spec.input(name)
        given = [(source.port, offers[source.node].at(source.port)) for source in sources]
        arrived = tuple(offer.values[from_port] for from_port, offer in given
                        if from_port in offer.values)  # fmt: skip
        has_empty_list = ValueList(()) in arrived
        arrived = tuple(flat(arrived)) if port and port.many else arrived
        arrived = tuple(each for each in arrived if each != ValueList(()))
        if arrived:
            values[name] = arrived
        for from_port, offer in given:
            if offer.culprit:
                culprits.setdefault(name, offer.culprit)
                is_complete = is_complete and from_port in offer.values
            if offer.problems:
                problems[name] = problems.get(name, ()) + offer.problems
        is_silent = name not in values and name not in culprits and name not in problems
        if is_silent and port and port.required:
            told = empty_input(port) if has_empty_list else missing_input(port)
            problems[name] = (told,)  # what is connected is muted, or an empty list
    return Received(values, culprits, problems, is_complete)
