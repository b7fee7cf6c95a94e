"""Whether a request comes from this server's own pages. Pure string work.

A browser sends the cookie along whoever's page asks; only `Origin` tells whose page it was.
"""

from starlette.requests import HTTPConnection

_HTTP = {"ws": "http", "wss": "https"}


def own_origin(connection: HTTPConnection) -> str:
    scheme = connection.url.scheme
    return f"{_HTTP.get(scheme, scheme)}://{connection.headers.get('host', '')}".lower()


def is_foreign(connection: HTTPConnection) -> bool:
    """An `Origin` that is there and is not ours."""
    origin = connection.headers.get("origin")
    return origin is not None and _canonical(origin) != _canonical(own_origin(connection))


def is_own(connection: HTTPConnection) -> bool:
    return "origin" in connection.headers and not is_foreign(connection)


def _canonical(origin: str) -> str:
    """Without the scheme's usual port, which a browser leaves out and a proxy may not."""
    origin = origin.lower()
    for scheme, port in (("http://", ":80"), ("https://", ":443")):
        if origin.startswith(scheme):
            return origin.removesuffix(port)
    return origin
