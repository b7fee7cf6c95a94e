"""Route of what made a picture: its graph, to be put on the board beside it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workspace.api.auth import Auth
from workspace.api.routing import at
from workspace.model import Caller
from workspace.services.graphs import BroughtGraph, Graphs


class GraphRoutes:
    def __init__(self, auth: Auth, graphs: Graphs) -> None:
        self._auth = auth
        self._graphs = graphs

    def routes(self) -> list[Route]:
        known = self._auth.signed_in
        return [at("/api/boards/{board}/assets/{asset}/graph", post=known(self.bring))]

    async def bring(self, request: Request, caller: Caller) -> Response:
        path = request.path_params
        graph = await self._graphs.bring(caller, path["board"], path["asset"])
        return JSONResponse(graph_json(graph))


def graph_json(graph: BroughtGraph) -> dict[str, Any]:
    return {
        "nodes": {id: dict(node) for id, node in graph.nodes.items()},
        "pictures": {
            id: {"width": info.width, "height": info.height} for id, info in graph.pictures.items()
        },
        "remarks": [{"code": each.code, "names": list(each.names)} for each in graph.remarks],
    }
