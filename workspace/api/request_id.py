"""The id of the request at hand, for log lines and problems."""

import re
import secrets

from structlog.contextvars import get_contextvars

_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")


def choose_request_id(offered: str | None) -> str:
    """The caller's own id when it is a sane one, else a new one."""
    return offered if offered and _SANE.fullmatch(offered) else secrets.token_hex(8)


def request_id() -> str | None:
    found = get_contextvars().get("request_id")
    return found if isinstance(found, str) else None
