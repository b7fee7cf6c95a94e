"""How a model is best run where nobody said otherwise: by family, and by how it was distilled.

Steps and guidance of few-step models are those of their authors' cards; a file beside a model may
say better (`read_override`). Pure, but for that one file.
"""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from render.models.entry import Family, ModelDefaults

_FAMILY: Final[dict[Family, ModelDefaults]] = {
    "sd1": ModelDefaults(25, 7.5, 512, 512),
    "sd2": ModelDefaults(25, 7.5, 768, 768),
    "sdxl": ModelDefaults(30, 5.0, 1024, 1024),
    "zimage": ModelDefaults(8, 0.0, 1024, 1024),  # of the turbo form
}
_STEPS = re.compile(r"(?<![0-9a-z])(1|2|4|6|8|16)[-_ ]?steps?(?![a-z])")
_WORDS: Final = ("turbo", "lightning", "hyper", "lcm", "dmd2")
_MAX_OVERRIDE_BYTES: Final = 256 * 1024
_MAX_SIDE: Final = 4096


def defaults_for(
    family: Family, name: str, scheduler: str | None = None, side: int | None = None
) -> ModelDefaults:
    """`scheduler` is the class of a folder's own, `side` the pixels it was trained at."""
    own = _FAMILY[family]
    if side is not None:
        own = replace(own, width=side, height=side)
    lower = name.lower()
    if family == "zimage":  # "Z-Image" is the undistilled one
        is_slow = re.search(r"z-?image(-base)?$", lower) is not None
        return replace(own, steps=30, guidance=4.0) if is_slow else own
    word = next((word for word in _WORDS if re.search(rf"(?<![a-z]){word}", lower)), None)
    steps = int(said[1]) if (said := _STEPS.search(lower)) else None
    if scheduler == "LCMScheduler" or word == "lcm":
        return replace(own, steps=steps or 6, guidance=1.5, scheduler="lcm")
    if word is None:
        return own
    own = replace(own, steps=steps or 4, guidance=0.0)
    if re.search(r"(?<![a-z])(sdxl|sd)[-_]turbo", lower):  # both were trained at this size
        return replace(own, width=512, height=512)
    return own


def read_override(model: Path) -> dict[str, Any]:
    """What `NAME.json` beside a model says; nothing when there is none that can be read.

    Other programs keep such files too, with keys of their own: what is not ours is passed over.
    """
    name = model.stem if model.suffix == ".safetensors" else model.name
    path = model.with_name(f"{name}.json")
    try:
        if not path.is_file() or path.stat().st_size > _MAX_OVERRIDE_BYTES:
            return {}
        said = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def overridden(defaults: ModelDefaults, said: dict[str, Any]) -> ModelDefaults:
    """`defaults` with those values of `said` that can be."""
    for name in ("steps", "width", "height"):
        value = said.get(name)
        most = 1000 if name == "steps" else _MAX_SIDE
        if type(value) is int and 1 <= value <= most:
            defaults = replace(defaults, **{name: value})  # type: ignore[arg-type]
    guidance = said.get("guidance")
    if isinstance(guidance, int | float) and guidance is not True and 0 <= guidance <= 100:
        defaults = replace(defaults, guidance=float(guidance))
    scheduler = said.get("scheduler")
    if isinstance(scheduler, str) and re.fullmatch(r"[a-z0-9_+ -]{1,40}", scheduler):
        defaults = replace(defaults, scheduler=scheduler)
    return defaults
