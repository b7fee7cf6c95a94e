"""The short form of `python -m tests.kill`."""

from pathlib import Path
from random import Random

import pytest

from tests.kill.trials import trials
from tests.server import ServerProcess

pytestmark = pytest.mark.interop


async def test_no_edit_that_another_client_saw_is_lost_to_a_kill(tmp_path: Path) -> None:
    """SY1"""
    async with ServerProcess(tmp_path / "data") as server:
        found = [trial async for trial in trials(server, kills=3, clients=5, random=Random(7))]
    assert all(trial.seen for trial in found)
    assert [trial.lost for trial in found] == [0, 0, 0]
