"""From folders to entries, and the registry over them."""

import hashlib
import os
from pathlib import Path

import pytest

from render.models.entry import ModelEntry, Models
from render.models.hashes import FileHashes
from render.models.nearest import nearest
from render.models.registry import ModelRegistry
from render.models.scan import ModelScanner
from tests.render.models import files


def scanner(tmp_path: Path) -> ModelScanner:
    (tmp_path / "models").mkdir(exist_ok=True)
    return ModelScanner(tmp_path / "models", tmp_path / "cache", FileHashes(tmp_path / "hashes"))


def found(tmp_path: Path) -> dict[str, ModelEntry]:
    return {entry.name: entry for entry in scanner(tmp_path).scan()}


def cached(tmp_path: Path, repository: str, content: dict[str, bytes]) -> None:
    """As huggingface_hub lays it out: files are links to blobs, large ones named by SHA-256."""
    root = tmp_path / "cache" / f"models--{repository.replace('/', '--')}"
    files.write(root / "refs" / "main", "c0ffee")
    for name, each in content.items():
        is_large = name.endswith(".safetensors")
        digest = hashlib.sha256(each) if is_large else hashlib.sha1(each, usedforsecurity=False)
        blob = files.write(root / "blobs" / digest.hexdigest(), each)
        link = root / "snapshots" / "c0ffee" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(os.path.relpath(blob, link.parent))


def test_a_folder_is_one_entry_with_what_its_files_say(tmp_path: Path) -> None:
    files.write_all(tmp_path / "models/someone/dream", files.pipeline_files())
    (entry,) = found(tmp_path).values()
    assert (entry.name, entry.kind, entry.family) == ("someone/dream", "checkpoint", "sd1")
    assert (entry.precision, entry.license) == ("fp16", "creativeml-openrail-m")
    assert entry.parameters == 64 * 64 + 9 + 25
    assert entry.defaults is not None
    assert entry.defaults.width == 512
    assert entry.state == "reading"


@pytest.mark.parametrize(
    ("name", "cross", "family"),
    [
        ("StableDiffusionPipeline", 1024, "sd2"),
        ("StableDiffusionInpaintPipeline", 768, "sd1"),
        ("StableDiffusionXLPipeline", 2048, "sdxl"),
        ("ZImagePipeline", 0, "zimage"),
    ],
)
def test_a_folder_is_told_by_its_pipeline(
    tmp_path: Path, name: str, cross: int, family: str
) -> None:
    files.write_all(tmp_path / "models/m", files.pipeline_files(name, cross))
    assert found(tmp_path)["m"].family == family


def test_what_cannot_be_used_is_listed_with_the_reason(tmp_path: Path) -> None:
    models = tmp_path / "models"
    files.write(models / "old.ckpt", b"\x80\x02")
    files.write(models / "broken.safetensors", files.tensors(files.SD1)[:-5])
    files.write(models / "loras/flux.safetensors", files.tensors({"double_blocks.0.a": (1,)}))
    files.write_all(models / "wan", files.pipeline_files("WanPipeline"))
    half = files.pipeline_files()
    del half["unet/diffusion_pytorch_model.safetensors"]
    files.write_all(models / "half", half)
    files.write_all(models / "pickled", {**half, "unet/diffusion_pytorch_model.bin": b"\x80"})
    del half["vae/diffusion_pytorch_model.safetensors"]
    shard = files.tensors({"a": (1,)})
    files.write_all(models / "shards", {**half, "vae/v-00001-of-00002.safetensors": shard})
    problems = {name: entry.problem or "" for name, entry in found(tmp_path).items()}
    assert "pickle, which can run any code" in problems["old.ckpt"]
    assert "not complete" in problems["broken.safetensors"]
    assert "for Flux" in problems["loras/flux.safetensors"]
    assert "WanPipeline is not run here" in problems["wan"]
    assert "unet has no weights" in problems["half"]
    assert "unet is there only as a pickle" in problems["pickled"]
    assert problems["shards"]


def test_a_part_of_a_download_is_no_model(tmp_path: Path) -> None:
    files.write_all(tmp_path / "models/.downloads/a", files.pipeline_files())
    assert found(tmp_path) == {}


def test_a_single_file_needs_the_settings_of_its_family(tmp_path: Path) -> None:
    files.write(tmp_path / "models/a.safetensors", files.tensors(files.SD1))
    files.write(tmp_path / "models/a.json", {"steps": 7, "license": "cc0-1.0"})
    entry = found(tmp_path)["a.safetensors"]
    assert entry.base == "stable-diffusion-v1-5/stable-diffusion-v1-5"
    assert "Get them from stable-diffusion-v1-5" in (entry.problem or "")
    assert entry.defaults is not None
    assert (entry.defaults.steps, entry.license) == (7, "cc0-1.0")
    files.write_all(tmp_path / "models/.configs/sd1", files.pipeline_files())
    entry = found(tmp_path)["a.safetensors"]
    assert entry.problem is None
    assert entry.config == str(tmp_path / "models/.configs/sd1")


def test_a_file_that_is_a_denoiser_alone_is_completed_by_a_folder_of_its_family(
    tmp_path: Path,
) -> None:
    models = tmp_path / "models"
    files.write(models / "z.safetensors", files.tensors(files.ZIMAGE))
    entry = found(tmp_path)["z.safetensors"]
    assert (entry.kind, entry.base) == ("checkpoint", None)
    assert "Download Tongyi-MAI/Z-Image-Turbo too" in (entry.problem or "")
    for name in ("another", "Tongyi-MAI/Z-Image-Turbo"):
        files.write_all(models / name, files.pipeline_files("ZImagePipeline"))
        entry = found(tmp_path)["z.safetensors"]
        assert (entry.problem, entry.config) == (None, str(models / name))
    read = scanner(tmp_path)
    base, file = (
        next(read.hashed(each, lambda _: None) for each in read.scan() if each.name == name)
        for name in ("Tongyi-MAI/Z-Image-Turbo", "z.safetensors")
    )
    assert file.parts == {name: base.parts[name] for name in base.parts if name != "transformer"}
    assert found(tmp_path)["z.safetensors"].hash == file.hash
    encoder = {"b": (9,)}
    files.write(
        models / "Tongyi-MAI/Z-Image-Turbo/vae/diffusion_pytorch_model.safetensors",
        files.tensors(encoder),
    )
    assert read.hashed(file, lambda _: None).hash != file.hash


def test_a_cached_repository_is_listed_and_its_blobs_are_not_read(tmp_path: Path) -> None:
    cached(tmp_path, "someone/dream", files.pipeline_files())
    cached(tmp_path, "someone/style", {"x.safetensors": files.tensors(files.kohya(768))})
    cached(tmp_path, "someone/chat", {"model.safetensors": files.tensors({"lm_head": (2,)})})
    entries = found(tmp_path)
    assert set(entries) == {"someone/dream", "someone/style/x.safetensors"}
    assert {entry.state for entry in entries.values()} == {"ready"}
    sha = hashlib.sha256(files.tensors(files.kohya(768))).hexdigest()
    assert entries["someone/style/x.safetensors"].hash == sha


def test_equal_components_have_equal_hashes_whoever_saved_them(tmp_path: Path) -> None:
    one = files.pipeline_files()
    other = {**one, "unet/diffusion_pytorch_model.safetensors": files.tensors({"b": (9,)})}
    other["vae/config.json"] = b'{"_name_or_path": "elsewhere", "block_out_channels": [1, 2, 4, 4]}'
    files.write_all(tmp_path / "models/one", one)
    files.write_all(tmp_path / "models/other", other)
    read = scanner(tmp_path)
    a, b = (read.hashed(entry, lambda _: None) for entry in read.scan())
    assert a.hash != b.hash
    assert {part for part in a.parts if a.parts[part] == b.parts[part]} == {*a.parts} - {"unet"}


def test_a_hash_is_remembered_until_the_file_changes(tmp_path: Path) -> None:
    path = files.write(tmp_path / "models/l.safetensors", files.tensors(files.kohya(768)))
    read = scanner(tmp_path)
    (entry,) = read.scan()
    first = read.hashed(entry, lambda _: None).hash
    assert first == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found(tmp_path)["l.safetensors"].hash == first
    files.write(path, files.tensors(files.kohya(1024)))
    assert found(tmp_path)["l.safetensors"].state == "reading"


async def test_the_registry_tells_of_each_change_and_reads_what_is_new(tmp_path: Path) -> None:
    files.write(tmp_path / "models/l.safetensors", files.tensors(files.kohya(768)))
    told: list[Models] = []
    registry = ModelRegistry(scanner(tmp_path))
    registry.listen(told.append)
    async with registry:
        await registry.rescan()
        while registry.models["l.safetensors"].state != "ready":
            await registry.rescan()
        before = registry.models
        files.write(tmp_path / "models/m.safetensors", files.tensors(files.kohya(2048)))
        after = await registry.rescan()
    assert set(before) == {"l.safetensors"}
    assert set(after) == {"l.safetensors", "m.safetensors"}
    assert told[0]["l.safetensors"].state == "reading"


def test_the_nearest_are_of_the_family_and_the_name(tmp_path: Path) -> None:
    for name in ("sdxl-turbo", "sdxl-base"):
        files.write_all(
            tmp_path / "models" / name, files.pipeline_files("StableDiffusionXLPipeline")
        )
    files.write_all(tmp_path / "models/dreamlike-turbo", files.pipeline_files())
    files.write(tmp_path / "models/sdxl-turbo.ckpt", b"")
    models = found(tmp_path).values()
    assert nearest("stabilityai/sdxl-turbo-1.0", models) == [
        "sdxl-turbo",
        "sdxl-base",
        "dreamlike-turbo",
    ]
    assert nearest("dreamlike", models, family="sd1")[0] == "dreamlike-turbo"
    assert nearest("x", models, kind="lora") == []
