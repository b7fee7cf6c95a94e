"""Which results are worth being kept, and of what they were made (RE40)."""

from dataclasses import replace

from collab.documents.model import DocumentId, NodeId, NodeView
from render.graph.incremental import Cause, Evaluation
from render.graph.verdicts import Latched, Wanted, wanted_of
from render.past_runs import ELEMENTS, PastRun
from render.recollection import CHEAP_MS, SETTLE_MS, Recollection
from render.results import Run
from tests.render.boards import CATALOG, node

PICTURE = {"image": {"asset": "a" * 64}}


class Desk:
    """A board whose work is done as soon as it is wanted, at the time of `now`."""

    def __init__(self, *views: NodeView) -> None:
        self.evaluation = Evaluation(CATALOG)
        self.recollection = Recollection(DocumentId("board"))
        self.now = 0
        self.change(*views)

    def change(self, *views: NodeView, person: str = "ann", duration_ms: int = 5) -> None:
        self.evaluation.change({view.id: view for view in views}, Cause(person))
        for id, change in self.evaluation.settle().items():
            self.recollection.wanted(id, change, self.evaluation)
            if change.verdict and (name := wanted_of(change.verdict)):
                self.recollection.shown(id, Run(name, PICTURE, duration_ms), self.now)

    def after(self, ms: int) -> list[PastRun]:
        self.now += ms
        return self.recollection.take(self.now)


def solid(width: int, **more: object) -> NodeView:
    return replace(node("s", "image.solid", {"width": width}), **more)


def test_result_is_kept_once_it_stood_for_a_while() -> None:
    desk = Desk(solid(4))
    assert desk.after(SETTLE_MS - 1) == []
    [run] = desk.after(1)
    assert (run.node, run.person, run.made_ms) == ("s", "ann", 0)
    assert run.recipe
    assert run.recipe["params"] == {"width": 4, "height": 512, "color": "#808080"}
    assert desk.after(SETTLE_MS) == []


def test_what_a_slider_passes_by_is_not_kept() -> None:
    desk = Desk(solid(4))
    for width in (5, 6, 7):
        desk.now += 100
        desk.change(solid(width))
    assert [run.recipe["params"]["width"] for run in desk.after(SETTLE_MS)] == [7]  # type: ignore[index]


def test_what_took_long_is_kept_at_once_even_if_another_follows() -> None:
    desk = Desk()
    desk.change(solid(4), duration_ms=CHEAP_MS)
    desk.change(solid(5), person="ben")
    assert [run.person for run in desk.recollection.take(0)] == ["ann"]
    assert [run.person for run in desk.recollection.take(0, is_over=True)] == ["ben"]


def test_recipe_names_the_runs_it_read_and_brings_what_has_none() -> None:
    desk = Desk(
        node("tint", "swatch", {"color": "#102030"}),
        node("s", "image.solid", {}, color="tint.color"),
        node("i", "image.invert", {}, image="s"),
    )
    runs = {run.node: run for run in desk.after(SETTLE_MS)}
    assert runs[NodeId("i")].recipe == {
        "type": "image.invert",
        "mode": "live",
        "params": {},
        "inputs": {"image": {"node": "s", "port": "image"}},
        "from": {"s": runs[NodeId("s")].fingerprint},
    }
    tint = runs[NodeId("s")].recipe["from"]["tint"]  # type: ignore[index]
    assert (tint["type"], tint["params"]) == ("swatch", {"color": "#102030"})


def test_bypassed_node_has_no_result_of_its_own_and_is_told_of_with_what_it_reads() -> None:
    desk = Desk(
        solid(4),
        node("b", "image.blur", {}, mode="bypass", image="s"),
        node("i", "image.invert", {}, image="b"),
    )
    runs = {run.node: run for run in desk.after(SETTLE_MS)}
    assert set(runs) == {"s", "i"}
    bypassed = runs[NodeId("i")].recipe["from"]["b"]  # type: ignore[index]
    assert (bypassed["mode"], bypassed["from"]) == ("bypass", {"s": runs[NodeId("s")].fingerprint})


def test_waiting_node_is_read_as_it_ran_last() -> None:
    desk = Desk(solid(4, mode="manual"), node("i", "image.invert", {}, image="s"))
    evaluation = desk.evaluation
    evaluation.release([NodeId("s")], Cause("ann"))
    desk.change()
    verdict = evaluation.verdicts[NodeId("s")]
    assert isinstance(verdict, Wanted)
    evaluation.latch(NodeId("s"), Latched(verdict.invocation.fingerprint))
    desk.change(solid(9, mode="manual"))
    runs = {run.node: run for run in desk.after(SETTLE_MS)}
    assert runs[NodeId("i")].recipe["from"] == {"s": verdict.invocation.fingerprint}  # type: ignore[index]


def test_frame_is_told_of_with_what_stands_in_it() -> None:
    desk = Desk(
        node("f", "frame"),
        node("s", "image.solid", {"width": 4}, parent="f"),
        node("c", "image.contact", {}, images="f.images"),
    )
    runs = {run.node: run for run in desk.after(SETTLE_MS)}
    frame = runs[NodeId("c")].recipe["from"]["f"]  # type: ignore[index]
    assert frame["children"] == ["s"]
    assert frame["from"] == {"s": runs[NodeId("s")].fingerprint}


def test_of_a_long_list_the_first_are_kept_and_the_number_is_told() -> None:
    desk = Desk(solid(4))
    name = wanted_of(desk.evaluation.verdicts[NodeId("s")])
    assert name
    fresh = Recollection(DocumentId("board"))
    evaluation = Evaluation(CATALOG)
    evaluation.change({NodeId("s"): solid(4)})
    for id, change in evaluation.settle().items():
        fresh.wanted(id, change, evaluation)
    fresh.shown(NodeId("s"), Run(name, {"image": [PICTURE["image"]] * 30}, 5), 0)
    [run] = fresh.take(0, is_over=True)
    assert (len(run.outputs["image"]), run.count) == (ELEMENTS, 30)  # type: ignore[arg-type]


def test_recipe_with_endless_words_is_left_out() -> None:
    notes = [node(id, "note", {"text": "x" * 12_000}) for id in "abc"]
    ports = {id: f"{id}.text" for id in "abc"}
    desk = Desk(*notes, node("t", "text.template", {"template": "{a}"}, inputs=ports))
    [run] = desk.after(SETTLE_MS)
    assert run.recipe is None
