"""Runs the application on uvicorn, from a claimed port to a clean end.

The application is opened before the server takes requests, here and not by uvicorn, so that what
goes wrong at start is one sentence and not a traceback.
"""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
import uvloop
from starlette.applications import Starlette

from collab.sync.uvicorn_carrier import UvicornCarrier
from workspace.app import create_app
from workspace.errors import StartError
from workspace.logs import configure_logs
from workspace.settings import Settings

_GRACE_SECONDS = 3


def run(settings: Settings) -> None:
    """Returns when the server was told to stop. Raises `StartError` when it cannot start."""
    configure_logs(settings.log)
    with _claimed_port(settings.host, settings.port) as listener:
        uvloop.run(_serve(settings, listener))


async def _serve(settings: Settings, listener: socket.socket) -> None:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        server = _Server(_config(app, settings), _greeting(app, settings, listener))
        await server.serve(sockets=[listener])


def _config(app: Starlette, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        ws=UvicornCarrier,
        ws_per_message_deflate=False,
        ws_max_size=settings.message_limit_bytes,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def _greeting(app: Starlette, settings: Settings, listener: socket.socket) -> str:
    host, port = settings.host, listener.getsockname()[1]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - to read, not bind
    shown = f"[{shown}]" if ":" in shown and not shown.startswith("[") else shown
    url = f"http://{shown}:{port}{settings.base_path}"
    lines = [f"Atelier is at {url}"]
    if token := app.state.setup_token:
        lines.append(f"Nobody is here yet. Set it up once at {url}/setup?token={token}")
    return "\n".join(lines)


class _Server(uvicorn.Server):
    """Says where it is once it listens, and after a signal lets the caller clean up."""

    def __init__(self, config: uvicorn.Config, greeting: str) -> None:
        super().__init__(config)
        self._greeting = greeting

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # modules stay for good: looking through them held everybody up for 50 ms
        sys.stdout.write(self._greeting + "\n")
        sys.stdout.flush()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn raises the signal again afterwards, which would end us before our own end."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield
        # Stay deaf until the process ends: a second Ctrl-C must not cut the last commit short.


@contextmanager
def _claimed_port(host: str, port: int) -> Iterator[socket.socket]:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise StartError(
            f'The address "{host}" is not one of this machine ({error.strerror}): choose another'
            " with --host.",
            code="bad_host",
        ) from error
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(2048)
        except OSError as error:
            raise _cannot_listen(error, host, port) from error
        listener.setblocking(False)
        yield listener


def _cannot_listen(error: OSError, host: str, port: int) -> StartError:
    import errno

    if error.errno == errno.EADDRINUSE:
        return StartError(
            f"Port {port} is in use by another program: stop it, or start with --port {port + 1}.",
            code="port_in_use",
        )
    return StartError(
        f"Atelier cannot listen on {host} port {port} ({error.strerror}): choose another with"
        " --host or --port.",
        code="cannot_listen",
    )
