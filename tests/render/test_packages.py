"""Node packages of others: `docs/extend.md` to the letter, installed and run (WO15)."""

import re
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from prometheus_client import CollectorRegistry

from render.errors import CatalogError
from render.nodes.catalog import installed_catalog
from render.service import RenderService
from render.stores import AssetId
from tests.render.twins import MemoryArtifacts, MemoryAssets, MemoryDocument

DOCS = Path(__file__).parents[2] / "docs" / "extend.md"


def code(title: str) -> str:
    """The block of `docs/extend.md` whose first line is that comment."""
    found = re.search(rf"```\w+\n# {re.escape(title)}\n(.*?)```", DOCS.read_text(), re.S)
    assert found, title
    return found.group(1)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages, as `site-packages` is, for this process and its workers."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv("PYTHONPATH", str(site))
    for name in [name for name in sys.modules if name.startswith("studio_nodes")]:
        monkeypatch.delitem(sys.modules, name)
    return site


def install(site: Path, specs: str, **modules: str) -> None:
    package = site / "studio_nodes"
    package.mkdir()
    for name, source in {"__init__": "", "specs": specs, **modules}.items():
        (package / f"{name}.py").write_text(source)
    _, table = code("pyproject.toml of the package").strip().split("\n", 1)
    entry = re.sub(r'"(.*)"', r"\1", table)
    information = site / "studio_nodes-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: studio-nodes\nVersion: 1.0")
    (information / "entry_points.txt").write_text(f"[atelier.nodes]\n{entry}\n")


async def test_package_of_the_documentation_is_found_and_its_operations_run(
    site: Path, tmp_path: Path
) -> None:
    added = textwrap.indent(code("studio_nodes/specs.py, added to NODES"), "    ")
    specs = re.sub(r"\)\n$", f"{added.rstrip()},\n)\n", code("studio_nodes/specs.py"))
    install(site, specs, operations=code("studio_nodes/operations.py"),
            melt=code("studio_nodes/melt.py"))  # fmt: skip

    catalog = installed_catalog()
    assert "studio_nodes.melt" not in sys.modules  # a spec is read without its operation
    assert {"studio.posterize", "studio.melt"} <= {spec.type for spec in catalog}

    house = tmp_path / "house"
    house.mkdir()
    assets, document = MemoryAssets(house), MemoryDocument()
    registry = CollectorRegistry()
    document.add("n", "image.noise", {"width": 9, "height": 8, "seed": 1})
    document.add("p", "studio.posterize", {"levels": 2}, image="n")
    document.add("m", "studio.melt", {"rounds": 3}, image="p")
    document.set("m", "mode", "live")
    async with RenderService(
        catalog, assets, MemoryArtifacts(assets), workers="cpu", registry=registry
    ) as service:
        service.opened(document)
        await document.until(lambda: document.results.get("m", {}).get("status") == "done")

    def pixels(node: str) -> np.ndarray:
        asset = document.results[node]["outputs"]["image"]["asset"]
        return np.array(Image.open(assets.path(AssetId(asset)))).astype(float)

    posterized = pixels("p")
    assert set(np.unique(posterized)) == {0, 255}
    expected = posterized
    for _ in range(3):
        around = sum(np.roll(expected, s, a) for s in (1, -1) for a in (0, 1)) / 4
        expected = (expected + around) / 2
    assert np.abs(pixels("m") - expected).max() <= 0.51


def test_package_that_offers_something_else_is_named(site: Path) -> None:
    install(site, "NODES = ('studio.posterize',)")
    with pytest.raises(CatalogError, match=r"'studio' offers 'studio\.posterize', not a NodeSpec"):
        installed_catalog()
