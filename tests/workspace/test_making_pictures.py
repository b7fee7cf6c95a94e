"""Pictures out of words through a real server, its worker, and a tiny model with random weights."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from render.diffusion import tiny
from tests.eventually import eventually
from tests.server import ServerProcess, json_of


def graph(seed: int, count: int = 1) -> dict[str, Any]:
    """A note, a picture of it, and that picture blurred."""
    params = {"model": "tiny", "steps": 2, "seed": seed, "count": count}
    words = {"prompt": {"node": "words", "port": "text"}}
    return {
        "nodes": {
            "words": {"type": "note", "params": {"text": "a fox"}},
            "picture": {"type": "diffusion.generate", "params": params, "inputs": words},
            "soft": {
                "type": "image.blur",
                "params": {"radius": 1},
                "inputs": {"image": {"node": "picture", "port": "image"}},
            },
        }
    }


def in_parts(seed: int) -> dict[str, Any]:
    model = {"model": {"node": "load", "port": "model"}}
    latent = {"latent": {"node": "sample", "port": "latent"}}
    return {
        "nodes": {
            "load": {"type": "diffusion.load", "params": {"model": "tiny"}},
            "yes": {"type": "diffusion.encode", "params": {"text": "a fox"}, "inputs": model},
            "no": {"type": "diffusion.encode", "params": {"text": ""}, "inputs": model},
            "empty": {"type": "diffusion.empty_latent", "params": {"width": 64, "height": 64}},
            "sample": {
                "type": "diffusion.sample",
                "params": {"steps": 2, "seed": seed},
                "inputs": {
                    **model,
                    "positive": {"node": "yes", "port": "conditioning"},
                    "negative": {"node": "no", "port": "conditioning"},
                    "latent": {"node": "empty", "port": "latent"},
                },
            },
            "picture": {"type": "diffusion.decode", "inputs": {**model, **latent}},
        }
    }


async def is_read(person: httpx.AsyncClient) -> bool:
    (model,) = json_of(await person.get("/api/models"))["items"]
    return bool(model["state"] == "ready")


async def made(person: httpx.AsyncClient, graph: dict[str, Any], output: str) -> Any:
    body = {"graph": graph, "output": output}
    job = json_of(await person.post("/api/generate", json=body))["job"]
    async with asyncio.timeout(120):
        while (found := json_of(await person.get(f"/api/jobs/{job}")))["status"] != "done":
            assert found["status"] in ("queued", "running"), found
            await asyncio.sleep(0.1)
    return found["outputs"]["image"]


async def test_words_become_pictures_and_the_parts_make_the_same(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    tiny.build("sd1", tmp_path / "models" / "tiny")
    settings = {"ATELIER_MODELS": str(tmp_path / "models"), "ATELIER_WORKERS": "cpu"}
    async with (
        ServerProcess(tmp_path / "data", settings=settings) as server,
        server.signed_in() as person,
    ):
        await eventually(lambda: is_read(person), bool, "the model is read")
        whole = await made(person, graph(1), "picture")
        parts = await made(person, in_parts(1), "picture")
        several = await made(person, graph(1, count=2), "soft")
        other = await made(person, graph(2), "soft")
    assert (whole["width"], whole["height"]) == (64, 64)
    assert whole["asset"] == parts["asset"]
    assert several[1]["asset"] == other["asset"] != several[0]["asset"]
