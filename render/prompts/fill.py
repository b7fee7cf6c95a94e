"""A template becomes a text: names are filled, and a seed decides each choice. Pure.

The same template, texts and seed give the same text on every machine and for good: draws are
hashes, not a library's random numbers. Each choice is drawn by its own place among the choices, so
that words changed elsewhere leave it, and seeds in a row have nothing to do with each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final

from render.prompts.grammar import BadTemplate, Choice, Option, Part, Pick, Template, Variable

LONGEST: Final = 20_000

Texts = Mapping[str, Sequence[str]]
"""What comes in under each name: several where it is a list."""


def fill(template: Template, texts: Texts, seed: int) -> str:
    """Raises `BadTemplate` where a list is empty, or the text would be too long."""
    found: list[str] = []
    length = 0
    for piece in _pieces(template.parts, texts, seed):
        length += len(piece)
        if length > LONGEST:
            raise BadTemplate(f"This would be a text of more than {LONGEST} characters")
        found.append(piece)
    return "".join(found)


def _pieces(parts: Sequence[Part], texts: Texts, seed: int) -> Iterator[str]:
    for part in parts:
        match part:
            case Variable(name):
                yield ", ".join(texts[name])
            case Pick(name, number):
                yield _pick(_lines(texts, name), seed, number)
            case Choice():
                yield from _chosen(part, texts, seed)
            case _:
                yield part


def _chosen(choice: Choice, texts: Texts, seed: int) -> Iterator[str]:
    pool = list(_pool(choice, texts))
    span = choice.most - choice.least + 1
    count = choice.least + int(_draw(seed, choice.number, 0) * span)
    for turn in range(min(count, len(pool))):
        at = _weighed([option.weight for option in pool], _draw(seed, choice.number, turn + 1))
        if turn:
            yield choice.separator
        yield from _pieces(pool.pop(at).parts, texts, seed)


def _pool(choice: Choice, texts: Texts) -> Iterator[Option]:
    """`{2$$__name__}` is of the lines themselves. What weighs nothing is never chosen."""
    match choice.options:
        case (Option(_, (Pick(name),)),):
            yield from (Option(1.0, (line,)) for line in _lines(texts, name))
        case options:
            yield from (option for option in options if option.weight > 0)


def _lines(texts: Texts, name: str) -> list[str]:
    lines = [line.strip() for text in texts[name] for line in text.splitlines()]
    found = [line for line in lines if line]
    if not found:
        raise BadTemplate(f"There is nothing in “{name}” to pick; write one choice on each line")
    return found


def _pick(lines: Sequence[str], seed: int, number: int) -> str:
    return lines[int(_draw(seed, number, 0) * len(lines))]


def _weighed(weights: Sequence[float], draw: float) -> int:
    left = draw * sum(weights)
    for at, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return at
    return len(weights) - 1


def _draw(seed: int, number: int, turn: int) -> float:
    """From 0 to below 1, exactly the same everywhere."""
    hashed = sha256(f"{seed}/{number}/{turn}".encode()).digest()
    return int.from_bytes(hashed[:6], "big") / 2**48
