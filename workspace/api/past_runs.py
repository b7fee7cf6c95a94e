"""Routes of what a node came to before, and of what an earlier result was made of."""

import hashlib
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from collab.documents.model import JSON
from workspace.api.auth import Auth
from workspace.api.bodies import read_page
from workspace.api.routing import at
from workspace.api.shapes import page_json, person_json
from workspace.model import Caller
from workspace.services.past_runs import PastResults, PastView


class PastRoutes:
    def __init__(self, auth: Auth, past: PastResults) -> None:
        self._auth = auth
        self._past = past

    def routes(self) -> list[Route]:
        known = self._auth.signed_in
        results = "/api/boards/{board}/nodes/{node}/results"
        return [
            at(results, get=known(self.list)),
            at(f"{results}/{{fingerprint}}", get=known(self.recipe)),
        ]

    async def list(self, request: Request, caller: Caller) -> Response:
        path = request.path_params
        page = await self._past.page(caller, path["board"], path["node"], *read_page(request))
        return JSONResponse(page_json(page, past_json))

    async def recipe(self, request: Request, caller: Caller) -> Response:
        path = request.path_params
        found = await self._past.recipe(caller, path["board"], path["node"], path["fingerprint"])
        nodes = {id: dict(recipe) for id, recipe in found.nodes.items()}
        return JSONResponse({"nodes": nodes, "missing": list(found.missing)})


def past_json(view: PastView) -> dict[str, Any]:
    """`inputs` names what came in at each edge, so that two runs can be told apart by it."""
    run, recipe = view.run, view.run.recipe or {}
    params, edges, sources = recipe.get("params"), recipe.get("inputs"), recipe.get("from")
    return {
        "fingerprint": run.fingerprint,
        "type": run.type,
        "outputs": dict(run.outputs),
        "count": run.count,
        "duration_ms": run.duration_ms,
        "made_at": run.made_ms,
        "person": person_json(view.person),
        "params": params if isinstance(params, dict) else {},
        "inputs": _inputs(edges, sources),
    }


def _inputs(edges: JSON, sources: JSON) -> dict[str, str]:
    if not isinstance(edges, dict) or not isinstance(sources, dict):
        return {}
    return {key: _name(edge, sources) for key, edge in edges.items() if isinstance(edge, dict)}


def _name(edge: dict[str, JSON], sources: dict[str, JSON]) -> str:
    content = [edge, sources.get(str(edge.get("node")))]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
