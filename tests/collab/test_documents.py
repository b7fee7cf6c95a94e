"""Reading a document as it may be, writing it as it should be."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text

from collab.documents.edits import add_node, seed, seed_update, write_results
from collab.documents.model import NodeId, NodeView, Source
from collab.documents.reader import (
    document_json,
    observe_nodes,
    plain,
    read_board,
    read_epoch,
    read_node,
    read_results,
    root,
)
from tests.collab.editing import Change, changes, values
from tests.collab.peers import SEED, nodes

N1 = NodeId("n1")


@pytest.fixture
def doc() -> "Doc[Any]":
    doc: Doc[Any] = Doc()
    doc.apply_update(SEED)
    return doc


def test_a_node_that_was_added_is_read_back() -> None:
    doc: Doc[Any] = Doc()
    with doc.transaction():
        seed(doc, "e")
        add_node(
            doc,
            "n",
            "image.blend",
            params={"blend": "screen", "opacity": 0.5, "note": "soft", "count": 3},
            position=(1, -2.5),
            size=(300, 200),
            inputs={"a": Source(NodeId("m"), "image")},
            title="Glow",
            z="a0",
            parent="f",
            text_params=["note"],
        )
    assert isinstance(nodes(doc)["n"]["params"]["note"], Text)
    assert read_board(doc).nodes == {
        "n": NodeView(
            id=NodeId("n"),
            type="image.blend",
            params={"blend": "screen", "opacity": 0.5, "note": "soft", "count": 3},
            inputs={"a": Source(NodeId("m"), "image")},
            parent=NodeId("f"),
            title="Glow",
            position=(1.0, -2.5),
            size=(300.0, 200.0),
        )
    }


def test_a_document_is_json_with_texts_as_strings_and_whole_floats_as_integers() -> None:
    made: Doc[Any] = Doc()
    made.apply_update(
        seed_update("e", lambda doc: add_node(doc, "n", "note", params={"text": "hi"}, z="a"))
    )
    assert document_json(made) == {
        "meta": {"schema": 1, "epoch": "e"},
        "nodes": {
            "n": {
                "type": "note",
                "position": {"x": 0, "y": 0},
                "params": {"text": "hi"},
                "inputs": {},
                "z": "a",
            }
        },
        "results": {},
    }
    assert isinstance(document_json(made)["meta"]["schema"], int)  # type: ignore[index, call-overload]
    assert read_epoch(made) == "e"


@pytest.mark.parametrize(
    "node",
    [
        "a string",
        None,
        [1, 2],
        {"type": "note"},
        Text("text"),
        Array([1]),
        Map({}),
        Map({"type": 5}),
        Map({"type": Map({})}),
    ],
)
def test_what_is_no_node_is_left_out(doc: "Doc[Any]", node: Any) -> None:
    nodes(doc)["odd"] = node
    assert set(read_board(doc).nodes) == {"n1", "n2"}
    assert "odd" in document_json(doc)["nodes"]  # type: ignore[operator]


@pytest.mark.parametrize(
    "fields",
    [
        {"params": None, "inputs": 5, "position": "here", "size": [1]},
        {"params": Text("x"), "inputs": Array([1]), "position": {"x": float("nan"), "y": 1}},
        {"inputs": {"a": {"node": 1}, "b": {"node": "m"}, "c": None}, "size": {"w": 0, "h": 5}},
        {"position": {"x": True, "y": 1}, "mode": 5, "parent": {}, "title": [], "size": None},
        {"position": {"x": 1e308 * 10, "y": 1}, "size": {"w": -1, "h": 1}},
    ],
)
def test_what_is_odd_in_a_node_reads_as_if_it_were_not_there(
    doc: "Doc[Any]", fields: dict[str, Any]
) -> None:
    nodes(doc)["odd"] = Map({"type": "note", **fields})
    assert read_board(doc).nodes[NodeId("odd")] == NodeView(id=NodeId("odd"), type="note")


def test_plain_json_in_place_of_maps_is_read_too(doc: "Doc[Any]") -> None:
    nodes(doc)["n1"] = Map(
        {"type": "note", "params": {"text": "plain"}, "inputs": {"a": {"node": "m", "port": "p"}}}
    )
    view = read_node(N1, nodes(doc)["n1"])
    assert view is not None
    assert view.params == {"text": "plain"}
    assert view.inputs == {"a": Source(NodeId("m"), "p")}


def test_values_that_json_cannot_hold_are_none() -> None:
    assert plain([float("inf"), b"bytes", 2.0, 2.5, (1,)]) == [None, None, 2, 2.5, [1]]
    deep: Any = 1
    for _ in range(200):
        deep = [deep]
    assert "None" in repr(plain(deep))


@given(st.lists(st.tuples(changes, st.sampled_from(["position", "params", "inputs"]), values)))
def test_reading_never_fails(script: list[tuple[Change, str, Any]]) -> None:
    doc: Doc[Any] = Doc()
    doc.apply_update(SEED)
    for change, name, value in script:
        with doc.transaction():
            change(doc)
            nodes(doc).get("n1", {}).__setitem__(name, value)
        read_board(doc)
        document_json(doc)


def test_results_are_replaced_removed_and_never_those_of_nodes_that_are_gone(
    doc: "Doc[Any]",
) -> None:
    write_results(doc, {N1: {"status": "queued"}, NodeId("gone"): {"status": "done"}})
    assert read_results(doc) == {"n1": {"status": "queued"}}
    write_results(doc, {N1: {"status": "done", "duration_ms": 3}})
    assert read_results(doc) == {"n1": {"status": "done", "duration_ms": 3}}
    write_results(doc, {N1: None, NodeId("gone"): None})
    assert read_results(doc) == {}
    root(doc, "results")["n1"] = "odd"
    assert read_results(doc) == {}


def test_an_observer_hears_which_nodes_changed_until_it_is_cancelled(doc: "Doc[Any]") -> None:
    heard: list[frozenset[NodeId]] = []
    subscription = observe_nodes(doc, lambda touched: heard.append(frozenset(touched)))
    with doc.transaction():
        nodes(doc)["n1"]["title"] = "new"
        text = nodes(doc)["n1"]["params"]["text"]
        text += "!"
        add_node(doc, "n3", "note")
    with doc.transaction():
        del nodes(doc)["n2"]
    write_results(doc, {N1: {"status": "done"}})
    subscription.cancel()
    nodes(doc)["n1"]["title"] = "unheard"
    assert heard == [{"n1", "n3"}, {"n2"}]


@pytest.mark.parametrize(
    ("odd", "change"),
    [(Text("a"), lambda text: text.insert(1, "b")), (Array([1]), lambda list: list.append(2))],
    ids=["text", "list"],
)
def test_an_observer_hears_of_a_node_that_is_no_map(
    doc: "Doc[Any]", odd: Any, change: Callable[[Any], None]
) -> None:
    nodes(doc)["odd"] = odd
    heard: list[Any] = []
    subscription = observe_nodes(doc, heard.append)
    change(nodes(doc)["odd"])
    subscription.cancel()
    assert heard == [{"odd": set()}]
