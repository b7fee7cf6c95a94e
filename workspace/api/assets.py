"""Routes of assets: uploading as raw bytes or as a form, and reading with caching for ever."""

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from workspace.api.auth import Auth
from workspace.api.forms import file_in_form
from workspace.api.routing import at
from workspace.api.shapes import asset_json
from workspace.errors import Invalid
from workspace.model import Caller
from workspace.services.assets import AssetFile, Assets, too_large

_FORM = "multipart/form-data"
_FORM_MARGIN = 64 * 1024  # a form is a little larger than the file in it


class AssetRoutes:
    def __init__(self, auth: Auth, assets: Assets, *, limit_bytes: int) -> None:
        self._auth = auth
        self._assets = assets
        self._limit_bytes = limit_bytes

    def routes(self) -> list[Route]:
        known = self._auth.signed_in
        return [
            at("/api/boards/{board}/assets", post=known(self.upload)),
            at("/api/boards/{board}/assets/{asset}", get=known(self.read)),
        ]

    async def upload(self, request: Request, caller: Caller) -> Response:
        """Rights first: bytes of somebody who may not upload are not even read."""
        board = await self._assets.require_upload(caller, request.path_params["board"])
        upload = await self._assets.upload(board, self._chunks(request))
        graph = {"graph": True} if upload.has_graph else {}
        return JSONResponse({**asset_json(upload.info), **graph}, 201)

    async def read(self, request: Request, caller: Caller) -> Response:
        if _flag(request, "metadata"):
            return await self._with_recipe(request, caller)
        file = await self._assets.file(
            caller, request.path_params["board"], request.path_params["asset"], read_width(request)
        )
        headers = reading_headers(file)
        if _has(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return FileResponse(file.path, headers=headers, media_type=file.mime)

    async def _with_recipe(self, request: Request, caller: Caller) -> Response:
        asset: str = request.path_params["asset"]
        if "w" in request.query_params:
            raise Invalid("bad_metadata", "A rendition has no recipe: leave w or metadata out.")
        data = await self._assets.with_recipe(caller, request.path_params["board"], asset)
        headers = {
            "Cache-Control": "private, no-store",
            "Content-Disposition": f'attachment; filename="{asset[:12]}.png"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return Response(data, media_type="image/png", headers=headers)

    def _chunks(self, request: Request) -> AsyncIterator[bytes]:
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:19]) > self._limit_bytes + _FORM_MARGIN:
            raise too_large(self._limit_bytes)
        if request.headers.get("content-type", "").lower().startswith(_FORM):
            return file_in_form(request.headers["content-type"], self._bounded(request.stream()))
        return request.stream()

    async def _bounded(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """What is in a form beside the file is passed over, but not without end."""
        size_bytes = 0
        async for chunk in chunks:
            size_bytes += len(chunk)
            if size_bytes > self._limit_bytes + _FORM_MARGIN:
                raise too_large(self._limit_bytes)
            yield chunk


def reading_headers(file: AssetFile) -> dict[str, str]:
    return {
        "ETag": f'"{file.tag}"',
        "Cache-Control": "private, max-age=31536000, immutable",
        "Content-Disposition": "inline",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }


def _has(if_none_match: str, tag: str) -> bool:
    given = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return tag in given or "*" in given


def _flag(request: Request, name: str) -> bool:
    given = request.query_params.get(name, "0")
    if given not in ("0", "1"):
        raise Invalid(f"bad_{name}", f'{name} is 0 or 1, not "{given}".')
    return given == "1"


def read_width(request: Request) -> int | None:
    given = request.query_params.get("w")
    if given is None:
        return None
    if not given.isdecimal() or not 1 <= int(given[:9]) <= 100_000:
        raise Invalid("bad_width", f'w is a width in pixels from 1 on, not "{given}".')
    return int(given)
