"""What goes to a worker about a model comes back as it was."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.models.use import FAMILIES, PRECISIONS, LoraUse, ModelUse

LORAS = st.builds(
    LoraUse,
    st.text(),
    st.text(),
    st.text(),
    st.floats(-4, 4, allow_nan=False),
)
MODELS = st.builds(
    ModelUse,
    name=st.text(),
    hash=st.text(),
    path=st.text(),
    family=st.sampled_from(FAMILIES),
    form=st.sampled_from(("folder", "file")),
    parts=st.dictionaries(st.text(), st.text(), max_size=4),
    config=st.none() | st.text(),
    loras=st.lists(LORAS, max_size=3).map(tuple),
    precision=st.sampled_from(PRECISIONS),
)


@given(MODELS)
def test_model_comes_back_from_json_as_it_was(model: ModelUse) -> None:
    assert ModelUse.from_json(json.loads(json.dumps(model.as_json()))) == model


@pytest.mark.parametrize(
    "found",
    [
        None,
        "a name",
        {},
        {"name": "m", "hash": "h", "path": 1, "family": "sd1"},
        {"name": "m", "hash": "h", "path": "p", "family": "sd1", "form": "pickle"},
        {"name": "m", "hash": "h", "path": "p", "family": "sd1", "loras": [{"name": "l"}]},
        {"name": "m", "hash": "h", "path": "p", "family": "sd1", "precision": "int8"},
    ],
)
def test_what_is_no_model_is_refused(found: object) -> None:
    with pytest.raises(ValueError, match="must be"):
        ModelUse.from_json(found)  # type: ignore[arg-type]
