"""What nodes with models are told: content, what a model likes, what is missing (RE43–RE47)."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab.documents.model import JSON, NodeId, NodeView
from render.errors import CatalogError
from render.execution import execute
from render.graph.incremental import Evaluation
from render.graph.model import Invocation, Problem
from render.graph.values import Computed, Deferred, Inline, made_in_place, needed
from render.graph.verdicts import (
    Blocked,
    Invalid,
    Knowledge,
    Silent,
    Verdict,
    Wanted,
    WantedEach,
    invocations,
)
from render.models.entry import ModelEntry, Models
from render.nodes.catalog import Catalog
from render.nodes.spec import NodeSpec, PortSpec
from render.outcomes import useful
from render.stores import AssetId, AssetInfo
from tests.render.boards import CATALOG, judge, node
from tests.render.models.lists import BASE, INK, TURBO, models
from tests.render.records import provenance
from tests.render.twins import MemoryAssets

ALL = models(TURBO, BASE, INK)
ASSET = AssetId("a" * 64)
ASSETS = {ASSET: AssetInfo(ASSET, "image/png", 64, 64, 9)}


def told(*nodes: NodeView, known: Models = ALL) -> dict[str, Verdict]:
    return judge(*nodes, knowledge=Knowledge(assets=ASSETS, models=known), catalog=CATALOG)


def generate(known: Models = ALL, **params: JSON) -> Invocation:
    verdict = told(
        node("g", "diffusion.generate", {"model": "turbo", **params}, mode="live"), known=known
    )["g"]
    assert isinstance(verdict, Wanted), verdict
    return verdict.invocation


def problem(verdict: object) -> Problem:
    assert isinstance(verdict, Invalid), verdict
    return verdict.problems[0]


def split(text: str = "a fox", loras: int = 0) -> list[NodeView]:
    """Load, LoRAs, encode, empty latent, sample, decode."""
    nodes = [node("load", "diffusion.load", {"model": "turbo"})]
    model = "load.model"
    for number in range(loras):
        nodes.append(node(f"l{number}", "diffusion.lora", {"lora": "ink"}, model=model))
        model = f"l{number}.model"
    return [
        *nodes,
        node("words", "note", {"text": text}),
        node("encode", "diffusion.encode", model=model, text="words.text"),
        node("empty", "diffusion.empty_latent"),
        node(
            "sample", "diffusion.sample", mode="live", model=model,
            positive="encode.conditioning", latent="empty.latent",
        ),
        node("decode", "diffusion.decode", model=model, latent="sample.latent"),
    ]  # fmt: skip


# By content


def test_model_counts_by_its_content_and_not_by_its_name_or_place() -> None:
    moved = models(replace(TURBO, name="other", path="/elsewhere"))
    assert generate().fingerprint == generate(moved, model="other").fingerprint
    other = models(replace(TURBO, hash="d" * 64))
    assert generate().fingerprint != generate(other).fingerprint


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "steps": st.just(4), "guidance": st.just(0), "width": st.just(512),
            "height": st.just(512), "scheduler": st.just("lcm"), "count": st.just(1),
            "prompt": st.just(""), "strict": st.just(False),
        },
    )
)  # fmt: skip
def test_saying_what_the_model_likes_anyway_changes_nothing(params: Mapping[str, JSON]) -> None:
    assert generate(**params).fingerprint == generate().fingerprint


@given(st.integers(1, 200), st.floats(0, 30), st.sampled_from(["euler", "ddim"]))
def test_what_somebody_says_goes_before_what_the_model_likes(
    steps: int, guidance: float, scheduler: str
) -> None:
    found = generate(steps=steps, guidance=guidance, scheduler=scheduler).params
    assert (found["steps"], found["guidance"], found["scheduler"]) == (steps, guidance, scheduler)


def test_empty_settings_are_what_the_model_likes_below_its_loras_too() -> None:
    found = told(*split(loras=2))["sample"]
    assert isinstance(found, Wanted)
    assert found.invocation.params["steps"] == 4
    assert found.invocation.params["scheduler"] == "lcm"
    assert generate(model="base").params["scheduler"] is None


def test_picture_that_comes_in_has_a_size_of_its_own() -> None:
    found = told(
        node("p", "image", {"asset": ASSET}),
        node("g", "diffusion.generate", {"model": "turbo"}, mode="live", image="p"),
    )["g"]
    assert isinstance(found, Wanted)
    assert found.invocation.params["width"] is None
    assert found.invocation.params["steps"] == 4


def test_strength_does_not_matter_without_a_picture() -> None:
    assert generate(strength=0.2).fingerprint == generate().fingerprint


# What is missing


def test_missing_model_is_told_with_the_nearest_and_nothing_is_swapped() -> None:
    found = problem(told(node("g", "diffusion.generate", {"model": "turbo-v2"}))["g"])
    assert found.code == "model_missing"
    assert found.params["nearest"] == ["turbo", "base"]
    assert "turbo-v2" in found.message


@pytest.mark.parametrize(
    ("name", "known", "says"),
    [
        ("", ALL, "Choose a model"),
        ("", {}, "This server has no model yet"),
        ("ink", ALL, "ink is not a model"),
        ("turbo", models(replace(TURBO, problem="Its files are pickled.")), "Its files are pickle"),
    ],
)
def test_model_that_cannot_be_used_says_why(
    name: str, known: Mapping[str, ModelEntry], says: str
) -> None:
    found = problem(told(node("g", "diffusion.generate", {"model": name}), known=known)["g"])
    assert found.code == "model_missing"
    assert says in found.message


def test_model_that_is_being_read_goes_on_by_itself() -> None:
    evaluation = Evaluation(CATALOG, Knowledge(models=models(replace(TURBO, hash=None))))
    generates = node("g", "diffusion.generate", {"model": "turbo"}, mode="live")
    evaluation.change({NodeId("g"): generates, NodeId("s"): node("s", "image.solid")})
    assert problem(evaluation.settle()[NodeId("g")].verdict).code == "model_reading"
    evaluation.learn_models(ALL)
    changes = evaluation.settle()
    assert changes.keys() == {"g"}
    assert isinstance(changes[NodeId("g")].verdict, Wanted)


def test_connected_model_goes_before_the_named_one() -> None:
    found = told(
        node("load", "diffusion.load", {"model": "base"}),
        node("g", "diffusion.generate", {"model": "gone"}, mode="live", model="load.model"),
    )["g"]
    assert isinstance(found, Wanted)
    assert found.invocation.params["steps"] == 30


def test_other_models_change_only_the_nodes_that_go_by_them() -> None:
    evaluation = Evaluation(CATALOG, Knowledge(models=ALL))
    board = [*split(), node("g", "diffusion.generate", {"model": "base"}, mode="live")]
    evaluation.change({each.id: each for each in board})
    evaluation.settle()
    evaluation.learn_models(models(replace(TURBO, hash="e" * 64), BASE, INK))
    assert evaluation.settle().keys() == {"sample", "decode"}
    evaluation.learn_models(models(BASE, INK))
    after = evaluation.settle()
    assert problem(after[NodeId("load")].verdict).code == "model_missing"
    assert isinstance(after[NodeId("decode")].verdict, Blocked)


# Made where it is used


def test_deferred_nodes_show_nothing_and_travel_with_their_reader() -> None:
    found = told(*split(loras=1))
    assert all(found[id] == Silent() for id in ("load", "l0", "encode", "empty"))
    assert isinstance(found["sample"], Wanted)
    made = made_in_place(v for vs in found["sample"].invocation.inputs.values() for v in vs)
    assert [each.spec.type for each in made].count("diffusion.load") == 1
    order = {each.fingerprint: place for place, each in enumerate(made)}
    for each in made:
        for value in (v for vs in each.inputs.values() for v in vs if isinstance(v, Deferred)):
            assert order[value.fingerprint] < order[each.fingerprint]


def test_words_change_what_samples_and_a_seed_does_not_change_what_encodes() -> None:
    def encoded(*nodes: NodeView) -> Deferred:
        verdict = told(*nodes)["sample"]
        assert isinstance(verdict, Wanted)
        (value,) = verdict.invocation.inputs["positive"]
        assert isinstance(value, Deferred)
        return value

    board = split()
    seeded = [
        replace(each, params={**each.params, "seed": 7}) if each.id == "sample" else each
        for each in board
    ]
    assert encoded(*board) == encoded(*seeded)
    assert encoded(*board) != encoded(*split("a hare"))


def test_list_of_prompts_goes_through_to_a_list_of_pictures() -> None:
    board = [each for each in split() if each.id not in ("words", "encode")]
    found = told(
        *board,
        node("p", "list.prompts", {"text": "a fox\na hare\nan owl"}),
        node("encode", "diffusion.encode", model="load.model", text="p.texts"),
    )
    assert isinstance(found["decode"], WantedEach)
    samples = [each.fingerprint for each in invocations(found["sample"])]
    assert len(set(samples)) == 3
    read = [next(needed(each.inputs["latent"])) for each in invocations(found["decode"])]
    assert [each.fingerprint for each in read] == samples


def test_work_waits_for_what_its_deferred_inputs_are_made_of() -> None:
    found = told(
        node("s", "image.solid"),
        node("p", "image", {"asset": ASSET}),
        node("load", "diffusion.load", {"model": "turbo"}),
        node("in", "diffusion.encode_image", model="load.model", image="s", mask="p"),
        node("encode", "diffusion.encode", {"text": "x"}, model="load.model"),
        node("sample", "diffusion.sample", mode="live", model="load.model",
             positive="encode.conditioning", latent="in.latent"),
    )  # fmt: skip
    assert isinstance(found["sample"], Wanted)
    invocation = found["sample"].invocation
    solid = invocations(found["s"])[0].fingerprint
    given = [value for values in invocation.inputs.values() for value in values]
    assert list(needed(given)) == [Computed(solid, "image")]
    assert useful(found["sample"]) == {invocation.fingerprint, solid}
    record = provenance(invocation, {solid: invocations(found["s"])[0]})
    types = {each["type"] for each in record["invocations"].values()}  # type: ignore
    assert types == {
        "diffusion.sample", "diffusion.load", "diffusion.encode", "diffusion.encode_image",
        "image.solid",
    }  # fmt: skip
    assert not record["cut"]
    named = [e["models"] for e in record["invocations"].values() if "models" in e]  # type: ignore
    assert named == [{"model": {"name": "turbo", "hash": TURBO.hash, "family": "sdxl"}}]


def test_deferred_node_without_its_inputs_blocks_its_readers() -> None:
    found = told(
        node("l", "diffusion.lora", {"lora": "ink"}),
        node("encode", "diffusion.encode", model="l.model"),
    )
    assert problem(found["l"]).message == "Connect a model"
    assert isinstance(found["encode"], Blocked)
    assert found["encode"].problem.node == "l"


def test_bypassed_lora_hands_the_model_on_and_shows_nothing() -> None:
    board = [replace(each, mode="bypass") if each.id == "l0" else each for each in split(loras=1)]
    found = told(*board)
    assert found["l0"] == Silent()
    assert found["sample"] == told(*split())["sample"]


def test_encoded_prompt_is_called_so_where_it_is_missing() -> None:
    found = told(node("s", "diffusion.sample", positive="n.text"), node("n", "note"))["s"]
    assert isinstance(found, Invalid)
    assert "Positive takes an encoded prompt, but Note gives a text" in [
        each.message for each in found.problems
    ]


def test_only_deferred_types_may_give_what_no_result_can_hold() -> None:
    spec = NodeSpec(
        type="x.model", title="X", category="diffusion", description="",
        outputs=(PortSpec("model", "Model", "model"),), operation="x:x",
    )  # fmt: skip
    with pytest.raises(CatalogError, match="not kept"):
        Catalog([spec])


def test_very_long_chain_of_deferred_nodes_is_no_deeper_for_it() -> None:
    found = told(*split(loras=3000))["sample"]
    assert isinstance(found, Wanted)
    assert len(made_in_place(found.invocation.inputs["model"])) == 3001


# Several


@given(st.integers(1, 8), st.integers(0, 100))
def test_count_is_a_list_over_seeds_and_one_more_makes_one_more(count: int, seed: int) -> None:
    def seeds(times: int) -> tuple[Invocation, ...]:
        board = node(
            "g", "diffusion.generate", {"model": "turbo", "count": times, "seed": seed},
            mode="live",
        )  # fmt: skip
        return invocations(told(board)["g"])

    found, more = seeds(count), seeds(count + 1)
    assert [each.params["seed"] for each in found] == list(range(seed, seed + count))
    assert more[:count] == found
    assert found[0] == generate(seed=seed)


@pytest.mark.parametrize(
    ("params", "is_free"),
    [
        ({}, False),
        ({"seed.free": False}, False),
        ({"seed.free": True}, True),
        ({"seed.free": "up"}, True),
        ({"count": 2}, True),
    ],
)
def test_seed_is_free_where_nobody_holds_the_picture_to_it(
    params: Mapping[str, JSON], is_free: bool, tmp_path: Path
) -> None:
    nodes = [node("g", "diffusion.generate", {"model": "turbo", **params}, mode="live")]
    runs = list(invocations(told(*nodes)["g"]))
    assert [one.seed_is_free for one in runs] == [is_free] * int(str(params.get("count", 1)))
    assert runs[0].fingerprint == generate().fingerprint, "it is the same picture"
    assert ("seed_is_free" in execute(runs[0], {}, 1, MemoryAssets(tmp_path)).params) is is_free


@pytest.mark.parametrize(("params", "is_free"), [({}, False), ({"seed.free": True}, True)])
def test_seed_of_a_sampling_is_free_too(
    params: Mapping[str, JSON], is_free: bool, tmp_path: Path
) -> None:
    nodes = [
        node("sample", each.type, params, mode="live", model="load.model",
             positive="encode.conditioning", latent="empty.latent")
        if each.id == "sample" else each
        for each in split()
    ]  # fmt: skip
    found = told(*nodes)["sample"]
    assert isinstance(found, Wanted)
    needs = execute(found.invocation, {}, 1, MemoryAssets(tmp_path))
    assert ("seed_is_free" in needs.params) is is_free


def test_connected_seeds_are_the_ones_that_count() -> None:
    found = told(
        node("s", "list.seeds", {"start": 3, "count": 2}),
        node("g", "diffusion.generate", {"model": "turbo", "count": 5}, mode="live",
             seed="s.seeds"),
    )["g"]  # fmt: skip
    assert [each.inputs["seed"] for each in invocations(found)] == [
        (Inline("number", 3),), (Inline("number", 4),),
    ]  # fmt: skip


def test_each_prompt_is_repeated_and_all_of_it_is_bounded() -> None:
    lines = "\n".join(f"fox {n}" for n in range(20))
    prompts = node("p", "list.prompts", {"text": lines})
    several = {"model": "turbo", "count": 2}
    generates = node("g", "diffusion.generate", several, mode="live", prompt="p.texts")
    assert len(invocations(told(prompts, generates)["g"])) == 40
    many = replace(generates, params={**several, "count": 64})
    assert "at most 1000" in problem(told(prompts, many)["g"]).message


def test_size_that_no_model_can_make_is_told_with_one_that_can() -> None:
    found = problem(told(node("g", "diffusion.generate", {"model": "turbo", "width": 515}))["g"])
    assert found.message == "Width must be a multiple of 8; 515 is not, 512 is"
