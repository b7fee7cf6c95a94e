"""What tests of a whole server share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server import ServerProcess


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    async with ServerProcess(tmp_path / "data") as running:
        yield running
