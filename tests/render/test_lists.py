"""Lists, and the frames that give them (RE31–RE35)."""

import hashlib
import json

from render.graph.model import Problem
from render.graph.values import Computed, Inline, Uploaded, ValueList
from render.graph.verdicts import (
    Blocked,
    Invalid,
    Knowledge,
    Latched,
    Passed,
    Silent,
    Stale,
    Wanted,
    WantedEach,
)
from render.stores import AssetId, AssetInfo, Fingerprint
from tests.render.boards import WITH_CAPTIONS, judge, node

ONE, TWO = AssetId("1" * 64), AssetId("2" * 64)
PICTURES = Knowledge(assets={each: AssetInfo(each, "image/png", 4, 4, 9) for each in (ONE, TWO)})


def problem(verdict: object) -> Problem:
    assert isinstance(verdict, Invalid), verdict
    return verdict.problems[0]


def each(verdict: object) -> tuple:
    assert isinstance(verdict, WantedEach), verdict
    return verdict.invocations


def frame_of_two() -> list:
    return [
        node("f", "frame"),
        node("one", "image", {"asset": ONE}, parent="f", position=(0.0, 0.0)),
        node("two", "image", {"asset": TWO}, parent="f", position=(9.0, 0.0)),
    ]


def test_operation_runs_once_for_each_element_of_a_list() -> None:
    found = judge(*frame_of_two(), node("i", "image.invert", image="f.images"), knowledge=PICTURES)
    assert [run.inputs for run in each(found["i"])] == [
        {"image": (Uploaded(ONE),)}, {"image": (Uploaded(TWO),)},
    ]  # fmt: skip


def test_changing_one_picture_of_a_frame_changes_one_invocation() -> None:
    board = [*frame_of_two(), node("i", "image.invert", image="f.images")]
    before = judge(*board, knowledge=PICTURES)
    board[2] = node("two", "image", {"asset": ONE}, parent="f", position=(9.0, 0.0))
    after = judge(*board, knowledge=PICTURES)
    runs = each(before["i"])[0], each(after["i"])[0]
    assert runs[0] == runs[1]
    assert each(before["i"])[1] != each(after["i"])[1]
    assert before["i"].wanted != after["i"].wanted


def test_element_of_a_list_is_the_same_work_as_a_single_value() -> None:
    found = judge(
        *frame_of_two(),
        node("i", "image.invert", image="f.images"),
        node("j", "image.invert", image="one"),
        knowledge=PICTURES,
    )
    assert isinstance(found["j"], Wanted)
    assert each(found["i"])[0] == found["j"].invocation


def test_fingerprint_of_a_list_is_the_same_in_every_release() -> None:
    found = judge(
        node("q", "list.seeds", {"start": 7, "count": 2}),
        node("n", "image.noise", {"width": 4, "height": 2}, seed="q.seeds"),
    )
    parts = [
        hashlib.sha256(
            b'{"inputs":{"seed":[["value","number",%d]]},"params":{"height":2,"width":4},'
            b'"type":"image.noise","version":1}' % seed
        ).hexdigest()
        for seed in (7, 8)
    ]
    assert [run.fingerprint for run in each(found["n"])] == parts
    whole = json.dumps({"list": parts}, separators=(",", ":")).encode()
    assert found["n"].wanted == hashlib.sha256(whole).hexdigest()


def test_list_goes_on_as_a_list_through_a_chain() -> None:
    found = judge(
        node("q", "list.seeds", {"count": 3}),
        node("n", "image.noise", seed="q.seeds"),
        node("i", "image.invert", image="n"),
    )
    assert [run.inputs["image"] for run in each(found["i"])] == [
        (Computed(run.fingerprint, "image"),) for run in each(found["n"])
    ]


def test_equal_lists_go_through_together_and_one_value_with_each() -> None:
    found = judge(
        node("q", "list.seeds", {"count": 2}),
        node("n", "image.noise", seed="q.seeds"),
        node("s", "image.solid"),
        node("m", "image.blend", a="n", b="n"),
        node("k", "image.blend", a="n", b="s"),
    )
    for run, made in zip(each(found["m"]), each(found["n"]), strict=True):
        assert run.inputs["a"] == run.inputs["b"] == (Computed(made.fingerprint, "image"),)
    assert {run.inputs["b"] for run in each(found["k"])} == {
        (Computed(found["s"].invocation.fingerprint, "image"),)
    }


def test_lists_of_unequal_length_are_a_problem_that_names_both() -> None:
    found = judge(
        node("q", "list.seeds", {"count": 2}),
        node("r", "list.seeds", {"count": 3}),
        node("n", "image.noise", seed="q.seeds"),
        node("o", "image.noise", seed="r.seeds"),
        node("m", "image.blend", a="n", b="o"),
        node("i", "image.invert", image="m"),
    )
    assert problem(found["m"]).message == (
        "Lists that go through together must be equally long: A has 2, B has 3"
    )
    assert isinstance(found["i"], Blocked)


def test_list_of_one_stays_a_list() -> None:
    found = judge(node("q", "list.seeds", {"count": 1}), node("n", "image.noise", seed="q.seeds"))
    assert len(each(found["n"])) == 1


def test_port_of_many_takes_a_list_among_its_others() -> None:
    board = [*frame_of_two(), node("s", "image.solid")]
    sheet = node("c", "image.contact", inputs={"images:1": "s", "images:2": "f.images"})
    found = judge(*board, sheet, knowledge=PICTURES)
    assert found["c"].invocation.inputs["images"] == (
        Computed(found["s"].invocation.fingerprint, "image"), Uploaded(ONE), Uploaded(TWO),
    )  # fmt: skip


def test_contact_sheet_of_a_list_is_measured_by_its_elements() -> None:
    found = judge(
        node("q", "list.seeds", {"count": 40}),
        node("n", "image.noise", seed="q.seeds"),
        node("c", "image.contact", {"size": 2048}, inputs={"images": "n"}),
    )
    assert "at most 64 megapixels" in problem(found["c"]).message


def test_list_that_is_too_long_is_a_problem() -> None:
    links = {f"numbers:{i}": "q.seeds" for i in range(2)}
    found = judge(node("q", "list.seeds", {"count": 600}), node("c", "list.collect", inputs=links))
    assert problem(found["c"]).message == "A list may have at most 1000 elements; this one has 1200"


def test_manual_list_goes_on_from_the_elements_of_its_last_run() -> None:
    old = Latched(Fingerprint("a" * 64), (Fingerprint("b" * 64), Fingerprint("c" * 64)))
    found = judge(
        node("q", "list.seeds", {"count": 3}),
        node("n", "image.noise", mode="manual", seed="q.seeds"),
        node("i", "image.invert", image="n"),
        knowledge=Knowledge(latched={"n": old}),
    )
    assert isinstance(found["n"], Stale)
    assert [run.inputs["image"] for run in each(found["i"])] == [
        (Computed(part, "image"),) for part in old.parts
    ]


def test_manual_list_runs_on_when_one_of_its_elements_was_let_run() -> None:
    board = [
        node("q", "list.seeds", {"count": 3}),
        node("n", "image.noise", mode="manual", seed="q.seeds"),
    ]
    live = judge(board[0], node("n", "image.noise", seed="q.seeds"))
    let = Knowledge(released={"n": frozenset([each(live["n"])[1].fingerprint])})
    assert isinstance(judge(*board)["n"], Stale)
    assert judge(*board, knowledge=let)["n"] == live["n"]


def test_bypassed_node_passes_a_list_whole() -> None:
    found = judge(
        *frame_of_two(),
        node("i", "image.invert", image="f.images", mode="bypass"),
        knowledge=PICTURES,
    )
    assert found["i"].outputs == {"image": ValueList((Uploaded(ONE), Uploaded(TWO)))}


# Frames


def given(*nodes: object, port: str) -> ValueList:
    """What a frame `f` gives at `port`."""
    kind = {"images": "images", "palette": "colors", "texts": "texts"}[port]
    found = judge(*nodes, node("out", "list.collect", inputs={kind: f"f.{port}"}),
                  knowledge=PICTURES)["out"]  # fmt: skip
    assert isinstance(found, Passed), found
    return found.outputs[kind]


def test_frame_gives_what_stands_in_it_in_reading_order() -> None:
    board = [
        node("f", "frame"),
        node("low", "swatch", {"color": "#000003"}, parent="f", position=(0.0, 9.0)),
        node("right", "swatch", {"color": "#000002"}, parent="f", position=(9.0, 0.0)),
        node("b", "swatch", {"color": "#000001"}, parent="f"),
        node("a", "swatch", {"color": "#000000"}, parent="f"),
        node("out-of-it", "swatch", {"color": "#ffffff"}),
    ]
    assert given(*board, port="palette") == ValueList(
        tuple(Inline("color", f"#00000{i}") for i in range(4))
    )


def test_frame_gives_results_of_nodes_and_words_of_notes() -> None:
    board = [
        node("f", "frame"),
        node("s", "image.solid", parent="f", position=(0.0, 5.0)),
        node("p", "image", {"asset": ONE}, parent="f"),
        node("n", "note", {"text": "a cat"}, parent="f"),
    ]
    solid = judge(board[1])["s"].invocation.fingerprint
    assert given(*board, port="images") == ValueList((Uploaded(ONE), Computed(solid, "image")))
    assert given(*board, port="texts") == ValueList((Inline("text", "a cat"),))


def test_frame_in_a_frame_gives_its_own_in_its_place() -> None:
    board = [
        node("f", "frame"),
        node("g", "frame", parent="f"),
        node("one", "image", {"asset": ONE}, parent="g"),
        node("two", "image", {"asset": TWO}, parent="f", position=(0.0, 1.0)),
    ]
    assert given(*board, port="images") == ValueList((Uploaded(ONE), Uploaded(TWO)))


def test_what_reads_a_frame_is_not_part_of_it() -> None:
    sheet = node("c", "image.contact", parent="f", inputs={"images": "f.images"})
    found = judge(*frame_of_two(), sheet, knowledge=PICTURES)
    assert found["c"].invocation.inputs["images"] == (Uploaded(ONE), Uploaded(TWO))


def test_frame_writes_no_result_even_on_a_circle() -> None:
    found = judge(
        node("f", "frame"),
        node("i", "image.invert", image="f.images"),
        node("j", "image.blur", image="i", parent="f"),
    )
    assert isinstance(found["f"], Silent)
    assert problem(found["i"]).code == problem(found["j"]).code == "cycle"


def test_problem_in_a_frame_is_told_by_the_readers_of_that_kind_only() -> None:
    board = [
        node("f", "frame"),
        node("p", "image", parent="f"),
        node("w", "swatch", {"color": "#010203"}, parent="f"),
        node("s", "image.solid", color="f.palette"),
        node("i", "image.invert", image="f.images"),
    ]
    found = judge(*board)
    assert (problem(found["i"]).code, problem(found["i"]).node) == ("asset_missing", "p")
    assert len(each(found["s"])) == 1


def test_frame_waits_for_the_node_to_repair() -> None:
    found = judge(
        node("f", "frame"),
        node("x", "image.invert", parent="f"),
        node("i", "image.blur", image="f.images"),
    )
    assert isinstance(found["i"], Blocked)
    assert found["i"].problem.node == "x"


def test_empty_frame_says_that_it_is_empty() -> None:
    found = judge(node("f", "frame"), node("i", "image.invert", image="f.images"))
    assert problem(found["i"]).message == "The list at Image is empty; put an image into it"


# Nodes that arrange lists


def test_collect_brings_what_comes_in_together_in_key_order() -> None:
    links = {"colors:2": "w.color", "colors:1": "f.palette", "texts": "n.text"}
    found = judge(
        node("f", "frame"),
        node("v", "swatch", {"color": "#000001"}, parent="f"),
        node("w", "swatch", {"color": "#000002"}),
        node("n", "note", {"text": "x"}),
        node("c", "list.collect", inputs=links),
    )
    assert found["c"].outputs == {
        "colors": ValueList((Inline("color", "#000001"), Inline("color", "#000002"))),
        "texts": ValueList((Inline("text", "x"),)),
    }
    empty = judge(node("c", "list.collect"))["c"]
    assert problem(empty).message == "Connect something to collect"


def test_pick_takes_one_or_says_how_many_there_are() -> None:
    board = [node("q", "list.seeds", {"start": 5, "count": 3})]
    link = {"numbers": "q.seeds"}
    found = judge(*board, node("p", "list.pick", {"index": 2}, inputs=link))
    assert found["p"].outputs == {"number": Inline("number", 7)}
    found = judge(*board, node("p", "list.pick", {"index": 3}, inputs=link))
    assert problem(found["p"]).message == (
        "There are 3 numbers, counted from 0; there is none at 3"
    )


def test_prompts_are_the_lines_of_a_text() -> None:
    def lines(*nodes: object) -> list:
        return [value.value for value in judge(*nodes)["p"].outputs["texts"].values]

    text = "a cat\n\n  a dog  \r\na bird"
    assert lines(node("p", "list.prompts", {"text": text})) == ["a cat", "a dog", "a bird"]
    note = node("n", "note", {"text": "one\ntwo"})
    assert lines(note, node("p", "list.prompts", {"text": text}, text="n.text")) == ["one", "two"]
    assert problem(judge(node("p", "list.prompts"))["p"]).code == "bad_param"


def test_computed_text_is_one_prompt() -> None:
    found = judge(
        node("t", "acme.caption"), node("p", "list.prompts", text="t.text"), catalog=WITH_CAPTIONS
    )
    made = found["t"].invocation.fingerprint
    assert found["p"].outputs == {"texts": ValueList((Computed(made, "text"),))}
