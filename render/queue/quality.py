"""What the checks of an artifact's pictures say, in words for people. Pure."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from render.queue.store import QualityNote
from render.stores import Artifact

FINE: Final = "ok"

VERDICTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        FINE: "Nothing is odd about it",
        "non_finite": "Some values were not numbers and are shown black; change the seed, or a"
        " setting before this",
        "wrong_size": "It has not the size that was asked for",
        "another_seed": "Its own seed gave no picture, so seed {detail} was taken",
        "withheld": "The safety checker found it unfit to be seen, so it is blurred; change the"
        " prompt or the seed",
        "left_out": "The prompt is longer than this model reads, and its end was left out; make it"
        " shorter, or begin with what matters most",
        "flat": "It is one color all over, which is unusual for this; change the seed or the"
        " settings",
    }
)


def in_words(odd: str) -> tuple[str, str]:
    """The verdict of one thing that is odd, and the sentence about it. What it is about may follow
    a colon.
    """
    verdict, _, detail = odd.partition(":")
    return verdict, VERDICTS.get(verdict, verdict).replace("{detail}", detail)


def quality(artifact: Artifact) -> tuple[QualityNote, ...]:
    """A note for each verdict at each port; of a list, with the elements that it is about."""
    return tuple(_notes(artifact))


def _notes(artifact: Artifact) -> Iterator[QualityNote]:
    for port, elements in artifact.checks.items():
        about: dict[str, list[int]] = {}
        for number, odd in enumerate(elements):
            for each in [] if odd is None else odd or [FINE]:
                about.setdefault(each, []).append(number)
        is_list = isinstance(artifact.outputs.get(port), list)
        for each, numbers in about.items():
            verdict, message = in_words(each)
            if is_list:
                message = f"{len(numbers)} of {len(elements)}: {message}"
            yield QualityNote(port, verdict, message, tuple(numbers) if is_list else None)
