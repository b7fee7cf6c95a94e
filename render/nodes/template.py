"""The `{name}` notation of `text.template`, shared by its validation and its operation. Pure."""

import re
from collections.abc import Mapping

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


class BadTemplate(Exception):  # noqa: N818 - a condition
    """The template cannot be read; the message is a whole sentence."""


def names(template: str) -> list[str]:
    """The names `template` asks for, in order, once each. Raises `BadTemplate`."""
    found: dict[str, None] = {}
    for token in _TOKEN.finditer(template):
        name = token.group(1)
        if name is not None:
            found[_name(name)] = None
        elif token.group() not in ("{{", "}}"):
            raise BadTemplate(
                f"Template has a “{token.group()}” without its partner; "
                f"write “{token.group() * 2}” for the character itself"
            )
    return list(found)


def fill(template: str, values: Mapping[str, str]) -> str:
    """`template` with every `{name}` replaced; `{{` and `}}` are the brackets themselves."""
    names(template)

    def replace(token: re.Match[str]) -> str:
        name = token.group(1)
        return token.group()[0] if name is None else values[_name(name)]

    return _TOKEN.sub(replace, template)


def _name(text: str) -> str:
    name = text.strip()
    if not name:
        raise BadTemplate("Template has an empty “{}”; put the name of an input between them")
    return name
