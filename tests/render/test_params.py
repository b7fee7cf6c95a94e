"""Parameters: one canonical value for what means the same, a sentence for what means nothing."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.errors import CatalogError
from render.nodes import catalog as catalog_module
from render.nodes.catalog import Catalog, builtin_catalog, installed_catalog
from render.nodes.spec import NodeSpec
from tests.render.boards import CATALOG

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.sampled_from([s for s in CATALOG if s.params]), st.data())
def test_normalising_never_raises_and_is_done_after_one_pass(
    spec: NodeSpec, data: st.DataObject
) -> None:
    found = {param.name: data.draw(JSON_VALUES) for param in spec.params}
    normal, bad = spec.normalise(found)
    assert normal.keys() == {param.name for param in spec.params}
    assert all(each.message for each in bad)
    assert spec.normalise(normal) == (normal, ())


def test_every_default_is_normal() -> None:
    for spec in CATALOG:
        assert spec.normalise({})[1] == ()
        assert spec.normalise(spec.normalise({})[0]) == (spec.normalise({})[0], ())


@pytest.mark.parametrize(
    ("type", "params", "message"),
    [
        ("image.solid", {"width": 0}, "Width must be a whole number from 1 to 8192; it is 0"),
        ("image.solid", {"width": 2.5}, "Width must be a whole number from 1 to 8192; it is 2.5"),
        ("image.solid", {"height": "4"}, "Height must be a whole number from 1 to 8192; it is “4”"),
        ("image.solid", {"width": True}, "Width must be a whole number from 1 to 8192; it is on"),
        ("image.solid", {"color": "red"}, "Color must be a color such as “#ff8800”; it is “red”"),
        ("image.blur", {"radius": math.nan}, "Radius must be a number from 0 to 256; it is nan"),
        ("image.blur", {"radius": []}, "Radius must be a number from 0 to 256; it is a list"),
        ("image.resize", {"filter": "best"},
         "Filter must be one of nearest, bilinear, bicubic, lanczos; it is “best”"),
        ("debug.wait", {"fail": 1}, "Fail must be on or off; it is 1"),
        ("note", {"text": 5}, "Text must be text; it is 5"),
        ("note", {"text": "a" * 20_001},
         "Text may have at most 20000 characters; it has 20001"),
        ("image", {"asset": {"a": 1}},
         "Picture must be a picture on this board; it is a group of values"),
    ],
)  # fmt: skip
def test_bad_parameter_says_what_is_expected_and_what_was_found(
    type: str, params: dict, message: str
) -> None:
    spec = CATALOG.get(type)
    assert spec is not None
    assert [each.message for each in spec.normalise(params)[1]] == [message]


def test_whole_floats_are_integers_and_colors_lower_case() -> None:
    spec = CATALOG.get("image.solid")
    assert spec is not None
    normal, _ = spec.normalise({"width": 64.0, "height": None, "color": "#ABCDEF", "odd": 1})
    assert normal == {"width": 64, "height": 512, "color": "#abcdef"}
    assert isinstance(normal["width"], int)


def test_catalogue_offers_debug_types_only_when_asked() -> None:
    assert builtin_catalog().get("debug.wait") is None
    assert builtin_catalog(debug=True).get("debug.wait") is not None


def test_catalogue_entry_has_what_clients_build_forms_from() -> None:
    entry = next(e for e in CATALOG.as_json() if e["type"] == "image.blend")
    assert [port["name"] for port in entry["inputs"]] == ["a", "b"]
    assert entry["params"]["properties"]["opacity"] == {
        "type": "number", "title": "Opacity", "default": 1, "x-control": "slider",
        "minimum": 0, "maximum": 1,
    }  # fmt: skip
    assert entry["params"]["properties"]["blend"]["enum"][0] == "normal"
    assert not entry["deferred"]
    sample = next(e for e in CATALOG.as_json() if e["type"] == "diffusion.sample")
    assert sample["params"]["properties"]["scheduler"]["x-titles"]["euler-ancestral"] == "Euler a"
    load = next(e for e in CATALOG.as_json() if e["type"] == "diffusion.load")
    assert load["deferred"]
    template = next(e for e in CATALOG.as_json() if e["type"] == "text.template")
    assert template["open_inputs"] == "text"
    assert {e["mode"] for e in CATALOG.as_json() if e["category"] == "moodboard"} == {"source"}


def test_types_of_other_packages_are_found_by_their_entry_point(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offered = NodeSpec(
        type="acme.glow", title="Glow", category="image", description="", operation="acme:glow"
    )
    monkeypatch.setattr(catalog_module, "entry_points", lambda group: [Entry([offered])])
    assert installed_catalog().get("acme.glow") is offered
    monkeypatch.setattr(catalog_module, "entry_points", lambda group: [Entry(["glow"])])
    with pytest.raises(CatalogError, match="not a NodeSpec"):
        installed_catalog()


def test_one_type_declared_twice_is_refused() -> None:
    spec = NodeSpec(type="a", title="A", category="image", description="", operation="a:a")
    with pytest.raises(CatalogError, match="two packages"):
        Catalog([spec, spec])


def test_type_that_neither_runs_nor_is_a_source_is_refused() -> None:
    with pytest.raises(CatalogError, match="must be a source"):
        Catalog([NodeSpec(type="a", title="A", category="image", description="")])


class Entry:
    name = "acme"

    def __init__(self, specs: list) -> None:
        self._specs = specs

    def load(self) -> list:
        return self._specs
