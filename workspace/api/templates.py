"""Routes of templates: the gallery, saving from a board, and putting one on a board."""

from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from workspace.api.assets import read_width, reading_headers
from workspace.api.auth import Auth
from workspace.api.bodies import Body, Limit, read_page
from workspace.api.routing import at
from workspace.api.shapes import page_json, person_json
from workspace.errors import Invalid
from workspace.model import Caller
from workspace.services.templates import Templates, TemplateView


class NewTemplateBody(Body):
    name: str
    description: str = ""
    nodes: list[str]


class TemplateBody(Body):
    name: str | None = None
    description: str | None = None


class TemplateRoutes:
    def __init__(self, auth: Auth, templates: Templates, limit: Limit) -> None:
        self._auth = auth
        self._templates = templates
        self._limit = limit

    def routes(self) -> list[Route]:
        known = self._auth.signed_in
        template, of_board = "/api/templates/{template}", "/api/boards/{board}/templates"
        return [
            at("/api/templates", get=known(self.list)),
            at(
                template,
                get=known(self.read),
                patch=known(self.change),
                delete=known(self.remove),
            ),
            at(f"{template}/assets/{{asset}}", get=known(self.picture)),
            at(of_board, post=known(self.save)),
            at(f"{of_board}/{{template}}", post=known(self.bring)),
        ]

    async def list(self, request: Request, caller: Caller) -> Response:
        page = await self._templates.page(caller, *read_page(request))
        return JSONResponse(page_json(page, template_json))

    async def read(self, request: Request, caller: Caller) -> Response:
        return JSONResponse(_whole(await self._templates.find(caller, _template(request))))

    async def save(self, request: Request, caller: Caller) -> Response:
        body = await self._limit.read(request, NewTemplateBody)
        board = request.path_params["board"]
        view = await self._templates.save(caller, board, body.name, body.description, body.nodes)
        return JSONResponse(template_json(view), 201)

    async def change(self, request: Request, caller: Caller) -> Response:
        body = await self._limit.read(request, TemplateBody)
        if body.name is None and body.description is None:
            raise Invalid("bad_body", 'Send a "name", a "description", or both.')
        view = await self._templates.change(caller, _template(request), body.name, body.description)
        return JSONResponse(template_json(view))

    async def remove(self, request: Request, caller: Caller) -> Response:
        await self._templates.remove(caller, _template(request))
        return Response(status_code=204)

    async def bring(self, request: Request, caller: Caller) -> Response:
        board = request.path_params["board"]
        return JSONResponse(_whole(await self._templates.bring(caller, board, _template(request))))

    async def picture(self, request: Request, caller: Caller) -> Response:
        asset = request.path_params["asset"]
        file = await self._templates.picture(caller, _template(request), asset, read_width(request))
        headers = reading_headers(file)
        return FileResponse(file.path, headers=headers, media_type=file.mime)


def template_json(view: TemplateView) -> dict[str, Any]:
    template = view.template
    return {
        "id": template.id,
        "name": template.name,
        "description": template.description,
        "count": len(template.nodes),
        "drawing": dict(template.drawing),
        "ours": template.is_ours,
        "person": person_json(view.person),
        "created_at": template.created_at,
        "can": {"change": view.may_change},
    }


def _whole(view: TemplateView) -> dict[str, Any]:
    return {**template_json(view), "nodes": dict(view.template.nodes)}


def _template(request: Request) -> str:
    template: str = request.path_params["template"]
    return template
