"""A studio's boards, put on a server by a script: what the screens show is somebody's work."""

import math
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import httpx
from pycrdt import Doc, Map, Text

from tests.interop.python_peer import python_peer
from tests.screens.photographs import Photograph, photographs
from tests.server import ServerProcess, json_of

TEAM = ("Ben", "Chloé", "Deniz", "Emeka", "Frida")
PALETTE = ("#5b1f2e", "#a4353f", "#d9785a", "#f0c9a6", "#39452f")
HUES = ROSE, VIOLET, BLUE, GREEN = "#d4607a", "#8a6fd0", "#4a86d0", "#4d9a63"
GAP = 12

Line = tuple[str, dict[str, Any]]
"""Words, and what the line is: `{"header": 1}`, `{"list": "bullet"}` or nothing."""

MOOD: Sequence[Line] = (
    ("Mood", {"header": 1}),
    ("warm petals, low sun", {"list": "bullet"}),
    ("deep, quiet greens", {"list": "bullet"}),
    ("paper with a tooth", {"list": "bullet"}),
    ("Nothing glossy. If it shines, it is not ours.", {}),
)


@dataclass
class Studio:
    """One board, open at a script."""

    id: str
    doc: "Doc[Any]"
    assets: dict[str, tuple[str, Photograph]]

    def put(self, id: str, type: str, at: tuple[float, float], **fields: Any) -> None:
        nodes = self.doc.get("nodes", type=Map)
        params, inputs = fields.pop("params", {}), fields.pop("inputs", {})
        if size := fields.pop("size", None):
            fields["size"] = {"w": size[0], "h": size[1]}
        nodes[id] = Map(
            {
                "type": type,
                "position": {"x": round(at[0]), "y": round(at[1])},
                "z": f"a{len(nodes):04}V",
                "params": Map(params),
                "inputs": Map(
                    {
                        port: dict(zip(("node", "port"), source, strict=True))
                        for port, source in inputs.items()
                    }
                ),
                **fields,
            }
        )

    def photograph(
        self, name: str, at: tuple[float, float], height: float, *, id: str = "", **fields: Any
    ) -> float:
        """Says how wide it came out."""
        asset, taken = self.assets[name]
        width = height * taken.width / taken.height
        size = (round(width), round(height))
        self.put(id or name, "image", at, size=size, params={"asset": asset}, **fields)
        return width

    def wall(
        self,
        rows: Iterable[Sequence[str]],
        at: tuple[float, float],
        width: float,
        *,
        tag: str = "",
        **fields: Any,
    ) -> float:
        """Rows of photographs, each as wide as `width`; says where they end."""
        x, y = at
        for row in rows:
            ratios = [self.assets[name][1].width / self.assets[name][1].height for name in row]
            height = (width - GAP * (len(row) - 1)) / sum(ratios)
            left = x
            for name in row:
                left += self.photograph(name, (left, y), height, id=name + tag, **fields) + GAP
            y += height + GAP
        return y

    def note(
        self,
        id: str,
        at: tuple[float, float],
        size: tuple[float, float],
        lines: Sequence[Line],
        color: str | None = None,
    ) -> None:
        words = Text()
        more = {"color": color} if color else {}
        self.put(id, "note", at, size=size, params={"text": words}, **more)
        for text, line in lines:
            words.insert(len(str(words)), text)
            # A line takes after the one before it unless it is told otherwise.
            words.insert(len(str(words)), "\n", {"header": None, "list": None} | line)

    def palette(
        self, at: tuple[float, float], side: float, *, tag: str = "", **fields: Any
    ) -> None:
        for i, color in enumerate(PALETTE):
            place = (at[0] + i * (side + GAP), at[1])
            self.put(
                f"swatch{i}{tag}",
                "swatch",
                place,
                size=(side, side),
                params={"color": color},
                **fields,
            )


def moodboard(studio: Studio) -> None:
    """A finished moodboard, and the graph that lives off it to its right."""
    heading = {"text": Text("Autumn campaign"), "size": "medium"}
    studio.put("heading", "heading", (0, -84), size=(520, 54), params=heading)
    rows = (("dahlia", "edge", "moss"), ("heart", "petals", "ink"), ("plum", "coral", "print"))
    end = studio.wall(rows, (0, 0), 860)
    studio.palette((0, end + 20), 96)
    studio.note("mood", (900, 0), (260, 184), MOOD)
    question = [("Is the print too cold beside these reds?", {})]
    studio.note("question", (900, 470), (220, 64), question, color=BLUE)
    arrow(studio, "lead", (1000, 462), (700, 420), to="ink")
    circle = {"path": loop(150, 120), "width": 4}
    ring = {"size": (300, 240), "params": circle, "color": ROSE}
    studio.put("ring", "drawing", (20, 300), **ring)
    graph(studio, 1280)


def archive(studio: Studio) -> None:
    """Two years of seasons, as they look from afar."""
    names = list(studio.assets)
    seasons = ("Winter", "Spring", "Summer", "Autumn")
    for season in range(8):
        x, y = season % 4 * 1240, season // 4 * 1120
        title = f"{seasons[season % 4]} {2025 + season // 4}"
        frame = {"title": title}
        studio.put(f"frame{season}", "frame", (x, y), size=(1120, 960), params=frame)
        shuffled = names[season:] + names[:season]
        rows = (shuffled[:4], shuffled[4:7], shuffled[7:11])
        tag = f"-{season}"
        end = studio.wall(rows, (x + 40, y + 80), 840, tag=tag, parent=f"frame{season}")
        studio.palette((x + 40, end + 16), 64, tag=tag, parent=f"frame{season}")
        words = MOOD[season % 2 :]
        studio.note(f"words{season}", (x + 900, y + 80), (190, 200), words, HUES[season % 4])


def graph(studio: Studio, x: float) -> None:
    """A print of the photograph in a color of the palette, three ways."""
    solid = {"width": 640, "height": 427}
    studio.put(
        "tone",
        "image.solid",
        (x, 300),
        title="Tone",
        params=solid,
        inputs={"color": ("swatch2", "color")},
    )
    studio.put(
        "blend",
        "image.blend",
        (x + 330, 0),
        params={"blend": "overlay", "opacity": 0.9},
        inputs={"a": ("print", "image"), "b": ("tone", "image")},
        title="Warm print",
    )
    studio.put(
        "soft",
        "image.blur",
        (x + 660, 0),
        params={"radius": 14},
        inputs={"image": ("blend", "image")},
        title="Backdrop",
    )
    studio.put(
        "invert",
        "image.invert",
        (x + 660, 380),
        title="Negative",
        inputs={"image": ("blend", "image")},
    )
    sheet = {"columns": 2, "gap": 12, "size": 240}
    ports = {f"images:a{i}": (node, "image") for i, node in enumerate(("blend", "soft", "invert"))}
    studio.put("sheet", "image.contact", (x + 990, 120), params=sheet, inputs=ports)


def arrow(
    studio: Studio, id: str, start: tuple[float, float], end: tuple[float, float], *, to: str
) -> None:
    x, y = min(start[0], end[0]), min(start[1], end[1])
    ends = {
        "from": {"x": start[0] - x, "y": start[1] - y},
        "to": {"x": end[0] - x, "y": end[1] - y, "node": to},
    }
    size = (abs(start[0] - end[0]), abs(start[1] - end[1]))
    params = {"width": 4, "heads": "end", **ends}
    studio.put(id, "arrow", (x, y), size=size, params=params, color=BLUE)


def loop(rx: float, ry: float) -> str:
    """A ring as a hand draws it: a little more than once round, and not quite closed."""
    turns = [i / 40 * math.tau * 1.06 - 1.9 for i in range(41)]
    points = [
        (rx + rx * math.cos(a) * (0.97 + 0.02 * i / 40), ry + ry * math.sin(a) * (0.95 + i / 800))
        for i, a in enumerate(turns)
    ]
    tenths = [(round(px * 10), round(py * 10)) for px, py in points]
    steps = [tenths[0]] + [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(tenths)]
    return " ".join(f"{dx},{dy}" for dx, dy in steps)


@asynccontextmanager
async def studio(
    server: ServerProcess, admin: httpx.AsyncClient, token: str, title: str, people: Iterable[str]
) -> AsyncIterator[Studio]:
    """A new board with the photographs uploaded to it, and with people on it, by their ids."""
    board = json_of(await admin.post("/api/boards", json={"title": title}))["id"]
    for person in people:
        member = f"/api/boards/{board}/members/{person}"
        json_of(await admin.put(member, json={"role": "editor"}))
    assets = {}
    for taken in photographs():
        answer = await admin.post(
            f"/api/boards/{board}/assets",
            content=taken.bytes,
            headers={"Content-Type": "image/jpeg"},
        )
        assets[taken.name] = (json_of(answer)["id"], taken)
    async with python_peer(server.url, board, token) as doc:
        yield Studio(board, doc, assets)
