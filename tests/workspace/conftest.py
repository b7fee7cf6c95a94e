"""Fixtures of the workspace's tests: a studio with one administrator, and pictures to upload."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from tests.workspace.studio import Studio, open_studio, settings_for


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_studio(settings_for(tmp_path / "data")) as studio:
        yield studio


@pytest.fixture
def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "#3350e0").save(out, "PNG")
    return out.getvalue()
