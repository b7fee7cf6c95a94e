"""The catalogue: every node type this server knows, builtin and from other packages.

A package adds types by an entry point in the group `atelier.nodes` that names a sequence of
`NodeSpec`. Knows no torch and runs nothing: workers find an operation by the name in its spec.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import entry_points

from collab.documents.model import JSON
from render.errors import CatalogError
from render.nodes.builtin import DEBUG_SPECS, SPECS
from render.nodes.spec import NodeSpec

ENTRY_POINT_GROUP = "atelier.nodes"

UNKEPT = ("model", "conditioning")
"""The types of values that no result can hold, so that only what is deferred may give them."""


class Catalog:
    """An unchanging set of specs, by type."""

    def __init__(self, specs: Iterable[NodeSpec]) -> None:
        self._specs: dict[str, NodeSpec] = {}
        for spec in specs:
            if spec.type in self._specs:
                raise CatalogError(f"two packages declare the node type {spec.type!r}")
            if (spec.mode == "source" or spec.in_graph) != (spec.operation is None):
                raise CatalogError(f"node type {spec.type!r} must be a source or have an operation")
            if not spec.deferred and any(port.type in UNKEPT for port in spec.outputs):
                raise CatalogError(f"node type {spec.type!r} gives what is not kept: defer it")
            self._specs[spec.type] = spec

    def get(self, type: str) -> NodeSpec | None:
        return self._specs.get(type)

    def __iter__(self) -> Iterator[NodeSpec]:
        return iter(self._specs.values())

    def checked_by(self, folder: str) -> "Catalog":
        """The same, with the pictures of models looked over by the safety checker in `folder`."""
        return Catalog(
            replace(spec, checked_by=folder)
            if spec.category == "diffusion" and not spec.deferred
            else spec
            for spec in self
        )

    def as_json(self) -> list[JSON]:
        return [spec.as_json() for spec in self]


def builtin_catalog(debug: bool = False) -> Catalog:
    """The types that come with Atelier; with `debug`, those for testing it too."""
    return Catalog((*SPECS, *(DEBUG_SPECS if debug else ())))


def installed_catalog(debug: bool = False) -> Catalog:
    """The builtin types, and those of every installed package that offers some."""
    return Catalog([*builtin_catalog(debug), *_offered()])


def _offered() -> Iterator[NodeSpec]:
    for entry in entry_points(group=ENTRY_POINT_GROUP):
        for spec in entry.load():
            if not isinstance(spec, NodeSpec):
                raise CatalogError(f"entry point {entry.name!r} offers {spec!r}, not a NodeSpec")
            yield spec
