"""Random editing, as Hypothesis draws it: what honest people do to a board, in all its variety."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text

from collab.documents.reader import root

Change = Callable[["Doc[Any]"], None]

names = st.sampled_from(["n1", "n2", "n3", "n4"])
words = st.text(st.sampled_from("ab é😀\n"), min_size=1, max_size=6)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


def nodes(doc: "Doc[Any]") -> "Map[Any]":
    return root(doc, "nodes")


def _add(id: str, words: str) -> Change:
    def change(doc: "Doc[Any]") -> None:
        nodes(doc)[id] = Map(
            {"type": "note", "params": Map({"text": Text(words)}), "inputs": Map(), "x": Array([1])}
        )

    return change


def _remove(id: str) -> Change:
    def change(doc: "Doc[Any]") -> None:
        if id in nodes(doc):
            del nodes(doc)[id]

    return change


def _set(id: str, value: Any) -> Change:
    def change(doc: "Doc[Any]") -> None:
        node = nodes(doc).get(id)
        if isinstance(node, Map):
            node["position"] = value

    return change


def _list(id: str, value: Any) -> Change:
    def change(doc: "Doc[Any]") -> None:
        node = nodes(doc).get(id)
        if isinstance(node, Map) and isinstance(node.get("x"), Array):
            node["x"].insert(len(node["x"]) // 2, value)

    return change


def _write(id: str, at: int, words: str) -> Change:
    def change(doc: "Doc[Any]") -> None:
        text = _text(doc, id)
        if text is not None:
            text.insert(min(at, len(str(text).encode())) if str(text).isascii() else 0, words)

    return change


def _strike(id: str) -> Change:
    def change(doc: "Doc[Any]") -> None:
        text = _text(doc, id)
        if text is not None and str(text) and str(text).isascii():
            del text[0 : (len(str(text)) + 1) // 2]

    return change


def _text(doc: "Doc[Any]", id: str) -> "Text | None":
    node = nodes(doc).get(id)
    params = node.get("params") if isinstance(node, Map) else None
    text = params.get("text") if isinstance(params, Map) else None
    return text if isinstance(text, Text) else None


changes: st.SearchStrategy[Change] = st.one_of(
    st.builds(_add, names, words),
    st.builds(_remove, names),
    st.builds(_set, names, values),
    st.builds(_list, names, values),
    st.builds(_write, names, st.integers(0, 9), words),
    st.builds(_strike, names),
)
"""One gesture each."""
