"""Pictures out of words through a real server, its worker, and a tiny model with random weights."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import torch
from safetensors.torch import load_file, save_file

from render.diffusion import tiny
from render.nodes.ops.diffusion import another_seed
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


async def are_read(person: httpx.AsyncClient) -> bool:
    models = json_of(await person.get("/api/models"))["items"]
    return all(model["state"] == "ready" for model in models)


async def ended(person: httpx.AsyncClient, graph: dict[str, Any], output: str) -> Any:
    """The job, once it is done."""
    body = {"graph": graph, "output": output}
    job = json_of(await person.post("/api/generate", json=body))["job"]
    async with asyncio.timeout(120):
        while (found := json_of(await person.get(f"/api/jobs/{job}")))["status"] != "done":
            assert found["status"] in ("queued", "running"), found
            await asyncio.sleep(0.02)
    return found


def break_unet(model: Path) -> None:
    """Whatever it is asked, its answer is not a number."""
    weights = model / "unet/diffusion_pytorch_model.safetensors"
    state = load_file(weights)
    state["conv_out.bias"] = torch.full_like(state["conv_out.bias"], float("nan"))
    save_file(state, weights)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    tiny.build("sd1", folder / "tiny")
    shutil.copytree(folder / "tiny", folder / "broken")
    break_unet(folder / "broken")
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def person(
    models: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody at a server whose worker has made a picture already."""
    settings = {"ATELIER_MODELS": str(models), "ATELIER_WORKERS": "cpu"}
    async with (
        ServerProcess(tmp_path_factory.mktemp("data"), settings=settings) as server,
        server.signed_in() as person,
    ):
        await eventually(lambda: are_read(person), bool, "the models are read")
        yield person


@pytest.mark.asyncio(loop_scope="module")
async def test_words_become_pictures_and_the_parts_make_the_same(person: httpx.AsyncClient) -> None:
    async def made(graph: dict[str, Any], output: str) -> Any:
        return (await ended(person, graph, output))["outputs"]["image"]

    whole = await made(graph(1), "picture")
    parts = await made(in_parts(1), "picture")
    several = await made(graph(1, count=2), "soft")
    other = await made(graph(2), "soft")
    assert (whole["width"], whole["height"]) == (64, 64)
    assert whole["asset"] == parts["asset"]
    assert several[1]["asset"] == other["asset"] != several[0]["asset"]
    assert "odd" not in whole


@pytest.mark.asyncio(loop_scope="module")
async def test_free_seed_that_gives_no_picture_is_changed_once_and_both_job_and_result_say_so(
    person: httpx.AsyncClient,
) -> None:

    async def said(graph: dict[str, Any], output: str, **free: bool) -> dict[str, str]:
        """By the job, and by the result in the same words."""
        for node in graph["nodes"].values():
            if "model" in node.get("params", {}):
                node["params"]["model"] = "broken"
        graph["nodes"][output]["params"].update(free)
        job = await ended(person, graph, output)
        (kept,) = job["outputs"].values()
        told = {note["verdict"]: note["message"] for note in job["quality"]}
        assert {each["verdict"]: each["message"] for each in kept["odd"]} == told
        return told

    sentence = f"Its own seed gave no picture, so seed {another_seed(2)} was taken"
    for make, output in ((graph, "picture"), (in_parts, "sample")):
        held = await said(make(1), output)
        assert "non_finite" in held
        assert "another_seed" not in held
        free = await said(make(2), output, **{"seed.free": True})
        assert free["another_seed"] == sentence
        assert "non_finite" in free, "it is tried once more, and no more than that"
