"""Earlier results of nodes, with a real worker: listed, explained, kept over a restart (WS26)."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pycrdt import (
    Doc,
    Map,
    create_sync_message,
    create_update_message,
    handle_sync_message,
)
from starlette.testclient import TestClient

from collab.documents.edits import add_node
from collab.documents.model import NodeId, Source
from tests.render.nursery import spawn_forked
from tests.workspace.studio import URL, assert_problem, settings_for
from tests.workspace.test_jobs import Office, board_of, edit, invite
from workspace.app import create_app

SIDE = {"width": 8, "height": 8}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def office(data: Path) -> Iterator[Office]:
    with client(data) as running:
        yield Office(running)


def client(data: Path) -> TestClient:
    app = create_app(settings_for(data, debug_nodes=True, workers="cpu"), spawn_worker=spawn_forked)
    return TestClient(app, base_url=URL, headers={"Origin": URL})


def chain(doc: "Doc[Any]") -> None:
    add_node(doc, "s", "image.solid", params={**SIDE, "color": "#102030"})
    add_node(doc, "i", "image.invert", inputs={"image": Source(NodeId("s"), "image")})


def color(person: TestClient, board: str, value: str) -> None:
    set_params(person, board, {"s": {"color": value}})


def set_params(person: TestClient, board: str, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """As somebody who has the board open, all at once."""
    doc: Doc[Any] = Doc()
    nodes = doc.get("nodes", type=Map)
    url = f"ws://studio.test/sync/{board}?receipts=1"
    with person.websocket_connect(url, headers={"Origin": URL}) as socket:
        socket.send_bytes(create_sync_message(doc))
        while (message := socket.receive_bytes())[:2] != b"\x00\x01":
            pass
        handle_sync_message(message[1:], doc)
        before = doc.get_state()
        with doc.transaction():
            for node, params in changes.items():
                nodes[node]["params"].update(params)
        socket.send_bytes(create_update_message(doc.get_update(before)))
        while socket.receive_bytes()[0] != 10:
            pass


def listed(person: TestClient, board: str, node: str, count: int) -> list[dict[str, Any]]:
    """The results of `node`, once there are `count` of them."""
    for _ in range(1500):
        answer = person.get(f"/api/boards/{board}/nodes/{node}/results")
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        if len(items) >= count:
            return items
        time.sleep(0.02)
    raise AssertionError(items)


def test_results_are_listed_with_who_and_what_and_survive_a_restart(data: Path) -> None:
    """WS26"""
    with client(data) as first:
        ada = Office(first).admin
        board = board_of(ada)
        edit(ada, board, chain)
        [before] = listed(ada, board, "i", 1)
        color(ada, board, "#405060")
        after, same = listed(ada, board, "i", 2)
        assert same == before
        assert after["person"]["name"] == before["person"]["name"]
        assert after["inputs"] != before["inputs"]
        picture = after["outputs"]["image"]["asset"]
        assert ada.get(f"/api/boards/{board}/assets/{picture}").status_code == 200

        solids = listed(ada, board, "s", 2)
        assert [each["params"]["color"] for each in solids] == ["#405060", "#102030"]
        path = f"/api/boards/{board}/nodes/i/results/{before['fingerprint']}"
        recipe = ada.get(path).json()
        assert recipe["missing"] == []
        assert recipe["nodes"]["s"]["params"]["color"] == "#102030"
        assert recipe["nodes"]["i"]["inputs"] == {"image": {"node": "s", "port": "image"}}
    with client(data) as again:
        ada = Office(again).admin
        assert listed(ada, board, "i", 2) == [after, before]
        assert ada.get(path).json() == recipe


def test_results_are_read_only_through_their_board(office: Office) -> None:
    """WS26"""
    ada, ben = office.admin, office.person("ben")
    board = board_of(ada)
    edit(ada, board, chain)
    [run] = listed(ada, board, "i", 1)
    path = f"/api/boards/{board}/nodes/i/results"
    for hidden in (path, f"{path}/{run['fingerprint']}"):
        assert_problem(ben.get(hidden), 404, "board_not_found")
    invite(ada, board, ben, "viewer")
    assert ben.get(path).json()["items"] == [run]
    other = board_of(ben)
    assert ben.get(f"/api/boards/{other}/nodes/i/results").json()["items"] == []
    elsewhere = f"/api/boards/{other}/nodes/i/results/{run['fingerprint']}"
    assert_problem(ben.get(elsewhere), 404, "result_not_found")


def test_pages_go_on_where_they_ended(office: Office) -> None:
    """WS13, WS26"""
    ada = office.admin
    board = board_of(ada)
    edit(ada, board, chain)
    listed(ada, board, "s", 1)
    color(ada, board, "#405060")
    newest, oldest = listed(ada, board, "s", 2)
    path = f"/api/boards/{board}/nodes/s/results"
    first = ada.get(path, params={"limit": 1}).json()
    assert first["items"] == [newest]
    rest = ada.get(path, params={"limit": 1, "after": first["next"]}).json()
    assert (rest["items"], rest["next"]) == ([oldest], None)
    assert_problem(ada.get(path, params={"after": "!"}), 422, "bad_cursor")
