"""One route an address: its methods side by side, so that 405 can name all of them."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workspace.api.auth import Handler


def at(
    path: str,
    *,
    get: Handler | None = None,
    post: Handler | None = None,
    put: Handler | None = None,
    patch: Handler | None = None,
    delete: Handler | None = None,
) -> Route:
    given = {"GET": get, "POST": post, "PUT": put, "PATCH": patch, "DELETE": delete}
    handlers = {method: handler for method, handler in given.items() if handler is not None}

    async def endpoint(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await handlers[method](request)

    return Route(path, endpoint, methods=list(handlers))
