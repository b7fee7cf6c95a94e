"""The library and the artifacts as the renderer uses them (`render.stores`)."""

import hashlib
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from collab.documents.model import JSON, DocumentId
from render.stores import Artifact, ArtifactStore, AssetId, AssetInfo, Checks, Delivery, Fingerprint
from workspace.model import Board, User, UserId
from workspace.permissions import BoardRole, WorkspaceRole
from workspace.persistence import blobs as blobs_module
from workspace.persistence.artifacts import SqlArtifactStore
from workspace.persistence.assets import SqlAssetLibrary
from workspace.persistence.blobs import Blobs
from workspace.persistence.boards import SqlBoards
from workspace.persistence.engine import Database
from workspace.persistence.migrate import migrate
from workspace.persistence.people import SqlPeople

BOARD = DocumentId("board")
OTHER = DocumentId("other")
BYTES = b"some pixels"
ASSET = AssetId(hashlib.sha256(BYTES).hexdigest())
INFO = AssetInfo(ASSET, "image/png", 4, 3, len(BYTES))


@dataclass
class Stores:
    library: SqlAssetLibrary
    artifacts: ArtifactStore
    boards: SqlBoards
    afresh: Callable[[], ArtifactStore]

    async def adopt(self) -> Path:
        file = self.library.scratch / "from-a-worker"
        file.write_bytes(BYTES)
        await self.library.adopt(file, INFO)
        return file


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    await migrate(database)
    blobs = Blobs(tmp_path)
    blobs.prepare()
    boards = SqlBoards(database)
    ada = User(UserId("ada"), "a@b.c", "Ada", "#2482eb", WorkspaceRole.MEMBER, 1)
    await SqlPeople(database).add(ada, "hash")
    for id in (BOARD, OTHER):
        await boards.add(Board(id, "Wall", BoardRole.OWNER, "epoch", 1, 1), ada.id)

    def artifacts() -> ArtifactStore:
        return SqlArtifactStore(database, blobs, lambda: 1)

    library = SqlAssetLibrary(database, blobs, lambda: 1)
    yield Stores(library, artifacts(), boards, artifacts)
    await database.close()


async def test_an_adopted_file_is_moved_into_the_library_also_twice(stores: Stores) -> None:
    for _ in range(2):
        file = await stores.adopt()
        assert not file.exists()
        assert stores.library.path(ASSET).read_bytes() == BYTES


async def test_an_asset_belongs_to_the_boards_it_was_linked_to(stores: Stores) -> None:
    await stores.adopt()
    for _ in range(2):
        await stores.library.link(BOARD, [ASSET])
    unknown = AssetId("0" * 64)
    assert await stores.library.of_board(BOARD, [ASSET, unknown]) == {ASSET: INFO}
    assert await stores.library.of_board(OTHER, [ASSET]) == {}


async def test_linking_what_is_gone_is_passed_over(stores: Stores) -> None:
    await stores.adopt()
    await stores.library.link(DocumentId("deleted"), [ASSET])
    await stores.library.link(BOARD, [AssetId("0" * 64)])
    assert await stores.library.of_board(BOARD, [ASSET]) == {}


async def test_a_deleted_board_leaves_the_asset_to_others(stores: Stores) -> None:
    await stores.adopt()
    await stores.library.link(BOARD, [ASSET])
    await stores.library.link(OTHER, [ASSET])
    await stores.boards.remove(BOARD)
    assert await stores.library.of_board(OTHER, [ASSET]) == {ASSET: INFO}


async def test_an_artifact_is_found_while_all_its_files_are_there(stores: Stores) -> None:
    await stores.adopt()
    picture = {"asset": ASSET, "mime": "image/png", "width": 4, "height": 3}
    outputs = {"image": picture, "many": [picture, {"value": 3}], "text": {"value": "hello"}}
    checks: Checks = {"image": [["flat"]], "many": [[], None]}
    artifact = Artifact(Fingerprint("f1"), outputs, 12, checks)
    await stores.artifacts.keep([Delivery(Artifact(Fingerprint("f1"), {}, 1))])
    await stores.artifacts.keep([Delivery(artifact)])

    asked = [Fingerprint("f1"), Fingerprint("f2")]
    assert await stores.artifacts.find(asked) == {"f1": artifact}
    assert await stores.afresh().find(asked) == {"f1": artifact}

    stores.library.path(ASSET).unlink()
    assert await stores.artifacts.find(asked) == {}


async def test_many_files_and_artifacts_are_kept_as_one_would_be(stores: Stores) -> None:
    scratch = stores.library.scratch
    delivered = []
    for i in range(600):  # more than a statement may have parameters for, and every third twice
        data = str(i // 3 * 3 if i % 3 == 1 else i).encode()
        file = scratch / f"from-a-worker-{i}"
        file.write_bytes(data)
        info = AssetInfo(AssetId(hashlib.sha256(data).hexdigest()), "image/png", 4, 3, len(data))
        artifact = Artifact(Fingerprint(f"f{i}"), {"image": {"asset": info.id}}, i)
        delivered.append(Delivery(artifact, [(file, info)], [BOARD, DocumentId("deleted")]))

    for _ in range(2):  # a batch that broke is tried again one by one, files gone or not
        await stores.artifacts.keep(delivered)

    infos = {info.id: info for each in delivered for _, info in each.files}
    assert list(scratch.iterdir()) == []
    assert {id: stores.library.path(id).stat().st_size for id in infos} == {
        id: info.size_bytes for id, info in infos.items()
    }
    artifacts = {each.artifact.fingerprint: each.artifact for each in delivered}
    assert await stores.artifacts.find(list(artifacts)) == artifacts
    assert await stores.afresh().find(list(artifacts)) == artifacts  # as after a restart
    assert await stores.library.of_board(BOARD, list(infos)) == infos


async def test_what_artifacts_were_made_of_is_kept_beside_them(stores: Stores) -> None:
    """WO16"""
    works: dict[str, JSON] = {"f1": {"type": "image.noise", "params": {"seed": 3}}}
    some = [Delivery(Artifact(Fingerprint(f"f{i}"), {}, 1)) for i in range(3)]
    await stores.artifacts.keep([*some, replace(some[1], made_of=works)])
    asked = [each.artifact.fingerprint for each in some]
    assert await stores.afresh().made_of([*asked, Fingerprint("f9")]) == {"f1": works}


def test_files_are_synced_before_their_names_and_many_at_the_price_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    real = os.replace
    monkeypatch.setattr(blobs_module, "_syncfs", lambda fd: told.append("all") or 0)
    monkeypatch.setattr(os, "fsync", lambda fd: told.append("one"))
    monkeypatch.setattr(os, "replace", lambda a, b: told.append("name") or real(a, b))
    blobs = Blobs(tmp_path)
    blobs.prepare()
    for count in (1, 20):
        told.clear()
        files = [blobs.new_scratch() for _ in range(count)]
        for file in files:
            file.write_bytes(file.name.encode())
        blobs.adopt_many([(file, blobs.path(f"{n:02}-{count}")) for n, file in enumerate(files)])
        if count == 1:
            assert told == ["one", "name", "one"]
        else:
            assert told == ["all", *["name"] * count, "all"]


def test_file_system_that_cannot_be_synced_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs_module, "_syncfs", lambda fd: -1)
    with pytest.raises(OSError, match="cannot be synced"):
        blobs_module._sync([tmp_path] * 20)


async def test_a_restart_drops_what_was_left_half_way(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    blobs.prepare()
    blobs.new_scratch().write_bytes(b"half")
    blobs.prepare()
    assert list(blobs.scratch.iterdir()) == []
