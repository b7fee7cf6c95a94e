"""The sample board is a board like any other, and laid out with care."""

import httpx
import pytest

from render.nodes.catalog import builtin_catalog
from tests.workspace.studio import Studio


@pytest.fixture
async def sample(studio: Studio) -> dict[str, dict[str, dict[str, object]]]:
    admin: httpx.AsyncClient = await studio.sign_in()
    board = (await admin.get("/api/boards")).json()["items"][0]
    nodes: dict[str, dict[str, dict[str, object]]] = (
        await admin.get(f"/api/boards/{board['id']}/document")
    ).json()["nodes"]
    return nodes


async def test_its_nodes_are_known_and_their_edges_join_ports_of_one_type(sample) -> None:  # type: ignore[no-untyped-def]
    catalog = builtin_catalog()
    for node in sample.values():
        spec = catalog.get(node["type"])
        assert spec is not None
        for key, source in node["inputs"].items():
            port = next(port for port in spec.inputs if port.name == key.partition(":")[0])
            source_spec = catalog.get(sample[source["node"]]["type"])
            given = next(port for port in source_spec.outputs if port.name == source["port"])
            assert given.type == port.type


async def test_nothing_overlaps_and_all_of_it_lies_in_the_frame(sample) -> None:  # type: ignore[no-untyped-def]
    def box(node):  # type: ignore[no-untyped-def]
        at, size = node["position"], node["size"]
        return at["x"], at["y"], at["x"] + size["w"], at["y"] + size["h"]

    frame = box(sample["frame"])
    inside = {id: box(node) for id, node in sample.items() if id != "frame"}
    for id, (left, top, right, bottom) in inside.items():
        assert sample[id]["parent"] == "frame"
        assert frame[0] < left
        assert frame[1] < top
        assert right < frame[2]
        assert bottom < frame[3]
        for other, (l2, t2, r2, b2) in inside.items():
            apart = right <= l2 or r2 <= left or bottom <= t2 or b2 <= top
            assert other == id or apart, (id, other)


async def test_pictures_are_made_from_left_to_right(sample) -> None:  # type: ignore[no-untyped-def]
    for node in sample.values():
        for source in node["inputs"].values():
            assert sample[source["node"]]["position"]["x"] < node["position"]["x"]
