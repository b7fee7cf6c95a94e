"""Checks a name or a title somebody typed: one line, not empty, not endless. Pure."""

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
