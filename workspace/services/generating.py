"""Rendering without a board: a graph, or a template filled in; and the bytes of what came out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pycrdt import Doc

from collab.documents.edits import seed
from collab.documents.model import JSON
from collab.documents.reader import document_json
from render.queue.job import JobId
from render.results import pictures_in
from render.stores import AssetId
from workspace.errors import Invalid, Missing
from workspace.model import Caller
from workspace.services.jobs import Jobs
from workspace.services.template_book import TemplateBook


class Library(Protocol):
    def path(self, asset: AssetId) -> Path: ...


@dataclass(frozen=True, slots=True)
class JobFile:
    path: Path
    mime: str


class Generating:
    def __init__(self, jobs: Jobs, library: Library, templates: TemplateBook) -> None:
        self._jobs = jobs
        self._templates = templates
        self._library = library

    async def generate(
        self, caller: Caller, graph: Mapping[str, JSON], output: str | None
    ) -> JobId:
        return await self._jobs.generate(caller, graph, output)

    async def graph_of(
        self, template: str, params: Mapping[str, Mapping[str, JSON]]
    ) -> dict[str, JSON]:
        """The nodes of `template`, with some of their parameters replaced."""
        found = await self._templates.find(template)
        doc: Doc[Any] = Doc()
        with doc.transaction():
            seed(doc, "")
            self._templates.fill(found)(doc)
        nodes = document_json(doc)["nodes"]
        assert isinstance(nodes, dict)  # noqa: S101 - `seed` made it a map
        for id, changed in params.items():
            node = nodes.get(id)
            if not isinstance(node, dict):
                raise Invalid("unknown_node", f'The template {template} has no node "{id}".')
            before = node.get("params")
            node["params"] = {**(before if isinstance(before, dict) else {}), **changed}
        return {"nodes": nodes}

    async def file(self, caller: Caller, job: str, asset: str) -> JobFile:
        """The bytes of a picture that `job` gave, for who may see the job."""
        view = await self._jobs.outputs(caller, job)
        id = AssetId(asset)
        for picture in pictures_in(view.outputs or {}):
            if picture["asset"] == id:
                return JobFile(self._library.path(id), str(picture["mime"]))
        raise Missing("asset_not_found", "This job has no such picture.")
