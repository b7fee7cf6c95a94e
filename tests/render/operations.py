"""Operations that misbehave, for tests with real worker processes."""

import ctypes
import os
import signal
import threading

import torch

from render.nodes.ops.call import Call, OperationError, Picture, Tensors
from render.nodes.ops.diffusion import Generate
from render.nodes.ops.long import LongOperation


def hang(call: Call) -> None:
    """Gets no further, but lets others work."""
    threading.Event().wait()


def hold(call: Call) -> None:
    """As a library that does not let go of Python's lock: nobody in the process gets further."""
    ctypes.PyDLL(None).pause()


def out_of_memory(call: Call) -> None:
    raise torch.OutOfMemoryError("CUDA out of memory")


def colorless(call: Call) -> Picture:
    return torch.zeros(4, 4, 3, dtype=torch.uint8)


def remembers(call: Call) -> Picture:
    """Six bytes nobody can guess, made once."""

    def make() -> dict[str, torch.Tensor]:
        return {"picture": torch.frombuffer(bytearray(os.urandom(6)), dtype=torch.uint8)}

    return call.remember("guess:1", make)["picture"].reshape(1, 2, 3)


class Dies(LongOperation):
    """In the middle of its second step, at once, as by the kernel's hand."""

    def prepare(self, call: Call) -> int:
        return 3

    def step(self, index: int) -> None:
        if index == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    def finish(self) -> Picture:
        raise AssertionError("nobody comes here")


class RunsOut(Generate):
    """Of memory, in the middle of a picture. Its prompt is a file, where it notes who ran out."""

    def step(self, index: int) -> None:
        super().step(index)
        if index == 1:
            with open(self._call.text("prompt"), "a") as noted:
                noted.write(f"{os.getpid()}\n")
            raise torch.OutOfMemoryError("CUDA out of memory")


def word(call: Call) -> Tensors:
    return {"word": torch.tensor([call.integer("word")])}


def twice(call: Call) -> Tensors:
    return {"word": 2 * call.tensors("of")["word"]}


def refuse(call: Call) -> Tensors:
    raise OperationError("There is no such word")


def nobody(call: Call) -> Tensors:
    raise AssertionError("nobody comes here")


def shade(call: Call) -> Picture:
    """One pixel of what comes in."""
    light, dark = call.tensors("light"), call.tensors_if_any("dark") or {}
    levels = [int(light["word"]), int(dark.get("word", 0)), 0]
    return torch.tensor([[levels]], dtype=torch.uint8)


def grid(call: Call) -> Tensors:
    return call.tensors_if_any("latent") or {"samples": torch.arange(24.0).reshape(1, 4, 2, 3)}
