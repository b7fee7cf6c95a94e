"""From a downloaded picture to the graph that makes it again, on another board (WS30)."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from pycrdt import Map
from starlette.testclient import TestClient

from collab.documents.edits import add_node
from collab.documents.model import NodeId, Source
from render.nodes.catalog import builtin_catalog
from render.provenance import embed, extract
from tests.render.nursery import spawn_forked
from tests.workspace.studio import EMAIL, PASSWORD, URL, assert_problem, settings_for
from tests.workspace.test_jobs import edit, until
from tests.workspace.test_past_runs import client as opened
from tests.workspace.test_past_runs import set_params
from workspace.app import create_app
from workspace.services.fragments import plant

CATALOG = builtin_catalog()


@pytest.fixture(scope="module")
def ada(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    data: Path = tmp_path_factory.mktemp("studio") / "data"
    app = create_app(settings_for(data, workers="cpu"), spawn_worker=spawn_forked)
    with TestClient(app, base_url=URL, headers={"Origin": URL}) as client:
        sign_in(client, EMAIL)
        yield client


@pytest.fixture(scope="module")
def bob(ada: TestClient) -> TestClient:
    body = {"email": "bob@studio.test", "name": "Bob", "password": PASSWORD}
    assert ada.post("/api/users", json=body).status_code == 201
    client = TestClient(ada.app, base_url=URL, headers={"Origin": URL})
    client.portal = ada.portal
    sign_in(client, "bob@studio.test")
    return client


def sign_in(client: TestClient, email: str) -> None:
    body = {"email": email, "password": PASSWORD}
    assert client.post("/api/auth/login", json=body).status_code == 200


def new_board(client: TestClient) -> str:
    id: str = client.post("/api/boards", json={"title": "Wall"}).json()["id"]
    return id


def upload(client: TestClient, board: str, data: bytes) -> dict[str, Any]:
    answer = client.post(f"/api/boards/{board}/assets", content=data)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def graph(client: TestClient, board: str, asset: str) -> httpx.Response:
    return client.post(f"/api/boards/{board}/assets/{asset}/graph")


def made(client: TestClient, board: str, node: str) -> str:
    """The picture that `node` comes to."""

    asset: str = until(lambda: result_of(client, board, node))["outputs"]["image"]["asset"]
    return asset


def result_of(client: TestClient, board: str, node: str) -> Any:
    """Once it is done."""
    shown = client.get(f"/api/boards/{board}/document").json()["results"].get(node)
    return shown if shown and shown["status"] == "done" else None


def photo(color: tuple[int, int, int] = (30, 90, 200)) -> bytes:
    out = io.BytesIO()
    picture = Image.new("RGB", (40, 30), color)
    picture.putpixel((3, 5), (255, 255, 0))
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def wall(ada: TestClient) -> tuple[str, str, str]:
    """Ada's board, her photo, and what a graph makes of it, a swatch and noise."""
    board = new_board(ada)
    asset = upload(ada, board, photo())["id"]

    def draw(doc: Any) -> None:
        crop = {"x": 0, "y": 0, "w": 0.5, "h": 1}
        add_node(doc, "p", "image", params={"asset": asset, "crop": crop, "turn": 90})
        add_node(doc, "w", "swatch", params={"color": "#ff8800"})
        add_node(doc, "n", "image.noise", params={"width": 30, "height": 20, "seed": 77})
        color = {"color": Source(NodeId("w"), "color")}
        add_node(doc, "s", "image.solid", params={"width": 9, "height": 9}, inputs=color)
        pictures = {f"images:a{i}": Source(NodeId(id), "image") for i, id in enumerate("snp")}
        add_node(doc, "c", "image.contact", params={"columns": 2, "size": 64}, inputs=pictures)

    edit(ada, board, draw)
    return board, asset, made(ada, board, "c")


def file_of(client: TestClient, board: str, asset: str) -> bytes:
    answer = client.get(f"/api/boards/{board}/assets/{asset}", params={"metadata": "1"})
    assert answer.status_code == 200, answer.text
    return answer.content


def test_downloaded_picture_brings_its_graph_to_another_board(
    ada: TestClient, wall: tuple[str, str, str]
) -> None:
    """WS30: with the pictures it reads, as they were cut; running it gives the same bytes."""
    board, asset, contact = wall
    data = file_of(ada, board, contact)
    record = extract(data)
    assert record is not None
    assert record["program"].keys() >= {"atelier", "numpy"}
    other = new_board(ada)
    sent = upload(ada, other, data)
    assert sent["graph"] is True
    assert ada.get(f"/api/boards/{other}/assets/{sent['id']}").content == data
    assert ada.get(f"/api/boards/{other}/assets/{asset}").status_code == 404
    answer = graph(ada, other, sent["id"])
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["remarks"], found["pictures"]) == ([], {asset: {"width": 40, "height": 30}})
    types = sorted(each["type"] for each in found["nodes"].values())
    assert types == ["image", "image.contact", "image.noise", "image.solid", "swatch"]
    assert ada.get(f"/api/boards/{other}/assets/{asset}").content == photo()
    edit(ada, other, lambda doc: plant(doc, found["nodes"], CATALOG))
    assert made(ada, other, "n0") == contact


def test_picture_of_a_board_that_one_is_not_on_is_missing_and_said(
    ada: TestClient, bob: TestClient, wall: tuple[str, str, str]
) -> None:
    """WS30: naming it gives no right to it; uploading it does."""
    board, asset, contact = wall
    mine = new_board(bob)
    sent = upload(bob, mine, file_of(ada, board, contact))["id"]
    found = graph(bob, mine, sent).json()
    assert found["remarks"] == [{"code": "pictures_missing", "names": [asset]}]
    assert found["pictures"] == {}
    assert bob.get(f"/api/boards/{mine}/assets/{asset}").status_code == 404
    edit(bob, mine, lambda doc: plant(doc, found["nodes"], CATALOG))
    upload(bob, mine, photo())
    assert made(bob, mine, "n0") == contact
    assert graph(bob, mine, sent).json()["remarks"] == []
    assert_problem(graph(bob, board, contact), 404, "board_not_found")
    ada.put(f"/api/boards/{board}/members/{_id(bob)}", json={"role": "viewer"})
    assert_problem(graph(bob, board, contact), 403, "not_allowed")


def test_picture_that_a_node_shows_needs_no_file_to_tell(
    ada: TestClient, wall: tuple[str, str, str]
) -> None:
    board, _, contact = wall
    found = graph(ada, board, contact).json()
    assert found["nodes"]["n0"]["type"] == "image.contact"


def test_picture_tells_what_made_it_also_when_its_node_is_set_to_something_else(
    tmp_path: Path,
) -> None:
    """WS25, WO16: upstream too, after a restart, and for the one of a list that it is."""

    def draw(doc: Any) -> None:
        add_node(doc, "w", "swatch", params={"color": "#ff8800"})
        color = {"color": Source(NodeId("w"), "color")}
        add_node(doc, "s", "image.solid", params={"width": 4, "height": 4}, inputs=color)
        add_node(doc, "n", "image.noise", params={"width": 4, "height": 4})
        all_of = {f"images:a{i}": Source(NodeId(id), "image") for i, id in enumerate("sn")}
        add_node(doc, "l", "list.collect", inputs=all_of)
        images = {"image": Source(NodeId("l"), "images")}
        add_node(doc, "b", "image.blur", params={"radius": 2}, inputs=images)
        doc.get("nodes", type=Map)["b"]["mode"] = "manual"

    def stale(client: TestClient) -> Any:
        shown = client.get(f"/api/boards/{board}/document").json()["results"]["b"]
        return shown["outputs"]["image"] if shown["status"] == "stale" else None

    with opened(tmp_path / "data") as client:
        sign_in(client, EMAIL)
        board = new_board(client)
        edit(client, board, draw)
        client.post(f"/api/boards/{board}/run", json={}).raise_for_status()
        until(lambda: result_of(client, board, "b"))
        other = {"w": {"color": "#000000"}, "b": {"radius": 9}, "n": {"seed": 5}}
        set_params(client, board, other)
        pictures = until(lambda: stale(client))
    with opened(tmp_path / "data") as client:
        sign_in(client, EMAIL)
        for place, (type, told) in enumerate(
            [("swatch", {"color": "#ff8800"}), ("image.noise", {"seed": 0})]
        ):
            record = extract(file_of(client, board, pictures[place]["asset"]))
            assert record is not None
            assert not record["cut"]
            found = graph(client, board, pictures[place]["asset"]).json()["nodes"]
            assert found["n0"]["params"]["radius"] == 2
            (made,) = [each["params"] for each in found.values() if each["type"] == type]
            assert told.items() <= made.items()


def test_files_without_a_graph_or_with_one_of_strangers_are_pictures_all_the_same(
    ada: TestClient,
) -> None:
    """WS30"""
    board = new_board(ada)
    plain = upload(ada, board, photo())
    assert "graph" not in plain
    assert_problem(graph(ada, board, plain["id"]), 404, "graph_not_found")
    assert_problem(graph(ada, board, "0" * 64), 404, "asset_not_found")
    out = io.BytesIO()
    Image.open(io.BytesIO(embed(photo(), {"atelier": 1, "root": "f"}))).save(out, "JPEG")
    assert "graph" not in upload(ada, board, out.getvalue())
    bad = {"type": "x", "version": 1, "params": {"t": "\ud800"}, "inputs": {}}
    for record, code in (
        ({"atelier": 99}, "newer_graph"),
        ({"atelier": 1, "root": "f", "invocations": {"f": bad}}, "bad_graph"),
        ({"atelier": 1}, "bad_graph"),
    ):
        sent = upload(ada, board, embed(photo(), record))
        assert sent["graph"] is True
        assert_problem(graph(ada, board, sent["id"]), 422, code)


def _id(client: TestClient) -> str:
    id: str = client.get("/api/auth/me").json()["id"]
    return id
