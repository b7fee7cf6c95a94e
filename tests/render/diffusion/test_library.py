"""The library: real loads, shared components, LoRAs undone exactly, budgets kept."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import DiffusionPipeline
from safetensors.torch import load_file

from render.diffusion import tiny, tiny_files, tiny_loras
from render.diffusion.estimates import Workload
from render.diffusion.library import Library
from render.models.hashes import FileHashes
from render.models.scan import ModelScanner
from render.models.use import LoraUse, ModelUse
from render.nodes.ops.call import Cancelled, OperationError, TransientError
from tests.render.diffusion.models import quick, use_of

CPU = torch.device("cpu")
ALL = ("text", "denoiser", "vae")
SMALL = Workload(64, 64)


def shelf_of(budget_bytes: int = 2**31) -> tuple[Library, list[str]]:
    notes: list[str] = []
    return Library(CPU, budget_bytes, notes.append), notes


@pytest.mark.parametrize("name", tiny.FAMILIES)
def test_opened_model_paints_as_the_bare_library_does(name: str, models: Path) -> None:
    bare = DiffusionPipeline.from_pretrained(models / name, dtype=torch.float32)
    with shelf_of()[0].open(use_of(models, name), ALL) as bundle:
        assert bundle.dtype == torch.float32
        assert torch.equal(quick(bundle.pipe), quick(bare))


@pytest.mark.parametrize("name", tiny.FAMILIES)
def test_single_file_paints_as_its_folder_does(name: str, models: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.safetensors"
    tiny_files.build_single_file(name, file)
    folder = use_of(models, name)
    single = replace(folder, path=str(file), form="file", config=folder.path, parts={}, hash="f")
    shelf, _ = shelf_of()
    with shelf.open(folder, ALL) as one, shelf.open(single, ALL) as two:
        assert one.pipe.components.keys() == two.pipe.components.keys()
        assert torch.equal(quick(one.pipe), quick(two.pipe))


def test_z_image_file_takes_the_rest_from_a_folder_and_shares_it(
    models: Path, tmp_path: Path
) -> None:
    shutil.copytree(models / "zimage", tmp_path / "base")
    tiny_files.build_single_file("zimage", tmp_path / "one.safetensors")
    scanner = ModelScanner(tmp_path, None, FileHashes())
    base, file = (
        ModelUse(e.name, e.hash or "", e.path, "zimage", e.form, e.parts, e.config)
        for e in (scanner.hashed(each, lambda read: None) for each in scanner.scan())
    )
    shelf, _ = shelf_of()
    with shelf.open(base, ALL) as one, shelf.open(file, ALL) as two:
        assert one.pipe.text_encoder is two.pipe.text_encoder
        assert one.pipe.vae is two.pipe.vae
        assert one.pipe.transformer is not two.pipe.transformer
        assert torch.equal(quick(one.pipe), quick(two.pipe))


def test_shared_components_are_loaded_once(models: Path) -> None:
    shelf, _ = shelf_of()
    first = use_of(models, "sd2")
    second = replace(use_of(models, "sd2-v"), parts={**first.parts, "unet": "another"})
    with shelf.open(first, ALL) as one, shelf.open(second, ALL) as two:
        assert one.pipe.vae is two.pipe.vae
        assert one.pipe.text_encoder is two.pipe.text_encoder
        assert one.pipe.unet is not two.pipe.unet
        assert one.pipe.scheduler.config.prediction_type == "epsilon"
        assert two.pipe.scheduler.config.prediction_type == "v_prediction"
    assert shelf.loads == 4
    with shelf.open(first, ALL), shelf.open(replace(first, precision="bf16"), ("vae",)) as narrow:
        assert narrow.pipe.vae.dtype == torch.bfloat16
    assert shelf.loads == 5


def test_worker_that_paints_nothing_imports_no_diffusers() -> None:
    said = "import sys, render.diffusion.library; print('diffusers' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


def test_only_asked_parts_are_there(models: Path) -> None:
    shelf, _ = shelf_of()
    with shelf.open(use_of(models, "sdxl"), ("text",)) as bundle:
        assert bundle.pipe.unet is None
        assert bundle.pipe.vae is None
        assert bundle.pipe.encode_prompt("a fox", device=CPU)[0].shape == (1, 77, 2048)
    assert shelf.loads == 2


def test_vae_of_sdxl_keeps_wide_numbers_beside_half_ones(models: Path) -> None:
    with shelf_of()[0].open(use_of(models, "sdxl", precision="fp16"), ALL) as bundle:
        assert bundle.pipe.unet.dtype == torch.float16
        assert bundle.pipe.vae.dtype == torch.float32


def test_half_weights_alone_are_found(models: Path, tmp_path: Path) -> None:
    pipe = DiffusionPipeline.from_pretrained(models / "sd1", dtype=torch.float16)
    pipe.save_pretrained(tmp_path / "sd1", variant="fp16")
    with (
        shelf_of()[0].open(use_of(tmp_path, "sd1"), ALL) as half,
        shelf_of()[0].open(use_of(models, "sd1"), ALL) as full,
    ):
        assert torch.equal(quick(half.pipe), quick(full.pipe))


# LoRAs


@pytest.fixture(scope="module")
def lora_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loras")
    for family in ("sd1", "sdxl", "zimage"):
        for seed in (1, 2):
            tiny_loras.build_lora(family, folder / f"{family}-{seed}.safetensors", seed)
    return folder


def lora(folder: Path, name: str, weight: float = 1.0) -> LoraUse:
    return LoraUse(name, f"sha256:{name}", str(folder / f"{name}.safetensors"), weight)


@pytest.mark.parametrize("family", ["sd1", "sdxl", "zimage"])
def test_loras_pull_for_those_who_use_them_and_are_undone_exactly(
    family: str, models: Path, lora_files: Path
) -> None:
    shelf, _ = shelf_of()
    plain = use_of(models, family)
    one, two = lora(lora_files, f"{family}-1"), lora(lora_files, f"{family}-2", 0.5)

    def picture(*loras: LoraUse) -> torch.Tensor:
        with shelf.open(replace(plain, loras=loras), ALL) as bundle:
            return quick(bundle.pipe)

    before, first, both = picture(), picture(one), picture(one, two)
    loads = shelf.loads
    assert (first - before).abs().max() > 0.01
    assert (both - first).abs().max() > 0.01
    assert torch.allclose(picture(two, one), both, atol=0.01)  # summed the other way round
    assert torch.equal(picture(one, two), both)
    assert torch.equal(picture(one), first)
    assert torch.equal(picture(), before)
    assert torch.equal(picture(replace(one, weight=0.0)), before)
    twice = replace(one, weight=0.5)
    assert torch.equal(picture(twice, twice), first)
    assert shelf.loads == loads
    bare = DiffusionPipeline.from_pretrained(plain.path, dtype=torch.float32)
    bare.load_lora_weights(one.path, adapter_name="a")
    bare.load_lora_weights(two.path, adapter_name="b")
    bare.set_adapters(["a", "b"], [1.0, 0.5])
    assert torch.equal(quick(bare), both)


def encoded(pipe: Any) -> torch.Tensor:
    words: torch.Tensor = pipe.encode_prompt(
        "a fox", device=CPU, num_images_per_prompt=1, do_classifier_free_guidance=False
    )[0]
    return words


@pytest.mark.parametrize("family", ["sd1", "sdxl"])
def test_loras_of_kohyas_trainer_pull_as_their_alphas_say_and_are_undone_exactly(
    family: str, models: Path, tmp_path: Path
) -> None:
    shelf, _ = shelf_of()
    plain = use_of(models, family)
    rank, alpha, weight = 2, 6.0, 0.75
    file = tmp_path / "style.safetensors"
    tiny_loras.build_kohya_lora(family, file, rank=rank, alpha=alpha)
    bent = replace(plain, loras=(LoraUse("style", "k", str(file), weight),))
    with shelf.open(plain, ALL) as bundle:
        before = quick(bundle.pipe)
    with shelf.open(bent, ALL) as bundle:
        found, words = quick(bundle.pipe), encoded(bundle.pipe)
    with shelf.open(plain, ALL) as bundle:
        assert torch.equal(quick(bundle.pipe), before)
    assert (found - before).abs().max() > 0.01
    bare = DiffusionPipeline.from_pretrained(plain.path, dtype=torch.float32)
    state = load_file(file)
    with torch.no_grad():
        for name, layer in tiny_loras.kohya_layers(family, bare):
            down, up = (state.pop(f"{name}.lora_{end}.weight") for end in ("down", "up"))
            layer.weight += weight * state.pop(f"{name}.alpha") / rank * up @ down
    assert not state
    assert torch.allclose(encoded(bare), words, atol=1e-4)
    assert (quick(bare) - found).abs().max() < 1e-3


def test_works_that_alternate_have_their_own_loras_at_each_step(
    models: Path, lora_files: Path
) -> None:
    shelf, _ = shelf_of()
    plain = use_of(models, "zimage")
    uses = [plain, *(replace(plain, loras=(lora(lora_files, f"zimage-{n}"),)) for n in (1, 2))]
    alone = []
    for use in uses:
        with Library(CPU, 2**31, print).open(use, ALL) as bundle:
            alone.append(quick(bundle.pipe))
    with (
        shelf.open(uses[0], ALL) as a,
        shelf.open(uses[1], ALL) as b,
        shelf.open(uses[2], ALL) as c,
    ):
        for at, bundle in ((0, a), (2, c), (1, b), (0, a), (1, b)):
            assert torch.equal(quick(bundle.pipe), alone[at])
    assert shelf.loads == 3


@pytest.mark.parametrize(("family", "other"), [("sd1", "sdxl"), ("zimage", "sd1"), ("sdxl", "sd1")])
def test_lora_of_another_family_is_refused_and_leaves_nothing(
    family: str, other: str, models: Path, lora_files: Path
) -> None:
    shelf, _ = shelf_of()
    plain = use_of(models, family)
    with shelf.open(plain, ALL) as bundle:
        before = quick(bundle.pipe)
    strange = replace(plain, loras=(lora(lora_files, f"{other}-1"),))
    with (
        pytest.raises(OperationError, match=f"{other}-1 .*choose"),
        shelf.open(strange, ("denoiser",)),
    ):
        pass
    with shelf.open(plain, ALL) as bundle:
        assert torch.equal(quick(bundle.pipe), before)


def test_more_loras_than_stay_attached_go_and_come_back(models: Path, lora_files: Path) -> None:
    shelf, _ = shelf_of()
    plain = use_of(models, "zimage")
    one = lora(lora_files, "zimage-1")
    many = [replace(one, hash=f"other-{number}") for number in range(10)]
    pictures = []
    for each in (one, *many, one):
        with shelf.open(replace(plain, loras=(each,)), ALL) as bundle:
            pictures.append(quick(bundle.pipe))
    assert all(torch.equal(picture, pictures[0]) for picture in pictures)
    with shelf.open(replace(plain, loras=(one,)), ALL) as first:
        for each in many:
            with shelf.open(replace(plain, loras=(each,)), ALL):
                pass
        assert torch.equal(quick(first.pipe), pictures[0])


def test_lora_that_may_run_code_or_is_gone_is_refused(models: Path, tmp_path: Path) -> None:
    shelf, _ = shelf_of()
    pickled = LoraUse("old", "h", str(tmp_path / "old.bin"))
    gone = LoraUse("gone", "g", str(tmp_path / "gone.safetensors"))
    for each, said in ((pickled, "take the LoRA as .safetensors"), (gone, "choose another LoRA")):
        use = use_of(models, "zimage", loras=(each,))
        with pytest.raises(OperationError, match=said), shelf.open(use, ("denoiser",)):
            pass


# Budgets


def test_what_is_wanted_least_is_let_go_with_a_reason(models: Path) -> None:
    sizes = {}
    for name in ("sd1", "zimage"):
        probe, _ = shelf_of()
        with probe.open(use_of(models, name), ALL):
            sizes[name] = probe.held_bytes()[0]
    shelf, notes = shelf_of(sizes["sd1"] + sizes["zimage"] - 1)
    for _ in range(2):
        with shelf.open(use_of(models, "sd1"), ALL):
            assert shelf.held_bytes()[0] <= sizes["sd1"] + sizes["zimage"]
        with shelf.open(use_of(models, "zimage"), ALL) as bundle:
            quick(bundle.pipe)
    assert notes[0] == "The text_encoder of sd1 was let go: zimage needed its room"
    assert shelf.loads == 3 + 3 + 1 + 1  # only what was missing came back


def test_parts_come_one_after_another_where_they_do_not_fit_together(models: Path) -> None:
    use = use_of(models, "sd1")
    probe, _ = shelf_of()
    with probe.open(use, ("text",)):
        text_bytes = probe.held_bytes()[0]
    with probe.open(use, ALL) as bundle:
        all_bytes = probe.held_bytes()[0]
        whole = quick(bundle.pipe)
    shelf, notes = shelf_of(max(text_bytes, all_bytes - text_bytes))
    with pytest.raises(OperationError, match="one after another"), shelf.open(use, ALL):
        pass
    with shelf.open(use, ("text",)) as bundle, torch.inference_mode():
        embeds, negative = bundle.pipe.encode_prompt("a fox", CPU, 1, True)
    assert notes == []
    with shelf.open(use, ("denoiser", "vae")) as bundle:
        given = {"prompt": None, "prompt_embeds": embeds, "negative_prompt_embeds": negative}
        assert torch.equal(quick(bundle.pipe, **given), whole)
    assert len(notes) == 1


def test_what_cannot_fit_says_so_before_it_starts(models: Path) -> None:
    shelf, _ = shelf_of(40 * 2**20)
    use = use_of(models, "sd1")
    shelf.check(use, SMALL)
    with pytest.raises(OperationError) as error:
        shelf.check(use, Workload(2048, 2048, batch=2))
    assert str(error.value) == (
        "The denoiser of sd1 needs about 1.1 GB at 2048 × 2048, and this renderer may use 41.9 MB; "
        "try a smaller size, a smaller model or a renderer with more memory"
    )
    with pytest.raises(OperationError), shelf.open(use, ALL, Workload(4096, 4096)):
        pass
    assert shelf.loads == 0
    with shelf.open(use, ALL):
        pass


def test_fewer_and_smaller_samplings_fit_together_in_less_room(models: Path) -> None:
    use = use_of(models, "sd1")
    small, large = Workload(512, 512, batch=2), Workload(1024, 1024, batch=2)
    roomy, tight = shelf_of(2**30)[0], shelf_of(40 * 2**20)[0]
    assert roomy.fitting(use, small) > roomy.fitting(use, large) > 1
    assert tight.fitting(use, large) == 1


def test_room_that_others_hold_is_asked_for_again_later(models: Path) -> None:
    shelf, _ = shelf_of(20 * 2**20)
    with (
        shelf.open(use_of(models, "sd1"), ALL),
        pytest.raises(TransientError, match="until other work ends"),
        shelf.open(use_of(models, "sd2"), ("text",)),
    ):
        pass
    with shelf.open(use_of(models, "sd2"), ("text",)):
        pass


def test_clear_lets_go_of_all_that_is_not_open(models: Path) -> None:
    shelf, _ = shelf_of()
    with shelf.open(use_of(models, "zimage"), ("denoiser",)) as bundle:
        with shelf.open(use_of(models, "sd1"), ALL):
            pass
        shelf.clear()
        held = shelf.held_bytes()[0]
        assert 0 < held < 2 * 2**20
        assert bundle.pipe.transformer is not None
    shelf.clear()
    assert shelf.held_bytes() == (0, 0)


def test_load_is_cancelled_between_pieces_and_leaves_nothing(models: Path) -> None:
    shelf, _ = shelf_of()
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == 4:
            raise Cancelled

    with pytest.raises(Cancelled), shelf.open(use_of(models, "sd1"), ALL, step=step):
        pass
    assert shelf.loads == 1
    with shelf.open(use_of(models, "sd1"), ALL) as bundle:
        quick(bundle.pipe)
    assert shelf.loads == 3


def test_memory_that_runs_out_in_a_load_is_raised_as_it_is(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf, _ = shelf_of()

    def run_out(*_: object, **__: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr("diffusers.AutoencoderKL.from_pretrained", run_out)
    with pytest.raises(torch.OutOfMemoryError), shelf.open(use_of(models, "sd1"), ALL):
        pass
    monkeypatch.undo()
    shelf.clear()
    assert shelf.held_bytes() == (0, 0)
    with shelf.open(use_of(models, "sd1"), ALL):
        pass
