"""The route that renders a small graph once, without a board."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workspace.api.auth import Auth
from workspace.api.bodies import Body, Limit
from workspace.api.routing import at
from workspace.errors import Invalid
from workspace.model import Caller
from workspace.services.generating import Generating


class GenerateBody(Body):
    """Either a graph, or a template by name with parameters of its nodes."""

    graph: dict[str, Any] | None = None
    template: str | None = None
    params: dict[str, dict[str, Any]] | None = None
    output: str | None = None


class GenerateRoutes:
    def __init__(self, auth: Auth, generating: Generating, limit: Limit) -> None:
        self._auth = auth
        self._generating = generating
        self._limit = limit

    def routes(self) -> list[Route]:
        return [at("/api/generate", post=self._auth.signed_in(self.generate))]

    async def generate(self, request: Request, caller: Caller) -> Response:
        body = await self._limit.read(request, GenerateBody)
        if (body.graph is None) == (body.template is None):
            raise Invalid("bad_body", "Send either a graph or the name of a template.")
        if body.graph is not None:
            if body.params is not None:
                raise Invalid("bad_body", "params go with a template; a graph has its own.")
            graph = body.graph
        else:
            graph = await self._generating.graph_of(body.template or "", body.params or {})
        job = await self._generating.generate(caller, graph, body.output)
        return JSONResponse({"job": job}, 202)
