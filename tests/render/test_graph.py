"""What a board's nodes are told: problems, order, modes, fingerprints (RE1–RE12)."""

import hashlib
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab.documents.model import NodeId
from render.graph import topology
from render.graph.model import Invocation, Problem
from render.graph.values import Computed, Inline, Uploaded
from render.graph.verdicts import (
    Blocked,
    Failed,
    Failure,
    Invalid,
    Knowledge,
    Latched,
    Passed,
    Silent,
    Stale,
    Wanted,
)
from render.nodes.cut import Cut
from render.outcomes import outcome
from render.results import Done
from render.stores import AssetId, AssetInfo, Fingerprint
from tests.render.boards import judge, node

ASSET = AssetId("a" * 64)
WITH_ASSET = Knowledge(assets={ASSET: AssetInfo(ASSET, "image/png", 4, 4, 9)})


def problem(verdict: object) -> Problem:
    assert isinstance(verdict, Invalid), verdict
    return verdict.problems[0]


def wanted(verdict: object) -> Fingerprint:
    assert isinstance(verdict, Wanted), verdict
    return verdict.invocation.fingerprint


def test_unknown_type_names_it_and_blocks_what_reads_it() -> None:
    found = judge(node("x", "acme.glow"), node("i", "image.invert", image="x.out"))
    assert problem(found["x"]).code == "unknown_type"
    assert "acme.glow" in problem(found["x"]).message
    assert found["i"] == Blocked(
        Problem("upstream", "Waits for acme.glow, which has no result", node=NodeId("x")), None
    )


def test_missing_input_says_what_to_connect_where() -> None:
    found = judge(node("b", "image.blend"))
    assert [each.message for each in found["b"].problems] == [
        "Connect an image to A",
        "Connect an image to B",
    ]
    assert {each.code for each in found["b"].problems} == {"missing_input"}
    assert problem(judge(node("i", "image.invert"))["i"]).message == "Connect an image"
    assert problem(judge(node("c", "image.contact"))["c"]).message == "Connect an image"


def test_wrong_type_names_both_sides() -> None:
    found = judge(node("n", "note", {"text": "x"}), node("i", "image.invert", image="n.text"))
    assert problem(found["i"]).code == "wrong_type"
    assert problem(found["i"]).message == "Image takes an image, but Note gives a text"


def test_output_that_does_not_exist_is_a_wrong_type() -> None:
    found = judge(node("s", "image.solid"), node("i", "image.invert", image="s.picture"))
    assert problem(found["i"]).message == "Image takes an image, but Solid has no output “picture”"


def test_all_problems_of_a_node_are_told_at_once() -> None:
    found = judge(node("r", "image.resize", {"width": 0, "filter": "best"}))
    assert [each.code for each in found["r"].problems] == [
        "missing_input", "bad_param", "bad_param",
    ]  # fmt: skip


def test_too_many_pixels_are_a_bad_parameter() -> None:
    found = judge(node("s", "image.solid", {"width": 8192, "height": 8192}))
    assert "at most 64 megapixels; 8192 × 8192 are 67" in problem(found["s"]).message


def test_contact_sheet_counts_its_pictures_before_it_is_too_large() -> None:
    sources = [node(f"s{i}", "image.solid") for i in range(40)]
    links = {f"images:{i:02}": f"s{i}" for i in range(40)}
    big = {"size": 2048, "columns": 4}
    found = judge(*sources, node("c", "image.contact", big, inputs=links))
    assert problem(found["c"]).code == "bad_param"
    found = judge(*sources, node("c", "image.contact", {**big, "size": 64}, inputs=links))
    assert isinstance(found["c"], Wanted)


def test_cycle_is_told_on_each_of_its_nodes_and_blocks_the_rest() -> None:
    found = judge(
        node("a", "image.invert", image="c"),
        node("b", "image.invert", image="a"),
        node("c", "image.invert", image="b"),
        node("d", "image.invert", image="c"),
        node("e", "image.invert", image="e"),
    )
    assert {problem(found[id]).code for id in "abce"} == {"cycle"}
    assert isinstance(found["d"], Blocked)
    assert found["d"].problem.node in {"a", "b", "c"}


def test_dangling_input_is_as_none() -> None:
    found = judge(node("i", "image.invert", image="gone"))
    assert problem(found["i"]).code == "missing_input"


def test_unknown_port_is_ignored() -> None:
    assert isinstance(judge(node("s", "image.solid", odd="s"))["s"], Wanted)


def test_missing_asset_is_told_by_what_reads_it() -> None:
    found = judge(node("p", "image", {"asset": ASSET}), node("i", "image.invert", image="p"))
    assert isinstance(found["p"], Silent)
    assert problem(found["i"]).code == "asset_missing"
    assert problem(found["i"]).node == "p"


def test_picture_on_the_board_is_an_input_by_its_content() -> None:
    found = judge(
        node("p", "image", {"asset": ASSET}),
        node("i", "image.invert", image="p"),
        knowledge=WITH_ASSET,
    )
    assert found["i"].invocation.inputs == {"image": (Uploaded(ASSET),)}


HALF = {"x": 0.5, "y": 0, "w": 0.5, "h": 1}


def test_cut_picture_is_another_input_than_the_whole_and_turning_it_back_is_not() -> None:
    def invocation(**params: object) -> Invocation:
        picture = node("p", "image", {"asset": ASSET, **params})
        found = judge(picture, node("i", "image.invert", image="p"), knowledge=WITH_ASSET)
        assert isinstance(found["i"], Wanted), found["i"]
        return found["i"].invocation

    whole = invocation()
    turned = invocation(crop=HALF, turn=90.0)
    assert turned.inputs == {"image": (Uploaded(ASSET, Cut((0.5, 0.0, 0.5, 1.0), 90)),)}
    assert len({each.fingerprint for each in (whole, turned, invocation(turn=90))}) == 3
    assert invocation(crop=None, turn=0).fingerprint == whole.fingerprint
    assert invocation(crop={"x": 0, "y": 0, "w": 1, "h": 1}).fingerprint == whole.fingerprint


@pytest.mark.parametrize(
    "params",
    [
        {"turn": 45},
        {"crop": "left half"},
        {"crop": {**HALF, "w": 0.6}},
        {"crop": {**HALF, "h": 0}},
        {"crop": {"x": 0}},
    ],
)
def test_cut_that_cannot_be_is_told_by_what_reads_it(params: dict[str, Any]) -> None:
    picture = node("p", "image", {"asset": ASSET, **params})
    found = judge(picture, node("i", "image.invert", image="p"), knowledge=WITH_ASSET)
    assert (problem(found["i"]).code, problem(found["i"]).node) == ("bad_param", "p")
    assert problem(found["i"]).params["param"] == next(iter(params))


def test_bypassed_node_shows_a_picture_as_it_is_cut() -> None:
    found = judge(
        node("p", "image", {"asset": ASSET, "crop": HALF, "turn": 90}),
        node("i", "image.invert", image="p", mode="bypass"),
        knowledge=WITH_ASSET,
    )
    shown = outcome(found["i"], {}, WITH_ASSET.assets, is_running=False)
    assert isinstance(shown, Done)
    assert shown.run.outputs["image"] == {
        "asset": ASSET, "mime": "image/png", "width": 4, "height": 2, "crop": HALF, "turn": 90,
    }  # fmt: skip


def test_bad_swatch_is_told_by_what_reads_it() -> None:
    found = judge(node("w", "swatch", {"color": "red"}), node("s", "image.solid", color="w.color"))
    assert isinstance(found["w"], Silent)
    assert (problem(found["s"]).code, problem(found["s"]).node) == ("bad_param", "w")


def test_blocked_names_the_culprit_however_far_it_is() -> None:
    found = judge(
        node("a", "image.invert", title="Start"),
        node("b", "image.invert", image="a"),
        node("c", "image.invert", image="b"),
    )
    assert found["c"] == Blocked(
        Problem("upstream", "Waits for Start, which has no result", node=NodeId("a")), None
    )


def test_failed_node_is_not_tried_again_and_blocks() -> None:
    nodes = [node("s", "image.solid"), node("i", "image.invert", image="s")]
    fingerprint = wanted(judge(*nodes)["s"])
    failure = Failure(fingerprint, Problem("failed", "It broke"))
    found = judge(*nodes, knowledge=Knowledge(failures={NodeId("s"): failure}))
    assert found["s"] == Failed(fingerprint, failure.problem)
    assert isinstance(found["i"], Blocked)
    assert found["i"].wanted is not None


def test_failure_of_another_fingerprint_is_history() -> None:
    failure = Failure(Fingerprint("old"), Problem("failed", "It broke"))
    found = judge(node("s", "image.solid"), knowledge=Knowledge(failures={NodeId("s"): failure}))
    assert isinstance(found["s"], Wanted)


def test_muted_node_gives_nothing() -> None:
    found = judge(
        node("w", "swatch", {"color": "#112233"}, mode="mute"),
        node("s", "image.solid", color="w.color"),
        node("m", "image.solid", mode="mute"),
        node("i", "image.invert", image="m"),
    )
    assert isinstance(found["m"], Silent)
    assert isinstance(found["s"], Wanted)  # its color input is optional
    assert problem(found["i"]).code == "missing_input"


def test_bypassed_node_passes_its_first_input_of_the_outputs_type() -> None:
    found = judge(
        node("a", "image.solid"),
        node("b", "image.noise"),
        node("x", "image.blend", {"blend": "nonsense"}, mode="bypass", a="a", b="b"),
        node("i", "image.invert", image="x"),
    )
    passed = Computed(wanted(found["a"]), "image")
    assert isinstance(found["x"], Passed)
    assert found["x"].outputs == {"image": passed}
    assert found["i"].invocation.inputs == {"image": (passed,)}


def test_bypassed_node_with_nothing_to_pass_is_as_muted() -> None:
    found = judge(
        node("s", "image.solid", mode="bypass"),
        node("i", "image.invert", image="s"),
        node("x", "image.blur", mode="bypass", image="s"),
    )
    assert isinstance(found["s"], Silent)
    assert isinstance(found["x"], Silent)
    assert problem(found["i"]).code == "missing_input"


def test_bypassed_node_is_blocked_by_what_it_would_pass() -> None:
    found = judge(node("i", "image.invert"), node("x", "image.blur", mode="bypass", image="i"))
    assert isinstance(found["x"], Blocked)
    assert found["x"].problem.node == "i"


def test_bypassed_node_does_not_mind_an_input_that_it_does_not_pass() -> None:
    found = judge(
        node("a", "image.solid"),
        node("b", "image.invert"),
        node("x", "image.blend", mode="bypass", a="a", b="b"),
        node("y", "image.blend", mode="bypass", a="b", b="a"),
    )
    assert isinstance(found["x"], Passed)
    assert isinstance(found["y"], Blocked)


def test_bypassed_node_tells_what_is_wrong_with_the_source_it_would_pass() -> None:
    found = judge(node("p", "image"), node("x", "image.blur", mode="bypass", image="p"))
    assert (problem(found["x"]).code, problem(found["x"]).node) == ("asset_missing", "p")


def test_muted_text_is_missing_from_its_template() -> None:
    found = judge(
        node("n", "note", {"text": "cat"}, mode="mute"),
        node("t", "text.template", {"template": "{pet}"}, inputs={"pet": "n.text"}),
    )
    assert problem(found["t"]).message == "Connect a text to pet"


def test_manual_node_is_stale_until_run_and_latches() -> None:
    nodes = [
        node("s", "image.solid", {"width": 9}, mode="manual"),
        node("i", "image.invert", image="s"),
    ]
    never = judge(*nodes)
    assert isinstance(never["s"], Stale)
    assert isinstance(never["i"], Blocked)

    old = Fingerprint("f" * 64)
    latched = judge(*nodes, knowledge=Knowledge(latched={NodeId("s"): Latched(old)}))
    assert isinstance(latched["s"], Stale)
    assert latched["i"].invocation.inputs == {"image": (Computed(old, "image"),)}

    fresh = Knowledge(latched={NodeId("s"): Latched(never["s"].wanted)})
    assert isinstance(judge(*nodes, knowledge=fresh)["s"], Wanted)
    asked = Knowledge(released={NodeId("s"): frozenset([never["s"].wanted])})
    assert isinstance(judge(*nodes, knowledge=asked)["s"], Wanted)


def test_template_without_its_input_says_so() -> None:
    template = node("t", "text.template", {"template": "a {animal} in {place}"})
    assert problem(judge(template)["t"]).message == (
        "Template asks for “{animal}” and “{place}”; connect a text to an input of that name"
    )


@pytest.mark.parametrize("text", ["{", "}", "a {b", "{}", "{ }", "{a}}"])
def test_template_that_cannot_be_read_is_a_bad_parameter(text: str) -> None:
    found = judge(
        node("n", "note"), node("t", "text.template", {"template": text}, inputs={"a": "n.text"})
    )
    assert problem(found["t"]).code == "bad_param"


def test_open_port_takes_any_name_and_only_its_type() -> None:
    found = judge(
        node("n", "note", {"text": "cat"}),
        node("s", "image.solid"),
        node("t", "text.template", {"template": "{pet}"}, inputs={"pet": "n.text"}),
        node("u", "text.template", {"template": "{pet}"}, inputs={"pet": "s.image"}),
    )
    assert found["t"].outputs == {"text": Inline("text", "cat")}
    assert problem(found["u"]).code == "wrong_type"


def test_many_inputs_are_ordered_by_key_and_order_matters() -> None:
    sources = [node("a", "image.solid"), node("b", "image.noise")]
    one = judge(*sources, node("c", "image.contact", inputs={"images:1": "a", "images:2": "b"}))
    two = judge(*sources, node("c", "image.contact", inputs={"images:2": "a", "images:1": "b"}))
    same = judge(*sources, node("c", "image.contact", inputs={"images:a0": "a", "images:b": "b"}))
    plain = judge(*sources, node("c", "image.contact", inputs={"images": "a"}))
    assert wanted(one["c"]) != wanted(two["c"])
    assert wanted(one["c"]) == wanted(same["c"])
    assert len(plain["c"].invocation.inputs["images"]) == 1


def test_fingerprint_covers_settings_and_inputs_and_nothing_else() -> None:
    def of(**changes: object) -> Fingerprint:
        first = node("s", "image.solid", {"width": 8, **changes.get("params", {})})
        second = node(
            "i", "image.invert", image="s", title=changes.get("title"),
            position=changes.get("position", (0.0, 0.0)),
        )  # fmt: skip
        return wanted(judge(first, second)["i"])

    assert of() == of(title="Other", position=(5.0, 6.0))
    assert of() == of(params={"width": 8.0}) == of(params={"height": 512, "unknown": 1})
    assert of() != of(params={"width": 9})


def test_overridden_parameter_does_not_matter() -> None:
    def of(color: str) -> Fingerprint:
        return wanted(
            judge(
                node("w", "swatch", {"color": "#010203"}),
                node("s", "image.solid", {"color": color}, color="w.color"),
            )["s"]
        )

    assert of("#000000") == of("#ffffff")


def test_fingerprints_are_the_same_in_every_release() -> None:
    found = judge(
        node("s", "image.solid", {"width": 4, "height": 2, "color": "#102030"}),
        node("i", "image.invert", image="s"),
    )
    solid = hashlib.sha256(
        b'{"inputs":{},"params":{"color":"#102030","height":2,"width":4},'
        b'"type":"image.solid","version":1}'
    ).hexdigest()
    invert = hashlib.sha256(
        b'{"inputs":{"image":[["output","%b","image"]]},"params":{},'
        b'"type":"image.invert","version":1}' % solid.encode()
    ).hexdigest()
    assert (wanted(found["s"]), wanted(found["i"])) == (solid, invert)


def test_chain_of_thousands_needs_no_recursion() -> None:
    chain = [node("0", "image.solid")]
    chain += [node(str(i), "image.invert", image=str(i - 1)) for i in range(1, 5000)]
    random.Random(1).shuffle(chain)
    found = judge(*chain)
    assert all(isinstance(verdict, Wanted) for verdict in found.values())
    order = {id: place for place, id in enumerate(found)}
    assert all(order[str(i)] > order[str(i - 1)] for i in range(1, 5000))
    ring = [node(str(i), "image.invert", image=str((i - 1) % 3000)) for i in range(3000)]
    assert {problem(verdict).code for verdict in judge(*ring).values()} == {"cycle"}


@given(st.dictionaries(st.integers(0, 9), st.sets(st.integers(0, 9)), max_size=10))
def test_topology_finds_exactly_the_nodes_on_cycles(edges: dict[int, set[int]]) -> None:
    def reachable(start: int) -> set[int]:
        seen: set[int] = set()
        front = [n for n in edges[start] if n in edges]
        while front:
            each = front.pop()
            if each not in seen:
                seen.add(each)
                front += [n for n in edges[each] if n in edges]
        return seen

    found = topology.sort(edges)
    assert found.cyclic == {n for n in edges if n in reachable(n)}
    assert sorted(found.order) == sorted(edges.keys() - found.cyclic)
    place = {n: i for i, n in enumerate(found.order)}
    assert all(place[need] < place[n] for n in place for need in edges[n] if need in place)


def test_problem_stays_short_whatever_was_written() -> None:
    long = "x" * 1_000_000
    found = judge(
        node("a", long),
        node("b", "image.solid", {"width": long}, title=long),
        node("c", "image.solid", {"width": [long]}),
        node("d", "image.invert", image="b"),
    )
    errors = [*found["a"].problems, *found["b"].problems, *found["c"].problems, found["d"].problem]
    assert all(len(str(each.as_json())) < 500 for each in errors)
