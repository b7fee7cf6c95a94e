"""Rendering without a board, with a real worker: job, events, pictures and what is odd (WS25)."""

import hashlib
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from collab.documents.edits import add_node
from collab.documents.model import NodeId, Source
from render.provenance import extract
from tests.render.nursery import spawn_forked
from tests.workspace.studio import EMAIL, PASSWORD, URL, assert_problem, settings_for
from tests.workspace.test_jobs import edit, until
from workspace.app import create_app

SOLID = {"type": "image.solid", "params": {"width": 4, "height": 2, "color": "#102030"}}
INVERTED = {
    "nodes": {
        "s": SOLID,
        "i": {"type": "image.invert", "inputs": {"image": {"node": "s", "port": "image"}}},
    }
}


@pytest.fixture(scope="module")
def ada(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    data: Path = tmp_path_factory.mktemp("studio") / "data"
    app = create_app(settings_for(data, debug_nodes=True, workers="cpu"), spawn_worker=spawn_forked)
    with TestClient(app, base_url=URL, headers={"Origin": URL}) as client:
        sign_in(client, EMAIL)
        yield client


def sign_in(client: TestClient, email: str) -> None:
    body = {"email": email, "password": PASSWORD}
    assert client.post("/api/auth/login", json=body).status_code == 200


def generate(client: TestClient, **body: Any) -> str:
    answer = client.post("/api/generate", json=body)
    assert answer.status_code == 202, answer.text
    job: str = answer.json()["job"]
    return job


def finished(client: TestClient, job: str) -> dict[str, Any]:
    for _ in range(1500):
        found: dict[str, Any] = client.get(f"/api/jobs/{job}").json()
        if found["ended_at"]:
            return found
        time.sleep(0.02)
    raise AssertionError(found)


def test_small_graph_gives_a_job_its_outputs_and_their_bytes(ada: TestClient) -> None:
    """WS25"""
    job = finished(ada, generate(ada, graph=INVERTED))
    assert (job["status"], job["progress"], job["board"]) == ("done", 1, None)
    picture = job["outputs"]["image"]
    assert (picture["width"], picture["height"]) == (4, 2)
    answer = ada.get(f"/api/jobs/{job['id']}/assets/{picture['asset']}")
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.getpixel((0, 0)) == (0xEF, 0xDF, 0xCF)
    listed = [each["id"] for each in ada.get("/api/jobs", params={"scope": "mine"}).json()["items"]]
    assert listed.count(job["id"]) == 1
    assert not [id for id in listed if id.startswith(f"{job['id']}.")], "parts are not listed"

    again = finished(ada, generate(ada, graph=INVERTED))
    assert again["outputs"] == job["outputs"]


def test_pictures_of_ones_boards_go_in_and_lists_come_out(ada: TestClient) -> None:
    """WS25: an upload, mapped over with two seeds; asked for again, it is there."""
    board = ada.post("/api/boards", json={"title": "Wall"}).json()["id"]
    blue = io.BytesIO()
    Image.new("RGB", (2, 2), (0, 0, 255)).save(blue, "PNG")
    upload = ada.post(f"/api/boards/{board}/assets", content=blue.getvalue()).json()["id"]
    graph = {
        "nodes": {
            "i": {"type": "image", "params": {"asset": upload}},
            "s": {"type": "image.solid", "params": {"width": 2, "height": 2, "color": "#000000"}},
            "all": {
                "type": "list.collect",
                "inputs": {f"images:{n}": {"node": n, "port": "image"} for n in "is"},
            },
            "n": {"type": "image.invert", "inputs": {"image": {"node": "all", "port": "images"}}},
        }
    }
    for output, port, colors, checked in (
        ("n", "image", ["ffff00", "ffffff"], [0, 1]),
        ("all", "images", ["0000ff", "000000"], [1]),  # nobody checks what people bring
    ):
        job = finished(ada, generate(ada, graph=graph, output=output))
        assert (job["status"], job["type"]) == ("done", graph["nodes"][output]["type"])
        found = []
        for picture in job["outputs"][port]:
            answer = ada.get(f"/api/jobs/{job['id']}/assets/{picture['asset']}")
            with Image.open(io.BytesIO(answer.content)) as image:
                found.append(bytes(image.convert("RGB").getpixel((0, 0))).hex())
        assert found == colors
        again = finished(ada, generate(ada, graph=graph, output=output))
        assert again["outputs"] == job["outputs"]
        [note] = job["quality"]
        assert (note["port"], note["verdict"], note["elements"]) == (port, "ok", checked)
        assert again["quality"] == job["quality"]


def test_picture_that_one_may_not_see_is_missing_from_ones_graph(ada: TestClient) -> None:
    """WS25"""
    alien = {"nodes": {"i": {"type": "image", "params": {"asset": "0" * 64}}}}
    alien["nodes"]["n"] = {
        "type": "image.invert", "inputs": {"image": {"node": "i", "port": "image"}}
    }  # fmt: skip
    answer = ada.post("/api/generate", json={"graph": alien, "output": "n"})
    assert_problem(answer, 422, "asset_missing")


def test_list_that_loses_a_part_fails_as_a_whole(ada: TestClient) -> None:
    """WS25"""
    wait = {"type": "debug.wait", "params": {"seconds": 0.01, "fail": True}}
    graph = {"nodes": {
        "w": wait, "s": SOLID,
        "all": {
            "type": "list.collect",
            "inputs": {f"images:{n}": {"node": n, "port": "image"} for n in "sw"},
        },
    }}  # fmt: skip
    job = finished(ada, generate(ada, graph=graph, output="all"))
    assert (job["status"], job["error"]["code"]) == ("error", "failed")


def test_picture_is_downloaded_with_its_recipe(ada: TestClient) -> None:
    """WS25: and the file says it itself wherever it is uploaded."""
    board = ada.post("/api/boards", json={"title": "Wall"}).json()["id"]
    solid = {"width": 3, "height": 2, "color": "#405060"}
    edit(ada, board, lambda doc: add_node(doc, "s", "image.solid", params=solid))

    def result() -> Any:
        shown = ada.get(f"/api/boards/{board}/document").json()["results"].get("s")
        return shown if shown and shown["status"] == "done" else None

    asset = until(result)["outputs"]["image"]["asset"]
    place = f"/api/boards/{board}/assets"
    bare = ada.get(f"{place}/{asset}").content
    answer = ada.get(f"{place}/{asset}", params={"metadata": "1"})
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("attachment")
    record = extract(answer.content)
    assert record is not None
    assert record["invocations"][record["root"]]["params"] == solid
    with Image.open(io.BytesIO(bare)) as one, Image.open(io.BytesIO(answer.content)) as other:
        assert one.tobytes() == other.tobytes()

    again = ada.post(place, content=answer.content).json()["id"]
    carried = ada.get(f"{place}/{again}", params={"metadata": "1"}).content
    assert extract(carried) == record
    unknown = ada.post(place, content=bare + b"").json()["id"]
    assert unknown == asset
    plain = io.BytesIO()
    Image.new("RGB", (5, 5), (1, 2, 3)).save(plain, "PNG")
    unknown = ada.post(place, content=plain.getvalue()).json()["id"]
    assert_problem(ada.get(f"{place}/{unknown}", params={"metadata": "1"}), 404, "recipe_not_found")
    assert_problem(
        ada.get(f"{place}/{asset}", params={"metadata": "1", "w": "64"}), 422, "bad_metadata"
    )


def test_upload_is_heard_by_a_board_that_nobody_has_open(tmp_path: Path) -> None:
    """WS25: what missed the picture is rendered when it comes, with nobody there to see it."""
    green = io.BytesIO()
    Image.new("RGB", (6, 4), (0, 250, 0)).save(green, "PNG")
    asset = hashlib.sha256(green.getvalue()).hexdigest()

    def draw(doc: Any) -> None:
        add_node(doc, "i", "image", params={"asset": asset})
        add_node(doc, "n", "image.invert", inputs={"image": Source(NodeId("i"), "image")})

    def opened() -> TestClient:
        app = create_app(settings_for(tmp_path / "data", workers="cpu"), spawn_worker=spawn_forked)
        return TestClient(app, base_url=URL, headers={"Origin": URL})

    with opened() as ada:
        sign_in(ada, EMAIL)
        board = ada.post("/api/boards", json={"title": "Wall"}).json()["id"]
        edit(ada, board, draw)
    with opened() as ada:  # a later life of the server, which has not loaded the board
        sign_in(ada, EMAIL)
        ada.post(f"/api/boards/{board}/assets", content=green.getvalue())
        counted = 'atelier_invocations_total{type="image.invert"} 1.0'
        until(lambda: counted in ada.get("/metrics").text)


def test_job_says_that_its_output_was_checked(ada: TestClient) -> None:
    """WS25"""
    noise = {"nodes": {"n": {"type": "image.noise", "params": {"width": 8, "height": 8}}}}
    job = finished(ada, generate(ada, graph=noise))
    again = finished(ada, generate(ada, graph=noise))
    for each in (job, again):
        assert [(n["port"], n["verdict"], n["elements"]) for n in each["quality"]] == [
            ("image", "ok", None)
        ]


def test_events_tell_the_job_to_its_end(ada: TestClient) -> None:
    """WS25"""
    wait = {"nodes": {"w": {"type": "debug.wait", "params": {"seconds": 1.2}}}}
    job = generate(ada, graph=wait)
    answer = ada.get(f"/api/jobs/{job}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: ")]
    assert told[-1]["status"] == "done"
    assert told[-1]["outputs"]
    assert any(0 < each["progress"] < 1 for each in told)
    assert [each["progress"] for each in told] == sorted(each["progress"] for each in told)


def test_failure_of_a_part_is_the_failure_of_the_whole(ada: TestClient) -> None:
    """WS25"""
    graph = {
        "nodes": {
            "w": {"type": "debug.wait", "params": {"seconds": 0, "fail": True}},
            "i": {"type": "image.invert", "inputs": {"image": {"node": "w", "port": "image"}}},
        }
    }
    job = finished(ada, generate(ada, graph=graph))
    assert (job["status"], job["error"]["code"]) == ("error", "failed")
    assert job["can"]["retry"] is True
    [again] = ada.post(f"/api/jobs/{job['id']}/retry").json()["jobs"]
    assert finished(ada, again)["status"] == "error"


def test_cancel_stops_the_whole_with_its_parts(ada: TestClient) -> None:
    """WS21, WS25"""
    graph = {
        "nodes": {
            "w": {"type": "debug.wait", "params": {"seconds": 500}},
            "i": {"type": "image.invert", "inputs": {"image": {"node": "w", "port": "image"}}},
        }
    }
    job = generate(ada, graph=graph)
    assert ada.delete(f"/api/jobs/{job}").status_code == 204
    assert finished(ada, job)["status"] == "cancelled"
    assert finished(ada, generate(ada, graph={"nodes": {"s": SOLID}}))["status"] == "done"


def test_template_is_filled_in(ada: TestClient) -> None:
    """WS25"""
    params = {"sky": {"width": 16, "height": 8}}
    job = finished(ada, generate(ada, template="sample", params=params, output="sky"))
    assert job["outputs"]["image"]["width"] == 16


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "bad_body"),
        ({"graph": {"nodes": {}}}, "bad_graph"),
        ({"graph": {"nodes": {"x": {}}}}, "bad_graph"),
        ({"graph": {"nodes": {"x": {"type": "nope"}}}}, "unknown_type"),
        ({"graph": {"nodes": {"x": {"type": "image.invert"}}}}, "missing_input"),
        ({"graph": {"nodes": {"x": SOLID, "y": SOLID}}}, "bad_output"),
        ({"graph": {"nodes": {"x": SOLID}}, "output": "y"}, "bad_output"),
        ({"template": "nope"}, "unknown_template"),
        ({"template": "sample", "params": {"nobody": {}}, "output": "sky"}, "unknown_node"),
    ],
)
def test_graph_that_cannot_run_is_refused_and_said_why(
    ada: TestClient, body: dict[str, Any], code: str
) -> None:
    """WS25"""
    assert_problem(ada.post("/api/generate", json=body), 422, code)


def test_job_without_a_board_is_its_owners_alone(ada: TestClient) -> None:
    """WS20, WS25"""
    job = finished(ada, generate(ada, graph=INVERTED))
    body = {"email": "ben@studio.test", "name": "Ben", "password": PASSWORD}
    assert ada.post("/api/users", json=body).status_code == 201
    ben = TestClient(ada.app, base_url=URL, headers={"Origin": URL})
    ben.portal = ada.portal
    sign_in(ben, "ben@studio.test")
    asset = job["outputs"]["image"]["asset"]
    for path in ("", "/events", f"/assets/{asset}", "/preview/1"):
        assert ben.get(f"/api/jobs/{job['id']}{path}").status_code == 404
    assert ben.post(f"/api/jobs/{job['id']}/retry").status_code == 404
    assert ada.get(f"/api/jobs/{job['id']}/assets/{'0' * 64}").status_code == 404
