"""Weights in prompts: `(a cat)1.3` or `(a cat:1.3)`, `cat++`, `(at night)--`. Pure.

The notation is compel's, and that of older web interfaces beside it. compel's own reader is not
used: it takes a minute for eight opening parentheses, two seconds for three hundred plain words.
"""

import re
from dataclasses import dataclass

_MORE, _LESS = 1.1, 0.9
_DEEPEST = 16
"""Parentheses within so many others are text."""

_SUFFIX = re.compile(r"(\d+\.?\d*|\.\d+|\++|-+)(?!\w|\.\d)")
_INNER = re.compile(r":\s*(\d+\.?\d*|\.\d+)\s*$")
_WORD = re.compile(r"(?<![^\s(),])([^\s()+\-,\\]+)(\++|-+)(?=[\s,.;)]|$)")
_ESCAPED = re.compile(r"\\([()+\-\\])")


@dataclass(frozen=True, slots=True)
class Fragment:
    text: str
    weight: float


def has_weights(fragments: list[Fragment]) -> bool:
    return any(fragment.weight != 1 for fragment in fragments)


def fragments(prompt: str) -> list[Fragment]:
    """In their order. Parentheses that are not closed, or give no weight, are text."""
    found: list[Fragment] = []
    _read(prompt, 1.0, _pairs(prompt), 0, found)
    return [each for each in found if each.text.strip()]


def _read(
    text: str, weight: float, pairs: dict[int, int], offset: int, found: list[Fragment]
) -> None:
    """`pairs` are of the whole prompt, in which `text` begins at `offset`."""
    plain_from = at = 0
    while at < len(text):
        end = pairs.get(offset + at)
        if text[at] == "\\":
            at += 2
            continue
        group = _group(text, at, end - offset) if end is not None else None
        if group is None:
            at += 1
            continue
        inside, of_group, after = group
        _words(text[plain_from:at], weight, found)
        _read(inside, weight * of_group, pairs, offset + at + 1, found)
        plain_from = at = after
    _words(text[plain_from:], weight, found)


def _group(text: str, start: int, end: int) -> tuple[str, float, int] | None:
    """What is inside, its weight and where the text goes on; `None` when it has no weight."""
    inside = text[start + 1 : end]
    if suffix := _SUFFIX.match(text, end + 1):
        return inside, _weight(suffix[1]), suffix.end()
    if inner := _INNER.search(inside):
        return inside[: inner.start()], float(inner[1]), end + 1
    return None


def _words(text: str, weight: float, found: list[Fragment]) -> None:
    at = 0
    for word in _WORD.finditer(text):
        found.append(Fragment(_plain(text[at : word.start()]), weight))
        found.append(Fragment(_plain(word[1]), weight * _weight(word[2])))
        at = word.end()
    found.append(Fragment(_plain(text[at:]), weight))


def _weight(suffix: str) -> float:
    if suffix[0] == "+":
        return _MORE ** len(suffix)
    if suffix[0] == "-":
        return _LESS ** len(suffix)
    return float(suffix)


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _pairs(prompt: str) -> dict[int, int]:
    """Where each parenthesis that is opened is closed."""
    opened: list[int] = []
    found: dict[int, int] = {}
    at = 0
    while at < len(prompt):
        match prompt[at]:
            case "\\":
                at += 1
            case "(":
                opened.append(at)
            case ")" if opened:
                start = opened.pop()
                if len(opened) < _DEEPEST:
                    found[start] = at
        at += 1
    return found
