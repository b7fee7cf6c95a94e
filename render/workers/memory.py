"""What a worker keeps from one invocation for the next: outputs, and tensors that cost much.

On the device within a bound in bytes, least recently used going first; tensors on disk too. Knows
no operations and no server.
"""

import sys
from collections.abc import Callable, Mapping

import torch

from render.cache import ByteBoundedCache
from render.nodes.ops.call import Output, Tensors
from render.workers.disk_cache import DiskCache


class WorkerMemory:
    """`aside` runs what need not be waited for. Implements `render.nodes.ops.call.Memory`."""

    def __init__(
        self,
        limit_bytes: int,
        disk: DiskCache | None = None,
        aside: Callable[[Callable[[], None]], None] = lambda task: task(),
    ) -> None:
        self._cache: ByteBoundedCache[Output] = ByteBoundedCache(limit_bytes, size_bytes)
        self._disk = disk
        self._aside = aside

    def output(self, key: str) -> Output | None:
        return self._cache.get(_output(key))

    def keep(self, key: str, output: Output, pinned: bool = False) -> None:
        self._cache.put(_output(key), output, pinned)

    def unpin(self, key: str) -> None:
        self._cache.unpin(_output(key))

    def clear(self) -> None:
        """Let go of all that is somewhere else too, or can be made again."""
        self._cache.clear()

    def remember(self, key: str, make: Callable[[], Tensors], device: torch.device) -> Tensors:
        name = f"tensors:{key}"
        found = self._cache.get(name)
        if isinstance(found, Mapping):
            return found
        tensors = self._from_disk(key, device)
        if tensors is None:
            tensors = made = dict(make())
            if self._disk is not None:
                put = self._disk.put
                self._aside(lambda: put(key, made))
        self._cache.put(name, tensors)
        return tensors

    def _from_disk(self, key: str, device: torch.device) -> Tensors | None:
        found = self._disk.get(key) if self._disk is not None else None
        return found and {name: tensor.to(device) for name, tensor in found.items()}


def _output(key: str) -> str:
    return f"output:{key}"


def size_bytes(value: Output) -> int:
    if isinstance(value, Mapping):
        return sum(size_bytes(tensor) for tensor in value.values())
    if isinstance(value, torch.Tensor):
        return value.nelement() * value.element_size()
    return sys.getsizeof(value)
