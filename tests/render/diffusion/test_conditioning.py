"""Prompts: the pipeline's own encoding where it can be, compel's where there is more to it."""

import time

import pytest
import torch

from render.diffusion import conditioning, latents
from render.diffusion.families.unet import as_long
from render.diffusion.sampling import Recipe
from render.diffusion.weights import Fragment, fragments
from tests.render.diffusion.opened import CPU, begin, finish, tiny

CLIP = ("sd1", "sd2", "sdxl")
LONG = "words, " * 40


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("a cat", [("a cat", 1.0)]),
        ("a (cat)1.3, dog", [("a ", 1.0), ("cat", 1.3), (", dog", 1.0)]),
        ("a (cat:1.3) dog", [("a ", 1.0), ("cat", 1.3), (" dog", 1.0)]),
        ("cat++ and dog-", [("cat", 1.1**2), (" and ", 1.0), ("dog", 0.9)]),
        ("(a (b)2 c)0.5", [("a ", 0.5), ("b", 1.0), (" c", 0.5)]),
        ("portrait (oil on canvas)", [("portrait (oil on canvas)", 1.0)]),
        ("open ( and ) close (", [("open ( and ) close (", 1.0)]),
        (r"\(x\) pre-war", [("(x) pre-war", 1.0)]),
        ("", []),
    ],
)
def test_weights_are_read(prompt: str, found: list[tuple[str, float]]) -> None:
    read = fragments(prompt)
    assert [each.text for each in read] == [text for text, _ in found]
    assert [each.weight for each in read] == pytest.approx([weight for _, weight in found])


def test_no_prompt_takes_long_to_read() -> None:
    began = time.process_time()
    for hostile in ("(" * 20_000, "(a" * 400 + ")1.1" * 400, "+" * 20_000, "a+ " * 5_000):
        fragments(hostile)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("kind", CLIP)
@pytest.mark.parametrize("prompt", ["a cat", "", "portrait (oil on canvas)"])
def test_plain_prompt_is_the_pipelines_own(kind: str, prompt: str) -> None:
    opened = tiny(kind)
    own = opened.pipe.encode_prompt(
        prompt=prompt, device=CPU, num_images_per_prompt=1, do_classifier_free_guidance=False
    )
    found = conditioning.encode(opened, prompt)
    assert torch.equal(found["embeds"], own[0])
    if kind == "sdxl":
        assert torch.equal(found["pooled"], own[2])


@pytest.mark.parametrize("kind", CLIP)
def test_weights_pull_only_what_they_are_on(kind: str) -> None:
    opened = tiny(kind)
    plain = conditioning.encode(opened, "a cat")["embeds"]
    more = conditioning.encode(opened, "a (cat)1.5")["embeds"]
    none = conditioning.encode(opened, "a (cat)0.0")["embeds"]
    assert torch.allclose(more[0, :2], plain[0, :2], atol=1e-5)  # the start and "a"
    assert not torch.allclose(more[0, 2:5], plain[0, 2:5], atol=1e-3)
    assert torch.isfinite(none).all()
    assert not torch.allclose(none, plain, atol=1e-3)


@pytest.mark.parametrize("kind", CLIP)
def test_long_prompt_is_taken_whole_in_chunks(kind: str) -> None:
    opened = tiny(kind)
    found = conditioning.encode(opened, LONG)
    length = found["embeds"].shape[1]
    assert length > 77
    assert length % 77 == 0
    assert conditioning.left_out(found) == 0
    changed = conditioning.encode(opened, LONG + "at the very end")
    assert not torch.equal(changed["embeds"][:, -77:], found["embeds"][:, -77:])
    short, long = as_long(conditioning.encode(opened, "a cat"), found)
    assert short.shape == long.shape
    assert torch.equal(short[:, 77:154], found["blank"])


@pytest.mark.parametrize("kind", CLIP)
def test_long_and_weighted_prompt_makes_a_picture(kind: str) -> None:
    opened = tiny(kind)
    sampling = begin(opened, Recipe(1, 2, 5.0), prompt=LONG + "(end)1.2", negative="a (dog)0.4")
    assert torch.isfinite(finish(opened, [sampling])[0]).all()


@pytest.mark.parametrize("kind", CLIP)
def test_weight_on_what_a_tokenizer_drops_does_no_harm(kind: str) -> None:
    found = conditioning.encode(tiny(kind), "x (\u200b)0.5 (🐈)0.3 (<|endoftext|>)1.2")
    assert torch.isfinite(found["embeds"]).all()


def test_what_the_encoder_cannot_take_is_counted() -> None:
    opened = tiny("zimage")
    assert conditioning.left_out(conditioning.encode(opened, "a cat")) == 0
    long = conditioning.encode(opened, "x" * 600)
    assert long["embeds"].shape[1] == 512
    assert conditioning.left_out(long) > 88


def test_sdxl_without_negative_prompt_is_guided_from_zeros() -> None:
    opened = tiny("sdxl")
    assert conditioning.negative(opened, None) is None
    assert conditioning.negative(opened, "") is None
    positive = conditioning.encode(opened, "a cat")
    assert not conditioning.zeros(positive)["embeds"].any()


def test_fragments_are_values() -> None:
    assert fragments("a (b)2") == [Fragment("a ", 1.0), Fragment("b", 2.0)]


def test_empty_latent_is_only_a_size() -> None:
    assert latents.empty_latent(64, 32)["size"].tolist() == [64, 32]
