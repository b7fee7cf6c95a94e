"""What is kept from one invocation for the next: encoded prompts, encoded pictures, latents.

Each is named by the content that it depends on, so one change costs only what follows from it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import astuple

import torch

from collab.documents.model import JSON
from render.diffusion import conditioning, latents
from render.diffusion.estimates import Workload
from render.diffusion.opening import Opener
from render.diffusion.precision import choose_dtype
from render.diffusion.sampling import Recipe
from render.graph.fingerprint import digest
from render.models.use import ModelUse
from render.nodes.ops.call import Call, Picture, Tensors

VERSION = 1
"""Raised when the same recipe would give other latents."""


def prompt(call: Call, opener: Opener, use: ModelUse, text: str) -> Tensors:
    def make() -> Tensors:
        with opener.open(use, ("text",), None, lambda: call.step(0, 0)) as parts:
            return conditioning.encode(parts, text)

    return call.remember(_prompt_key(call, use, text), make)


def negative(call: Call, opener: Opener, use: ModelUse, text: str, positive: Tensors) -> Tensors:
    """No words are no negative prompt, which some models were taught as all zeros."""
    if text:
        return prompt(call, opener, use, text)

    def make() -> Tensors:
        with opener.open(use, ("text",), None, lambda: call.step(0, 0)) as parts:
            return conditioning.negative(parts, None) or {}

    found = call.remember(f"{_prompt_key(call, use, '')}:none", make)
    return found or conditioning.zeros(positive)


def image(
    call: Call,
    opener: Opener,
    use: ModelUse,
    picture: Picture,
    mask: Picture | None,
    size: tuple[int, int] | None = None,
) -> Tensors:
    def make() -> Tensors:
        width, height = size or (picture.shape[1], picture.shape[0])
        work = Workload(width, height)
        with opener.open(use, ("vae",), work, lambda: call.step(0, 0)) as parts:
            return latents.encode_image(parts, picture, mask, size)

    given: list[JSON] = [None if each is None else content({"": each}) for each in (picture, mask)]
    encoder = use.parts.get("vae", use.hash)
    name = digest(
        [use.family, encoder, _numbers(call, use), given, None if size is None else list(size)]
    )
    return call.remember(f"diffusion.encode_image:{latents.VERSION}:{name}", make)


def latents_key(
    call: Call, use: ModelUse, recipe: Recipe, given: Sequence[Tensors | None], strict: bool
) -> str:
    """`strict` latents are of one device, made alone; others may be used in their place, but not
    they for others.
    """
    place = str(call.device) if strict else ""
    told: list[JSON] = [
        use.hash, _numbers(call, use), use.bends,
        list(astuple(recipe)), [None if each is None else content(each) for each in given], place,
    ]  # fmt: skip
    return f"diffusion.sample:{VERSION}:{digest(told)}"


def found(call: Call, key: str) -> Tensors | None:
    """What is kept under `key`, or nothing; nothing is made."""
    try:
        return call.remember(key, _nothing)
    except _NotKeptError:
        return None


def content(tensors: Tensors) -> str:
    """Fetches them from the device: not for the inside of a loop."""
    hashed = hashlib.sha256()
    for name in sorted(tensors):
        tensor = tensors[name].detach().cpu().contiguous()
        hashed.update(f"{name} {tensor.dtype} {tuple(tensor.shape)};".encode())
        hashed.update(tensor.reshape(-1).view(torch.uint8).numpy().data)
    return hashed.hexdigest()


def _prompt_key(call: Call, use: ModelUse, text: str) -> str:
    return conditioning.key(use, choose_dtype(use, call.device), text)


def _numbers(call: Call, use: ModelUse) -> str:
    """Which kind a model has on this device: workers on others share the disk."""
    return str(choose_dtype(use, call.device))


def _nothing() -> Tensors:
    raise _NotKeptError


class _NotKeptError(Exception):
    pass
