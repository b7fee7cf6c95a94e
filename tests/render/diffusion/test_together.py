"""Several pictures by one call of the network, each with its own scheduler and random numbers."""

import pytest
import torch

from render.diffusion import latents
from render.diffusion.sampling import Recipe, step_together
from tests.render.diffusion.opened import (
    FAMILIES,
    as_picture,
    begin,
    finish,
    half_mask,
    picture,
    tiny,
)

RELATIVE = 1e-5


def near(found: torch.Tensor, expected: torch.Tensor) -> bool:
    return bool((found - expected).abs().max() <= RELATIVE * expected.abs().max())


@pytest.mark.parametrize("kind", FAMILIES)
def test_together_is_as_alone_to_a_hundred_thousandth(kind: str) -> None:
    opened = tiny(kind)
    other = "flow-euler" if kind == "zimage" else "euler-ancestral"
    recipes = [Recipe(1, 4, 5.0), Recipe(2, 4, 3.0), Recipe(3, 4, 5.0, scheduler=other)]
    prompts = ["a cat", "a dog", "a bird"]

    def make() -> list:
        return [begin(opened, *each) for each in zip(recipes, prompts, strict=True)]

    alone = [finish(opened, [each])[0] for each in make()]
    together = finish(opened, make())
    for found, expected in zip(together, alone, strict=True):
        assert near(found, expected)
    assert not near(together[0], alone[1])


@pytest.mark.parametrize("kind", FAMILIES)
def test_they_may_be_at_different_steps_and_one_may_have_a_mask(kind: str) -> None:
    opened = tiny(kind)
    encoded = latents.encode_image(opened, as_picture(picture()), as_picture(half_mask()))
    masked = Recipe(1, 6, 4.0, strength=0.7)
    alone = [
        finish(opened, [begin(opened, masked, latent=encoded)])[0],
        finish(opened, [begin(opened, Recipe(2, 5, 4.0))])[0],
    ]
    late, early = begin(opened, masked, latent=encoded), begin(opened, Recipe(2, 5, 4.0))
    step_together(opened, [early])
    while not (late.is_done or early.is_done):
        step_together(opened, [late, early])
    for each in (late, early):
        if not each.is_done:
            finish(opened, [each])
    assert near(late.latents, alone[0])
    assert near(early.latents, alone[1])


def test_what_differs_in_shape_or_guidance_cannot_go_together() -> None:
    opened = tiny("sd1")
    with pytest.raises(ValueError, match="one group"):
        step_together(opened, [begin(opened, Recipe(1, 2, 5.0)), begin(opened, Recipe(1, 2, 1.0))])
