"""The opaque `after` of a list: the sort key of the last row a page showed."""

import base64
import binascii
import json

from workspace.errors import Invalid


def encode(*key: str | int) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def decode(cursor: str, *kinds: type) -> list[str | int]:
    """The key inside `cursor`, which must consist of exactly `kinds`."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, UnicodeError) as error:
        raise _not_ours() from error
    if not isinstance(key, list) or [type(part) for part in key] != list(kinds):
        raise _not_ours()
    return key


def _not_ours() -> Invalid:
    return Invalid("bad_cursor", 'after must be the "next" of an earlier page of this list.')
