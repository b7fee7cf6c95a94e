"""Runs one operation as a worker would, on NumPy pictures: what goes in and out of golden tests."""

from collections.abc import Mapping

import numpy as np
import torch

from render.nodes.catalog import builtin_catalog
from render.nodes.ops.call import Call, Floats
from render.nodes.ops.pixels import rounded
from render.workers.operations import Operation, load

CATALOG = builtin_catalog(debug=True)


def run(type: str, params: Mapping | None = None, **inputs: np.ndarray | str | list) -> np.ndarray:
    """The output of node `type`, its parameters normalised first."""
    spec = CATALOG.get(type)
    assert spec is not None
    normal, bad = spec.normalise(params or {})
    assert not bad
    given = {name: _values(value) for name, value in inputs.items()}
    found = finished(load(spec.operation), Call(given, normal))
    return found.numpy() if isinstance(found, torch.Tensor) else found


def finished(operation: Operation, call: Call) -> torch.Tensor | str:
    """What a worker makes of it, without a worker."""
    if isinstance(operation, type):
        long = operation()
        for index in range(long.prepare(call)):
            long.step(index)
        found = long.finish()
    else:
        found = operation(call)
    return rounded(found)[0] if isinstance(found, Floats) else found


def random_picture(height: int, width: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def half_up(values: np.ndarray) -> np.ndarray:
    """Clamped to 8 bits; a hair is added so that float noise does not turn exact halves down."""
    return np.floor(np.clip(values, 0, 255) + 0.5 + 1e-9).astype(np.uint8)


def _values(value: np.ndarray | str | list) -> list:
    values = value if isinstance(value, list) else [value]
    return [torch.from_numpy(v) if isinstance(v, np.ndarray) else v for v in values]
