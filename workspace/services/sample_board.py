"""The sample board: shows in five seconds what the product is. Knows only contract node types."""

from typing import Any, Final

from pycrdt import Doc

from collab.documents.edits import add_node

SAMPLE_TITLE: Final = "A first look"


def fill_sample(doc: "Doc[Any]") -> None:
    add_node(doc, "note", "note", params={"text": "Hello"}, text_params=("text",))
