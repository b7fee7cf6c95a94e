"""Models that a test's server has."""

from collections.abc import Callable
from dataclasses import replace

from render.models.entry import ModelDefaults, ModelEntry, Models

TURBO = ModelEntry(
    name="turbo",
    kind="checkpoint",
    family="sdxl",
    path="/models/turbo",
    form="folder",
    source="models",
    size_bytes=7,
    precision="fp16",
    parameters=1,
    defaults=ModelDefaults(steps=4, guidance=0.0, width=512, height=512, scheduler="lcm"),
    hash="a" * 64,
)
BASE = replace(
    TURBO,
    name="base",
    path="/models/base",
    hash="b" * 64,
    defaults=ModelDefaults(steps=30, guidance=7.5, width=1024, height=1024),
)
INK = replace(TURBO, name="ink", kind="lora", form="file", defaults=None, hash="c" * 64)


def models(*entries: ModelEntry) -> Models:
    return {entry.name: entry for entry in entries}


class MemoryModels:
    """A `ModelList` that a test changes."""

    def __init__(self, *entries: ModelEntry) -> None:
        self._models = models(*entries)
        self._listeners: list[Callable[[Models], None]] = []

    async def listed(self) -> Models:
        return self._models

    def listen(self, changed: Callable[[Models], None]) -> None:
        self._listeners.append(changed)

    def become(self, *entries: ModelEntry) -> None:
        self._models = models(*entries)
        for changed in self._listeners:
            changed(self._models)
