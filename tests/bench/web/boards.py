"""Boards of many items on a real server: half pictures, a quarter nodes in chains, else notes."""

import io
import math
from dataclasses import dataclass
from typing import Any

import httpx
from PIL import Image, ImageDraw
from pycrdt import Doc, Map, Text

from tests.eventually import eventually
from tests.interop.python_peer import python_peer
from tests.server import ServerProcess, json_of

PICTURES = 24
STEP_X, STEP_Y = 320, 300
HUES = [(217, 120, 88), (88, 140, 190), (120, 160, 96), (190, 110, 160), (210, 170, 70)]
SENTENCE = "warm light falls across the studio floor while the clay dries and nobody hurries"
WORDS = SENTENCE.split()


@dataclass(frozen=True)
class Item:
    id: str
    type: str
    x: int
    y: int


def picture(number: int) -> bytes:
    """A photograph's size and weight of file, with something to recognise in it."""
    r, g, b = HUES[number % len(HUES)]
    image = Image.linear_gradient("L").resize((960, 720)).convert("RGB")
    image = Image.blend(image, Image.new("RGB", image.size, (r, g, b)), 0.7)
    draw = ImageDraw.Draw(image)
    for ring in range(5):
        inset = 60 + ring * 50 + number * 3
        draw.ellipse(
            (inset, inset * 0.7, 960 - inset, 720 - inset * 0.7), outline=(b, r, g), width=9
        )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


async def upload_pictures(admin: httpx.AsyncClient, board: str, count: int = PICTURES) -> list[str]:
    address = f"/api/boards/{board}/assets"
    headers = {"Content-Type": "image/jpeg"}
    return [
        json_of(await admin.post(address, content=picture(number), headers=headers))["id"]
        for number in range(count)
    ]


def planned(count: int) -> list[Item]:
    """Where everything lies: rows about as wide as they are high together."""
    columns = math.ceil(math.sqrt(count * STEP_Y / STEP_X * 1.4))
    kinds = ("image", "note", "image", "image.invert")
    return [
        Item(
            f"i{number:05}",
            kinds[number % 4],
            number % columns * STEP_X,
            number // columns * STEP_Y,
        )
        for number in range(count)
    ]


def put(doc: "Doc[Any]", items: list[Item], pictures: list[str]) -> None:
    nodes = doc.get("nodes", type=Map)
    before: str | None = None
    with doc.transaction():
        for number, item in enumerate(items):
            inputs = {}
            if item.type == "image.invert":
                source = before if before and number % 20 else items[number - 1].id
                inputs["image"] = {"node": source, "port": "image"}
                before = item.id
            params: dict[str, Any] = {}
            if item.type == "image":
                params["asset"] = pictures[number % len(pictures)]
            if item.type == "note":
                params["text"] = Text(" ".join(WORDS[: 3 + number % len(WORDS)]))
            nodes[item.id] = Map(
                {
                    "type": item.type,
                    "position": {"x": item.x, "y": item.y},
                    "z": f"a{number:05}V",
                    "params": Map(params),
                    "inputs": Map(inputs),
                    # Nothing is to be rendered while the canvas is measured.
                    **({"mode": "mute"} if item.type == "image.invert" else {}),
                }
            )


async def filled_board(
    server: ServerProcess, admin: httpx.AsyncClient, count: int
) -> tuple[str, list[Item]]:
    board = json_of(await admin.post("/api/boards", json={"title": f"{count} items"}))["id"]
    token = json_of(await admin.post("/api/tokens", json={"name": "fill"}))["token"]
    pictures = await upload_pictures(admin, board)
    items = planned(count)
    async with python_peer(server.url, board, token) as doc:
        put(doc, items, pictures)
        await saved(admin, board, count)
    return board, items


async def saved(admin: httpx.AsyncClient, board: str, count: int) -> None:
    async def found() -> int:
        return len(json_of(await admin.get(f"/api/boards/{board}/document"))["nodes"])

    await eventually(found, lambda seen: seen == count, "the items on the server")
