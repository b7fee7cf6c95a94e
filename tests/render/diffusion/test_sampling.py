"""What the loop promises beside its numbers: names, few steps, and never a wait for the device."""

import copy

import pytest
import torch

from render.diffusion import conditioning, latents, schedulers
from render.diffusion.families import sampling_of
from render.diffusion.previews import Previewer
from render.diffusion.sampling import Recipe, step_together
from render.models.use import SCHEDULERS
from render.nodes.ops.call import OperationError
from tests.render.diffusion.opened import (
    CPU,
    FAMILIES,
    SIDE,
    Opened,
    as_picture,
    bare,
    begin,
    finish,
    half_mask,
    picture,
    tiny,
)

NOWHERE = torch.device("meta")
"""A device that computes nothing: whatever asks it for a value raises."""


def test_every_name_that_people_are_shown_fits_some_family() -> None:
    both = {*schedulers.fitting(schedulers.NOISE), *schedulers.fitting(schedulers.FLOW)}
    assert both == set(SCHEDULERS)


@pytest.mark.parametrize(("kind", "name"), [("zimage", "ddim"), ("sd1", "flow-euler")])
def test_name_that_does_not_fit_is_refused_with_those_that_do(kind: str, name: str) -> None:
    opened = tiny(kind)
    fitting = schedulers.fitting(sampling_of(kind).target)
    with pytest.raises(OperationError, match=f"choose one of {', '.join(fitting)}"):
        begin(opened, Recipe(1, 4, 5.0, scheduler=name))


def test_samplings_share_no_scheduler() -> None:
    opened = tiny("sd1")
    first, second = begin(opened, Recipe(1, 4, 5.0)), begin(opened, Recipe(1, 4, 5.0))
    assert first.scheduler is not second.scheduler
    finish(opened, [first])
    assert not second.index
    assert opened.pipe.scheduler.num_inference_steps is None


@pytest.mark.parametrize("name", schedulers.fitting(schedulers.FLOW))
def test_solvers_of_flows_agree_when_they_take_many_steps(name: str) -> None:
    opened = tiny("zimage")
    expected = finish(opened, [begin(opened, Recipe(1, 80, 0.0, scheduler="flow-euler"))])[0]
    found = finish(opened, [begin(opened, Recipe(1, 80, 0.0, scheduler=name))])[0]
    assert (found - expected).abs().max() < 0.1 * expected.abs().max()


def test_model_that_was_taught_guidance_is_asked_once_and_told_of_it() -> None:
    plain = tiny("sd1")
    pipe = copy.deepcopy(plain.pipe)
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(0)
        pipe.unet = type(pipe.unet).from_config(pipe.unet.config, time_cond_proj_dim=32).eval()
    taught = Opened("sd1", pipe)
    recipe = Recipe(1, 4, 8.0, scheduler="lcm")
    pipe.scheduler = schedulers.make("lcm", pipe.scheduler, schedulers.NOISE)
    found = finish(taught, [sampling := begin(taught, recipe)])[0]
    assert not sampling.guided
    assert torch.equal(found, bare(taught, "", recipe)[0])


@pytest.mark.parametrize(
    ("kind", "recipe", "is_guided"),
    [
        ("sd1", Recipe(1, 4, 1.5, scheduler="lcm"), True),
        ("sd1", Recipe(1, 1, 1.0, scheduler="lcm"), False),
        ("sdxl", Recipe(1, 1, 0.0, scheduler="euler-ancestral"), False),
        ("sdxl", Recipe(1, 4, 1.0, scheduler="euler"), False),
        ("zimage", Recipe(1, 1, 0.0), False),
        ("zimage", Recipe(1, 4, 1.0), True),
    ],
)
def test_few_steps_with_hardly_any_guidance_are_the_bare_pipeline_too(
    kind: str, recipe: Recipe, is_guided: bool
) -> None:
    """As turbo, lightning and latent consistency models are run."""
    opened = tiny(kind)
    made = schedulers.make(recipe.scheduler, opened.pipe.scheduler, sampling_of(kind).target)
    before, opened.pipe.scheduler = opened.pipe.scheduler, made
    try:
        expected = bare(opened, "", recipe)[0]
    finally:
        opened.pipe.scheduler = before
    sampling = begin(opened, recipe)
    assert sampling.guided == is_guided
    assert torch.equal(finish(opened, [sampling])[0], expected)


@pytest.mark.parametrize("strength", [0.6, 1.0])
def test_network_for_inpainting_is_the_bare_pipeline_too(strength: float) -> None:
    plain = tiny("sd1")
    pipe = copy.deepcopy(plain.pipe)
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(0)
        pipe.unet = type(pipe.unet).from_config({**pipe.unet.config, "in_channels": 9}).eval()
    opened = Opened("sd1", pipe)
    recipe = Recipe(2, 4, 5.0, strength=strength)
    given, mask = picture(), half_mask()
    encoded = latents.encode_image(opened, as_picture(given), as_picture(mask))
    found = finish(opened, [begin(opened, recipe, latent=encoded)])[0]
    assert torch.equal(found, bare(opened, "Inpaint", recipe, image=given, mask_image=mask)[0])
    with pytest.raises(OperationError, match="connect an image and a mask"):
        begin(opened, recipe)


@pytest.mark.parametrize("kind", FAMILIES)
def test_no_step_and_no_preview_waits_for_the_device(kind: str) -> None:
    own = tiny(kind)
    pipe = copy.deepcopy(own.pipe)
    (pipe.transformer if kind == "zimage" else pipe.unet).to(NOWHERE)
    nowhere = Opened(kind, pipe, device=NOWHERE)
    positive = {name: each.to(NOWHERE) for name, each in conditioning.encode(own, "x").items()}
    made = [
        sampling_of(kind)(
            nowhere, Recipe(seed, 3, 5.0), positive, positive, latents.empty_latent(SIDE, SIDE)
        )
        for seed in (1, 2)
    ]
    previewer = Previewer(kind, NOWHERE)
    while not made[0].is_done:
        step_together(nowhere, made)
        assert previewer.picture(made[0].clean()).device == NOWHERE


@pytest.mark.parametrize("kind", FAMILIES)
def test_tiled_decoding_is_almost_the_same_and_leaves_the_decoder_as_it_was(kind: str) -> None:
    opened = tiny(kind)
    shape = (1, 16 if kind == "zimage" else 4, 24, 24)
    given = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    vae, sides = opened.pipe.vae, []
    hook = vae.decoder.register_forward_pre_hook(lambda _, all: sides.append(max(all[0].shape[2:])))
    whole = latents.decode(opened, given).values
    assert sides == [24]
    tiled = latents.decode(opened, given, tiled=True).values
    hook.remove()
    assert max(sides[1:]) == vae.tile_latent_min_size == 8, "as much memory as a tile, at any size"
    assert not vae.use_tiling
    assert tiled.shape == whole.shape
    assert not torch.equal(tiled, whole)
    assert (tiled - whole).abs().mean() < whole.std() / 2  # norms of eight by eight, here


def test_only_what_is_large_is_tiled_of_itself() -> None:
    assert not latents.is_tiled(128, 128, "auto")
    assert latents.is_tiled(256, 256, "auto")
    assert latents.is_tiled(8, 8, "on")
    assert not latents.is_tiled(512, 512, "off")


def test_preview_shows_the_picture_before_it_is_done() -> None:
    opened = tiny("sdxl")
    sampling = begin(opened, Recipe(1, 8, 5.0))
    step_together(opened, [sampling])
    early, noisy = sampling.clean(), sampling.latents
    final = finish(opened, [sampling])[0]
    assert (early - final).abs().mean() < (noisy - final).abs().mean()


def test_picture_is_cut_to_the_size_that_was_asked_for() -> None:
    opened = tiny("sd1")
    wide = as_picture(picture(side=128))[32:96]  # 128 × 64
    found = latents.encode_image(opened, wide, size=(SIDE, SIDE))
    square = latents.encode_image(opened, wide[:, 32:96].contiguous())
    assert torch.equal(found["moments"], square["moments"])
    assert found["moments"].device == CPU
