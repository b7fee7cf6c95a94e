"""The renderer as a whole, with a real worker process: edits in, results out (RE, QU, WO)."""

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from prometheus_client import CollectorRegistry

from collab.documents.origin import RENDER
from render.nodes.catalog import builtin_catalog
from render.service import RenderService
from render.stores import AssetId, AssetInfo
from tests.render.nursery import spawn_forked
from tests.render.twins import MemoryArtifacts, MemoryAssets, MemoryDocument


class House:
    """A service with its stores and one board, and ways to look at what comes of an edit."""

    def __init__(self, folder: Path, **options: Any) -> None:
        """`options` are the service's."""
        self._options = {"catalog": builtin_catalog(debug=True), "spawn": spawn_forked, **options}
        self.assets = MemoryAssets(folder)
        self.artifacts = MemoryArtifacts(self.assets)
        self.document = MemoryDocument()
        self.build()

    def build(self) -> None:
        self.registry = CollectorRegistry()
        self.service = RenderService(
            assets=self.assets, artifacts=self.artifacts, workers="cpu", registry=self.registry,
            **self._options,
        )  # fmt: skip

    def executed(self, type: str) -> float | None:
        return self.registry.get_sample_value("atelier_invocations_total", {"type": type})

    async def until(self, node: str, status: str) -> dict:
        """The result of `node` once its status is that."""

        def shown() -> bool:
            return self.document.results.get(node, {}).get("status") == status

        await self.document.until(shown)
        return self.document.results[node]

    def pixels(self, result: dict, port: str = "image") -> np.ndarray:
        return np.array(Image.open(self.assets.path(AssetId(result["outputs"][port]["asset"]))))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = House(tmp_path)
    async with house.service:
        house.service.opened(house.document)
        yield house


async def test_solid_into_invert_gives_the_opposite_color(house: House) -> None:
    house.document.add("s", "image.solid", {"width": 4, "height": 2, "color": "#102030"})
    house.document.add("i", "image.invert", image="s")

    result = await house.until("i", "done")

    assert house.pixels(result).tolist() == [[[0xEF, 0xDF, 0xCF]] * 4] * 2
    asset = result["outputs"]["image"]["asset"]
    assert result["outputs"] == {
        "image": {"asset": asset, "mime": "image/png", "width": 4, "height": 2}
    }
    assert (house.document.id, asset) in house.assets.links
    assert set(house.document.edits) == {RENDER}


async def test_change_runs_only_what_it_affects_and_undo_runs_nothing(house: House) -> None:
    document = house.document
    document.add("g", "image.gradient", {"width": 16, "height": 16})
    document.add("n", "image.noise", {"width": 16, "height": 16})
    document.add("b", "image.blur", {"radius": 2}, image="g")
    document.add("m", "image.blend", {"blend": "screen"}, a="b", b="n")
    first = await house.until("m", "done")
    counts = {t: house.executed(f"image.{t}") for t in ("gradient", "noise", "blur", "blend")}
    assert counts == {"gradient": 1, "noise": 1, "blur": 1, "blend": 1}

    document.set_param("b", "radius", 3)
    await document.until(lambda: document.results["m"]["wanted"] != first["wanted"])
    counts = {t: house.executed(f"image.{t}") for t in ("gradient", "noise", "blur", "blend")}
    assert counts == {"gradient": 1, "noise": 1, "blur": 2, "blend": 2}

    document.set_param("b", "radius", 2)
    await document.until(lambda: document.results["m"]["wanted"] == first["wanted"])
    assert document.results["m"]["outputs"] == first["outputs"]
    assert house.executed("image.blur") == house.executed("image.blend") == 2


async def test_equal_work_on_two_boards_runs_once(house: House) -> None:
    other = MemoryDocument("other")
    for document in (house.document, other):
        document.add("w", "debug.wait", {"seconds": 0.05})
    house.service.opened(other)
    await house.until("w", "done")
    await other.until(lambda: "w" in other.results and other.results["w"]["status"] == "done")
    assert house.executed("debug.wait") == 1
    asset = other.results["w"]["outputs"]["image"]["asset"]
    assert {(other.id, asset), (house.document.id, asset)} <= house.assets.links


async def test_moving_a_node_writes_nothing(house: House) -> None:
    house.document.add("s", "image.solid", {"width": 1, "height": 1})
    await house.until("s", "done")
    edits = len(house.document.edits)
    house.document.set("s", "position", {"x": 5, "y": 6})
    house.document.add("t", "image.solid", {"width": 2, "height": 1})
    await house.until("t", "done")
    assert len(house.document.edits) == edits + 1


async def test_text_flows_from_a_note_through_templates(house: House) -> None:
    house.document.add("n", "note", {"text": "cat"})
    house.document.add("t", "text.template", {"template": "a {pet} {{here}}"}, pet="n.text")
    house.document.add("u", "text.template", {"template": "{x}!"}, x="t.text")
    assert (await house.until("u", "done"))["outputs"] == {"text": {"value": "a cat {here}!"}}
    assert "n" not in house.document.results


async def test_swatch_colors_a_solid(house: House) -> None:
    house.document.add("w", "swatch", {"color": "#FF0000"})
    house.document.add("s", "image.solid", {"width": 1, "height": 1}, color="w.color")
    assert house.pixels(await house.until("s", "done")).tolist() == [[[255, 0, 0]]]


async def test_bypassed_node_shows_what_passes_through(house: House) -> None:
    house.document.add("s", "image.solid", {"width": 1, "height": 1, "color": "#0a0b0c"})
    house.document.add("i", "image.invert", image="s")
    house.document.add("j", "image.invert", image="i")
    house.document.set("i", "mode", "bypass")
    assert house.pixels(await house.until("j", "done")).tolist() == [[[245, 244, 243]]]
    assert house.pixels(await house.until("i", "done")).tolist() == [[[10, 11, 12]]]


async def test_muted_node_loses_its_result(house: House) -> None:
    house.document.add("s", "image.solid", {"width": 1, "height": 1})
    await house.until("s", "done")
    house.document.set("s", "mode", "mute")
    await house.document.until(lambda: "s" not in house.document.results)


async def test_manual_node_latches_and_feeds_what_is_below(house: House) -> None:
    house.document.add("s", "image.solid", {"width": 1, "height": 1, "color": "#000000"})
    house.document.add("i", "image.invert", image="s")
    before = await house.until("i", "done")
    house.document.set("s", "mode", "manual")
    house.document.set_param("s", "color", "#ffffff")
    stale = await house.until("s", "stale")
    assert stale["outputs"] is not None
    assert stale["fingerprint"] != stale["wanted"]
    house.document.add("k", "image.invert", image="i")
    assert house.pixels(await house.until("k", "done")).tolist() == [[[0, 0, 0]]]
    assert house.document.results["i"] == before


async def test_deleted_node_takes_its_result_along_and_its_readers_miss_it(house: House) -> None:
    house.document.add("s", "image.solid", {"width": 1, "height": 1})
    house.document.add("i", "image.invert", image="s")
    await house.until("i", "done")
    house.document.delete("s")
    found = await house.until("i", "invalid")
    assert found["error"]["code"] == "missing_input"
    assert set(house.document.results) == {"i"}


async def test_failure_shows_on_its_node_and_blocks_what_is_below(house: House) -> None:
    house.document.add("w", "debug.wait", {"seconds": 0, "fail": True})
    house.document.add("i", "image.invert", image="w")
    failed = await house.until("w", "error")
    assert failed["error"] == {
        "code": "failed", "message": "Failed, as asked; turn Fail off to go on",
    }  # fmt: skip
    blocked = await house.until("i", "blocked")
    assert (blocked["error"]["code"], blocked["error"]["node"]) == ("upstream", "w")
    house.document.set_param("w", "fail", False)
    await house.until("i", "done")


async def test_long_work_shows_that_it_runs_and_how_far_it_is(house: House) -> None:
    house.document.add("w", "debug.wait", {"seconds": 600})
    running = await house.until("w", "running")
    assert running["outputs"] is None
    await house.document.until(lambda: house.document.awareness["render"])
    assert house.document.awareness["render"]["w"]["steps"] == 12_000
    house.document.delete("w")  # which stops it, or the next would wait for ten minutes
    house.document.add("s", "image.solid", {"width": 1, "height": 1})
    await house.until("s", "done")
    assert house.executed("debug.wait") == 0
    await house.document.until(lambda: not house.document.awareness["render"])


async def test_picture_that_arrives_later_is_used_then(house: House) -> None:
    path = house.assets.scratch / "upload"
    Image.new("RGB", (2, 1), (1, 2, 3)).save(path, "PNG")
    info = AssetInfo(AssetId("c" * 64), "image/png", 2, 1, 9)
    house.document.add("p", "image", {"asset": info.id})
    house.document.add("i", "image.invert", image="p")
    house.document.add("q", "image.blur", image="p")
    house.document.set("q", "mode", "bypass")
    assert (await house.until("i", "invalid"))["error"]["code"] == "asset_missing"

    await house.assets.adopt(path, info)
    await house.assets.link(house.document.id, [info.id])
    house.service.assets_changed(house.document.id)

    assert house.pixels(await house.until("i", "done")).tolist() == [[[254, 253, 252]] * 2]
    passed = await house.until("q", "done")
    assert passed["outputs"]["image"]["asset"] == info.id


async def test_killed_worker_is_replaced_and_its_work_done_again(house: House) -> None:
    house.document.add("s", "image.solid", {"width": 1, "height": 1, "color": "#ffffff"})
    await house.until("s", "done")
    house.document.add("w", "debug.wait", {"seconds": 1}, image="s")
    house.document.add("i", "image.invert", image="w")
    await house.until("w", "running")
    [killed] = house.service.worker_pids
    os.kill(killed, signal.SIGKILL)
    statuses: list[str] = []

    def ended() -> bool:
        statuses.append(house.document.results["w"]["status"])
        return house.document.results.get("i", {}).get("status") == "done"

    await house.document.until(ended)
    assert house.pixels(house.document.results["i"]).tolist() == [[[0, 0, 0]]]
    assert [each for i, each in enumerate(statuses) if each not in statuses[:i]] == [
        "running", "done",
    ]  # fmt: skip
    assert house.service.worker_pids != [killed]
    assert house.executed("debug.wait") == 1


async def test_work_that_kills_two_workers_is_quarantined(house: House) -> None:
    house.document.add("w", "debug.wait", {"seconds": 600})
    await house.until("w", "running")
    await house.document.until(lambda: house.document.awareness["render"])
    [first] = house.service.worker_pids
    os.kill(first, signal.SIGKILL)
    await house.document.until(lambda: house.service.worker_pids not in ([], [first]))
    [second] = house.service.worker_pids
    os.kill(second, signal.SIGKILL)
    assert (await house.until("w", "error"))["error"]["code"] == "quarantined"
    house.document.add("s", "image.solid", {"width": 1, "height": 1})
    await house.until("s", "done")


async def test_restart_leaves_what_is_done_and_answers_the_rest_from_before(
    tmp_path: Path,
) -> None:
    house = House(tmp_path)
    document = house.document
    document.add("s", "image.solid", {"width": 3, "height": 1})
    document.add("i", "image.invert", image="s")
    document.add("w", "debug.wait", {"seconds": 0, "fail": True})
    async with house.service:
        house.service.opened(document)
        await house.until("i", "done")
        await house.until("w", "error")
    before = document.results

    house.build()
    document.add("k", "image.solid", {"width": 3, "height": 1})
    document.add("l", "image.invert", image="i")
    async with house.service:
        house.service.opened(document)
        await house.until("l", "done")
        await house.until("k", "done")
    after = document.results
    assert {id: after[id] for id in before} == before
    assert after["k"]["outputs"] == before["s"]["outputs"]
    assert house.executed("image.solid") == house.executed("debug.wait") == 0
    assert house.executed("image.invert") == 1


async def test_closed_board_takes_its_work_along(house: House) -> None:
    house.document.add("w", "debug.wait", {"seconds": 600})
    await house.until("w", "running")
    house.service.closed(house.document)
    other = MemoryDocument("other")
    other.add("s", "image.solid", {"width": 1, "height": 1})
    house.service.opened(other)
    await other.until(lambda: "s" in other.results)
    edits = len(house.document.edits)
    house.document.add("t", "image.solid", {"width": 1, "height": 1})
    assert len(house.document.edits) == edits


async def test_chain_as_long_as_a_board_may_have_is_rendered(house: House) -> None:
    with house.document.doc.transaction():
        house.document.add("0", "image.solid", {"width": 2, "height": 2, "color": "#000000"})
        for i in range(1, 200):
            house.document.add(str(i), "image.invert", image=str(i - 1))
    assert house.pixels(await house.until("199", "done")).tolist() == [[[255] * 3] * 2] * 2
    assert house.executed("image.invert") == 199


async def test_every_type_is_counted_from_the_start(house: House) -> None:
    assert house.executed("image.contact") == 0
    assert house.executed("note") is None


async def test_bug_of_the_renderer_ends_rendering_and_nothing_else(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(event: object, now: float) -> None:
        raise KeyError("a bug")

    house.document.add("w", "debug.wait", {"seconds": 600})
    await house.until("w", "running")
    monkeypatch.setattr(house.service._dispatcher._machine, "handle", fail)
    [pid] = house.service.worker_pids
    os.kill(pid, signal.SIGKILL)
    await house.document.until(lambda: house.document.awareness["renderer"]["state"] == "failed")
    assert "restart the server" in house.service.status().reason
