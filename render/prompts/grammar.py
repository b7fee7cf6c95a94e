r"""The notation of templates, read into parts. Pure, and bounded.

    {name}          the text that comes in under that name
    __name__        one line of it, or one of the list that comes in
    {a|b|c}         one of these; {3::a|b} has a three times as often as b
    {2$$a|b|c}      two of them, with a comma between; {1-2$$ and $$a|b|c} one or two, with “ and ”
    {{ }}           the braces themselves, outside of a choice
    \{ \| \_ …      the sign itself, anywhere; a backslash before anything else is only that

Choices may stand in choices. Parentheses, `+` and `-` are left to the weights of prompts, which
are read later, out of what a template gives.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeAlias

from render.nodes.params import BadValue, brief

DEEPEST: Final = 8
MOST_PARTS: Final = 400
MOST_NAMES: Final = 64

_TOKEN = re.compile(
    r"(?P<escape>\\+[{}|_$:])|(?P<pick>(?<!\w)__(?P<name>[^\W_](?:[\w-]*?[^\W_])?)__(?!\w))"
    r"|(?P<double>\{\{|\}\})|(?P<sign>[{}|])"
)
_COUNT = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?\$\$(?:([^{}|$\\]*)\$\$)?")
_WEIGHT = re.compile(r"\s*(\d{1,6}(?:\.\d{0,6})?|\.\d{1,6})::")


class BadTemplate(BadValue):
    """The template cannot be read or filled; the message is a whole sentence."""


@dataclass(frozen=True, slots=True)
class Variable:
    name: str


@dataclass(frozen=True, slots=True)
class Pick:
    """One line of what comes in. `number` tells it from all others that are drawn."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Option:
    weight: float
    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """From `least` to `most` of the options, as far as there are so many."""

    options: tuple[Option, ...]
    number: int
    least: int = 1
    most: int = 1
    separator: str = ", "


Part: TypeAlias = str | Variable | Pick | Choice


@dataclass(frozen=True, slots=True)
class Template:
    """`names` are those it asks for, in their order; `lists` those of them that it picks from."""

    parts: tuple[Part, ...]
    names: tuple[str, ...]
    lists: frozenset[str]


@lru_cache(maxsize=256)
def parse(text: str) -> Template:
    """Raises `BadTemplate`."""
    return _Reader(text).read()


@dataclass(slots=True)
class _Group:
    """A brace that is open: its options so far, the last of them unfinished."""

    begin: int
    count: tuple[int, int, str] | None
    weights: list[float] = field(default_factory=list)
    options: list[list[Part]] = field(default_factory=list)
    is_plain: bool = True


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._groups: list[_Group] = []
        self._parts: list[Part] = []
        self._names: dict[str, None] = {}
        self._lists: set[str] = set()
        self._count = 0
        self._drawn = 0

    def read(self) -> Template:
        at = 0
        while token := _TOKEN.search(self._text, at):
            self._literal(self._text[at : token.start()])
            at = self._take(token)
        self._literal(self._text[at:])
        if self._groups:
            raise _alone("{")
        if len(self._names) > MOST_NAMES:
            raise BadTemplate(f"A template may ask for at most {MOST_NAMES} names")
        return Template(tuple(self._parts), tuple(self._names), frozenset(self._lists))

    def _take(self, token: re.Match[str]) -> int:
        """Where the text goes on."""
        found, after = token.group(), token.end()
        if token["escape"]:
            slashes = len(found) - 1
            self._literal("\\" * (slashes // 2))
            if slashes % 2 == 0:
                return after - 1  # a sign that means something, after a backslash that does not
            self._literal(found[-1])
            self._not_plain()
            return after
        if token["pick"]:
            self._lists.add(token["name"])
            self._names[token["name"]] = None
            self._add(Pick(token["name"], self._draw()))
            self._not_plain()
            return after
        if token["double"] and not self._groups:
            self._literal(found[0])
            return after
        return self._sign(found[0], token.start() + 1)

    def _sign(self, sign: str, after: int) -> int:
        if sign == "{":
            return self._open(after)
        if sign == "|" and self._groups:
            self._not_plain()
            return self._option(after)
        if sign == "|":
            self._literal(sign)
        elif self._groups:
            self._close(after)
        else:
            raise _alone(sign)
        return after

    def _open(self, after: int) -> int:
        if len(self._groups) == DEEPEST:
            raise BadTemplate(f"Choices may stand in at most {DEEPEST} others")
        self._not_plain()
        count = None
        begin = after
        if head := _COUNT.match(self._text, after):
            least, most = int(head[1]), int(head[2] or head[1])
            if most < least:
                raise BadTemplate(f"A choice of {least} to {most} is none; put the smaller first")
            count = (least, most, ", " if head[3] is None else head[3])
            after = head.end()
        self._groups.append(_Group(begin, count, is_plain=count is None))
        return self._option(after)

    def _option(self, after: int) -> int:
        group = self._groups[-1]
        weight = _WEIGHT.match(self._text, after)
        group.weights.append(float(weight[1]) if weight else 1.0)
        group.options.append([])
        return weight.end() if weight else after

    def _close(self, after: int) -> None:
        group = self._groups.pop()
        if group.is_plain:
            name = self._text[group.begin : after - 1].strip()
            if not name:
                raise BadTemplate(
                    "Template has an empty “{}”; put the name of an input between them"
                )
            self._names[name] = None
            self._add(Variable(name))
            return
        if sum(group.weights) == 0:
            raise BadTemplate("All of a choice weighs nothing; give one of it more than 0")
        options = tuple(
            Option(weight, tuple(parts))
            for weight, parts in zip(group.weights, group.options, strict=True)
        )
        self._add(Choice(options, self._draw(), *(group.count or ())))

    def _literal(self, text: str) -> None:
        if text:
            self._add(text)

    def _add(self, part: Part) -> None:
        self._count += 1
        if self._count > MOST_PARTS:
            raise BadTemplate(f"A template may have at most {MOST_PARTS} parts")
        (self._groups[-1].options[-1] if self._groups else self._parts).append(part)

    def _draw(self) -> int:
        self._drawn += 1
        return self._drawn

    def _not_plain(self) -> None:
        if self._groups:
            self._groups[-1].is_plain = False


def missing(template: Template, given: Mapping[str, object]) -> BadTemplate | None:
    """What is wrong when nothing comes in under some of the names."""
    asked = [_shown(name, template) for name in template.names if name not in given]
    if not asked:
        return None
    return BadTemplate(
        f"Template asks for {' and '.join(asked)}; connect a text to an input of that name"
    )


def _shown(name: str, template: Template) -> str:
    return f"“__{brief(name)}__”" if name in template.lists else f"“{{{brief(name)}}}”"


def _alone(sign: str) -> BadTemplate:
    return BadTemplate(
        f"Template has a “{sign}” without its partner; write “{sign * 2}” for the character itself"
    )
