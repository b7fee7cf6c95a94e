"""Finds an operation by its name, and makes of what it gives values that others can rely on.

An operation's mistake is told here, at its output, not in whatever reads that next.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import torch

from render.models.use import ModelUse
from render.nodes.ops.call import Call, Floats, Output, Remarked, Result
from render.nodes.ops.long import LongOperation
from render.nodes.ops.pixels import rounded

Operation: TypeAlias = Callable[[Call], Result] | type[LongOperation]
"""A function for what is soon done, a class for what takes steps."""

TENSORS = ("conditioning", "latent")
"""The types of ports whose values are tensors by name."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Every output by its port, the ports where a value was not finite, and what the operation
    itself remarks of them.
    """

    outputs: Mapping[str, Output]
    non_finite: frozenset[str]
    remarks: Mapping[str, tuple[str, ...]]


def load(operation: str) -> Operation:
    """The function or the `LongOperation` that `"module:name"` names."""
    module, _, name = operation.partition(":")
    found: Operation = getattr(importlib.import_module(module), name)
    return found


def outcome(result: Result, kinds: Mapping[str, str]) -> Outcome:
    """`result` as outputs of the types that `kinds` asks for by port; raises `TypeError`."""
    given = _by_port(result, kinds)
    outputs: dict[str, Output] = {}
    non_finite: set[str] = set()
    remarks: dict[str, tuple[str, ...]] = {}
    for port, kind in kinds.items():
        output = given.get(port)
        if isinstance(output, Floats):
            remarks[port] = output.remarks
            output, was_finite = rounded(output)
            if not was_finite:
                non_finite.add(port)
        if isinstance(output, Remarked):
            remarks[port], output = output.remarks, output.output
        outputs[port] = checked(kind, port, output)
    return Outcome(outputs, frozenset(non_finite), remarks)


def _by_port(result: Result, kinds: Mapping[str, str]) -> Mapping[str, object]:
    first, kind = next(iter(kinds.items()))
    is_by_port = isinstance(result, Mapping) and (kind not in TENSORS or first in result)
    return result if is_by_port and isinstance(result, Mapping) else {first: result}


def checked(kind: str, port: str, output: object) -> Output:
    """`output`, if it is of that type; raises `TypeError`."""
    if kind in TENSORS:
        if isinstance(output, Mapping) and all(map(torch.is_tensor, output.values())):
            return output
        raise TypeError(f"output {port!r} must be tensors by name, got {type(output).__name__}")
    if kind == "model":
        if isinstance(output, ModelUse):
            return output
        raise TypeError(f"output {port!r} must be a model, got {type(output).__name__}")
    if kind != "image":
        if isinstance(output, str | int | float):
            return output
        raise TypeError(f"output {port!r} must be a {kind}, got {type(output).__name__}")
    if not isinstance(output, torch.Tensor):
        raise TypeError(f"output {port!r} must be a picture, got {type(output).__name__}")
    if output.dtype != torch.uint8 or output.ndim != 3 or output.shape[2] != 3:
        raise TypeError(
            f"output {port!r} must be 8-bit with 3 channels, "
            f"got {output.dtype} {tuple(output.shape)}"
        )
    return output
