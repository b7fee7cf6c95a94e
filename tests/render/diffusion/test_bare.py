"""Alone, a sampling is the bare diffusers pipeline to the last bit, in every family and mode."""

from typing import Any

import numpy as np
import pytest
import torch

from render.diffusion import latents, schedulers
from render.diffusion.sampling import Recipe
from tests.render.diffusion.opened import (
    FAMILIES,
    Opened,
    as_picture,
    bare,
    begin,
    developed,
    finish,
    half_mask,
    picture,
    tiny,
)

GUIDANCE = {"sd1": 7.5, "sd2": 7.5, "sdxl": 5.0, "zimage": 4.0}


def check(opened: Opened, mode: str, recipe: Recipe, ours: Any = None, **theirs: Any) -> None:
    negative = theirs.get("negative_prompt")
    found = finish(opened, [begin(opened, recipe, negative=negative, latent=ours)])[0]
    expected, pixels = bare(opened, mode, recipe, **theirs)
    assert torch.equal(found, expected)
    assert np.array_equal(developed(opened, found), pixels)
    assert len(np.unique(pixels)) > 50  # a picture, not one gray


@pytest.mark.parametrize("negative", [None, "a dog"])
@pytest.mark.parametrize("kind", [*FAMILIES, "sd2-v"])
def test_text_to_image_is_the_bare_pipeline(kind: str, negative: str | None) -> None:
    opened = tiny(kind)
    recipe = Recipe(seed=3, steps=3, guidance=GUIDANCE[opened.family])
    more = {} if negative is None else {"negative_prompt": negative}
    check(opened, "", recipe, **more)


@pytest.mark.parametrize("kind", FAMILIES)
def test_without_guidance_it_is_the_bare_pipeline_too(kind: str) -> None:
    check(tiny(kind), "", Recipe(seed=4, steps=2, guidance=0.0))


@pytest.mark.parametrize("strength", [0.55, 1.0])
@pytest.mark.parametrize("kind", FAMILIES)
def test_image_to_image_is_the_bare_pipeline(kind: str, strength: float) -> None:
    opened = tiny(kind)
    recipe = Recipe(seed=5, steps=4, guidance=GUIDANCE[kind], strength=strength)
    given = picture()
    encoded = latents.encode_image(opened, as_picture(given))
    check(opened, "Img2Img", recipe, ours=encoded, image=given)


@pytest.mark.parametrize("strength", [0.55, 1.0])
@pytest.mark.parametrize("kind", FAMILIES)
def test_inpainting_is_the_bare_pipeline(kind: str, strength: float) -> None:
    opened = tiny(kind)
    recipe = Recipe(seed=6, steps=4, guidance=GUIDANCE[kind], strength=strength)
    given, mask = picture(), half_mask()
    encoded = latents.encode_image(opened, as_picture(given), as_picture(mask))
    check(opened, "Inpaint", recipe, ours=encoded, image=given, mask_image=mask)


@pytest.mark.parametrize("kind", ["sd1", "sdxl"])
@pytest.mark.parametrize("name", schedulers.fitting(schedulers.NOISE))
def test_every_scheduler_is_the_bare_pipeline_with_it(kind: str, name: str) -> None:
    _with_scheduler(kind, name, schedulers.NOISE)


@pytest.mark.parametrize("name", schedulers.fitting(schedulers.FLOW))
def test_every_scheduler_for_flows_is_the_same(name: str) -> None:
    if name != "flow-euler":
        pytest.skip("the bare pipeline gives its own sigmas, which only this one takes")
    _with_scheduler("zimage", name, schedulers.FLOW)


def _with_scheduler(kind: str, name: str, target: str) -> None:
    opened = tiny(kind)
    made = schedulers.make(name, opened.pipe.scheduler, target)
    recipe = Recipe(seed=7, steps=4, guidance=3.0, scheduler=name, strength=0.6)
    given, mask = picture(1), half_mask()
    encoded = latents.encode_image(opened, as_picture(given), as_picture(mask))
    before, opened.pipe.scheduler = opened.pipe.scheduler, made
    try:
        expected, _ = bare(opened, "Inpaint", recipe, image=given, mask_image=mask)
        plain, _ = bare(opened, "", recipe)
    finally:
        opened.pipe.scheduler = before
    assert torch.equal(finish(opened, [begin(opened, recipe, latent=encoded)])[0], expected)
    assert torch.equal(finish(opened, [begin(opened, recipe)])[0], plain)
