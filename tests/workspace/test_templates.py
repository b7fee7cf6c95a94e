"""Templates: ours and the team's, saved from a board and put on boards (WS28)."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from httpx_ws import aconnect_ws
from httpx_ws.transport import ASGIWebSocketTransport
from pycrdt import Doc, Map, create_update_message

from collab.documents.edits import add_node
from collab.documents.model import NodeId, Source
from collab.documents.reader import read_marks
from render.graph.incremental import evaluate
from render.graph.verdicts import Invalid
from render.nodes.catalog import builtin_catalog
from render.private import read_graph
from tests.workspace.studio import (
    URL,
    Studio,
    assert_problem,
    join,
    new_board,
    open_studio,
    settings_for,
)
from workspace.services.fragments import plant
from workspace.services.template_book import read_ours

RECEIPT = 10

CATALOG = builtin_catalog()
OURS = {template.id: template for template in read_ours(CATALOG)}


@pytest.mark.parametrize("id", OURS)
def test_ours_are_made_of_nodes_that_exist_and_fit(id: str) -> None:
    """WS28"""
    template = OURS[id]
    nodes: Any = template.nodes
    for node in nodes.values():
        spec = CATALOG.get(node["type"])
        assert spec is not None
        assert set(node["params"]) <= {param.name for param in spec.params}
        assert not spec.normalise(node["params"])[1]
        for key, source in node["inputs"].items():
            port = spec.input(key.partition(":")[0])
            start = CATALOG.get(nodes[source["node"]]["type"])
            assert port
            assert start
            given = start.output(source["port"])
            assert given
            assert given.type == port.type
    verdicts = evaluate(read_graph({"nodes": nodes}), CATALOG)
    told = [
        p.code for each in verdicts.values() if isinstance(each, Invalid) for p in each.problems
    ]
    assert set(told) <= {"model_missing"}, "a model is for whoever uses it to choose"


@pytest.mark.parametrize("id", OURS)
def test_nothing_in_ours_lies_over_another_or_out_of_its_frame(id: str) -> None:
    """WS28"""
    nodes: Any = OURS[id].nodes

    def box(node: Any) -> tuple[float, float, float, float]:
        at, size = node["position"], node["size"]
        return at["x"], at["y"], at["x"] + size["w"], at["y"] + size["h"]

    boxes = {each: box(node) for each, node in nodes.items() if node["type"] != "frame"}
    for each, (left, top, right, bottom) in boxes.items():
        if frame := nodes[each].get("parent"):
            x0, y0, x1, y1 = box(nodes[frame])
            assert x0 < left < right < x1, each
            assert y0 < top < bottom < y1, each
        for other, (l2, t2, r2, b2) in boxes.items():
            apart = right <= l2 or r2 <= left or bottom <= t2 or b2 <= top
            assert other == each or apart, (each, other)


def test_ours_have_something_to_say_and_to_show() -> None:
    """WS28"""
    assert next(iter(OURS)) == "sample"
    assert len(OURS) >= 6
    for template in OURS.values():
        assert template.description.endswith(".")
        assert template.drawing["boxes"]


async def fill(studio: Studio, person: httpx.AsyncClient, board: str, **picture: str) -> None:
    """A note that is read, inside a frame, and a picture if there is one."""

    def change(doc: "Doc[Any]") -> None:
        add_node(doc, "f", "frame", params={"title": "Words"}, position=(90, 80), size=(600, 400))
        add_node(
            doc, "n", "note", params={"text": "warm light"}, text_params=("text",),
            position=(100, 100), size=(100, 100), parent="f", title="Words",
        )  # fmt: skip
        add_node(
            doc, "t", "text.template", params={"template": "{text}"}, text_params=("template",),
            position=(300, 100), inputs={"text": Source(NodeId("n"), "text")}, parent="f",
        )  # fmt: skip
        doc.get("nodes", type=Map)["n"]["params"]["text"].format(0, 4, {"bold": True})
        if picture:
            add_node(doc, "p", "image", params=picture, position=(900, 100), size=(100, 80))

    doc: Doc[Any] = Doc()
    doc.get("nodes", type=Map)
    change(doc)
    headers = {"Origin": URL}
    transport = ASGIWebSocketTransport(studio.app)
    async with (
        httpx.AsyncClient(transport=transport, base_url=URL, cookies=person.cookies) as client,
        aconnect_ws(f"{URL}/sync/{board}?receipts=1", client, headers=headers) as socket,
    ):
        await socket.send_bytes(create_update_message(doc.get_update()))
        while (await socket.receive_bytes())[0] != RECEIPT:
            pass


async def save(person: httpx.AsyncClient, board: str, *nodes: str, **more: Any) -> httpx.Response:
    body = {"name": "Words first", "description": "A note that is read.", "nodes": nodes, **more}
    return await person.post(f"/api/boards/{board}/templates", json=body)


async def test_saved_selection_keeps_what_is_inside_and_drops_what_leads_out(
    studio: Studio,
) -> None:
    """WS28"""
    ada = await studio.sign_in()
    board = await new_board(ada)
    await fill(studio, ada, board)
    made = (await save(ada, board, "n", "t")).json()
    whole = (await ada.get(f"/api/templates/{made['id']}")).json()
    assert whole["nodes"]["n"]["position"] == {"x": 0, "y": 0}
    assert whole["nodes"]["n"]["params"] == {"text": "warm light"}
    bold = [{"insert": "warm", "attributes": {"bold": True}}, {"insert": " light"}]
    assert whole["nodes"]["n"]["texts"] == {"text": bold}
    assert whole["nodes"]["t"]["inputs"] == {"text": {"node": "n", "port": "text"}}
    assert "parent" not in whole["nodes"]["t"]
    assert made["drawing"]["edges"] == [[0, 1]] or made["drawing"]["edges"] == [[1, 0]]
    alone = (await save(ada, board, "t", name="Alone")).json()
    whole = (await ada.get(f"/api/templates/{alone['id']}")).json()
    assert whole["nodes"]["t"]["inputs"] == {}


def test_marks_of_a_text_are_read_and_planted_as_they_were() -> None:
    """WS28"""
    bold, end = {"insert": "warm", "attributes": {"bold": True}}, {"insert": "\n"}
    runs: Any = [bold, {"insert": " light"}, end | {"attributes": {"list": "bullet"}}, end]
    note: Any = {"type": "note", "params": {"text": "warm light\n\n"}, "texts": {"text": runs}}
    doc: Doc[Any] = Doc()
    doc.get("nodes", type=Map)
    plant(doc, {"n": note, "plain": {"type": "note", "params": {"text": "clay"}}}, CATALOG)
    assert read_marks(doc, ["n", "plain", "gone"]) == {"n": {"text": runs}}
    assert str(doc.get("nodes", type=Map)["n"]["params"]["text"]) == "warm light\n\n"
    assert "texts" not in doc.get("nodes", type=Map)["n"]


async def test_template_brings_its_pictures_to_another_board(studio: Studio, png: bytes) -> None:
    """WS10, WS28"""
    ada, ben = await studio.sign_in(), await studio.person("Ben")
    board, other = await new_board(ada), await new_board(ben)
    kind = {"Content-Type": "image/png"}
    asset = (await ada.post(f"/api/boards/{board}/assets", content=png, headers=kind)).json()["id"]
    await fill(studio, ada, board, asset=asset)
    made = (await save(ada, board, "p")).json()
    assert made["drawing"]["boxes"][0]["asset"] == asset
    small = await ben.get(f"/api/templates/{made['id']}/assets/{asset}?w=64")
    assert small.headers["content-type"] == "image/webp"
    assert_problem(
        await ben.get(f"/api/templates/{made['id']}/assets/{'0' * 64}"), 404, "asset_not_found"
    )

    place = f"/api/boards/{other}/assets/{asset}"
    assert (await ben.get(place)).status_code == 404
    brought = await ben.post(f"/api/boards/{other}/templates/{made['id']}")
    assert brought.json()["nodes"]["p"]["params"] == {"asset": asset}
    assert (await ben.get(place)).content == png
    begun = (
        await ben.post("/api/boards", json={"title": "Begun", "template": "words FIRST"})
    ).json()
    assert (await ben.get(f"/api/boards/{begun['id']}/assets/{asset}")).content == png


async def test_picture_that_the_board_has_not_is_in_no_template(studio: Studio, png: bytes) -> None:
    """WS28: naming another board's picture gives no access to it."""
    ada, ben = await studio.sign_in(), await studio.person("Ben")
    kind = {"Content-Type": "image/png"}
    secret = await new_board(ada)
    asset = (await ada.post(f"/api/boards/{secret}/assets", content=png, headers=kind)).json()["id"]
    board = await new_board(ben)
    await fill(studio, ben, board, asset=asset)
    assert_problem(await save(ben, board, "p"), 422, "asset_missing")


async def test_who_may_only_read_a_board_neither_saves_from_it_nor_brings_to_it(
    studio: Studio,
) -> None:
    """WS5, WS28"""
    ada, ben = await studio.sign_in(), await studio.person("Ben")
    board = await new_board(ada)
    await fill(studio, ada, board)
    assert_problem(await save(ben, board, "n"), 404, "board_not_found")
    await join(ada, board, ben, "viewer")
    assert_problem(await save(ben, board, "n"), 403, "not_allowed")
    path = f"/api/boards/{board}/templates/sample"
    assert_problem(await ben.post(path), 403, "not_allowed")
    assert len((await ada.post(path)).json()["nodes"]) == len(OURS["sample"].nodes)


async def test_only_its_maker_and_administrators_change_a_template(studio: Studio) -> None:
    """WS28"""
    ada, ben, cat = await studio.sign_in(), await studio.person("Ben"), await studio.person("Cat")
    board = await new_board(ben)
    await fill(studio, ben, board)
    path = f"/api/templates/{(await save(ben, board, 'n')).json()['id']}"
    assert_problem(await cat.patch(path, json={"name": "Mine"}), 403, "not_allowed")
    assert_problem(await cat.delete(path), 403, "not_allowed")
    changed = await ben.patch(path, json={"name": "Notes", "description": ""})
    assert (changed.json()["name"], changed.json()["description"]) == ("Notes", "")
    assert (await ada.delete(path)).status_code == 204
    assert_problem(await ben.get(path), 404, "template_not_found")
    assert_problem(await ada.delete("/api/templates/sample"), 403, "not_allowed")


async def test_team_templates_are_listed_after_ours_page_by_page_and_survive_a_restart(
    tmp_path: Path,
) -> None:
    """WS13, WS28"""
    names = [f"Mine {n}" for n in range(3)]
    for life in range(2):
        async with open_studio(settings_for(tmp_path / "data")) as studio:
            ada = await studio.sign_in()
            if life == 0:
                board = await new_board(ada)
                await fill(studio, ada, board)
                for name in names:
                    assert (await save(ada, board, "n", name=name)).status_code == 201
            for limit in (1, 2, len(OURS), 200):
                seen: list[str] = []
                after: dict[str, str] = {}
                while True:
                    answer = await ada.get("/api/templates", params={"limit": limit, **after})
                    seen += [each["name"] for each in answer.json()["items"]]
                    if answer.json()["next"] is None:
                        break
                    after = {"after": answer.json()["next"]}
                assert seen[: len(OURS)] == [each.name for each in OURS.values()]
                assert sorted(seen[len(OURS) :]) == names
            begun = await ada.post("/api/boards", json={"title": "B", "template": "mine 1"})
            document = await ada.get(f"/api/boards/{begun.json()['id']}/document")
            assert document.json()["nodes"]["n"]["params"] == {"text": "warm light"}


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"name": ""}, 422, "bad_name"),
        ({"name": "Two\nlines"}, 422, "bad_name"),
        ({"name": "SAMPLE"}, 409, "name_taken"),
        ({"name": "moodboard"}, 409, "name_taken"),
        ({"description": "x" * 401}, 422, "bad_description"),
        ({"nodes": []}, 422, "bad_nodes"),
        ({"nodes": ["n", "gone"]}, 422, "unknown_node"),
        ({"nodes": "n"}, 422, "bad_body"),
        ({"by": "me"}, 422, "bad_body"),
    ],
)
async def test_template_that_cannot_be_is_refused_and_said_why(
    studio: Studio, change: dict[str, Any], status: int, code: str
) -> None:
    """WS28"""
    ada = await studio.sign_in()
    board = await new_board(ada)
    await fill(studio, ada, board)
    assert_problem(await save(ada, board, "n", **change), status, code)
    assert (await save(ada, board, "n")).status_code == 201
    assert_problem(await save(ada, board, "n"), 409, "name_taken")
