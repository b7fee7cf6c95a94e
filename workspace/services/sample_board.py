"""The sample board: shows in five seconds what the product is. Knows only contract node types.

One sky, tinted and clouded, ends as a contact sheet: two rows of cards in five columns, read from
left to right, each picture made from those before it.
"""

from typing import Any, Final

from pycrdt import Doc

from collab.documents.edits import add_node
from collab.documents.model import JSON, NodeId, Source

SAMPLE_TITLE: Final = "A first look"

_NOTE = """Start here

1. Click the Tint below and pick another color.
2. Turn the angle of Sky.
3. Drop a photo on the board and connect it to A of Tinted.

Each picture to the right follows, for everybody who is here."""

_CARD_WIDTH = 248
_COLUMN = 320  # a card, and room for the lines between cards
_ROW = 525
_SIDE: dict[str, JSON] = {"width": 512, "height": 512}

_FRAME = "frame"
_MARGIN = 56
_CHIP_WIDTH, _CHIP_GAP = 76, 10
_CHIPS = (
    ("indigo", "Indigo", "#1f2a63"),
    ("rose", "Rose", "#c8577a"),
    ("peach", "Peach", "#f6b98a"),
)


def fill_sample(doc: "Doc[Any]") -> None:
    board = _Placing(doc)
    board.frame("From one color to a sheet of pictures", columns=5, height=_ROW + 455)

    board.note("note", (0, 0), (_CARD_WIDTH, 344), _NOTE)
    for place, (id, title, color) in enumerate(_CHIPS):
        at = (place * (_CHIP_WIDTH + _CHIP_GAP), 364)
        board.swatch(id, at, (_CHIP_WIDTH, 121), title, color)
    board.swatch("tint", (0, _ROW), (_CARD_WIDTH, 248), "Tint", "#e0476c")

    board.card(
        "sky", "image.gradient", 1, 0, "Sky", 485,
        {**_SIDE, "from": "#1f2a63", "to": "#f6b98a", "angle": 75},
    )  # fmt: skip
    board.card(
        "wash", "image.solid", 1, 1, "Wash", 425,
        {**_SIDE, "color": "#e0476c"}, {"color": _from("tint", "color")},
    )  # fmt: skip
    board.card(
        "tinted", "image.blend", 2, 0, "Tinted", 419,
        {"blend": "soft-light", "opacity": 0.8}, {"a": _from("sky"), "b": _from("wash")},
    )  # fmt: skip
    # Seven pixels a side: stretched to the size of Tinted, they become soft clouds.
    board.card(
        "patches", "image.noise", 2, 1, "Patches", 425, {"width": 7, "height": 7, "seed": 42}
    )
    board.card(
        "clouds", "image.blend", 3, 0, "Clouds", 419,
        {"blend": "soft-light", "opacity": 0.75}, {"a": _from("tinted"), "b": _from("patches")},
    )  # fmt: skip
    board.card(
        "evening", "image.adjust", 3, 1, "Evening", 455,
        {"brightness": 0.7, "contrast": 1.1, "saturation": 1.1, "hue": -30},
        {"image": _from("tinted")},
    )  # fmt: skip
    board.card(
        "sheet", "image.contact", 4, 0, "Sheet", 425,
        {"columns": 2, "gap": 12, "size": 384},
        {f"images:a{n}": _from(id) for n, id in enumerate(("sky", "tinted", "clouds", "evening"))},
    )  # fmt: skip
    board.card(
        "dream", "image.blur", 4, 1, "Out of focus", 365,
        {"radius": 36}, {"image": _from("clouds")},
    )  # fmt: skip


def _from(node: str, port: str = "image") -> Source:
    return Source(NodeId(node), port)


class _Placing:
    """Puts nodes into the frame, each above the one before."""

    def __init__(self, doc: "Doc[Any]") -> None:
        self._doc = doc
        self._keys = iter("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")

    def frame(self, title: str, *, columns: int, height: float) -> None:
        width = (columns - 1) * _COLUMN + _CARD_WIDTH
        add_node(
            self._doc,
            _FRAME,
            "frame",
            params={"title": title},
            position=(-_MARGIN, -_MARGIN),
            size=(width + 2 * _MARGIN, height + 2 * _MARGIN),
            z=self._above(),
        )

    def note(self, id: str, at: tuple[float, float], size: tuple[float, float], text: str) -> None:
        add_node(
            self._doc,
            id,
            "note",
            params={"text": text},
            text_params=("text",),
            position=at,
            size=size,
            z=self._above(),
            parent=_FRAME,
        )

    def swatch(
        self,
        id: str,
        at: tuple[float, float],
        size: tuple[float, float],
        title: str,
        color: str,
    ) -> None:
        add_node(
            self._doc,
            id,
            "swatch",
            params={"color": color},
            title=title,
            position=at,
            size=size,
            z=self._above(),
            parent=_FRAME,
        )

    def card(
        self,
        id: str,
        type: str,
        column: int,
        row: int,
        title: str,
        height: float,
        params: dict[str, JSON],
        inputs: dict[str, Source] | None = None,
    ) -> None:
        add_node(
            self._doc,
            id,
            type,
            params=params,
            inputs=inputs,
            title=title,
            position=(column * _COLUMN, row * _ROW),
            size=(_CARD_WIDTH, height),
            z=self._above(),
            parent=_FRAME,
        )

    def _above(self) -> str:
        return f"a{next(self._keys)}"
