"""Clients that know nothing of Atelier join its boards unchanged."""

from typing import Any

import pytest
from pycrdt import Map

from tests.eventually import eventually
from tests.interop.node_peer import node_peer
from tests.interop.python_peer import add_node, python_peer
from tests.server import ServerProcess, json_of

pytestmark = pytest.mark.interop


async def test_y_websocket_and_pycrdt_clients_edit_one_board_and_converge(
    server: ServerProcess,
) -> None:
    async with server.signed_in() as admin:
        token = json_of(await admin.post("/api/tokens", json={"name": "peers"}))["token"]
        board = json_of(await admin.post("/api/boards", json={"title": "Shared"}))["id"]

        async def stored() -> dict[str, Any]:
            return json_of(await admin.get(f"/api/boards/{board}/document"))

        async with (
            node_peer(server.url, board, token) as node,
            python_peer(server.url, board, token) as doc,
        ):
            nodes = doc.get("nodes", type=Map)

            async def python_nodes() -> set[str]:
                return set(nodes.keys())

            solid = {"width": 8, "height": 8, "color": "#102030"}
            await node.ask("add", id="from-node", type="image.solid", params=solid)
            await eventually(python_nodes, lambda ids: "from-node" in ids, "the Node client's edit")
            edge = {"image": {"node": "from-node", "port": "image"}}
            add_node(doc, "from-python", "image.invert", {}, edge)
            nodes["from-node"]["params"]["color"] = "#ffffff"

            async def node_nodes() -> dict[str, Any]:
                return dict(await node.ask("nodes"))

            def converged(seen: dict[str, Any]) -> bool:
                return (
                    set(seen) == {"from-node", "from-python"}
                    and seen["from-node"]["params"]["color"] == "#ffffff"
                )

            await eventually(node_nodes, converged, "the pycrdt client's edit in Node")

            done = await eventually(
                stored,
                lambda seen: seen["results"].get("from-python", {}).get("status") == "done",
                "the render",
            )
            assert done["nodes"] == await node_nodes()
            results = doc.get("results", type=Map)

            async def python_results() -> Any:
                return results.to_py()

            def is_done(seen: Any) -> bool:
                return seen.get("from-python", {}).get("status") == "done"

            await eventually(python_results, is_done, "the render at the pycrdt client")

            async def node_results() -> Any:
                return await node.ask("results")

            await eventually(node_results, is_done, "the render at the Node client")


async def test_y_websocket_client_comes_back_after_the_server_is_killed(
    server: ServerProcess,
) -> None:
    async with server.signed_in() as admin:
        token = json_of(await admin.post("/api/tokens", json={"name": "peer"}))["token"]
        board = json_of(await admin.post("/api/boards", json={"title": "Shared"}))["id"]
        async with node_peer(server.url, board, token) as node:

            async def is_synced() -> Any:
                return await node.ask("synced")

            await eventually(is_synced, bool, "the first sync")
            await server.kill()
            note = {"text": "written while the server was away"}
            await node.ask("add", id="offline", type="note", params=note)
            await server.start()

            async def stored() -> dict[str, Any]:
                return json_of(await admin.get(f"/api/boards/{board}/document"))

            await eventually(stored, lambda seen: "offline" in seen["nodes"], "the offline edit")
