"""The nodes' operations, driven as the worker drives them, on tiny models."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch

from render.diffusion import conditioning
from render.diffusion import run as run_module
from render.diffusion.library import Library
from render.diffusion.pace import Pace
from render.diffusion.tiny import build
from render.models.use import ModelUse
from render.nodes.diffusion import MAX_SEED
from render.nodes.ops import diffusion
from render.nodes.ops.call import Call, Cancelled, Floats, OperationError, Tensors
from render.nodes.ops.latents import odd_latent
from render.nodes.ops.long import LongOperation
from render.workers.memory import WorkerMemory
from tests.render.diffusion.opened import CPU, FAMILIES, SIDE, Opened, as_picture, half_mask, tiny
from tests.render.diffusion.opened import picture as sample_picture

ROOM = 2**28


class Counter:
    """Opens tiny models, and counts how often each part is asked for something."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.pace = Pace(CPU)

    @contextmanager
    def open(
        self, use: ModelUse, parts: Collection[str], work: Any = None, step: Any = None
    ) -> Iterator[Opened]:
        self.opened.extend(parts)
        yield tiny(use.family)

    def check(self, use: ModelUse, work: Any) -> None:
        """Everything fits here."""

    def fitting(self, use: ModelUse, work: Any) -> int:
        return 8

    def taken(self) -> dict[str, int]:
        found = {name: self.opened.count(name) for name in ("text", "denoiser", "vae")}
        self.opened.clear()
        return found


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    counter = Counter()
    monkeypatch.setattr(diffusion, "library", lambda call: counter)
    return counter


@pytest.fixture
def memory() -> WorkerMemory:
    return WorkerMemory(ROOM)


def use(family: str) -> dict[str, Any]:
    return ModelUse(name=family, hash=f"hash-{family}", path="", family=family).as_json()


def params(family: str = "sd1", **more: Any) -> dict[str, Any]:
    return {
        "model": use(family), "prompt": "a cat", "negative": "", "width": SIDE, "height": SIDE,
        "steps": 3, "guidance": 4.0, "seed": 1, "strength": 0.75, "scheduler": None,
        "strict": False, "count": 1,
    } | more  # fmt: skip


def call(memory: WorkerMemory, given: Mapping[str, Any], **inputs: Any) -> Call:
    ports = {name: [value] for name, value in inputs.items() if value is not None}
    return Call(ports, given, CPU, memory=memory)


def run(kind: type[LongOperation], given: Call) -> Any:
    long = kind()
    try:
        for index in range(long.prepare(given)):
            long.step(index)
        return long.finish()
    finally:
        long.close()


def generate(memory: WorkerMemory, given: Mapping[str, Any], **inputs: Any) -> torch.Tensor:
    found = run(diffusion.Generate, call(memory, given, **inputs))
    assert isinstance(found, Floats)
    return found.values


def split(
    memory: WorkerMemory, given: dict[str, Any], picture: Any = None, mask: Any = None
) -> torch.Tensor:
    """The same by the nodes that Generate is made of."""
    model = diffusion.load(call(memory, given))

    def encoded(text: str) -> Tensors:
        return diffusion.encode(call(memory, {"text": text}, model=model))

    if picture is None:
        latent = diffusion.empty_latent(call(memory, given))
    else:
        latent = diffusion.encode_image(call(memory, given, model=model, image=picture, mask=mask))
    negative = encoded(given["negative"]) if given["negative"] else None
    samples = run(
        diffusion.Sample,
        call(memory, given, model=model, positive=encoded(given["prompt"]), negative=negative,
             latent=latent),
    )  # fmt: skip
    tiling = {"tiling": "auto"}
    return run(diffusion.Decode, call(memory, tiling, model=model, latent=samples)).values


@pytest.mark.parametrize("negative", ["", "a dog"])
@pytest.mark.parametrize("family", FAMILIES)
def test_generate_and_the_split_nodes_give_the_same_bits(
    counter: Counter, family: str, negative: str
) -> None:
    given = params(family, negative=negative)
    whole = generate(WorkerMemory(ROOM), given)
    assert whole.shape == (SIDE, SIDE, 3)
    assert torch.equal(split(WorkerMemory(ROOM), given), whole)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_with_a_picture_to_begin_from(counter: Counter, family: str, masked: bool) -> None:
    picture = as_picture(sample_picture())
    mask = as_picture(half_mask()) if masked else None
    given = params(family, width=None, height=None)
    whole = generate(WorkerMemory(ROOM), given, image=picture, mask=mask)
    assert torch.equal(split(WorkerMemory(ROOM), given, picture, mask), whole)


def test_another_seed_encodes_nothing(counter: Counter, memory: WorkerMemory) -> None:
    picture, mask = as_picture(sample_picture()), as_picture(half_mask())
    first = generate(memory, params(), image=picture, mask=mask)
    counter.taken()
    second = generate(memory, params(seed=2), image=picture, mask=mask)
    taken = counter.taken()
    assert taken == {"text": 0, "denoiser": 1, "vae": 1}  # which decodes
    assert not torch.equal(first, second)


def test_what_was_sampled_is_decoded_again_without_the_network(
    counter: Counter, memory: WorkerMemory
) -> None:
    first = generate(memory, params())
    counter.taken()
    again = generate(memory, params())
    assert counter.taken() == {"text": 0, "denoiser": 0, "vae": 1}
    assert torch.equal(first, again)


def test_split_nodes_and_generate_share_what_they_keep(
    counter: Counter, memory: WorkerMemory
) -> None:
    split(memory, params())
    counter.taken()
    generate(memory, params())
    assert counter.taken() == {"text": 0, "denoiser": 0, "vae": 1}


def test_kept_things_are_kept_by_content(counter: Counter, memory: WorkerMemory) -> None:
    generate(memory, params())
    counter.taken()
    generate(memory, params(negative="a dog"))
    assert counter.taken()["text"] == 1
    bent = use("sd1") | {"loras": [{"name": "l", "hash": "h", "path": "", "weight": 0.5}]}
    generate(memory, params(model=bent))
    taken = counter.taken()
    assert taken["denoiser"] > 0
    generate(memory, params(strict=True))
    assert counter.taken()["denoiser"] > 0  # what was made beside others is not taken


def test_styles_are_the_same_as_their_words_typed(counter: Counter, memory: WorkerMemory) -> None:
    typed = generate(memory, params(prompt="a cat, ink", negative="a dog, photo"))
    counter.taken()
    ink = {"name": "Ink", "words": "{prompt}, ink", "avoid": "photo"}
    chosen = generate(memory, params(negative="a dog", styles=[ink]))
    assert counter.taken()["text"] == 0
    assert torch.equal(typed, chosen)


def test_strength_says_nothing_where_no_picture_comes_in(
    counter: Counter, memory: WorkerMemory
) -> None:
    generate(memory, params())
    counter.taken()
    generate(memory, params(strength=0.2))
    assert counter.taken()["denoiser"] == 0


def test_what_is_of_another_kind_of_model_is_refused(
    counter: Counter, memory: WorkerMemory
) -> None:
    small, other = (ModelUse.from_json(use(family)) for family in ("sd1", "zimage"))
    empty = diffusion.empty_latent(call(memory, params()))
    words = diffusion.encode(call(memory, {"text": "a cat"}, model=small))
    others = diffusion.encode(call(memory, {"text": "a cat"}, model=other))

    def sample(model: ModelUse, positive: Tensors, latent: Tensors) -> Tensors:
        inputs = {"model": model, "positive": positive, "latent": latent}
        return run(diffusion.Sample, call(memory, params(guidance=0.0), **inputs))

    with pytest.raises(OperationError, match="prompt was encoded for another kind"):
        sample(small, others, empty)
    latent = sample(other, others, empty)
    with pytest.raises(OperationError, match="latent is of another kind"):
        sample(small, words, latent)
    with pytest.raises(OperationError, match="latent is of another kind"):
        run(diffusion.Decode, call(memory, {"tiling": "auto"}, model=small, latent=latent))


def test_it_stops_while_it_prepares(counter: Counter, memory: WorkerMemory) -> None:
    asked = iter([False, False, True])
    stopping = Call({}, params(), CPU, is_cancelled=lambda: next(asked), memory=memory)
    with pytest.raises(Cancelled):
        diffusion.Generate().prepare(stopping)
    assert counter.taken()["denoiser"] == 0


@pytest.mark.parametrize("family", FAMILIES)
def test_previews_are_small_and_change(counter: Counter, memory: WorkerMemory, family: str) -> None:
    long = diffusion.Generate()
    steps = long.prepare(call(memory, params(family)))
    seen = []
    for index in range(steps):
        long.step(index)
        preview = long.preview()
        assert preview is not None
        assert preview.dtype == torch.uint8
        assert preview.shape == (SIDE // 8, SIDE // 8, 3)
        seen.append(preview)
    assert not torch.equal(seen[0], seen[-1])


def test_lora_of_no_weight_is_none_and_others_are_in_their_order(memory: WorkerMemory) -> None:
    model = ModelUse.from_json(use("sd1"))
    told = {"name": "l", "hash": "h", "path": "p"}
    bent = diffusion.lora(call(memory, {"lora": told, "weight": 0.5}, model=model))
    again = diffusion.lora(call(memory, {"lora": told, "weight": -1}, model=bent))
    assert [each.weight for each in again.loras] == [0.5, -1]
    assert diffusion.lora(call(memory, {"lora": told, "weight": 0}, model=bent)) == bent
    first, second = (conditioning.key(each, torch.float32, "x") for each in (bent, model))
    assert first != second


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scheduler": "flow-euler"}, "does not fit this model; choose one of euler"),
        ({"width": None, "height": None}, "Set a width and a height"),
        ({"width": 8}, "too small"),
    ],
)
def test_refusals_say_what_to_do(
    counter: Counter, memory: WorkerMemory, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(OperationError, match=message):
        generate(memory, params(**change))


def test_strength_that_leaves_no_step_is_refused(counter: Counter, memory: WorkerMemory) -> None:
    with pytest.raises(OperationError, match=r"strength of 0\.1 leaves nothing to do in 3 steps"):
        generate(memory, params("sd2", strength=0.1), image=as_picture(sample_picture()))


def test_prompt_that_is_longer_than_the_encoder_reads_is_said_with_the_result(
    counter: Counter, memory: WorkerMemory
) -> None:
    """Also where it was encoded by a node of its own, or remembered."""
    long = params("zimage", prompt="x" * 600)
    for given, remarks in ((long, ("left_out",)), (long, ("left_out",)), (params("zimage"), ())):
        assert run(diffusion.Generate, call(memory, given)).remarks == remarks
    model = diffusion.load(call(memory, long))
    found = run(
        diffusion.Sample,
        call(
            memory,
            {**long, "guidance": 0.0},
            model=model,
            positive=diffusion.encode(call(memory, {"text": long["prompt"]}, model=model)),
            latent=diffusion.empty_latent(call(memory, long)),
        ),
    )
    assert found.remarks == ("left_out",)


def test_latent_with_nothing_in_it_is_refused(counter: Counter, memory: WorkerMemory) -> None:
    empty = diffusion.empty_latent(call(memory, params()))
    model = ModelUse.from_json(use("sd1"))
    with pytest.raises(OperationError, match="put a Sample before"):
        run(diffusion.Decode, call(memory, {"tiling": "auto"}, model=model, latent=empty))


def test_free_seed_is_changed_once_when_it_gives_no_picture(
    counter: Counter, memory: WorkerMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded = []
    real = diffusion.latents.decode

    def broken(parts: Any, samples: torch.Tensor, tiled: bool) -> Floats:
        decoded.append(samples)
        found = real(parts, samples, tiled)
        return Floats(found.values * float("nan")) if len(decoded) == 1 else found

    monkeypatch.setattr(diffusion.latents, "decode", broken)
    found = run(diffusion.Generate, call(memory, params(seed_is_free=True)))
    seed = diffusion.another_seed(1)
    assert found.remarks == (f"another_seed:{seed}",)
    assert torch.isfinite(found.values).all()
    assert torch.equal(found.values, generate(memory, params(seed=seed)))
    decoded.clear()
    kept = run(diffusion.Generate, call(memory, params()))
    assert kept.remarks == ()
    assert len(decoded) == 1


@pytest.mark.parametrize(
    "spoil", [lambda found: found * float("nan"), torch.zeros_like], ids=["no numbers", "flat"]
)
def test_free_seed_of_a_latent_is_changed_once_too(
    counter: Counter, memory: WorkerMemory, monkeypatch: pytest.MonkeyPatch, spoil: Any
) -> None:
    seeds = []
    real = run_module.step_together

    def broken(parts: Any, samplings: Any) -> None:
        real(parts, samplings)
        seeds.append(samplings[0].recipe.seed)
        if seeds[-1] == 1:
            samplings[0].latents = spoil(samplings[0].latents)

    monkeypatch.setattr(run_module, "step_together", broken)
    model = ModelUse.from_json(use("sd1"))
    words = diffusion.encode(call(memory, {"text": "a cat"}, model=model))
    inputs = {"model": model, "positive": words}
    inputs["latent"] = diffusion.empty_latent(call(memory, params()))

    def sample(**more: Any) -> Any:
        return run(diffusion.Sample, call(memory, params(**more), **inputs))

    held = sample()
    assert odd_latent(held)
    found = sample(seed_is_free=True)
    seed = diffusion.another_seed(1)
    assert found.remarks == (f"another_seed:{seed}",)
    assert not odd_latent(found.output)
    assert set(seeds) == {1, seed}
    assert torch.equal(found.output["samples"], sample(seed=seed)["samples"])


def test_other_seeds_are_of_no_neighbour_and_fit_into_a_parameter() -> None:
    first = [diffusion.another_seed(seed) for seed in range(200)]
    assert len(set(first)) == 200
    assert not set(first).intersection(range(1000))
    assert max(first) <= MAX_SEED


@pytest.mark.parametrize("family", FAMILIES)
def test_it_works_over_the_workers_library_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, family: str
) -> None:
    build(family, tmp_path / family, dtype=torch.float32)
    library = Library(CPU, ROOM, lambda reason: None)
    monkeypatch.setattr(diffusion, "library", lambda call: library)
    model = use(family) | {"path": str(tmp_path / family)}
    given = params(family, model=model)
    whole = generate(WorkerMemory(ROOM), given)
    assert torch.equal(split(WorkerMemory(ROOM), given), whole)
    picture, mask = as_picture(sample_picture()), as_picture(half_mask())
    assert not torch.equal(generate(WorkerMemory(ROOM), given, image=picture, mask=mask), whole)
