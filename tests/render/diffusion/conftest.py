"""One tiny model of each family for all tests of diffusion, and one thread to run them on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from render.diffusion import tiny


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model folder of each family, by its name."""
    root = tmp_path_factory.mktemp("models")
    for family in tiny.FAMILIES:
        tiny.build(family, root / family)
    return root


@pytest.fixture(scope="package", autouse=True)
def _one_thread() -> Iterator[None]:
    """Many threads for so little only fight for the cores."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
