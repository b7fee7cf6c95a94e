"""Serves the built browser client: its page for its own addresses, its files for theirs.

A file that is missing is a 404 and never the page: a browser that holds an old page must notice.
"""

import base64
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

from workspace.errors import Unavailable

SERVICE_WORKER = "sw.js"
PAGES = ("/", "/sign-in", "/setup", "/boards/{board}", "/people", "/models")
_PACKAGE = Path(__file__).resolve().parents[1]
_SUFFIXES = {"br": ".br", "gzip": ".gz"}
"""Of a file as the build has compressed it, once and not for each browser; the smallest first."""
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


def find_client() -> Path:
    """In an installed wheel beside this package, in a checkout where it is built."""
    packaged = _PACKAGE / "client"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "web" / "dist"


class _Files(Route):
    """Any address nobody else has, to be read: to any other method it is not there at all."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, child = super().matches(scope)
        return (match, child) if match is Match.FULL else (Match.NONE, {})


@dataclass(frozen=True)
class _Sent:
    coding: str | None
    body: bytes


class ClientRoutes:
    def __init__(self, folder: Path, base_path: str) -> None:
        self._folder = folder
        self._base_path = base_path
        self._kept: dict[tuple[str, str | None], _Sent] = {}

    def routes(self) -> list[Route]:
        pages = [Route(path, self.page) for path in PAGES]
        return [*pages, _Files("/{file:path}", self.file)]

    async def page(self, request: Request) -> Response:
        return await self._page(200)

    async def _page(self, status: int) -> Response:
        try:
            html = await anyio.Path(self._folder / "index.html").read_text("utf-8")
        except FileNotFoundError as error:
            raise Unavailable(
                "client_not_built", "The browser client is not built: run make setup."
            ) from error
        html = html.replace('<base href="/">', f'<base href="{self._base_path}/">')
        html = html.replace('<base href="/" />', f'<base href="{self._base_path}/" />')
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": _policy(html)}
        return HTMLResponse(html, status, headers)

    async def file(self, request: Request) -> Response:
        name = request.path_params["file"]
        coding = _coding(request.headers.get("accept-encoding", ""))
        sent = self._kept.get((name, coding))
        if sent is None:
            sent = await anyio.to_thread.run_sync(self._read, name, coding)
        if sent is None:
            if _is_visit(request, name):
                return await self._page(404)  # the client says that nothing is there
            raise HTTPException(404)
        is_hashed = name.startswith("assets/")
        if is_hashed:  # it never changes, and they are few: a page asks for tens of them at once
            self._kept[name, coding] = sent
        caching = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
        headers = {"Cache-Control": caching, "Vary": "Accept-Encoding"}
        if sent.coding is not None:
            headers["Content-Encoding"] = sent.coding
        if name == SERVICE_WORKER:  # it fetches what it keeps, under its own policy
            headers["Content-Security-Policy"] = "default-src 'none'; connect-src 'self'"
        return Response(sent.body, headers=headers, media_type=mimetypes.guess_type(name)[0])

    def _read(self, name: str, coding: str | None) -> _Sent | None:
        path = self._find(name)
        if path is None:
            return None
        compressed = path.with_name(path.name + _SUFFIXES[coding]) if coding else path
        if coding and compressed.is_file():
            return _Sent(coding, compressed.read_bytes())
        return _Sent(None, path.read_bytes())

    def _find(self, name: str) -> Path | None:
        """Nothing outside the folder, and not the page under its own name."""
        if "\0" in name or name == "index.html" or name.endswith(tuple(_SUFFIXES.values())):
            return None
        folder = self._folder.resolve()
        path = (folder / name).resolve()
        return path if path.is_relative_to(folder) and path.is_file() else None


def _coding(accepted: str) -> str | None:
    """The smallest form of a file that a browser takes."""
    offers = (offer.replace(" ", "").partition(";") for offer in accepted.lower().split(","))
    names = {name for name, _, weight in offers if weight != "q=0"}
    return next((coding for coding in _SUFFIXES if coding in names), None)


def _is_visit(request: Request, name: str) -> bool:
    """Whether a person went to this address, rather than a page asking for a part of itself."""
    is_part = name.startswith(("api/", "assets/"))
    return not is_part and "text/html" in request.headers.get("accept", "")


def _policy(html: str) -> str:
    """Only what is ours; a small script inside the page is allowed by its hash."""
    digests = [hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(html)]
    scripts = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' {scripts}".strip(),
            "style-src 'self' 'unsafe-inline'",  # positions on the canvas are inline styles
            "img-src 'self' blob: data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )
