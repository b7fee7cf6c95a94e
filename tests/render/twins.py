"""In-memory twins of what the renderer needs around it: a live document, assets, artifacts."""

import asyncio
import shutil
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from pycrdt import Doc

from collab.documents.edits import add_node, seed
from collab.documents.model import JSON, DocumentId, NodeId, Source
from collab.documents.reader import read_results, root
from collab.documents.schema import NODES
from render.stores import Artifact, AssetId, AssetInfo, Delivery, Fingerprint, MadeOf


class MemoryDocument:
    """A `LiveDocument` whose edits are committed at once, and counted."""

    def __init__(self, id: str = "board") -> None:
        self.id = DocumentId(id)
        self.doc: Doc[Any] = Doc()
        self.awareness: Mapping[str, JSON] = {}
        self.authors: tuple[str, ...] = ()
        self.edits: list[str] = []
        self._moved = asyncio.Event()
        with self.doc.transaction():
            seed(self.doc, "epoch")

    async def edit(self, change: Callable[["Doc[Any]"], None], origin: str) -> None:
        with self.doc.transaction(origin=origin):
            change(self.doc)
        self.edits.append(origin)
        self._moved.set()

    def set_awareness(self, fields: Mapping[str, JSON]) -> None:
        self.awareness = fields
        self._moved.set()

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until `holds` is true after an edit or a change of awareness."""
        async with asyncio.timeout(60):
            while not holds():
                self._moved.clear()
                await self._moved.wait()

    def add(
        self, id: str, type: str, params: Mapping[str, JSON] | None = None, **inputs: str
    ) -> None:
        """Add a node; an input is written `"node.port"`."""
        with self.doc.transaction():
            add_node(
                self.doc, id, type, params=params or {},
                inputs={port: _source(text) for port, text in inputs.items()},
            )  # fmt: skip

    def node(self, id: str) -> Any:
        return root(self.doc, NODES)[id]

    def set_param(self, id: str, name: str, value: JSON) -> None:
        with self.doc.transaction():
            self.node(id)["params"][name] = value

    def connect(self, id: str, port: str, source: str) -> None:
        giver = _source(source)
        with self.doc.transaction():
            self.node(id)["inputs"][port] = {"node": giver.node, "port": giver.port}

    def set(self, id: str, key: str, value: JSON) -> None:
        with self.doc.transaction():
            self.node(id)[key] = value

    def delete(self, id: str) -> None:
        with self.doc.transaction():
            del root(self.doc, NODES)[id]

    @property
    def results(self) -> dict[NodeId, dict[str, JSON]]:
        return read_results(self.doc)


class MemoryAssets:
    """An `AssetLibrary` with rows in memory and bytes in a folder."""

    def __init__(self, folder: Path) -> None:
        self.scratch = folder / "scratch"
        self.scratch.mkdir()
        self._folder = folder
        self.infos: dict[AssetId, AssetInfo] = {}
        self.links: set[tuple[DocumentId, AssetId]] = set()

    def path(self, asset: AssetId) -> Path:
        return self._folder / asset

    async def of_board(
        self, board: DocumentId, assets: Collection[AssetId]
    ) -> Mapping[AssetId, AssetInfo]:
        return {each: self.infos[each] for each in assets if (board, each) in self.links}

    async def of_reader(
        self, person: str | None, assets: Collection[AssetId]
    ) -> Mapping[AssetId, AssetInfo]:
        """Everybody is on every board here."""
        linked = {asset for _, asset in self.links}
        return {each: self.infos[each] for each in assets if each in linked}

    async def adopt(self, file: Path, info: AssetInfo) -> None:
        if info.id not in self.infos:
            shutil.move(file, self.path(info.id))
        self.infos[info.id] = info

    async def link(self, board: DocumentId, assets: Collection[AssetId]) -> None:
        self.links |= {(board, asset) for asset in assets}


class MemoryArtifacts:
    """An `ArtifactStore` that outlives a service, as a database would."""

    def __init__(self, assets: MemoryAssets) -> None:
        self.saved: dict[Fingerprint, Artifact] = {}
        self.made: dict[Fingerprint, MadeOf] = {}
        self._assets = assets

    async def find(self, fingerprints: Collection[Fingerprint]) -> Mapping[Fingerprint, Artifact]:
        return {each: self.saved[each] for each in fingerprints if each in self.saved}

    async def made_of(self, fingerprints: Collection[Fingerprint]) -> Mapping[Fingerprint, MadeOf]:
        return {each: self.made[each] for each in fingerprints if each in self.made}

    async def keep(self, delivered: Collection[Delivery]) -> None:
        for each in delivered:
            for file, info in each.files:
                await self._assets.adopt(file, info)
                for board in each.boards:
                    await self._assets.link(board, [info.id])
            self.saved[each.artifact.fingerprint] = each.artifact
            if each.made_of:
                self.made[each.artifact.fingerprint] = each.made_of


def _source(text: str) -> Source:
    node, _, port = text.partition(".")
    return Source(NodeId(node), port or "image")
