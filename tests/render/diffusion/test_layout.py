"""Files that are not what they should be are refused with a sentence, before any weight is read."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from render.diffusion.layout import read_layout
from render.diffusion.library import Library
from render.diffusion.tiny_files import build_single_file
from render.nodes.ops.call import OperationError
from tests.render.diffusion.models import use_of


@pytest.fixture
def folder(models: Path, tmp_path: Path) -> Path:
    shutil.copytree(models / "zimage", tmp_path / "zimage")
    return tmp_path / "zimage"


def refusal(folder: Path, **more: object) -> str:
    with pytest.raises(OperationError) as error:
        read_layout(replace(use_of(folder.parent, folder.name), **more))
    return str(error.value)


def test_layout_counts_weights_without_reading_them(models: Path) -> None:
    layout = read_layout(use_of(models, "sd1"))
    state = load_file(models / "sd1" / "unet" / "diffusion_pytorch_model.safetensors")
    (unet,) = layout.of("denoiser")
    assert unet.elements == sum(tensor.nelement() for tensor in state.values())
    assert unet.identity == "sd1/unet"
    assert layout.components.keys() == {"text_encoder", "unet", "vae"}


def test_folder_without_an_index_is_no_model(folder: Path) -> None:
    (folder / "model_index.json").unlink()
    assert "is not a diffusers model" in refusal(folder)


def test_broken_index_is_said_so(folder: Path) -> None:
    (folder / "model_index.json").write_text("{")
    assert refusal(folder).endswith("check the model's files")


def test_missing_folder_asks_for_another_model(folder: Path) -> None:
    assert refusal(folder, path="/nowhere").endswith("choose another model")


def test_another_family_is_named(folder: Path) -> None:
    assert refusal(folder, family="sdxl") == (
        "zimage holds a ZImagePipeline, not a StableDiffusionXL model (sdxl)"
    )
    assert "this renderer knows sd1, sd2, sdxl, zimage" in refusal(folder, family="flux")


def test_sdxl_is_no_sd1(models: Path) -> None:
    assert "holds a StableDiffusionXLPipeline" in refusal(models / "sdxl", family="sd1")


def test_code_of_its_own_is_not_run(folder: Path) -> None:
    index = json.loads((folder / "model_index.json").read_text())
    index["transformer"] = ["my_code", "Evil"]
    (folder / "model_index.json").write_text(json.dumps(index))
    assert "needs code of its own" in refusal(folder)


def test_pickled_weights_are_refused(folder: Path) -> None:
    weights = next((folder / "vae").glob("*.safetensors"))
    weights.rename(weights.with_suffix(".bin"))
    assert refusal(folder) == (
        "The vae of zimage is only there as diffusion_pytorch_model.bin, which may run code when "
        "it is opened; take the model as .safetensors"
    )
    (folder / "vae" / "diffusion_pytorch_model.bin").unlink()
    assert refusal(folder) == "The vae of zimage has no weights; download it again"


def test_pickled_single_file_is_refused(folder: Path) -> None:
    (folder / "old.ckpt").write_bytes(b"")
    said = refusal(folder, form="file", path=str(folder / "old.ckpt"), config=str(folder))
    assert "take the model as .safetensors" in said


def test_single_file_needs_a_configuration(folder: Path) -> None:
    file = folder / "one.safetensors"
    save_file({"x": torch.zeros(1)}, file)
    assert "ask an administrator" in refusal(folder, form="file", path=str(file))


def test_damaged_weights_are_said_so(folder: Path) -> None:
    weights = next((folder / "vae").glob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-100])
    assert refusal(folder).startswith("zimage cannot be read: The file is not complete")


@pytest.mark.parametrize("change", ["missing", "wider"])
def test_weights_that_do_not_fit_their_configuration_are_refused(change: str, folder: Path) -> None:
    weights = next((folder / "transformer").glob("*.safetensors"))
    state = load_file(weights)
    name = "layers.0.feed_forward.w1.weight"
    taken = state.pop(name)
    if change == "wider":
        state[name] = torch.cat([taken, taken])
    save_file(state, weights)
    library = Library(torch.device("cpu"), 2**30, print)
    use = use_of(folder.parent, "zimage")
    with (
        pytest.raises(OperationError, match="download the model again"),
        library.open(use, ("denoiser",)),
    ):
        pass


def test_what_else_is_in_a_z_image_file_is_left_to_its_folder(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.safetensors"
    build_single_file("zimage", file)
    more = {"vae.decoder.conv_in.weight": torch.zeros(2), "text_encoders.q.weight": torch.zeros(2)}
    save_file({**load_file(file), **more}, file)
    use = replace(use_of(tmp_path, "zimage"), form="file", path=str(file), config=str(folder))
    components = read_layout(use).components
    assert [name for name, each in components.items() if each.in_single_file] == ["transformer"]
    with Library(torch.device("cpu"), 2**30, print).open(use, ("denoiser", "vae")) as bundle:
        assert bundle.pipe.vae is not None
