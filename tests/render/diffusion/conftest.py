"""One tiny model of each family for all tests of diffusion."""

from pathlib import Path

import pytest

from render.diffusion import tiny


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model folder of each family, by its name."""
    root = tmp_path_factory.mktemp("models")
    for family in tiny.FAMILIES:
        tiny.build(family, root / family)
    return root
