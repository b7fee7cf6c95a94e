"""Which models a node names, what is wrong with that, and what they stand for in its work. Pure.

A board keeps a model's name. Work is named by the model's content, and told where its files are.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final, cast

from collab.documents.model import JSON
from render.graph.model import GraphNode, Problem
from render.graph.values import Deferred, Value
from render.models.entry import Kind, ModelEntry, Models
from render.models.nearest import nearest
from render.models.use import LoraUse, ModelUse
from render.nodes.params import BadValue, ModelParam, brief
from render.nodes.spec import NodeSpec
from render.prompts.styles import content

MODEL: Final = "model"
"""The input and the parameter that say with which model a node works."""

_SIZES: Final = ("width", "height")
_SIZED: Final = ("image", "latent")
_NOUNS: Final = {"checkpoint": "model", "lora": "LoRA", "vae": "VAE"}


def named(node: GraphNode) -> Iterator[tuple[ModelParam, str]]:
    """The models that `node` goes by: not those that a connected input overrides."""
    for param in node.spec.models if node.spec else ():
        if param.name not in node.edges and param.name in node.params:
            yield param, str(node.params[param.name])


def model_problems(node: GraphNode, models: Models) -> Iterator[Problem]:
    for param, name in named(node):
        if not any(bad.name == param.name for bad in node.bad_params):
            entry = models.get(name)
            if told := _problem(param, name, entry, models):
                yield told


def entries_of(spec: NodeSpec, params: Mapping[str, JSON], models: Models) -> Models:
    """What the models that `params` name are, by parameter."""
    names = {param.name: str(params[param.name]) for param in spec.models if param.name in params}
    return {param: models[name] for param, name in names.items() if name in models}


def by_content(spec: NodeSpec, params: Mapping[str, JSON], used: Models) -> Mapping[str, JSON]:
    """`params` as they enter a fingerprint: of a model, what is in its files; of styles, their
    words, and nothing where there are none.
    """
    if not used and not spec.styles:
        return params
    styles = {name: content(params[name]) for name in spec.styles if params.get(name)}
    plain = {name: value for name, value in params.items() if name not in spec.styles}
    return {**plain, **styles, **{name: {"content": entry.hash} for name, entry in used.items()}}


def by_file(params: Mapping[str, JSON], used: Models) -> Mapping[str, JSON]:
    """`params` as a worker is told of them: of a model, all that it needs to load it."""
    if not used:
        return params
    return {**params, **{param: _use(entry) for param, entry in used.items()}}


def filled(
    spec: NodeSpec,
    params: Mapping[str, JSON],
    inputs: Mapping[str, tuple[Value, ...]],
    used: Models,
) -> Mapping[str, JSON]:
    """`params` with what the model likes where they are empty. A picture that comes in has a size
    of its own.
    """
    if not spec.as_model_likes:
        return params
    entry = used.get(MODEL) or _entry_of(inputs.get(MODEL, ()))
    likes = entry.defaults if entry else None
    if likes is None:
        return params
    has_size = any(port in inputs for port in _SIZED)
    found = dict(params)
    for param in spec.params:
        is_open = param.name in spec.as_model_likes and found.get(param.name) is None
        liked = getattr(likes, param.name, None)
        if is_open and liked is not None and not (has_size and param.name in _SIZES):
            with suppress(BadValue):  # somebody wrote it beside the model: the node decides then
                found[param.name] = param.normalise(liked)
    return found


def _entry_of(values: tuple[Value, ...]) -> ModelEntry | None:
    """The model at the root of what comes in, under every LoRA."""
    while values and isinstance(values[0], Deferred):
        deferred = values[0]
        if MODEL in deferred.models:
            return deferred.models[MODEL]
        values = deferred.inputs.get(MODEL, ())
    return None


def _problem(
    param: ModelParam, name: str, entry: ModelEntry | None, models: Models
) -> Problem | None:
    noun = _NOUNS.get(param.kinds[0], param.kinds[0])
    if entry and entry.kind in param.kinds and entry.problem is None:
        if entry.hash is not None:
            return None
        message = f"The server is still reading {brief(name)}; it goes on by itself"
        return Problem("model_reading", message, {"param": param.name, "model": brief(name)})
    near = nearest(name, models.values(), kind=cast(Kind, param.kinds[0]))
    if not name:
        message = f"Choose a {noun}" if near else f"This server has no {noun} yet"
    elif entry is None:
        message = f"This server does not have {brief(name)}; choose another {noun}"
    elif entry.problem is not None:
        message = f"{brief(name)} cannot be used: {entry.problem}"
    else:
        message = f"{brief(name)} is not a {noun}; choose another"
    if name and not near:
        missing = f"This server has no other {noun} yet"
        message = f"{message}. {missing}"
    return Problem(
        "model_missing",
        message,
        {"param": param.name, "model": brief(name), "nearest": cast(JSON, near)},
    )


def _use(entry: ModelEntry) -> JSON:
    hash = entry.hash or ""
    if entry.kind == "lora":
        return LoraUse(entry.name, hash, entry.path).as_json()
    return ModelUse(
        entry.name, hash, entry.path, entry.family or "", entry.form, entry.parts, entry.config
    ).as_json()
