"""Finished results are taken into the library together, and fail one by one (WO17)."""

import asyncio
from collections.abc import Collection
from pathlib import Path

from render.stores import Delivery
from tests.render.test_service import House
from tests.render.twins import MemoryArtifacts, MemoryAssets


class CrowdedArtifacts(MemoryArtifacts):
    """Lets a crowd gather behind the first batch; refuses pictures of one width."""

    def __init__(self, assets: MemoryAssets, refused_width: int) -> None:
        super().__init__(assets)
        self.batches: list[int] = []
        self.begun = asyncio.Event()
        self.crowd = asyncio.Event()
        self._refused_width = refused_width

    async def keep(self, delivered: Collection[Delivery]) -> None:
        self.batches.append(len(delivered))
        self.begun.set()
        await self.crowd.wait()
        if any(info.width == self._refused_width for each in delivered for _, info in each.files):
            raise OSError("a bad sector")
        await super().keep(delivered)


async def test_results_that_wait_are_kept_in_one_go_and_a_bad_one_fails_alone(
    tmp_path: Path,
) -> None:
    house = House(tmp_path)
    house.artifacts = artifacts = CrowdedArtifacts(house.assets, refused_width=13)
    house.build()
    waiting = house.service._dispatcher._keeping._waiting
    async with house.service:
        house.service.opened(house.document)
        house.document.add("11", "image.noise", {"width": 11, "height": 2})
        await artifacts.begun.wait()
        for width in (12, 13, 14):
            house.document.add(str(width), "image.noise", {"width": width, "height": 2})
        async with asyncio.timeout(30):
            while waiting.qsize() < 3:  # noqa: ASYNC110 - nothing tells when
                await asyncio.sleep(0.005)
        artifacts.crowd.set()
        for width in (11, 12, 14):
            await house.until(str(width), "done")
        error = (await house.until("13", "error"))["error"]
    assert error["message"] == "The result could not be stored: a bad sector"
    assert artifacts.batches == [1, 3, 1, 1, 1]
