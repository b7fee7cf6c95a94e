"""A model as work speaks of it: which one by its content, and where its files are on this machine.

Values only, as JSON between server and worker. Knows no torch, and not what models there are.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal, TypeAlias, cast, get_args

from collab.documents.model import JSON

Form: TypeAlias = Literal["folder", "file"]
Precision: TypeAlias = Literal["auto", "fp32", "bf16", "fp16"]

FAMILIES = ("sd1", "sd2", "sdxl", "zimage")
PRECISIONS: tuple[Precision, ...] = get_args(Precision)

SCHEDULERS = (
    "euler",
    "euler-ancestral",
    "heun",
    "ddim",
    "pndm",
    "dpm-2m",
    "dpm-2m-karras",
    "dpm-2m-sde",
    "unipc",
    "lcm",
    "flow-euler",
)
"""By the names that nodes and models call them."""

SCHEDULER_TITLES = {
    "euler": "Euler",
    "euler-ancestral": "Euler a",
    "heun": "Heun",
    "ddim": "DDIM",
    "pndm": "PNDM",
    "dpm-2m": "DPM++ 2M",
    "dpm-2m-karras": "DPM++ 2M Karras",
    "dpm-2m-sde": "DPM++ 2M SDE",
    "unipc": "UniPC",
    "lcm": "LCM",
    "flow-euler": "Flow Euler",
}
"""By the names that people know them by, which are the same in every language."""


@dataclass(frozen=True, slots=True)
class LoraUse:
    """A LoRA and how strongly it pulls. `hash` is of its content."""

    name: str
    hash: str
    path: str
    weight: float = 1.0

    def as_json(self) -> dict[str, JSON]:
        return asdict(self)

    @staticmethod
    def from_json(found: JSON) -> "LoraUse":
        """Raises `ValueError` for what is none."""
        told = _mapping(found)
        weight = told.get("weight", 1.0)
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            raise ValueError(f"weight of a LoRA must be a number; it is {weight!r}")
        return LoraUse(_text(told, "name"), _text(told, "hash"), _text(told, "path"), float(weight))


@dataclass(frozen=True, slots=True)
class ModelUse:
    """A model with the LoRAs over it, in their order.

    `hash` is of its content, `parts` that of each component, by which pipelines share them: none
    for a single file, whose `hash` names all. `path` is a folder or a file, `config` a folder with
    the configuration and tokenizer that a single file lacks.
    """

    name: str
    hash: str
    path: str
    family: str
    form: Form = "folder"
    parts: Mapping[str, str] = field(default_factory=dict)
    config: str | None = None
    loras: tuple[LoraUse, ...] = ()
    precision: Precision = "auto"

    @property
    def bends(self) -> list[JSON]:
        """What its LoRAs do to it, by their content, for what is named by all it depends on."""
        return [[lora.hash, lora.weight] for lora in self.loras]

    def as_json(self) -> dict[str, JSON]:
        return {
            "name": self.name,
            "hash": self.hash,
            "path": self.path,
            "family": self.family,
            "form": self.form,
            "parts": dict(self.parts),
            "config": self.config,
            "loras": [lora.as_json() for lora in self.loras],
            "precision": self.precision,
        }

    @staticmethod
    def from_json(found: JSON) -> "ModelUse":
        """Raises `ValueError` for what is none."""
        told = _mapping(found)
        parts, loras = told.get("parts", {}), told.get("loras", [])
        config = told.get("config")
        if not isinstance(parts, dict) or not isinstance(loras, list):
            raise ValueError("parts and loras of a model must be a mapping and a list")
        return ModelUse(
            name=_text(told, "name"),
            hash=_text(told, "hash"),
            path=_text(told, "path"),
            family=_text(told, "family"),
            form=cast(Form, _one_of(told.get("form", "folder"), get_args(Form))),
            parts={name: str(hash) for name, hash in parts.items()},
            config=config if isinstance(config, str) else None,
            loras=tuple(LoraUse.from_json(lora) for lora in loras),
            precision=cast(Precision, _one_of(told.get("precision", "auto"), PRECISIONS)),
        )


def _mapping(found: JSON) -> Mapping[str, JSON]:
    if not isinstance(found, dict):
        raise ValueError(f"a model must be a mapping; it is {type(found).__name__}")
    return found


def _text(found: Mapping[str, JSON], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name} of a model must be text; it is {value!r}")
    return value


def _one_of(value: JSON, options: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in options:
        raise ValueError(f"must be one of {', '.join(options)}; it is {value!r}")
    return value
