"""One file over HTTP into a `.part` beside its place: resumed by range, hashed, looked at early.

Redirects are followed here, hop by hop, so that each address is checked and a token stays with the
host it is for. Knows nothing of hubs and repositories.
"""

import hashlib
import http.client
import ipaddress
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import urljoin, urlsplit

from render.errors import BadModel, CannotDownload
from render.models.header import PREFIX, header_length, parse_header
from render.models.inspect import identify, problem

_CHUNK: Final = 1024 * 1024
_TIMEOUT_SECONDS: Final = 30
_MAX_HOPS: Final = 8
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_PASSING: Final = (408, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Wanted:
    url: str
    path: Path
    size: int | None = None
    sha256: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """For the first host only."""
    is_model: bool = False
    """Its header is checked as soon as it is there, and that it can be used."""


class Broken(Exception):  # noqa: N818 - a condition, and mostly a passing one
    """The connection ended; what arrived is kept."""


@dataclass(frozen=True, slots=True)
class Fetcher:
    open_network: bool
    """Whether plain http and addresses of this network are allowed too."""
    retries: int
    progress: Callable[[int], None]

    def fetch(self, wanted: Wanted) -> str:
        """The SHA-256 of the file, which is then at its path. Tries again what may pass."""
        part = wanted.path.with_name(wanted.path.name + ".part")
        part.parent.mkdir(parents=True, exist_ok=True)
        if wanted.path.exists():  # it had come before the download was interrupted
            os.replace(wanted.path, part)
        tries, had = 0, -1
        while True:
            try:
                digest = self._receive(wanted, part)
                break
            except Broken as error:
                has = part.stat().st_size if part.exists() else 0
                tries = 0 if has > had >= 0 else tries  # it goes on, if in pieces
                had = has
                if tries >= self.retries:
                    raise CannotDownload(
                        "broken", f"The connection broke: {error}. What arrived is kept."
                    ) from error
                time.sleep(min(2**tries, 30))
                tries += 1
        if wanted.sha256 is not None and digest != wanted.sha256:
            part.unlink()
            raise CannotDownload(
                "checksum", f"{wanted.path.name} arrived damaged: its checksum is not the one said."
            )
        os.replace(part, wanted.path)
        return digest

    def look(self, url: str, headers: Mapping[str, str] | None = None) -> tuple[Message, str]:
        """The headers of what is there, and the address it is finally at."""
        try:
            with self._open(url, {**(headers or {}), "Range": "bytes=0-0"}) as answer:
                return answer.headers, answer.url
        except (OSError, http.client.HTTPException) as error:
            raise _explain(error, url) from error

    def _receive(self, wanted: Wanted, part: Path) -> str:
        digest, had = _hash_so_far(part)
        if wanted.size is not None and had > wanted.size:
            part.unlink()
            digest, had = hashlib.sha256(), 0
        self.progress(had)
        if wanted.size is not None and had == wanted.size and part.exists():
            return str(digest.hexdigest())
        headers = {**wanted.headers, "Accept-Encoding": "identity"}
        if had:
            headers["Range"] = f"bytes={had}-"
        try:
            with self._open(wanted.url, headers) as answer:
                if had and answer.status != 206:  # it sends all of it again
                    digest, had = hashlib.sha256(), 0
                self._copy(answer, wanted, part, digest, had)
        except urllib.error.HTTPError as error:
            if error.code in _PASSING:
                raise Broken(f"the server answers {error.code}") from error
            if error.code == 416:
                part.unlink(missing_ok=True)
                raise Broken("the file has changed") from error
            raise _explain(error, wanted.url) from error
        except (OSError, http.client.HTTPException) as error:
            raise Broken(_reason(error)) from error
        return str(digest.hexdigest())

    def _copy(self, answer: Any, wanted: Wanted, part: Path, digest: Any, had: int) -> None:
        with part.open("r+b" if had else "wb") as file:
            file.seek(had)
            is_checked = not wanted.is_model
            while chunk := _read(answer):
                _write(file, chunk)
                digest.update(chunk)
                had += len(chunk)
                if wanted.size is not None and had > wanted.size:
                    raise CannotDownload("checksum", f"{wanted.path.name} is larger than was said.")
                is_checked = is_checked or check_start(part, wanted.size)
                self.progress(had)
            file.truncate()
        if wanted.size is not None and had < wanted.size:
            raise Broken(f"it ended after {had:,} of {wanted.size:,} bytes")

    def _open(self, url: str, headers: Mapping[str, str]) -> Any:
        """The answer's `url` is where it came from. Raises `HTTPError` for 4xx and 5xx."""
        opener = urllib.request.build_opener(*self._handlers())
        host = urlsplit(url).netloc
        for _ in range(_MAX_HOPS):
            self._check(url)
            own = urlsplit(url).netloc == host
            sent = {k: v for k, v in headers.items() if own or k.lower() != "authorization"}
            try:
                request = urllib.request.Request(url, headers={"User-Agent": "atelier", **sent})  # noqa: S310 - the scheme is checked above
                return opener.open(request, timeout=_TIMEOUT_SECONDS)
            except urllib.error.HTTPError as error:
                target = error.headers.get("Location")
                if error.code not in _REDIRECTS or not target:
                    raise
                error.close()
                url = urljoin(url, target)
        raise CannotDownload("not_found", "The address leads from one to the next without end.")

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in (("http", "https") if self.open_network else ("https",)):
            raise CannotDownload("refused", "Only addresses that begin with https:// are taken.")
        if not self.open_network and parts.hostname:
            try:
                check_host(parts.hostname, parts.port or 443)
            except socket.gaierror:
                return  # behind a proxy names are its business; else connecting says so

    def _handlers(self) -> list[urllib.request.BaseHandler]:
        handlers: list[urllib.request.BaseHandler] = [_NoRedirects()]
        if not self.open_network and not urllib.request.getproxies():
            handlers.append(_PublicHandler())
        return handlers


def check_host(host: str, port: int) -> list[Any]:
    """Its addresses, all of them public: nobody reaches into this network through the server."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_, address in found:
        ip = ipaddress.ip_address(str(address[0]).partition("%")[0])
        mapped = getattr(ip, "ipv4_mapped", None)
        if not (mapped or ip).is_global or (mapped or ip).is_multicast:
            raise CannotDownload(
                "refused",
                f"{host} is inside of this server's own network, which is not downloaded from."
                " Whoever runs the server can allow it: ATELIER_DOWNLOAD_PRIVATE=1.",
            )
    return found


def check_start(part: Path, size: int | None) -> bool:
    """Whether enough has arrived to tell; raises when it is nothing that can be used."""
    with part.open("rb") as file:
        prefix = file.read(PREFIX)
        if len(prefix) < PREFIX:
            return False
        try:
            length = header_length(prefix, size if size is not None else 2**62)
            text = file.read(length)
            if len(text) < length:
                return False
            if size is not None:
                reason = problem(identify(parse_header(text, size - PREFIX - length)))
                if reason is not None:
                    raise CannotDownload("not_usable", reason)
        except BadModel as error:
            raise CannotDownload("not_usable", str(error)) from error
    return True


class _PublicConnection(http.client.HTTPSConnection):
    """Connects to an address that was checked, and not to what the name says a moment later."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._create_connection = _connect_public


class _PublicHandler(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_PublicConnection, req)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **options: Any) -> None:
        return None


def _connect_public(address: tuple[str, int], timeout: Any = None, *_: Any) -> socket.socket:
    failure: OSError = OSError("there is no such host")
    for *_, found in check_host(*address):
        try:
            return socket.create_connection(found[:2], timeout)
        except OSError as error:
            failure = error
    raise failure


def _hash_so_far(part: Path) -> tuple[Any, int]:
    digest, size = hashlib.sha256(), 0
    if part.exists():
        with part.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
    return digest, size


def _read(answer: Any) -> bytes:
    try:
        return bytes(answer.read1(_CHUNK))
    except (OSError, http.client.HTTPException) as error:
        raise Broken(_reason(error)) from error


def _write(file: IO[bytes], chunk: bytes) -> None:
    try:
        file.write(chunk)
        file.flush()
    except OSError as error:
        raise CannotDownload(
            "no_space", f"The models folder cannot be written: {error.strerror}."
        ) from error


def _explain(error: Exception, url: str) -> CannotDownload:
    if isinstance(error, urllib.error.HTTPError):
        host = urlsplit(url).netloc
        if error.headers.get("X-Error-Code") == "GatedRepo":
            return CannotDownload("gated", GATED)
        if error.code in (401, 403):
            return CannotDownload("gated", f"{host} wants somebody signed in for this file.")
        if error.code in (404, 410):
            return CannotDownload("not_found", f"There is no such file at {host}.")
        return CannotDownload("hub_error", f"{host} answers {error.code}: try again later.")
    return CannotDownload("offline", f"{urlsplit(url).netloc} cannot be reached: {_reason(error)}.")


def _reason(error: Exception) -> str:
    inner = getattr(error, "reason", error)
    text = getattr(inner, "strerror", None) or str(inner) or type(error).__name__
    return str(text).rstrip(".")


GATED: Final = (
    "Its author asks everybody to agree to terms first. Agree on the repository's page, make a"
    " token there, and start the server with it as ATELIER_HF_TOKEN."
)
