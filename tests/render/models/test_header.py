"""Reading the header of a safetensors file that somebody else made."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.errors import BadModel
from render.models.header import MAX_HEADER_BYTES, header_length, parse_header, read_header
from tests.render.models.files import SD1, tensors, write

ONE = {"a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


def refusal(said: object, data_bytes: int = 24) -> str:
    with pytest.raises(BadModel) as refused:
        parse_header(said if isinstance(said, bytes) else json.dumps(said).encode(), data_bytes)
    return str(refused.value)


def test_names_shapes_and_notes_are_read(tmp_path: Path) -> None:
    header = read_header(write(tmp_path / "a.safetensors", tensors(SD1, metadata={"k": "v"})))
    assert {name: tensor.shape for name, tensor in header.tensors.items()} == SD1
    assert header.metadata == {"k": "v"}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"\xff{", "not JSON"),
        (b"[" * 200_000, "not JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
        ([], "not a list of tensors"),
        ({"__metadata__": {"a": 1}}, "notes that are not text"),
        ({"a": 1}, "not described"),
        ({"a": {**ONE["a"], "dtype": "PICKLE"}}, "type that is not known: PICKLE"),
        ({"a": {**ONE["a"], "dtype": ["F32"]}}, "type that is not known"),
        ({"a": {**ONE["a"], "shape": [-2, -3]}}, "no shape"),
        ({"a": {**ONE["a"], "shape": [1] * 17}}, "no shape"),
        ({"a": {**ONE["a"], "shape": [2**61, 2**61]}}, "not as long"),
        ({"a": {**ONE["a"], "data_offsets": [24, 0]}}, "not as long"),
        ({"a": {**ONE["a"], "data_offsets": [0, True]}}, "no place"),
        ({**ONE, "b": ONE["a"]}, "overlap"),
        ({"a": {**ONE["a"], "data_offsets": [8, 32]}}, "gaps"),
    ],
)
def test_a_hostile_header_is_refused_with_a_sentence(said: object, why: str) -> None:
    assert why in refusal(said)


def test_a_file_that_was_not_copied_whole_says_so() -> None:
    assert "20 of 24 bytes" in refusal(ONE, 20)
    assert "longer than its header says" in refusal(ONE, 25)


def test_a_length_beyond_the_file_or_the_limit_is_never_read() -> None:
    for length, size in ((MAX_HEADER_BYTES + 1, 2**40), (100, 50), (2**64 - 1, 2**63)):
        with pytest.raises(BadModel):
            header_length(length.to_bytes(8, "little"), size)
    with pytest.raises(BadModel):
        header_length(b"abc", 3)


@given(st.binary(max_size=200), st.integers(0, 10_000))
def test_any_bytes_are_a_header_or_refused(text: bytes, data_bytes: int) -> None:
    with contextlib.suppress(BadModel):
        parse_header(text, data_bytes)


@given(
    st.dictionaries(
        st.text(max_size=8),
        JSON
        | st.fixed_dictionaries(
            {
                "dtype": st.sampled_from(["F32", "U8", "F4"]) | JSON,
                "shape": st.lists(st.integers(-1, 4), max_size=3) | JSON,
                "data_offsets": st.lists(st.integers(-1, 64), max_size=3),
            }
        ),
        max_size=4,
    ),
    st.integers(0, 64),
)
def test_what_is_accepted_fills_the_file_exactly(said: dict[str, object], data_bytes: int) -> None:
    try:
        header = parse_header(json.dumps(said).encode(), data_bytes)
    except BadModel:
        return
    assert sum(tensor.size_bytes for tensor in header.tensors.values()) == data_bytes
