"""What an invocation reads: found in memory or in files, or else made here. Knows no sockets."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import torch

from collab.documents.model import JSON
from render.nodes.cut import WHOLE, Cut
from render.nodes.ops.call import Call, Output
from render.nodes.ops.latents import MIME, read_latent
from render.nodes.ops.pictures import cut_out, read_artifact, read_upload
from render.workers import wire
from render.workers.memory import WorkerMemory
from render.workers.operations import load, outcome

Given: TypeAlias = Mapping[str, JSON]
Inputs: TypeAlias = dict[str, list[Output]]
Prepare: TypeAlias = Callable[[Mapping[str, JSON], Inputs], Call]
"""A call with these parameters and inputs."""


class MissingError(Exception):
    """`keys` are neither in memory nor in files yet."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__(keys)
        self.keys = keys


def inputs_of(
    work: wire.Execute, memory: WorkerMemory, device: torch.device, prepare: Prepare
) -> Inputs:
    """Everything that `work` reads. What is made here is, once all else is there."""
    kept: dict[str, Output] = {}
    missing: list[str] = []
    for given in _kept(work):
        found = _read(given, memory, device)
        if found is None:
            missing.append(str(given["key"]))
        else:
            kept[str(given["key"])] = found
    if missing:
        raise MissingError(missing)
    made: dict[str, Mapping[str, Output]] = {}
    for each in work.made:
        call = prepare(each["params"], _values(each["inputs"], kept, made))
        call.step(0, 0)
        made[each["name"]] = _made(each, call)
    return _values(work.inputs, kept, made)


def _made(each: Mapping[str, Any], call: Call) -> Mapping[str, Output]:
    operation = load(each["operation"])
    if isinstance(operation, type):
        raise TypeError(f"{each['operation']} must be a function: it is made where it is used")
    return outcome(operation(call), each["outputs"]).outputs


def _kept(work: wire.Execute) -> Iterator[Given]:
    """What comes from memory or from files, wherever it is read."""
    for inputs in (work.inputs, *(each["inputs"] for each in work.made)):
        for all_given in inputs.values():
            yield from (given for given in all_given if "key" in given)


def _values(
    inputs: Mapping[str, list[dict[str, JSON]]],
    kept: Mapping[str, Output],
    made: Mapping[str, Mapping[str, Output]],
) -> Inputs:
    return {
        port: [_value(given, kept, made) for given in all_given]
        for port, all_given in inputs.items()
    }


def _value(
    given: Given, kept: Mapping[str, Output], made: Mapping[str, Mapping[str, Output]]
) -> Output:
    match given:
        case {"value": str() | int() | float() as value}:
            return value
        case {"made": str(name), "port": str(port)}:
            return made[name][port]
        case _:
            return kept[str(given["key"])]


def _read(given: Given, memory: WorkerMemory, device: torch.device) -> Output | None:
    key = str(given["key"])
    found = memory.output(key)
    if found is None and given["path"] is not None:
        found = _from_file(Path(str(given["path"])), given, device)
        memory.keep(key, found)
    return found


def _from_file(path: Path, given: Given, device: torch.device) -> Output:
    if given.get("mime") == MIME:
        return read_latent(path, device)
    picture = (read_upload if given["upload"] else read_artifact)(path, device)
    cut = Cut.from_json(given)
    return picture if cut == WHOLE else cut_out(picture, cut)
