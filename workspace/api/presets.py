"""Routes of the team's presets."""

from typing import Any

from pydantic import JsonValue
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workspace.api.auth import Auth
from workspace.api.bodies import Body, Limit, read_page
from workspace.api.routing import at
from workspace.api.shapes import page_json, person_json
from workspace.model import Caller
from workspace.services.presets import Presets, PresetView


class NewPresetBody(Body):
    type: str
    name: str
    params: dict[str, JsonValue]


class NameBody(Body):
    name: str


class PresetRoutes:
    def __init__(self, auth: Auth, presets: Presets, limit: Limit) -> None:
        self._auth = auth
        self._presets = presets
        self._limit = limit

    def routes(self) -> list[Route]:
        known = self._auth.signed_in
        return [
            at("/api/presets", get=known(self.list), post=known(self.add)),
            at("/api/presets/{preset}", patch=known(self.rename), delete=known(self.remove)),
        ]

    async def list(self, request: Request, caller: Caller) -> Response:
        type = request.query_params.get("type")
        page = await self._presets.page(caller, type, *read_page(request))
        return JSONResponse(page_json(page, preset_json))

    async def add(self, request: Request, caller: Caller) -> Response:
        body = await self._limit.read(request, NewPresetBody)
        view = await self._presets.add(caller, body.type, body.name, body.params)
        return JSONResponse(preset_json(view), 201)

    async def rename(self, request: Request, caller: Caller) -> Response:
        body = await self._limit.read(request, NameBody)
        view = await self._presets.rename(caller, request.path_params["preset"], body.name)
        return JSONResponse(preset_json(view))

    async def remove(self, request: Request, caller: Caller) -> Response:
        await self._presets.remove(caller, request.path_params["preset"])
        return Response(status_code=204)


def preset_json(view: PresetView) -> dict[str, Any]:
    preset = view.preset
    return {
        "id": preset.id,
        "type": preset.type,
        "name": preset.name,
        "params": dict(preset.params),
        "person": person_json(view.person),
        "created_at": preset.created_at,
        "can": {"change": view.may_change},
    }
