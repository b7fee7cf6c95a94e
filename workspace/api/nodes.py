"""The route of the node catalogue, from which the client makes its forms."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from collab.documents.model import JSON
from workspace.api.auth import Auth
from workspace.api.routing import at
from workspace.model import Caller


class NodeRoutes:
    def __init__(self, auth: Auth, specs: Sequence[JSON]) -> None:
        self._auth = auth
        self._specs = list(specs)

    def routes(self) -> list[Route]:
        return [at("/api/nodes", get=self._auth.signed_in(self.list))]

    async def list(self, request: Request, caller: Caller) -> Response:
        """All of them: there are tens, and a client needs every one."""
        return JSONResponse({"items": self._specs, "next": None})
