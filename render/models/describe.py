"""Everything the inspector says of one model: what it is, and what is in each of its files."""

from collections import Counter
from pathlib import Path
from typing import Any, Final

from render.models import folder as folders
from render.models.header import Header, read_header
from render.models.inspect import identify, problem

MAX_TENSORS: Final = 400
MAX_NOTES: Final = 40


def describe(path: Path) -> dict[str, Any]:
    """Of a file or a pipeline's folder, as JSON. Raises `BadModel` and `OSError`."""
    return _folder(path) if path.is_dir() else _file(path)


def _folder(path: Path) -> dict[str, Any]:
    read = folders.read_folder(path)
    return {
        "form": "folder",
        "family": read.family,
        "scheduler": read.scheduler,
        "components": [
            {"name": name, "files": [_weights(file) for file in folders.weights(path / name)]}
            for name in read.components
        ],
    }


def _weights(file: Path) -> dict[str, Any]:
    what = identify(read_header(file))
    return {
        "name": file.name,
        "size_bytes": file.stat().st_size,
        "precision": what.precision,
        "parameters": what.parameters,
    }


def _file(path: Path) -> dict[str, Any]:
    header = read_header(path)
    what = identify(header)
    names = sorted(header.tensors)[:MAX_TENSORS]
    return {
        "form": "file",
        "kind": what.kind,
        "family": what.family,
        "precision": what.precision,
        "parameters": what.parameters,
        "problem": problem(what),
        "groups": _groups(header),
        "metadata": {k[:80]: v[:400] for k, v in sorted(header.metadata.items())[:MAX_NOTES]},
        "count": len(header.tensors),
        "tensors": [
            {"name": name, "dtype": header.tensors[name].dtype, "shape": header.tensors[name].shape}
            for name in names
        ],
    }


def _groups(header: Header) -> list[dict[str, Any]]:
    """Parameters by the first part of their tensors' names: a checkpoint's components."""
    counts: Counter[str] = Counter()
    for name, tensor in header.tensors.items():
        counts[name.split(".", 1)[0]] += tensor.elements
    return [{"name": name, "parameters": count} for name, count in counts.most_common(12)]
