"""A diffusers folder → its components, the weights of each, and what family it is.

Reads small JSON files and safetensors headers. `weights` is the one rule for which files of a
component count, so that what is hashed is what is loaded.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from render.errors import BadModel
from render.models.entry import FAMILIES, Family

INDEX: Final = "model_index.json"
PICKLES: Final = (".ckpt", ".pt", ".pth", ".bin", ".pkl", ".pickle")
_MAX_JSON_BYTES: Final = 4 * 1024 * 1024
_VARIANT = re.compile(r"^(?P<stem>[^.]+)(\.(?P<variant>[a-z0-9_]+))?(-\d+-of-\d+)?\.safetensors$")
_SHARDED = re.compile(r"^(?P<stem>[^.]+?)-\d+-of-\d+(\.(?P<variant>[a-z0-9_]+))?\.safetensors$")
_OF = re.compile(r"-\d+-of-(\d{1,6})[.]")
_OF_WEIGHTS: Final = ("text_encoder", "text_encoder_2", "unet", "transformer", "vae")
"""Components without which nothing runs; others, such as a safety checker, may lack weights."""


@dataclass(frozen=True, slots=True)
class Folder:
    family: Family
    components: tuple[str, ...]
    scheduler: str | None
    side: int | None
    """Pixels it was trained at, where its config says."""
    license: str | None


def read_folder(path: Path) -> Folder:
    """Raises `BadModel` for what is no pipeline of a family that is run here."""
    index = read_json(path / INDEX)
    name = index.get("_class_name")
    components = tuple(
        key
        for key, value in index.items()
        if not key.startswith("_") and isinstance(value, list) and value and value[0] is not None
    )
    for component in components:
        if not re.fullmatch(r"[a-z0-9_]{1,64}", component):
            raise BadModel(f"{INDEX} names a component that cannot be: “{component[:40]}”.")
    denoiser = read_json(path / "unet" / "config.json", missing={})
    family = family_of(str(name), denoiser)
    if family is None:
        known = ", ".join(FAMILIES.values())
        raise BadModel(f"A pipeline of the kind {name} is not run here; these are: {known}.")
    for component in components:
        _require_weights(path, component)
    scheduler = read_json(path / "scheduler" / "scheduler_config.json", missing={})
    return Folder(
        family,
        components,
        _text(scheduler.get("_class_name")),
        _side(path, family, denoiser),
        card_license(path / "README.md"),
    )


def weights(folder: Path) -> list[Path]:
    """The weight files of a component: those without a variant, else those of `fp16`, else any."""
    by_variant: dict[str, list[Path]] = {}
    for file in sorted(folder.glob("*.safetensors")):
        by_variant.setdefault(variant_of(file.name) or "", []).append(file)
    for variant in ("", "fp16", "bf16", *sorted(by_variant)):
        if variant in by_variant:
            return by_variant[variant]
    return []


def variant_of(name: str) -> str | None:
    """`fp16` of `model.fp16.safetensors` and of its shards, however they are numbered."""
    found = _SHARDED.match(name) or _VARIANT.match(name)
    return found["variant"] if found else None


def read_json(path: Path, missing: dict[str, Any] | None = None) -> dict[str, Any]:
    """`missing` is the answer when there is no such file; without it that is an error too."""
    try:
        if path.stat().st_size > _MAX_JSON_BYTES:
            raise BadModel(f"{path.name} is larger than a config can be.")
        said = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        if missing is not None:
            return missing
        raise BadModel(f"There is no {path.name}: the folder is not complete.") from error
    except (ValueError, RecursionError) as error:
        raise BadModel(f"{path.parent.name}/{path.name} is not JSON: it is damaged.") from error
    if not isinstance(said, dict):
        raise BadModel(f"{path.parent.name}/{path.name} is not a config.")
    return said


def family_of(pipeline: str, unet: Mapping[str, Any]) -> Family | None:
    """By the class of the pipeline, and what its denoiser's config says."""
    if pipeline.startswith("ZImage"):
        return "zimage"
    if pipeline.startswith("StableDiffusionXL"):
        return "sdxl"
    if re.fullmatch(r"StableDiffusion(Img2Img|Inpaint)?Pipeline", pipeline):
        is_second = unet.get("cross_attention_dim") == 1024 or unet.get("use_linear_projection")
        return "sd2" if is_second else "sd1"
    return None


def card_license(path: Path) -> str | None:
    """From the front matter of a model's card: the names there are short and well known."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(64 * 1024)
    except OSError:
        return None
    parts = text.split("---", 2)
    if text.startswith("---") and len(parts) == 3:
        names = dict(re.findall(r"^(license|license_name):\s*['\"]?([\w.+-]+)", parts[1], re.M))
        own = names.get("license_name") if names.get("license") == "other" else None
        return own or names.get("license")
    return None


def _side(path: Path, family: Family, denoiser: Mapping[str, Any]) -> int | None:
    """The latent's size times what the VAE shrinks by; `None` where the family's own is meant."""
    size = denoiser.get("sample_size")
    if family == "zimage" or type(size) is not int or not 1 <= size <= 512:
        return None
    blocks = read_json(path / "vae" / "config.json", missing={}).get("block_out_channels")
    scale = 2 ** (len(blocks) - 1) if isinstance(blocks, list) and 1 <= len(blocks) <= 6 else 8
    return max(64, size * scale)


def _require_weights(path: Path, component: str) -> None:
    folder = path / component
    there = weights(folder)
    if there:
        _require_shards(component, there)
    if there or component not in _OF_WEIGHTS:
        return
    if any(file.suffix in PICKLES for file in folder.glob("*")):
        raise BadModel(
            f"Its {component} is there only as a pickle, which can run code when it is opened."
            " Get it as safetensors."
        )
    raise BadModel(f"It is not complete: {component} has no weights. Download it again.")


def _require_shards(component: str, files: list[Path]) -> None:
    counts = {int(found[1]) for file in files if (found := _OF.search(file.name))}
    if counts and counts != {len(files)}:
        raise BadModel(
            f"It is not complete: {component} has {len(files)} of {max(counts)} files of weights."
            " Download it again."
        )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
