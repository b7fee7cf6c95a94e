"""The models over the API: who may do what, and what is said of them."""

import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from tests.eventually import eventually
from tests.hub import StandInHub, stand_in_hub
from tests.render.models import files
from tests.workspace.studio import Studio, assert_problem, open_studio, settings_for


@pytest.fixture
def hub() -> Iterator[StandInHub]:
    with stand_in_hub() as hub:
        pipeline = files.pipeline_files()
        pipeline["unet/diffusion_pytorch_model.safetensors"] = files.tensors({"w": (512, 512)})
        hub.repositories["someone/dream"] = pipeline
        yield hub


@pytest.fixture
async def studio(hub: StandInHub, tmp_path: Path) -> AsyncIterator[Studio]:
    files.write(tmp_path / "models/l.safetensors", files.tensors(files.kohya(768)))
    files.write(tmp_path / "models/old.ckpt", b"")
    settings = settings_for(
        tmp_path / "data",
        models=tmp_path / "models",
        hf_cache="off",
        hf_endpoint=hub.url,
        download_retries=0,
        download_margin_bytes=0,
    )
    async with open_studio(settings) as studio:
        yield studio


async def listed(client: httpx.AsyncClient) -> dict[str, dict[str, object]]:
    answer = (await client.get("/api/models")).json()
    return {item["name"]: item for item in answer["items"]}


async def test_everybody_lists_models_and_administrators_see_the_space(studio: Studio) -> None:
    ada, ben = await studio.sign_in(), await studio.person("Ben")
    await ada.post("/api/models/rescan")
    await eventually(
        lambda: listed(ben), lambda found: found["l.safetensors"]["state"] == "ready", "it is read"
    )
    models = await listed(ben)
    assert models["l.safetensors"]["kind"] == "lora"
    assert models["l.safetensors"]["family_title"] == "Stable Diffusion 1"
    assert models["old.ckpt"]["state"] == "problem"
    assert models["l.safetensors"]["can"] == {"remove": False}
    assert (await ben.get("/api/models")).json()["space"] is None
    assert (await ada.get("/api/models")).json()["space"]["free_bytes"] > 0
    assert_problem(await studio.client().get("/api/models"), 401, "not_signed_in")


async def test_only_administrators_manage_models(studio: Studio) -> None:
    ben = await studio.person("Ben")
    for method, path in (
        ("POST", "/api/models/rescan"),
        ("GET", "/api/models/downloads"),
        ("DELETE", "/api/models/downloads/x"),
        ("POST", "/api/models/downloads/x/resume"),
        ("DELETE", "/api/models/l.safetensors"),
    ):
        assert_problem(await ben.request(method, path), 403, "not_allowed")
    body = {"source": "someone/dream"}
    assert_problem(await ben.post("/api/models/downloads", json=body), 403, "not_allowed")


async def test_a_download_becomes_a_model_that_is_inspected_and_removed(
    studio: Studio, tmp_path: Path
) -> None:
    ada = await studio.sign_in()
    answer = await ada.post("/api/models/downloads", json={"source": "someone/dream"})
    assert answer.status_code == 202
    await eventually(lambda: listed(ada), lambda found: "someone/dream" in found, "it is listed")
    model = (await listed(ada))["someone/dream"]
    assert (model["state"], model["license"]) == ("ready", "creativeml-openrail-m")
    said = (await ada.get("/api/models/someone/dream/inspect")).json()
    assert {each["name"] for each in said["components"]} >= {"unet", "vae", "tokenizer"}
    file = (await ada.get("/api/models/l.safetensors/inspect")).json()
    assert (file["kind"], file["family"], file["count"]) == ("lora", "sd1", 2)
    assert (await ada.delete("/api/models/someone/dream")).status_code == 204
    assert "someone/dream" not in await listed(ada)
    assert not (tmp_path / "models/someone").exists()
    assert_problem(await ada.delete("/api/models/someone/dream"), 404, "model_not_found")


async def test_a_download_is_cancelled_and_a_stopped_one_resumed(
    studio: Studio, hub: StandInHub
) -> None:
    ada = await studio.sign_in()
    hub.breaks, hub.breaks_after = 1, 200_000
    path = "/api/models/downloads"
    id = (await ada.post(path, json={"source": "someone/dream"})).json()["id"]

    async def state() -> str:
        return str((await ada.get(path)).json()["items"][0]["state"])

    await eventually(state, lambda now: now == "stopped", "the download stopped")
    (item,) = (await ada.get(path)).json()["items"]
    assert item["error"]["code"] == "broken"
    assert item["received_bytes"] < item["total_bytes"]
    hub.held = threading.Event()
    assert (await ada.post(f"{path}/{id}/resume")).status_code == 202
    assert (await ada.delete(f"{path}/{id}")).status_code == 204
    assert (await ada.get(path)).json()["items"] == []
    assert_problem(await ada.delete(f"{path}/{id}"), 404, "download_not_found")
    assert_problem(await ada.post(path, json={"source": "nonsense"}), 422, "bad_source")
