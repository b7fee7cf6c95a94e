"""Pictures are looked over on the worker before anybody sees them, by the real checker, tiny."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from render.diffusion import worker
from render.diffusion.library import Library
from render.diffusion.quiet import quiet_libraries
from render.execution import execute
from render.graph.fingerprint import fingerprint
from render.graph.model import Invocation
from render.models.use import ModelUse
from render.nodes.catalog import builtin_catalog
from render.nodes.ops import diffusion
from render.nodes.ops.call import Call, Floats
from render.workers import wire
from tests.render.diffusion.opened import CPU
from tests.render.diffusion.test_operations import params
from tests.render.test_runner import Desk
from tests.render.twins import MemoryAssets
from workspace.settings import read_settings

GENERATE = "render.nodes.ops.diffusion:Generate"


def build_checker(folder: Path, finds_everything: bool) -> Path:
    """As the folder of a model has one, with the tensors' names of the published files."""
    quiet_libraries()
    from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
    from transformers import CLIPConfig, CLIPImageProcessor

    small = {"hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 1}
    vision = {**small, "num_attention_heads": 2, "image_size": 32, "patch_size": 8}
    text = {**small, "num_attention_heads": 2, "vocab_size": 8, "bos_token_id": 0}
    config = CLIPConfig(
        vision_config=vision, text_config={**text, "eos_token_id": 1}, projection_dim=16
    )
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(0)
        made = StableDiffusionSafetyChecker(config)
    made.concept_embeds_weights.data.fill_(-2.0 if finds_everything else 2.0)
    made.special_care_embeds_weights.data.fill_(2.0)
    made.save_pretrained(folder / "safety_checker")
    weights = folder / "safety_checker/model.safetensors"
    state = load_file(weights)
    save_file(
        {
            name.replace("vision_model.", "vision_model.vision_model."): state[name]
            for name in state
        },
        weights,
        {"format": "pt"},
    )
    size = {"height": 32, "width": 32}
    processor = CLIPImageProcessor(size={"shortest_edge": 32}, crop_size=size)
    processor.save_pretrained(folder / "feature_extractor")
    return folder


@pytest.fixture(scope="module")
def checkers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("checkers")
    build_checker(root / "stern", finds_everything=True)
    build_checker(root / "mild", finds_everything=False)
    return root


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield Desk(tmp_path)
    worker.clear(CPU)


def pixels(desk: Desk, stored: wire.Message) -> np.ndarray:
    assert isinstance(stored, wire.Stored), stored
    return np.array(Image.open(desk.scratch / stored.files["image"]["file"])).astype(float)


def given(models: Path, **more: Any) -> dict[str, Any]:
    use = ModelUse("sd1", "hash-sd1", str(models / "sd1"), "sd1").as_json()
    return params(model=use, **more)


def test_picture_that_is_found_unfit_is_blurred_and_says_so_and_others_are_as_they_were(
    desk: Desk, models: Path, checkers: Path
) -> None:
    plain = desk.run("f", GENERATE, params=given(models))
    mild = desk.run("g", GENERATE, params=given(models, checked_by=str(checkers / "mild")))
    stern = desk.run("h", GENERATE, params=given(models, checked_by=str(checkers / "stern")))
    assert np.array_equal(pixels(desk, plain), pixels(desk, mild))
    assert (mild.checks, stern.checks) == ({"image": []}, {"image": ["withheld"]})
    shown, found = pixels(desk, stern), pixels(desk, plain)
    assert shown.shape == found.shape
    assert np.abs(np.diff(shown, axis=0)).mean() < np.abs(np.diff(found, axis=0)).mean() / 4


def test_decoded_latents_are_looked_over_too_and_previews_are_not_shown(
    desk: Desk, models: Path, checkers: Path
) -> None:
    checked = {"checked_by": str(checkers / "stern")}
    use = given(models)["model"]
    latent = {"samples": torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(0))}
    call = Call({"latent": [latent]}, {"model": use, "tiling": "auto", **checked})
    long = diffusion.Decode()
    long.prepare(call)
    long.step(0)
    assert isinstance(seen := long.finish(), Floats)
    assert seen.remarks == ("withheld",)
    for more, is_shown in (({}, True), (checked, False)):
        sampled = diffusion.Generate()
        sampled.prepare(Call({}, given(models, seed=9, **more)))
        sampled.step(0)
        assert (sampled.preview() is not None) == is_shown
        sampled.close()


def test_without_its_checker_no_picture_is_made(desk: Desk, models: Path, checkers: Path) -> None:
    (checkers / "half/safety_checker").mkdir(parents=True)
    for name in ("none", "half"):
        wish = given(models, checked_by=str(checkers / name))
        failed = desk.run(name, GENERATE, params=wish)
        assert isinstance(failed, wire.Failed)
        assert failed.message.startswith("The safety checker of this server cannot be read")


def test_checker_is_kept_and_moved_as_models_are(models: Path, checkers: Path) -> None:
    library = Library(CPU, 2**30, lambda reason: None)
    for _ in range(2):
        with library.checker(checkers / "mild") as checker:
            assert checker.passes(Floats(torch.zeros(40, 30, 3)))
            assert library.held_bytes()[0] > 0
    assert library.loads == 1
    library.clear()
    assert library.held_bytes() == (0, 0)


def test_switching_it_on_names_the_work_anew_and_tells_the_worker(tmp_path: Path) -> None:
    settings = read_settings(data=tmp_path, safety_checker="sd15")
    assert read_settings(data=tmp_path).safety_folder is None
    assert settings.safety_folder == tmp_path / "models/sd15"
    assets = MemoryAssets(tmp_path)
    off, on = builtin_catalog(), builtin_catalog().checked_by(str(settings.safety_folder))
    for type in ("diffusion.generate", "diffusion.sample", "diffusion.decode"):
        specs = [spec for catalog in (off, on) if (spec := catalog.get(type))]
        params = specs[0].normalise({})[0]
        names = [fingerprint(spec, params, {}) for spec in specs]
        assert names[0] != names[1]
        told = [
            execute(Invocation(name, spec, params, {}), {}, 1, assets).params
            for name, spec in zip(names, specs, strict=True)
        ]
        assert told == [params, {**params, "checked_by": str(tmp_path / "models/sd15")}]
    assert on.get("image.blur") == off.get("image.blur")
    assert json.dumps(on.as_json()) == json.dumps(off.as_json())
