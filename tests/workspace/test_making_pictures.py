"""Pictures out of words through the API, a real worker, and a tiny model with random weights."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from starlette.testclient import TestClient

from render.nodes.ops.diffusion import another_seed
from tests.render.nursery import spawn_painter
from tests.workspace.studio import EMAIL, URL, settings_for
from tests.workspace.test_generate import finished, generate, sign_in
from tests.workspace.test_graphs import CATALOG, file_of, new_board, upload
from tests.workspace.test_graphs import graph as graph_of
from tests.workspace.test_jobs import edit, until
from workspace.app import create_app
from workspace.services.fragments import plant


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


def ended(person: TestClient, graph: dict[str, Any], output: str) -> Any:
    """The job, which must have come to something."""
    found = finished(person, generate(person, graph=graph, output=output))
    assert found["status"] == "done", found
    return found


def break_unet(model: Path) -> None:
    """Whatever it is asked, its answer is not a number."""
    weights = model / "unet/diffusion_pytorch_model.safetensors"
    state = load_file(weights)
    state["conv_out.bias"] = torch.full_like(state["conv_out.bias"], float("nan"))
    save_file(state, weights)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As a terminal makes one, and one that is broken."""
    folder = tmp_path_factory.mktemp("models")
    command = [sys.executable, "-m", "workspace", "models", "tiny", "sd1", "tiny"]
    environment = os.environ | {"ATELIER_MODELS": str(folder), "ATELIER_HF_CACHE": "off"}
    made = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert made.stdout == "tiny is there.\n"
    shutil.copytree(folder / "tiny", folder / "broken")
    break_unet(folder / "broken")
    return folder


@pytest.fixture(scope="module")
def person(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with serving(tmp_path_factory.mktemp("data"), models) as person:
        yield person


@contextmanager
def serving(data: Path, models: Path) -> Iterator[TestClient]:
    """Somebody at a server that has read all that is in `models`."""
    settings = settings_for(data, models=models, hf_cache="off", workers="cpu")
    app = create_app(settings, spawn_worker=spawn_painter)
    with TestClient(app, base_url=URL, headers={"Origin": URL}) as person:
        sign_in(person, EMAIL)
        while not all(each["state"] == "ready" for each in models_of(person)):
            time.sleep(0.02)
        yield person


def models_of(person: TestClient) -> Any:
    return person.get("/api/models").json()["items"]


def test_words_become_pictures_and_the_parts_make_the_same(person: TestClient) -> None:
    def made(graph: dict[str, Any], output: str) -> Any:
        return ended(person, graph, output)["outputs"]["image"]

    whole = made(graph(1), "picture")
    parts = made(in_parts(1), "picture")
    several = made(graph(1, count=2), "soft")
    other = made(graph(2), "soft")
    assert (whole["width"], whole["height"]) == (64, 64)
    assert whole["asset"] == parts["asset"]
    assert several[1]["asset"] == other["asset"] != several[0]["asset"]
    assert "odd" not in whole


def test_free_seed_that_gives_no_picture_is_changed_once_and_both_job_and_result_say_so(
    person: TestClient,
) -> None:
    def said(graph: dict[str, Any], output: str, **free: bool) -> dict[str, str]:
        """By the job, and by the result in the same words."""
        for node in graph["nodes"].values():
            if "model" in node.get("params", {}):
                node["params"]["model"] = "broken"
        graph["nodes"][output]["params"].update(free)
        job = ended(person, graph, output)
        (kept,) = job["outputs"].values()
        told = {note["verdict"]: note["message"] for note in job["quality"]}
        assert {each["verdict"]: each["message"] for each in kept["odd"]} == told
        return told

    sentence = f"Its own seed gave no picture, so seed {another_seed(2)} was taken"
    for make, output in ((graph, "picture"), (in_parts, "sample")):
        held = said(make(1), output)
        assert "non_finite" in held
        assert "another_seed" not in held
        free = said(make(2), output, **{"seed.free": True})
        assert free["another_seed"] == sentence
        assert "non_finite" in free, "it is tried once more, and no more than that"


def ran(person: TestClient, board: str, nodes: Any, shown: str) -> list[dict[str, Any]]:
    """`nodes` put on a board and run; what `shown` gives."""
    edit(person, board, lambda doc: plant(doc, nodes, CATALOG))
    assert person.post(f"/api/boards/{board}/run", json={}).status_code == 202

    def outputs() -> Any:
        found = person.get(f"/api/boards/{board}/document").json()["results"].get(shown)
        return found["outputs"] if found and found["status"] == "done" else None

    (given,) = until(outputs).values()
    return given if isinstance(given, list) else [given]


def test_file_brings_its_graph_to_another_server_where_it_makes_the_same_bytes(
    person: TestClient, models: Path, tmp_path: Path
) -> None:
    """WS30: of several the one that was downloaded; the model has another name there."""

    def bytes_of(client: TestClient, board: str, asset: str) -> bytes:
        return client.get(f"/api/boards/{board}/assets/{asset}").content

    board = new_board(person)
    asset = ran(person, board, graph(5, count=3)["nodes"], "soft")[2]["asset"]
    file, picture = file_of(person, board, asset), bytes_of(person, board, asset)
    shutil.copytree(models / "tiny", tmp_path / "models" / "renamed")
    with serving(tmp_path / "data", tmp_path / "models") as other:
        board = new_board(other)
        found = graph_of(other, board, upload(other, board, file)["id"]).json()
        assert found["remarks"] == []
        params = {each["type"]: each["params"] for each in found["nodes"].values()}
        assert params.keys() == {"image.blur", "diffusion.generate", "note"}
        made = params["diffusion.generate"]
        assert (made["model"], made["seed"], made["count"]) == ("renamed", 7, 1)
        again = ran(other, board, found["nodes"], "n0")[0]["asset"]
        assert bytes_of(other, board, again) == picture


def test_file_tells_of_the_seed_that_was_taken_for_a_free_one(person: TestClient) -> None:
    """WO20"""
    board = new_board(person)
    nodes = graph(3)["nodes"]
    nodes["picture"]["params"].update({"model": "broken", "seed.free": True})
    asset = ran(person, board, nodes, "picture")[0]["asset"]
    found = graph_of(person, board, upload(person, board, file_of(person, board, asset))["id"])
    made = found.json()["nodes"]["n0"]["params"]
    assert (made["seed"], "seed.free" in made) == (another_seed(3), False)
