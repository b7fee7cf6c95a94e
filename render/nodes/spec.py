"""What a node type declares: its ports, its parameters, and where its operation is.

A spec names its operation as `"module:function"` and never imports it, so that the server can read
every spec without loading torch. Knows nothing of boards or graphs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

from collab.documents.model import JSON
from render.nodes.params import BadValue, ModelParam, ParamSpec, StylesParam

PortType: TypeAlias = Literal["image", "text", "color", "number", "model", "conditioning", "latent"]
Category: TypeAlias = Literal["moodboard", "diffusion", "image", "text", "debug"]
SpecMode: TypeAlias = Literal["live", "manual", "source"]


@dataclass(frozen=True, slots=True)
class PortSpec:
    """A named, typed input or output. A `many` input takes any number of edges, in key order, and
    lists among them; a `many` output gives a list.

    Of an output picture, `size` says what its checks expect: two parameters that are its width and
    height, or one input whose size it has; and `may_be_flat`, that one color all over is normal.
    """

    name: str
    title: str
    type: PortType
    required: bool = True
    many: bool = False
    size: tuple[str, str] | tuple[str] | None = None
    may_be_flat: bool = False

    def expected(self, params: Mapping[str, JSON]) -> dict[str, JSON]:
        """What a worker holds this output against: `{may_be_flat, size?: [w, h], like?: port}`."""
        found: dict[str, JSON] = {"may_be_flat": self.may_be_flat}
        match self.size:
            case (width, height):
                found["size"] = [params[width], params[height]]
            case (port,):
                found["like"] = port
        return found

    def as_json(self) -> dict[str, JSON]:
        return {
            "name": self.name,
            "title": self.title,
            "type": self.type,
            "required": self.required,
            "many": self.many,
        }


@dataclass(frozen=True, slots=True)
class BadParam:
    """A parameter that cannot be used, and why, in one sentence."""

    name: str
    message: str
    found: JSON


Check: TypeAlias = Callable[[Mapping[str, JSON], Mapping[str, int]], BadParam | None]
"""A rule across parameters, given them normalised and how many edges each connected port has."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """How lists that come in go together. `whole` are ports that take all of a list at once. With
    `every`, lists meet in every combination, in the order of these ports, of which the last changes
    first; without it, element by element.
    """

    whole: frozenset[str] = frozenset()
    every: tuple[str, ...] | None = None


AtOnce: TypeAlias = Callable[[Mapping[str, JSON], Mapping[str, Sequence[JSON]]], dict[str, JSON]]
"""What an operation would give at each output, from parameters and plain values. Raises `BadValue`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSpec:
    """One node type. `version` changes whenever the same settings would give another output.

    `mode` is `live` when cheap, `manual` when it waits to be run, `source` when its output is
    what people put into it: a source is never executed and writes no result. `open_inputs` lets
    any further named input of that type be connected. A type that is evaluated `in_graph` only
    arranges what comes in, so no worker is asked. A `deferred` one is made where it is used, by
    the workers of those that read it: it is cheap, or its operation remembers what costs.

    `repeats` names a parameter that says how often to run, and the whole number that grows by one
    each time: more than once gives a list. `as_model_likes` are parameters that are filled, while
    they are empty, with what the model likes that comes in at `model`, or is named there.
    `only_with` has parameters that do not matter while nothing comes in at an input. `meeting` says
    how lists go together, where it is not element by element. `at_once` gives what the operation
    would while all that comes in is known to the graph: then no worker is asked. `also_called` are
    names that people know it by from other programs, to find it by.

    `batch_by` has the inputs and parameters that have to be equal for two runs to take their steps
    together; without any, each runs alone. So does one with the flag `unbatched`.
    """

    type: str
    title: str
    category: Category
    description: str
    version: int = 1
    mode: SpecMode = "live"
    inputs: tuple[PortSpec, ...] = ()
    outputs: tuple[PortSpec, ...] = ()
    open_inputs: PortType | None = None
    params: tuple[ParamSpec, ...] = ()
    operation: str | None = None
    in_graph: bool = False
    deferred: bool = False
    repeats: tuple[str, str] | None = None
    as_model_likes: tuple[str, ...] = ()
    only_with: Mapping[str, str] = field(default_factory=dict)
    batch_by: tuple[str, ...] = ()
    unbatched: str = ""
    check: Check | None = None
    checked_by: str | None = None
    """The folder of what looks its pictures over before anybody sees them."""
    meeting: Callable[[Mapping[str, JSON]], Meeting] | None = None
    at_once: AtOnce | None = None
    also_called: tuple[str, ...] = ()
    models: tuple[ModelParam, ...] = field(init=False, repr=False, compare=False)
    """Those of its parameters that name a model."""
    styles: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """Those that are styles, by name."""
    _inputs: Mapping[str, PortSpec] = field(init=False, repr=False, compare=False)
    _outputs: Mapping[str, PortSpec] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        models = tuple(param for param in self.params if isinstance(param, ModelParam))
        object.__setattr__(self, "models", models)
        styles = tuple(param.name for param in self.params if isinstance(param, StylesParam))
        object.__setattr__(self, "styles", styles)
        object.__setattr__(self, "_inputs", MappingProxyType({p.name: p for p in self.inputs}))
        object.__setattr__(self, "_outputs", MappingProxyType({p.name: p for p in self.outputs}))

    def input(self, name: str) -> PortSpec | None:
        """The input port called `name`, open ones included."""
        if port := self._inputs.get(name):
            return port
        if self.open_inputs and name:
            return PortSpec(name, name, self.open_inputs)
        return None

    def overrides(self, name: str) -> bool:
        """Whether what is connected under that name is used instead of the parameter."""
        return name in self._inputs

    def output(self, name: str) -> PortSpec | None:
        return self._outputs.get(name)

    def default(self, name: str) -> JSON:
        """Of a parameter."""
        return next((param.default for param in self.params if param.name == name), None)

    def normalise(self, params: Mapping[str, JSON]) -> tuple[dict[str, JSON], tuple[BadParam, ...]]:
        """Canonical parameters, defaults filled in, and everything wrong with those given.

        A parameter that is wrong has its default among the first, so that checks can go on.
        """
        good: dict[str, JSON] = {}
        bad: list[BadParam] = []
        for spec in self.params:
            found = params.get(spec.name)
            good[spec.name] = spec.default
            if found is not None:
                try:
                    good[spec.name] = spec.normalise(found)
                except BadValue as error:
                    bad.append(BadParam(spec.name, str(error), found))
        return good, tuple(bad)

    def as_json(self) -> dict[str, JSON]:
        """The catalogue entry clients build their ports and forms from."""
        return {
            "type": self.type,
            "version": self.version,
            "title": self.title,
            "category": self.category,
            "description": self.description,
            "mode": self.mode,
            "deferred": self.deferred,
            "also_called": list(self.also_called),
            "inputs": [port.as_json() for port in self.inputs],
            "outputs": [port.as_json() for port in self.outputs],
            "open_inputs": self.open_inputs,
            "params": {
                "type": "object",
                "properties": {param.name: param.schema() for param in self.params},
            },
        }
