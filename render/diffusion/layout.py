"""What a model's files hold: its components, their classes, and how large they are, unread.

From `model_index.json` and the headers of safetensors files; no weights are touched, no torch is
needed. A single file takes classes, configurations and tokenizers from its `config` folder, and
what it lacks too, if that folder has it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from render.errors import BadModel
from render.models.entry import COMPLETED
from render.models.header import Header, read_header
from render.models.use import ModelUse
from render.nodes.ops.call import OperationError

PIPELINES: Final[Mapping[str, str]] = {
    "sd1": "StableDiffusion",
    "sd2": "StableDiffusion",
    "sdxl": "StableDiffusionXL",
    "zimage": "ZImage",
}
"""How the classes of a family's pipelines begin; `Pipeline` added, it is the one from text."""

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("text_encoder", "text_encoder_2"),
    "denoiser": ("unet", "transformer"),
    "vae": ("vae",),
}
"""What is placed together."""

_IN_FILE: Final[Mapping[str, tuple[str, ...]]] = {
    "unet": ("model.diffusion_model.",),
    "vae": ("first_stage_model.", "vae."),
    "text_encoder": ("cond_stage_model.", "conditioner.embedders.0."),
    "text_encoder_2": ("conditioner.embedders.1.",),
}
_NOT_TRANSFORMER: Final = ("vae.", "first_stage_model.", "text_encoders.")
_LIBRARIES: Final = ("diffusers", "transformers")


@dataclass(frozen=True, slots=True)
class Component:
    """`files` hold its weights: its own, or the single file, of which it is a share."""

    name: str
    library: str
    class_name: str
    identity: str
    folder: Path
    """Has its configuration in the subfolder of its name."""
    files: tuple[Path, ...]
    in_single_file: bool
    variant: str | None
    elements: int
    config: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    pipeline: str
    index: Mapping[str, Any]
    components: Mapping[str, Component]
    """Those with weights."""
    folder: Path
    """Has tokenizers, scheduler and configurations."""

    def of(self, part: str) -> list[Component]:
        return [self.components[name] for name in PARTS[part] if name in self.components]


def read_layout(use: ModelUse) -> Layout:
    """Raises `OperationError` with what was found and what to do."""
    try:
        return _read(use)
    except BadModel as error:
        raise OperationError(f"{use.name} cannot be read: {error}") from error
    except (OSError, ValueError) as error:
        raise OperationError(
            f"{use.name} cannot be read from {use.path} ({error}); check the model's files"
        ) from error


def _read(use: ModelUse) -> Layout:
    if use.family not in PIPELINES:
        raise OperationError(
            f"{use.name} is of the family {use.family or 'unknown'}; "
            f"this renderer knows {', '.join(PIPELINES)}"
        )
    path = Path(use.path)
    if not path.exists():
        raise OperationError(f"{use.name} is no longer at {use.path}; choose another model")
    single = _single_file(use, path) if use.form == "file" else None
    folder = _config_folder(use) if single else path
    index = _read_index(use, folder)
    kind = f"{PIPELINES[use.family]}Pipeline"
    components: dict[str, Component] = {}
    for names in PARTS.values():
        for name in names:
            if name in index and index[name][0] is not None:
                components[name] = _component(use, folder, name, index[name], single)
    for part, names in PARTS.items():
        if not any(name in components for name in names):
            raise OperationError(f"{use.name} has no {part_name(part)}; download it again")
    return Layout(kind, index, components, folder)


def _single_file(use: ModelUse, path: Path) -> Header:
    if path.suffix != ".safetensors":
        raise OperationError(
            f"{use.name} is a {path.suffix or 'nameless'} file, which may run code when it is "
            "opened; take the model as .safetensors"
        )
    return read_header(path)


def _config_folder(use: ModelUse) -> Path:
    if use.config is None or not (Path(use.config) / "model_index.json").is_file():
        raise OperationError(
            f"{use.name} is a single file, and the configuration of its family is not on this "
            "server; ask an administrator to download a model folder of the same family"
        )
    return Path(use.config)


def _read_index(use: ModelUse, folder: Path) -> Mapping[str, Any]:
    file = folder / "model_index.json"
    if not file.is_file():
        raise OperationError(
            f"{use.name} is not a diffusers model: {folder} has no model_index.json"
        )
    index = json.loads(file.read_bytes())
    named = index.get("_class_name") if isinstance(index, dict) else None
    wanted = PIPELINES[use.family]
    if not isinstance(named, str) or not _is_of(named, wanted):
        raise OperationError(f"{use.name} holds a {named}, not a {wanted} model ({use.family})")
    return {name: value for name, value in index.items() if _is_spec(value) or name[0] != "_"}


def _is_of(named: str, wanted: str) -> bool:
    """Each family has pipelines of several uses: `…InpaintPipeline` is of it too."""
    is_xl = named.startswith("StableDiffusionXL")
    return named.startswith(wanted) and is_xl == (wanted == "StableDiffusionXL")


def _is_spec(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2


def _component(
    use: ModelUse, folder: Path, name: str, spec: Any, single: Header | None
) -> Component:
    if not _is_spec(spec) or spec[0] not in _LIBRARIES:
        raise OperationError(
            f"The {name} of {use.name} needs code of its own, which this renderer does not run"
        )
    library, made = spec
    identity = use.parts.get(name) or f"{use.hash}/{name}"
    is_elsewhere = use.family in COMPLETED and name not in PARTS["denoiser"]
    elements = _share(single, name) if single and not is_elsewhere else 0
    config = _config(folder / name)
    if elements:
        files: tuple[Path, ...] = (Path(use.path),)
        return Component(name, library, made, identity, folder, files, True, None, elements, config)
    files, variant = weight_files(use, folder / name, single is not None)
    if single:
        identity = use.parts.get(name) or str((folder / name).resolve())
    elements = sum(t.elements for file in files for t in read_header(file).tensors.values())
    return Component(name, library, made, identity, folder, files, False, variant, elements, config)


def _share(header: Header, name: str) -> int:
    if name == "transformer":
        return sum(
            tensor.elements
            for key, tensor in header.tensors.items()
            if not key.startswith(_NOT_TRANSFORMER)
        )
    prefixes = _IN_FILE.get(name, ())
    return sum(
        tensor.elements for key, tensor in header.tensors.items() if key.startswith(prefixes)
    )


def _config(folder: Path) -> Mapping[str, Any]:
    found = json.loads((folder / "config.json").read_bytes())
    return found if isinstance(found, dict) else {}


def weight_files(
    use: ModelUse, folder: Path, is_for_file: bool
) -> tuple[tuple[Path, ...], str | None]:
    """All of one variant: full weights if they are there, else half ones."""
    names = sorted(file.name for file in folder.glob("*.safetensors"))
    plain = [name for name in names if ".fp16" not in name and "non_ema" not in name]
    half = [name for name in names if ".fp16" in name and "non_ema" not in name]
    if plain or half:
        return tuple(folder / name for name in plain or half), None if plain else "fp16"
    if is_for_file:
        raise OperationError(
            f"{use.name} has no {folder.name}, and neither has {folder.parent}; "
            "download the whole model of its family"
        )
    others = [file.name for file in folder.glob("*.bin")] + [
        file.name for file in folder.glob("*.ckpt")
    ]
    if others:
        raise OperationError(
            f"The {folder.name} of {use.name} is only there as {others[0]}, which may run code "
            "when it is opened; take the model as .safetensors"
        )
    raise OperationError(f"The {folder.name} of {use.name} has no weights; download it again")


def part_name(part: str) -> str:
    return {"text": "text encoder", "denoiser": "denoiser", "vae": "VAE"}.get(part, part)
