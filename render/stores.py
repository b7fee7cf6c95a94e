"""What the renderer needs kept for it, as interfaces; knows nothing of SQL or file layout."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NewType, Protocol, TypeAlias

from collab.documents.model import JSON, DocumentId
from render.models.entry import Models

AssetId = NewType("AssetId", str)
"""Lower-case hex SHA-256 of an asset's bytes."""

Fingerprint = NewType("Fingerprint", str)
"""Hash of what determines a node's outputs: type, version, parameters, input fingerprints."""


@dataclass(frozen=True, slots=True)
class AssetInfo:
    """A stored picture: `width` and `height` in pixels, as seen (EXIF orientation applied)."""

    id: AssetId
    mime: str
    width: int
    height: int
    size_bytes: int


Checks: TypeAlias = Mapping[str, list[list[str] | None]]
"""By port, what is odd about each element of a list of pictures; a single one is its own only
element. Nothing odd is an empty list, and `None` what nobody looked at.
"""


@dataclass(frozen=True, slots=True)
class Artifact:
    """An invocation's outputs, by port, in the JSON form of a result's `outputs`."""

    fingerprint: Fingerprint
    outputs: Mapping[str, JSON]
    duration_ms: int
    checks: Checks = field(default_factory=dict)


MadeOf: TypeAlias = Mapping[str, JSON]
"""The work that gave an artifact, and what was made in place for it, by fingerprint, as
`render.provenance` describes it.
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An artifact with the files of its pictures, as a worker left them in `scratch`. Readers of
    `boards` may read them from now on.
    """

    artifact: Artifact
    files: Sequence[tuple[Path, AssetInfo]] = ()
    boards: Collection[DocumentId] = ()
    made_of: MadeOf | None = None


class AssetLibrary(Protocol):
    """Asset bytes, and which board may use which."""

    @property
    def scratch(self) -> Path:
        """Folder on the library's file system where workers leave files to be kept."""
        ...

    def path(self, asset: AssetId) -> Path:
        """Where the bytes of `asset` are (or would be)."""
        ...

    async def of_board(
        self, board: DocumentId, assets: Collection[AssetId]
    ) -> Mapping[AssetId, AssetInfo]:
        """Those of `assets` that `board` has."""
        ...

    async def of_reader(
        self, person: str | None, assets: Collection[AssetId]
    ) -> Mapping[AssetId, AssetInfo]:
        """Those of `assets` that `person` may see on some board."""
        ...

    async def link(self, board: DocumentId, assets: Collection[AssetId]) -> None:
        """Let readers of `board` read `assets`; done before a result naming them is written."""
        ...


class ArtifactStore(Protocol):
    """Outputs of finished invocations, kept across restarts."""

    async def find(self, fingerprints: Collection[Fingerprint]) -> Mapping[Fingerprint, Artifact]:
        """Those of `fingerprints` whose artifact is known and whose assets still exist."""
        ...

    async def made_of(self, fingerprints: Collection[Fingerprint]) -> Mapping[Fingerprint, MadeOf]:
        """Of what those of `fingerprints` were made of which that was kept."""
        ...

    async def keep(self, delivered: Collection[Delivery]) -> None:
        """Take files into the library, let boards have them, and remember the artifacts: on disk
        when this returns, at the price of one. All or, should one fail, perhaps some; doing it
        again is harmless. A board that was deleted meanwhile is passed over.
        """
        ...


class ModelList(Protocol):
    """What models this server has."""

    async def listed(self) -> Models:
        """Those there are now, as soon as they have been looked for."""
        ...

    def listen(self, changed: Callable[[Models], None]) -> None:
        """`changed` is called on the event loop whenever there are others."""
        ...


class NoModels:
    """A `ModelList` of none."""

    async def listed(self) -> Models:
        return {}

    def listen(self, changed: Callable[[Models], None]) -> None:
        pass
