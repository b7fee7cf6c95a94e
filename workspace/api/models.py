"""Routes of the models: everybody lists and inspects them, administrators get and remove them."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from render.models.downloads import Download
from render.models.entry import FAMILIES, ModelEntry
from workspace.api.auth import Auth
from workspace.api.bodies import Body, Limit
from workspace.api.routing import at
from workspace.model import Caller
from workspace.permissions import WorkspaceAction, may
from workspace.services.models import ModelShelf


class DownloadBody(Body):
    source: str
    variant: str | None = None


class ModelRoutes:
    def __init__(self, auth: Auth, shelf: ModelShelf, limit: Limit) -> None:
        self._auth = auth
        self._shelf = shelf
        self._limit = limit

    def routes(self) -> list[Route]:
        known = self._auth.signed_in
        return [
            at("/api/models", get=known(self.list)),
            at("/api/models/rescan", post=known(self.rescan)),
            at("/api/models/downloads", get=known(self.downloads), post=known(self.download)),
            at("/api/models/downloads/{download}", delete=known(self.cancel)),
            at("/api/models/downloads/{download}/resume", post=known(self.resume)),
            at("/api/models/{name:path}/inspect", get=known(self.inspect)),
            at("/api/models/{name:path}", delete=known(self.remove)),
        ]

    async def list(self, request: Request, caller: Caller) -> Response:
        return JSONResponse(await self._listed(caller))

    async def rescan(self, request: Request, caller: Caller) -> Response:
        await self._shelf.rescan(caller)
        return JSONResponse(await self._listed(caller))

    async def inspect(self, request: Request, caller: Caller) -> Response:
        return JSONResponse(await self._shelf.inspect(request.path_params["name"]))

    async def remove(self, request: Request, caller: Caller) -> Response:
        await self._shelf.remove(caller, request.path_params["name"])
        return Response(status_code=204)

    async def downloads(self, request: Request, caller: Caller) -> Response:
        items = [download_json(each) for each in self._shelf.downloads(caller)]
        return JSONResponse({"items": items, "next": None})

    async def download(self, request: Request, caller: Caller) -> Response:
        body = await self._limit.read(request, DownloadBody)
        found = self._shelf.download(caller, body.source, body.variant)
        return JSONResponse(download_json(found), 202)

    async def resume(self, request: Request, caller: Caller) -> Response:
        found = self._shelf.resume(caller, request.path_params["download"])
        return JSONResponse(download_json(found), 202)

    async def cancel(self, request: Request, caller: Caller) -> Response:
        await self._shelf.cancel(caller, request.path_params["download"])
        return Response(status_code=204)

    async def _listed(self, caller: Caller) -> dict[str, Any]:
        """All of them in one page; where they lie is for who looks after the server."""
        manages = may(caller.user.role, WorkspaceAction.MANAGE_MODELS)
        models = self._shelf.models.values()
        items = [self._model_json(each, manages) for each in models]
        space = await self._shelf.space() if manages else None
        return {
            "items": items,
            "next": None,
            "space": {
                "folder": space.folder,
                "free_bytes": space.free_bytes,
                "total_bytes": space.total_bytes,
            }
            if space
            else None,
        }

    def _model_json(self, entry: ModelEntry, manages: bool) -> dict[str, Any]:
        defaults = entry.defaults
        is_without_settings = entry.base is not None and entry.config is None
        return {
            "name": entry.name,
            "kind": entry.kind,
            "family": entry.family,
            "family_title": FAMILIES[entry.family] if entry.family else None,
            "form": entry.form,
            "source": entry.source,
            "size_bytes": entry.size_bytes,
            "precision": entry.precision,
            "parameters": entry.parameters,
            "license": entry.license,
            "defaults": {
                "steps": defaults.steps,
                "guidance": defaults.guidance,
                "width": defaults.width,
                "height": defaults.height,
                "scheduler": defaults.scheduler,
            }
            if defaults
            else None,
            "hash": entry.hash,
            "state": entry.state,
            "read_bytes": self._shelf.read_bytes(entry) if entry.state == "reading" else None,
            "problem": entry.problem,
            "settings": f"settings:{entry.family}" if is_without_settings else None,
            "can": {"remove": manages and entry.source == "models"},
        }


def download_json(download: Download) -> dict[str, Any]:
    error = download.error
    return {
        "id": download.id,
        "source": download.source,
        "variant": download.variant,
        "state": download.state,
        "received_bytes": download.received,
        "total_bytes": download.total,
        "files": [
            {"path": file.path, "size_bytes": file.size, "received_bytes": file.received}
            for file in download.files
        ],
        "error": {"code": error[0], "message": error[1]} if error else None,
        "is_settings": download.is_settings,
    }
