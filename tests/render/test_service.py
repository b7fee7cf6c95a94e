"""The renderer as a whole, with a real worker process: edits in, results out (`render/SPEC.md`)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from prometheus_client import CollectorRegistry

from render.nodes.catalog import builtin_catalog
from render.service import RenderService
from render.stores import AssetId
from tests.render.twins import MemoryArtifacts, MemoryAssets, MemoryDocument


class House:
    """A service with its stores, and ways to wait for what it does."""

    def __init__(self, folder: Path) -> None:
        self.assets = MemoryAssets(folder)
        self.artifacts = MemoryArtifacts()
        self.document = MemoryDocument()
        self.restart()

    def restart(self) -> None:
        self.registry = CollectorRegistry()
        self.service = RenderService(
            builtin_catalog(debug=True), self.assets, self.artifacts,
            workers="cpu", registry=self.registry,
        )  # fmt: skip

    def executed(self, type: str) -> float:
        found = self.registry.get_sample_value("atelier_invocations_total", {"type": type})
        assert found is not None
        return found

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait, however long it takes up to the limit, for something that surely comes."""
        async with asyncio.timeout(60):
            while not holds():
                await asyncio.sleep(0.002)

    async def status(self, node: str, status: str) -> dict:
        await self.until(lambda: self.document.results.get(node, {}).get("status") == status)
        return self.document.results[node]

    def pixels(self, result: dict) -> np.ndarray:
        return np.array(Image.open(self.assets.path(AssetId(result["outputs"]["image"]["asset"]))))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = House(tmp_path)
    async with house.service:
        yield house


async def test_solid_into_invert_gives_the_opposite_colour(house: House) -> None:
    house.document.add("s", "image.solid", {"width": 4, "height": 2, "color": "#102030"})
    house.document.add("i", "image.invert", image="s")
    house.service.opened(house.document)

    result = await house.status("i", "done")

    assert result["fingerprint"] == result["wanted"]
    assert result["error"] is None
    assert house.pixels(result).tolist() == [[[0xEF, 0xDF, 0xCF]] * 4] * 2
