"""Any sequence of changes leaves the verdicts of a fresh look at the board; what a change costs
(RE11).
"""

from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from collab.documents.model import BoardView, NodeId, NodeView, Source
from render.graph import incremental
from render.graph.incremental import Cause, Evaluation, evaluate
from render.graph.model import Problem
from render.graph.order import Order
from render.graph.topology import sort
from render.graph.verdicts import Blocked, Failure, Invalid, Latched, Stale, Wanted, wanted_of
from render.stores import AssetId, AssetInfo, Fingerprint
from tests.render.boards import CATALOG, node

IDS = [NodeId(each) for each in "abcdefg"]
PORTS = ["image", "images", "text", "color", "a", "b:1", "images:1", "images:2", "seed", "x"]
GIVEN = ["image", "images", "palette", "texts", "text", "color", "seeds"]
TYPES = ["image.solid", "image.noise", "image.invert", "image.blend", "image.contact", "note",
         "swatch", "image", "frame", "text.template", "list.collect", "list.pick", "list.seeds",
         "list.prompts", "acme.glow"]  # fmt: skip
ASSETS = [AssetId(each * 64) for each in "12"]
PARAMS: dict[str, st.SearchStrategy[Any]] = {
    "width": st.sampled_from([1, 2, 9000]),
    "text": st.sampled_from(["", "one", "one\ntwo"]),
    "template": st.sampled_from(["", "{x}", "{"]),
    "asset": st.sampled_from(["", *ASSETS]),
    "count": st.integers(1, 3),
    "index": st.integers(0, 2),
}

nodes_of_a_board = st.builds(
    NodeView,
    id=st.sampled_from(IDS),
    type=st.sampled_from(TYPES),
    params=st.fixed_dictionaries({}, optional=PARAMS),
    inputs=st.dictionaries(
        st.sampled_from(PORTS),
        st.builds(Source, st.sampled_from(IDS), st.sampled_from(GIVEN)),
        max_size=2,
    ),
    mode=st.sampled_from([None, None, None, "live", "manual", "mute", "bypass"]),
    parent=st.sampled_from([None, None, *IDS]),
    title=st.sampled_from([None, "One", "Two"]),
    position=st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 1.0])),
)

aspects = st.one_of(
    st.fixed_dictionaries({"title": st.sampled_from([None, "One", "Two"])}),
    st.fixed_dictionaries({"position": st.tuples(st.sampled_from([0.0, 2.0]), st.just(0.0))}),
    st.fixed_dictionaries({"parent": st.sampled_from([None, *IDS])}),
    st.fixed_dictionaries({"type": st.sampled_from(TYPES)}),
    st.fixed_dictionaries({"mode": st.sampled_from([None, "manual", "mute", "bypass"])}),
    st.fixed_dictionaries({"params": st.fixed_dictionaries({}, optional=PARAMS)}),
)
"""One thing of a node that people change without touching the rest."""

edits = st.one_of(
    st.tuples(st.just("alter"), st.tuples(st.sampled_from(IDS), aspects)),
    st.tuples(st.just("put"), st.lists(nodes_of_a_board, min_size=1, max_size=4)),
    st.tuples(st.just("delete"), st.sampled_from(IDS)),
    st.tuples(st.just("learn"), st.sampled_from(ASSETS)),
    st.tuples(st.just("latch"), st.sampled_from(IDS)),
    st.tuples(st.just("unlatch"), st.sampled_from(IDS)),
    st.tuples(st.just("fail"), st.sampled_from(IDS)),
    st.tuples(st.just("release"), st.lists(st.sampled_from(IDS), max_size=3)),
    st.tuples(st.just("pause"), st.booleans()),
    st.tuples(st.just("settle"), st.sampled_from([None, 1, 3])),
)


@dataclass
class Model:
    """A board that only knows its views, beside the one that is kept up to date."""

    views: dict[NodeId, NodeView] = field(default_factory=dict)
    shown: dict[NodeId, object] = field(default_factory=dict)
    kept: Evaluation = field(default_factory=lambda: Evaluation(CATALOG))

    def do(self, what: str, value: Any) -> None:
        match what:
            case "put":
                self.views.update({view.id: view for view in value})
                self.kept.change({view.id: view for view in value})
            case "alter":
                if view := self.views.get(value[0]):
                    self.do("put", [replace(view, **value[1])])
            case "delete":
                self.views.pop(value, None)
                self.kept.change({value: None})
            case "learn":
                self.kept.learn({value: AssetInfo(value, "image/png", 1, 1, 1)})
            case "latch" | "fail":
                verdict = self.kept.verdicts.get(value)
                wanted = verdict and wanted_of(verdict)
                if wanted and what == "latch":
                    parts = tuple(each.fingerprint for each in getattr(verdict, "invocations", ()))
                    self.kept.latch(value, Latched(wanted, parts))
                elif wanted:
                    self.kept.fail(value, Failure(wanted, Problem("failed", "It broke")))
            case "unlatch":
                self.kept.latch(value, None)
            case "release":
                self.kept.release(value)
            case "pause":
                self.kept.pause(value)
            case "settle":
                self.settle(value)

    def settle(self, limit: int | None = None) -> None:
        for id, change in self.kept.settle(limit).items():
            if change.verdict is None:
                self.shown.pop(id, None)
            else:
                assert self.shown.get(id) != change.verdict, "told a verdict that was shown"
                self.shown[id] = change.verdict

    def check(self) -> None:
        while not self.kept.is_settled:
            self.settle()
        fresh = evaluate(BoardView(self.views), CATALOG, self.kept.knowledge)
        assert self.shown == fresh
        assert self.kept.verdicts == fresh


boards = st.lists(nodes_of_a_board, min_size=3, max_size=7)


@settings(max_examples=500, deadline=None)
@given(boards, st.lists(edits, max_size=12))
def test_any_sequence_of_changes_gives_the_verdicts_of_a_fresh_look(
    board: list[NodeView], changes: list[Any]
) -> None:
    model = Model()
    model.do("put", board)
    model.check()
    for place, (what, value) in enumerate(changes):
        model.do(what, value)
        if place % 3 == 2:  # several at once, too
            model.check()
    model.check()


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.frozensets(st.integers(0, 7), max_size=3)), max_size=20
    )
)
def test_order_holds_after_any_change_of_edges(steps: list[tuple[int, frozenset[int]]]) -> None:
    order: Order[int] = Order()
    needs: dict[int, frozenset[int]] = {each: frozenset() for each in range(8)}
    for each in needs:
        order.put(each, ())
    for changed, wanted in steps:
        needs[changed] = wanted
        order.put(changed, wanted)
        order.settle()
        found = sort(needs)
        assert order.cyclic == found.cyclic
        for each in found.order:
            assert all(order.rank[need] < order.rank[each] for need in needs[each])


def chain(length: int) -> dict[NodeId, NodeView]:
    views = [node("0", "image.solid", {"width": 1})]
    views += [node(str(i), "image.invert", image=str(i - 1)) for i in range(1, length)]
    return {view.id: view for view in views}


def judged(evaluation: Evaluation, monkeypatch: Any) -> list[str]:
    """The nodes judged by one `settle`."""
    seen: list[str] = []
    real = incremental.judge

    def note(one: Any, *arguments: Any) -> Any:
        seen.append(one.id)
        return real(one, *arguments)

    monkeypatch.setattr(incremental, "judge", note)
    evaluation.settle()
    monkeypatch.setattr(incremental, "judge", real)
    return seen


def test_change_judges_what_it_affects_and_nothing_else(monkeypatch: Any) -> None:
    evaluation = Evaluation(CATALOG)
    evaluation.change(chain(5000))
    assert len(evaluation.settle()) == 5000
    evaluation.change({NodeId("4990"): node("4990", "image.blur", image="4989")})
    assert judged(evaluation, monkeypatch) == [str(i) for i in range(4990, 5000)]
    evaluation.change({NodeId("9"): node("9", "image.invert", image="8", position=(5.0, 6.0))})
    assert judged(evaluation, monkeypatch) == ["9"]


def test_wave_ends_at_a_latched_node(monkeypatch: Any) -> None:
    evaluation = Evaluation(CATALOG)
    views = chain(100)
    views[NodeId("50")] = node("50", "image.invert", image="49", mode="manual")
    evaluation.change(views)
    evaluation.latch(NodeId("50"), Latched(Fingerprint("f" * 64)))
    evaluation.settle()
    evaluation.change({NodeId("40"): node("40", "image.blur", image="39")})
    assert judged(evaluation, monkeypatch) == [str(i) for i in range(40, 51)]
    assert isinstance(evaluation.verdicts[NodeId("50")], Stale)


def test_edge_against_the_order_moves_only_what_is_between(monkeypatch: Any) -> None:
    evaluation = Evaluation(CATALOG)
    evaluation.change(chain(50))
    evaluation.settle()
    evaluation.change({NodeId("new"): node("new", "image.noise")})
    evaluation.change({NodeId("45"): node("45", "image.blend", a="44", b="new")})
    assert judged(evaluation, monkeypatch) == ["new", "45", "46", "47", "48", "49"]


def test_circle_is_told_when_it_closes_and_forgotten_when_it_opens() -> None:
    evaluation = Evaluation(CATALOG)
    views = chain(5)
    evaluation.change(views)
    evaluation.settle()
    evaluation.change({NodeId("1"): node("1", "image.invert", image="3")})
    found = evaluation.settle()
    assert {id for id, change in found.items() if isinstance(change.verdict, Invalid)} == set("123")
    assert isinstance(evaluation.verdicts[NodeId("4")], Blocked)
    evaluation.change({NodeId("1"): views[NodeId("1")]})
    evaluation.settle()
    assert all(isinstance(verdict, Wanted) for verdict in evaluation.verdicts.values())


def test_new_name_of_a_culprit_reaches_all_that_wait_for_it() -> None:
    evaluation = Evaluation(CATALOG)
    views = chain(4)
    views[NodeId("0")] = node("0", "image.invert", title="Start")
    evaluation.change(views)
    evaluation.settle()
    evaluation.change({NodeId("0"): node("0", "image.invert", title="Begin")})
    evaluation.settle()
    verdict = evaluation.verdicts[NodeId("3")]
    assert isinstance(verdict, Blocked)
    assert verdict.problem.message == "Waits for Begin, which has no result"


def test_all_that_follows_from_a_change_is_its_authors() -> None:
    evaluation = Evaluation(CATALOG)
    evaluation.change(chain(4))
    evaluation.settle()
    evaluation.change({NodeId("2"): node("2", "image.blur", image="1")}, Cause("ada"))
    evaluation.change({NodeId("1"): node("1", "image.blur", image="0")}, Cause("ben"))
    found = evaluation.settle()
    assert {id: change.cause.person for id, change in found.items()} == {
        "1": "ben", "2": "ada", "3": "ada",
    }  # fmt: skip


def test_release_goes_through_everything_that_waits_in_one_wave() -> None:
    evaluation = Evaluation(CATALOG)
    views = chain(5)
    for id in ("1", "3"):
        views[NodeId(id)] = node(id, "image.invert", image=str(int(id) - 1), mode="manual")
    evaluation.change(views)
    evaluation.settle()
    assert isinstance(evaluation.verdicts[NodeId("3")], Blocked)
    evaluation.release(evaluation.above([NodeId("4")]), Cause("ada", is_batch=True))
    found = evaluation.settle()
    assert {id for id, change in found.items() if isinstance(change.verdict, Wanted)} == set("1234")
    assert {change.cause for change in found.values()} == {Cause("ada", is_batch=True)}


def test_what_was_let_run_is_asked_for_again_after_another_change() -> None:
    evaluation = Evaluation(CATALOG)
    first, second = (node("s", "image.solid", {"width": w}, mode="manual") for w in (1, 2))
    evaluation.change({first.id: first})
    evaluation.release([first.id])
    evaluation.settle()
    assert isinstance(evaluation.verdicts[first.id], Wanted)
    evaluation.change({first.id: second})
    evaluation.settle()
    evaluation.change({first.id: first})
    evaluation.settle()
    assert isinstance(evaluation.verdicts[first.id], Stale)


def test_paused_board_keeps_what_is_done_and_starts_nothing() -> None:
    evaluation = Evaluation(CATALOG)
    evaluation.change(chain(2))
    evaluation.settle()
    done = evaluation.verdicts[NodeId("0")]
    assert isinstance(done, Wanted)
    evaluation.latch(NodeId("0"), Latched(done.invocation.fingerprint))
    evaluation.pause(True)
    evaluation.settle()
    assert evaluation.verdicts[NodeId("0")] == done
    assert isinstance(evaluation.verdicts[NodeId("1")], Stale)
    evaluation.pause(False)
    evaluation.settle()
    assert isinstance(evaluation.verdicts[NodeId("1")], Wanted)
