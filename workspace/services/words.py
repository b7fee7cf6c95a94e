"""Checks a name, a title or a description somebody typed: not empty, not endless. Pure."""

import unicodedata

from workspace.errors import Invalid


def check_line(text: str, what: str, longest: int) -> str:
    """`text` without spaces around it. `what` is "title" or "name": `bad_title`, `bad_name`."""
    text = text.strip()
    if not 1 <= len(text) <= longest:
        raise Invalid(
            f"bad_{what}",
            f"A {what} has 1 to {longest} characters; this one has {len(text)}.",
        )
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise Invalid(f"bad_{what}", f"A {what} is one line, without control characters.")
    return text


def check_text(text: str, what: str, longest: int) -> str:
    """`text` without spaces around it; it may be empty, and have several lines."""
    text = text.strip()
    if len(text) > longest:
        raise Invalid(
            f"bad_{what}", f"A {what} has at most {longest} characters; this one has {len(text)}."
        )
    if any(unicodedata.category(character) == "Cc" and character != "\n" for character in text):
        raise Invalid(f"bad_{what}", f"A {what} has no control characters.")
    return text


def sort_key(name: str) -> str:
    """Names that are the same to a reader have one key."""
    return unicodedata.normalize("NFKC", name).casefold()[:200]
