"""Errors → RFC 9457 problems: one shape for everything that goes wrong, however it went wrong.

`detail` is shown to people as it is. What is our own mistake says nothing of its inside; the log
does, under the same request id.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from collab.errors import CollabError
from workspace import errors
from workspace.api.request_id import request_id

MEDIA_TYPE = "application/problem+json"

_STATUS: Mapping[type[errors.WorkspaceError], int] = {
    errors.Unauthorized: 401,
    errors.Forbidden: 403,
    errors.Missing: 404,
    errors.Conflict: 409,
    errors.Invalid: 422,
    errors.TooLarge: 413,
    errors.Unsupported: 415,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
_SENTENCES = {
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take this method."),
    400: ("bad_request", "This request cannot be understood."),
}

log = structlog.get_logger("atelier.problems")


def problem(
    status: int, code: str, detail: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": request_id(),
    }
    return JSONResponse(body, status, {"Cache-Control": "no-store", **(headers or {})}, MEDIA_TYPE)


async def from_workspace(request: Request, error: errors.WorkspaceError) -> Response:
    headers = {}
    if isinstance(error, errors.Unavailable):
        log.error("unavailable", code=error.code, reason=str(error.__cause__ or error))
        headers["Retry-After"] = "5"
    if isinstance(error, errors.Unauthorized):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, errors.TooMany):
        headers["Retry-After"] = str(error.retry_after_seconds)
    return problem(_STATUS.get(type(error), 500), error.code, error.detail, headers)


async def from_collab(request: Request, error: CollabError) -> Response:
    """The document cannot be used: ours, and usually over in a moment."""
    log.error("document unusable", code=error.code, reason=str(error))
    detail = "This board's document cannot be read at the moment: try again shortly."
    return problem(503, error.code, detail, {"Retry-After": "5"})


async def from_http(request: Request, error: HTTPException) -> Response:
    code, detail = _SENTENCES.get(error.status_code, ("http_error", str(error.detail)))
    return problem(error.status_code, code, detail, error.headers)


async def from_disconnect(request: Request, error: ClientDisconnect) -> Response:
    return problem(400, "upload_interrupted", "The connection ended before the upload did.")


def internal() -> Response:
    return problem(
        500,
        "internal",
        "Something went wrong on the server: try again, and if it stays, give your administrator"
        " the request id.",
    )


HANDLERS: Mapping[Any, Any] = {
    errors.WorkspaceError: from_workspace,
    CollabError: from_collab,
    HTTPException: from_http,
    ClientDisconnect: from_disconnect,
}
