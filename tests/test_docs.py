"""Holds `docs/` to the code: what exists is documented, under the name it has."""

import re
from pathlib import Path

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from render.nodes.catalog import builtin_catalog
from workspace.app import create_app
from workspace.settings import Settings

ROOT = Path(__file__).parents[1]


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_every_setting_is_documented(setting: str) -> None:
    assert f"`ATELIER_{setting.upper()}`" in page("run.md")


@pytest.mark.parametrize("spec", [*builtin_catalog(debug=True)], ids=lambda spec: spec.type)
def test_every_node_type_is_documented_with_its_parameters(spec) -> None:  # type: ignore[no-untyped-def]
    rows = [line for line in page("nodes.md").splitlines() if line.startswith(f"| `{spec.type}`")]
    assert len(rows) == 1
    for name in [*(param.name for param in spec.params), *(port.name for port in spec.inputs)]:
        assert re.search(rf"`{name}\??`", rows[0]), f"{spec.type}: {name} is missing"


def test_every_route_of_the_api_is_documented(tmp_path: Path) -> None:
    documented = page("api.md")
    app = create_app(Settings(data=tmp_path))
    routes = [route for route in app.routes if isinstance(route, Route)]
    for route in routes:
        if route.path.startswith("/api/") or route.path in ("/healthz", "/readyz", "/metrics"):
            for method in (route.methods or set()) - {"HEAD"}:
                assert re.search(rf"{method}[A-Z ]* {re.escape(route.path)}`", documented), (
                    f"{method} {route.path}"
                )


def test_every_metric_is_documented(tmp_path: Path) -> None:
    scraped = TestClient(create_app(Settings(data=tmp_path))).get("/metrics").text
    names = set(re.findall(r"^# TYPE (\w+)", scraped, re.MULTILINE))
    documented = page("run.md")
    for name in names - {name for name in names if name.endswith("_created")}:
        assert re.search(rf"`{name}[`{{]", documented), name


def test_every_link_between_pages_leads_somewhere() -> None:
    for source in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?://)([^)#]+)", source.read_text()):
            assert (source.parent / target).exists(), f"{source.name} links to {target}"
