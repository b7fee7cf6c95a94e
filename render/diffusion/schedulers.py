"""Schedulers by name, each made anew of the configuration that the model came with.

A name stands for a class of diffusers and the settings that make it what people mean by the name.
Which of them fit depends on what the network predicts: noise (or velocity) along a variance
schedule, or the flow from noise to picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from render.models.use import SCHEDULERS
from render.nodes.ops.call import OperationError

FLOW = "flow"
NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Kind:
    """`settings` come over the model's own."""

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)


_NOISE: Mapping[str, Kind] = {
    "euler": Kind("EulerDiscreteScheduler"),
    "euler-ancestral": Kind("EulerAncestralDiscreteScheduler"),
    "heun": Kind("HeunDiscreteScheduler"),
    "ddim": Kind("DDIMScheduler"),
    "pndm": Kind("PNDMScheduler", {"skip_prk_steps": True}),
    "dpm-2m": Kind("DPMSolverMultistepScheduler", {"algorithm_type": "dpmsolver++"}),
    "dpm-2m-karras": Kind(
        "DPMSolverMultistepScheduler",
        {"algorithm_type": "dpmsolver++", "use_karras_sigmas": True},
    ),
    "dpm-2m-sde": Kind("DPMSolverMultistepScheduler", {"algorithm_type": "sde-dpmsolver++"}),
    "unipc": Kind("UniPCMultistepScheduler"),
    "lcm": Kind("LCMScheduler"),
}

_FLOW: Mapping[str, Kind] = {
    "flow-euler": Kind("FlowMatchEulerDiscreteScheduler"),
    "heun": Kind("FlowMatchHeunDiscreteScheduler"),
    "dpm-2m": Kind("DPMSolverMultistepScheduler", {"algorithm_type": "dpmsolver++"}),
    "unipc": Kind("UniPCMultistepScheduler"),
}
"""The last two solve flows too, told so by the settings below."""

_BY_TARGET = {NOISE: _NOISE, FLOW: _FLOW}


def fitting(target: str) -> tuple[str, ...]:
    """The names that fit, in the order in which people are shown them."""
    return tuple(name for name in SCHEDULERS if name in _BY_TARGET[target])


def make(name: str | None, template: Any, target: str) -> Any:
    """A scheduler nobody else has; `None` or `auto` is the model's own kind."""
    if name is None or name == "auto":
        return type(template).from_config(template.config)
    kind = _BY_TARGET[target].get(name)
    if kind is None:
        raise OperationError(
            f"The scheduler {name} does not fit this model; choose one of "
            f"{', '.join(fitting(target))}, or leave it empty"
        )
    import diffusers

    scheduler = getattr(diffusers, kind.name)
    return scheduler.from_config(_config(template.config, target, kind), **_ours(kind, target))


def _config(config: Mapping[str, Any], target: str, kind: Kind) -> dict[str, Any]:
    """Without what another kind of scheduler would misread."""
    left_out = {"algorithm_type", "solver_type", "solver_order"}
    if target == FLOW:
        left_out |= {"use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas"}
    found = {name: value for name, value in config.items() if name not in left_out}
    if target == FLOW and not kind.name.startswith("FlowMatch"):
        found["flow_shift"] = config.get("shift", config.get("flow_shift", 1.0))
    return found


def _ours(kind: Kind, target: str) -> dict[str, Any]:
    if target == FLOW and not kind.name.startswith("FlowMatch"):
        flow = {"use_flow_sigmas": True, "prediction_type": "flow_prediction"}
        return {**flow, **kind.settings}
    return dict(kind.settings)
