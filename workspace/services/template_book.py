"""Every template by its name: those that come with Atelier, as files, and those of the team.

One notion of a template for all who take one: boards that begin with it, what is put on a board,
and what is rendered without one.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pycrdt import Doc

from render.nodes.catalog import Catalog
from render.stores import AssetId
from workspace.errors import Invalid
from workspace.model import Template
from workspace.persistence.templates import SqlTemplates
from workspace.services.fragments import assets_in, drawing, plant
from workspace.services.words import sort_key

FOLDER: Final = Path(__file__).parents[1] / "templates"

Fill = Callable[["Doc[Any]"], None]


class TemplateBook:
    def __init__(self, ours: Sequence[Template], rows: SqlTemplates, catalog: Catalog) -> None:
        self.ours = ours
        self._rows = rows
        self.catalog = catalog
        self._by_name = {sort_key(name): each for each in ours for name in (each.id, each.name)}

    def is_ours(self, name: str) -> bool:
        return sort_key(name) in self._by_name

    async def look(self, name: str) -> Template | None:
        """The template of this id or name."""
        return self._by_name.get(sort_key(name)) or await self._rows.find(name)

    async def find(self, name: str) -> Template:
        if found := await self.look(name):
            return found
        known = ", ".join(each.id for each in self.ours)
        raise Invalid(
            "unknown_template",
            f"There is no template “{name}”: use the name of one of the team's, or of {known}.",
        )

    def fill(self, template: Template) -> Fill:
        return lambda doc: plant(doc, template.nodes, self.catalog)

    def assets_in(self, template: Template) -> set[AssetId]:
        return assets_in(template.nodes, self.catalog)


def read_ours(catalog: Catalog, folder: Path = FOLDER) -> list[Template]:
    """The files of the package, in the order they give themselves."""
    found: list[tuple[int, Template]] = []
    for path in folder.glob("*.json"):
        told: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        nodes = told["nodes"]
        template = Template(
            id=path.stem,
            name=told["name"],
            description=told["description"],
            nodes=nodes,
            drawing=drawing(nodes, catalog),
            is_ours=True,
        )
        found.append((told["place"], template))
    return [template for _, template in sorted(found, key=lambda each: (each[0], each[1].id))]
