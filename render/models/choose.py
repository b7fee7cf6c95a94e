"""Which files of a repository are needed, out of all that it has. Pure.

Of a pipeline: its index, and of each component its texts and one set of safetensors weights. Never
pickles, other frameworks' weights, or the single files that lie beside a pipeline.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from render.errors import CannotDownload
from render.models.folder import INDEX, PICKLES, variant_of
from render.models.source import is_safe

MAX_FILES: Final = 2000
_TEXTS: Final = (".json", ".txt", ".model")
_CARD: Final = re.compile(r"(README|LICENSE[^/]*)(\.md|\.txt)?", re.IGNORECASE)
_NO_WEIGHTS_NEEDED: Final = ("safety_checker", "feature_extractor", "image_encoder")


@dataclass(frozen=True, slots=True)
class RemoteFile:
    path: str
    size: int
    sha256: str | None
    """Of large files the hub knows it."""


def choose(
    files: Sequence[RemoteFile], index: dict[str, Any], variant: str | None, *, weights: bool = True
) -> list[RemoteFile]:
    """Of a pipeline with this `model_index.json`. `weights=False`: only what is small."""
    components = [
        name
        for name, value in index.items()
        if not name.startswith("_") and isinstance(value, list) and value and value[0] is not None
    ]
    chosen = [file for file in files if file.path == INDEX or _CARD.fullmatch(file.path)]
    for component in components:
        inside = [file for file in files if _is_in(file, component)]
        chosen += [file for file in inside if _is_text(file.path)]
        if weights:
            chosen += _weights(component, inside, variant)
    return _checked(chosen)


def choose_file(files: Sequence[RemoteFile], path: str | None, repository: str) -> RemoteFile:
    """Of a repository without a pipeline: the file that was asked for, or its only one."""
    found = [file for file in files if file.path.endswith(".safetensors")]
    if path is not None:
        named = [file for file in found if file.path == path]
        if not named:
            raise CannotDownload("not_found", f"{repository} has no file “{path}”.")
        return _checked(named)[0]
    if len(found) == 1:
        return _checked(found)[0]
    if found:
        raise CannotDownload(
            "several_files",
            f"{repository} has {len(found)} model files. Name one of them, such as"
            f" {repository}/{found[0].path}.",
        )
    if any(file.path.endswith(PICKLES) for file in files):
        raise CannotDownload(
            "pickle",
            f"{repository} has its weights only as pickles, which can run any code when they are"
            " opened. Look for one with .safetensors files.",
        )
    raise CannotDownload("no_model", f"{repository} has no .safetensors file.")


def _weights(component: str, inside: Sequence[RemoteFile], variant: str | None) -> list[RemoteFile]:
    """Those of `variant` where the author offers it, else the plain ones, else of any variant."""
    sets: dict[str | None, list[RemoteFile]] = {}
    for file in inside:
        if file.path.endswith(".safetensors"):
            sets.setdefault(variant_of(_name(file)), []).append(file)
    for wanted in (variant, None, "fp16", *sets):
        if wanted in sets:
            indexes = [file for file in inside if _is_index_of(_name(file), wanted)]
            return [*_one_network(sets[wanted]), *indexes]
    is_pickled = any(file.path.endswith(PICKLES) for file in inside)
    if is_pickled and component not in _NO_WEIGHTS_NEEDED:
        raise CannotDownload(
            "pickle",
            f"Its {component} is there only as a pickle, which can run any code when it is opened."
            " Look for another copy of this model with .safetensors files.",
        )
    return []


def _one_network(files: list[RemoteFile]) -> list[RemoteFile]:
    """Without a second copy under another name, such as `non_ema`'s beside the usual one."""
    usual = [file for file in files if _name(file).startswith(("model", "diffusion_pytorch_model"))]
    return usual or files


def _is_in(file: RemoteFile, component: str) -> bool:
    folder, _, name = file.path.partition("/")
    return folder == component and "/" not in name


def _is_text(path: str) -> bool:
    return path.endswith(_TEXTS) and not path.endswith(".index.json")


def _is_index_of(name: str, variant: str | None) -> bool:
    """`model.safetensors.index.json` and `model.safetensors.index.fp16.json`."""
    return name.endswith(
        ".safetensors.index.json" if variant is None else f".safetensors.index.{variant}.json"
    )


def _name(file: RemoteFile) -> str:
    return file.path.rsplit("/", 1)[-1]


def _checked(files: Sequence[RemoteFile]) -> list[RemoteFile]:
    for file in files:
        if not is_safe(file.path):
            raise CannotDownload("hub_error", f"The hub names a file that cannot be: {file.path}.")
    if len(files) > MAX_FILES:
        raise CannotDownload("hub_error", f"The repository has more than {MAX_FILES} files.")
    return sorted(set(files), key=lambda file: file.path)
