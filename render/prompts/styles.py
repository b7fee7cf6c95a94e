"""Styles: words around a prompt, and words of what should not be seen. Pure.

A board keeps a style's words themselves, copied when somebody chose it, so that whoever changes
the team's style later changes nobody's pictures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from collab.documents.model import JSON

PLACE: Final = "{prompt}"
"""Where the prompt goes. Words without it come after the prompt."""


@dataclass(frozen=True, slots=True)
class Style:
    """`name` is what people call it, and no part of the work."""

    name: str
    words: str
    avoid: str


def styled(prompt: str, negative: str, styles: Iterable[Style]) -> tuple[str, str]:
    """The prompt in `styles`, the first innermost, and all that should not be seen."""
    unwanted = [negative.strip()]
    for style in styles:
        words = style.words if PLACE in style.words else f"{PLACE}, {style.words}"
        if prompt.strip() and style.words.strip():
            prompt = words.replace(PLACE, prompt.strip())
        elif style.words.strip():
            prompt = words.replace(PLACE, "").strip(" ,")
        unwanted.append(style.avoid.strip())
    return prompt, ", ".join(each for each in unwanted if each)


def read_styles(value: JSON) -> tuple[Style, ...]:
    """Those of a parameter in its normal form."""
    found = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    return tuple(
        Style(str(each.get("name", "")), str(each.get("words", "")), str(each.get("avoid", "")))
        for each in found
    )


def content(value: JSON) -> JSON:
    """What of them enters a fingerprint."""
    return [[style.words, style.avoid] for style in read_styles(value)]
