"""Templates: their notation, what a seed makes of it, how they meet lists (RE12, RE51–RE53)."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab.documents.model import NodeView
from render.graph.values import Inline, ValueList
from render.graph.verdicts import Invalid, Knowledge, Passed, Wanted, WantedEach, wanted_of
from render.prompts.fill import LONGEST, fill
from render.prompts.grammar import BadTemplate, parse
from tests.render.boards import WITH_CAPTIONS, judge, node
from tests.render.models.lists import TURBO, models

COLORS = {"colour": ["red\ngreen\n\n blue "], "subject": ["a fox"], "style": ["ink", "oil"]}

rough = st.text("ab_{}|$:0123.-\\()+ ,\n", max_size=60)


def filled(template: str, seed: int = 0, **texts: str) -> str:
    return fill(parse(template), {**COLORS, **{name: [one] for name, one in texts.items()}}, seed)


def told(verdict: object) -> str | list[str]:
    """What a template came to: one text, or a list of them."""
    assert isinstance(verdict, Passed), verdict
    match verdict.outputs["text"]:
        case ValueList(values):
            return [value.value for value in values]
        case Inline(_, text):
            return str(text)
    raise AssertionError(verdict)


def escaped(text: str) -> str:
    r"""A backslash before each sign, and before each backslash that stands before one."""
    return re.sub(r"(\\*)([{}|_$:])", lambda at: at[1] * 2 + "\\" + at[2], text)


@given(rough, st.integers(0, 2**53 - 1))
def test_reading_and_filling_raise_nothing_but_their_own_error(text: str, seed: int) -> None:
    with suppress(BadTemplate):
        template = parse(text)
        texts = dict.fromkeys(template.names, ("one\ntwo",))
        assert fill(template, texts, seed) == fill(template, texts, seed)


@given(rough, st.integers(0, 99))
def test_escaped_text_comes_out_as_it_was(text: str, seed: int) -> None:
    assert fill(parse(escaped(text)), {}, seed) == text
    option = escaped(text + "|").removesuffix("\\|")  # a sign follows it
    assert fill(parse(f"{{{option}|{option}}}"), {}, seed) == text


@given(st.text("abc ,()+-:1.2\\", max_size=40))
def test_weights_of_prompts_pass_through(text: str) -> None:
    weighted = f"(({text}:1.2)), door++, \\(x\\), (at night)-- (x)0.7"
    kept = weighted if not re.search(r"\\:", weighted) else None
    if kept is not None:
        assert filled(weighted) == kept


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("a portrait of {subject}, {{so}}", "a portrait of a fox, {so}"),
        ("({subject}:1.2) {subject}++", "(a fox:1.2) a fox++"),
        ("{ subject }", "a fox"),
        ("a|b snake_case __init a__colour__b", "a|b snake_case __init a__colour__b"),
        (r"\__colour__ \{subject\} {a\|b|a\|b} \(x\) \\(y", r"__colour__ {subject} a|b \(x\) \\(y"),
        ("{{{subject}}}", "{a fox}"),
        ("{|}", ""),
        ("{0::never|always}", "always"),
        ("{9$$a|a}", "a, a"),
        ("{1$$only}", "only"),
        ("{{{x|{x|x}}}}", "{x}"),
    ],
)  # fmt: skip
def test_notation_reads_as_told(template: str, text: str) -> None:
    assert filled(template) == text


@pytest.mark.parametrize(
    "template",
    ["{", "}", "{}", "{ }", "a {b", "{a|b", "{{a|b}|c}", "{2-1$$a|b}", "{0::a|0::b}",
     "{a|" * 9 + "b" + "}" * 9, "{a|b}" * 401, "".join(f"{{n{i}}}" for i in range(65))],
)  # fmt: skip
def test_what_cannot_be_read_says_so(template: str) -> None:
    with pytest.raises(BadTemplate):
        parse(template)


GOLDEN = [
    (0, "a small green box, oak and elm, x"),
    (1, "a rather odd blue box, oak and elm, z"),
    (2, "a small blue box, elm and ash, z"),
    (3, "a small blue box, elm and oak, x"),
    (42, "a small red box, ash and oak, x"),
    (9007199254740991, "a small red box, ash and elm, y"),
]
"""Whoever chose a seed for its words must find them again, in every version."""

WILD = "a {3::small|large|{very|rather} odd} __colour__ box, {2$$ and $$oak|ash|elm}, {1-2$$x|y|z}"


def test_seeds_have_the_texts_they_always_had() -> None:
    assert [(seed, filled(WILD, seed)) for seed, _ in GOLDEN] == GOLDEN


def test_weights_and_chances_are_as_written() -> None:
    found = [filled("{3::a|b}", seed) for seed in range(2000)]
    assert 1420 < found.count("a") < 1580
    colors = [filled("__colour__", seed) for seed in range(900)]
    assert all(250 < colors.count(each) < 350 for each in ("red", "green", "blue"))
    several = [filled("{2$$__colour__}", seed).split(", ") for seed in range(200)]
    assert all(len(set(two)) == 2 for two in several)
    assert len({tuple(two) for two in several}) == 6


def test_choice_stays_when_words_after_it_change() -> None:
    for seed in range(50):
        [before, _] = filled("{a|b|c|d} {x|y}", seed).split()
        assert filled("{a|b|c|d} and {p|q|r} more __colour__", seed).split()[0] == before


def test_text_that_would_be_endless_is_refused() -> None:
    with pytest.raises(BadTemplate, match="more than"):
        filled("{subject}" * 3, subject="x" * (LONGEST // 2))
    with pytest.raises(BadTemplate, match="nothing in “colour”"):
        filled("__colour__", colour="\n \n")


def template(text: str, inputs: dict[str, str] | None = None, **params: object) -> NodeView:
    return node("t", "text.template", {"template": text, **params}, inputs=inputs or {})


NOTES = [
    node("n", "note", {"text": "a fox\na hare"}),
    node("s", "note", {"text": "ink"}),
    node("subjects", "list.prompts", {"text": "a fox\na hare"}),
    node("styles", "list.prompts", {"text": "ink\noil\nchalk"}),
]
BOTH = {"subject": "subjects.texts", "style": "styles.texts"}


def test_graph_fills_a_template_itself() -> None:
    found = judge(*NOTES, template("{subject}, {style}", {"subject": "n.text", "style": "s.text"}))
    assert told(found["t"]) == "a fox\na hare, ink"


def test_seed_decides_and_count_goes_on_from_it() -> None:
    wild = "{red|green|blue} {door|wall|roof}"
    each = [told(judge(template(wild, seed=seed))["t"]) for seed in range(4, 8)]
    assert told(judge(template(wild, seed=4, count=4))["t"]) == each
    assert len(set(each)) > 1


def test_lists_go_side_by_side_or_in_every_combination() -> None:
    uneven = judge(*NOTES, template("{subject} in {style}", BOTH))["t"]
    assert isinstance(uneven, Invalid)
    assert uneven.problems[0].code == "wrong_type"
    found = told(
        judge(*NOTES, template("{subject} in {style}", BOTH, lists="every-combination"))["t"]
    )
    assert found == [
        "a fox in ink", "a fox in oil", "a fox in chalk",
        "a hare in ink", "a hare in oil", "a hare in chalk",
    ]  # fmt: skip
    turned = told(
        judge(*NOTES, template("{style} {subject}", BOTH, lists="every-combination"))["t"]
    )
    assert turned[:3] == ["ink a fox", "ink a hare", "oil a fox"]
    one = told(judge(*NOTES, template("{subject}!", BOTH | {"style": "s.text"}))["t"])
    assert one == ["a fox!", "a hare!"]


def test_too_many_combinations_are_refused_before_they_are_made() -> None:
    lines = node("many", "list.prompts", {"text": "\n".join(map(str, range(40)))})
    ports = dict.fromkeys("abcdefgh", "many.texts")
    wild = template("{a}{b}{c}{d}{e}{f}{g}{h}", ports, lists="every-combination")
    assert "at most 1000" in str(judge(lines, wild)["t"])
    long = node("n", "note", {"text": "x" * 19_000})
    several = judge(long, template("{a}", {"a": "n.text"}, count=64))["t"]
    assert "in all" in str(several)


def test_wildcard_takes_a_line_of_a_note_or_one_of_a_list() -> None:
    of_note = judge(*NOTES, template("__subject__", {"subject": "n.text"}, count=20))
    assert set(told(of_note["t"])) == {"a fox", "a hare"}
    of_list = judge(*NOTES, template("__style__", {"style": "styles.texts"}, count=30))
    assert set(told(of_list["t"])) == {"ink", "oil", "chalk"}
    assert isinstance(told(judge(*NOTES, template("__style__", BOTH))["t"]), list)


def test_name_that_nothing_feeds_is_told() -> None:
    found = judge(template("{subject} in __colour__"))["t"]
    assert isinstance(found, Invalid)
    assert "“{subject}” and “__colour__”" in found.problems[0].message


def test_input_may_be_called_as_a_parameter_is() -> None:
    ports = dict.fromkeys(("template", "seed", "count"), "s.text")
    assert told(judge(*NOTES, template("{template} {seed} {count}", ports))["t"]) == "ink ink ink"


def test_another_seed_or_note_changes_only_what_reads_its_words() -> None:
    def work(fox: str, seed: int) -> list:
        found = judge(
            node("n", "note", {"text": fox}),
            node("m", "note", {"text": "the sea"}),
            template("{subject} {in the|by the} wood", {"subject": "n.text"}, seed=seed),
            node("u", "text.template", {"template": "{place}!"}, inputs={"place": "m.text"}),
            node("g", "list.prompts", text="t.text"),
        )
        return [wanted_of(found[id]) for id in "tug"]

    first, same, other = work("a fox", 1), work("a fox", 1), work("a hare", 1)
    assert first == same
    assert [a == b for a, b in zip(first, other, strict=True)] == [False, True, False]
    seeds = {seed: work("a fox", seed) for seed in range(12)}
    # two texts there are, so there are two of all that follows, whatever the seed
    assert len({tuple(each) for each in seeds.values()}) == 2


def test_words_that_are_still_to_be_computed_are_filled_by_a_worker() -> None:
    found = judge(
        node("c", "acme.caption"),
        template("{what} {a|b}", {"what": "c.text"}, count=2),
        catalog=WITH_CAPTIONS,
    )
    assert isinstance(found["c"], Wanted)
    assert isinstance(found["t"], WantedEach)
    assert [run.params["seed"] for run in found["t"].invocations] == [0, 1]


INK = {"name": "Ink", "words": "{prompt}, ink on paper", "avoid": "photo"}
CLEAN = {"name": "Clean", "words": "", "avoid": "text, frame"}
SOFT = {"name": "Soft", "words": "soft light", "avoid": ""}


@pytest.mark.parametrize(
    ("prompt", "negative", "styles", "expected"),
    [
        ("a fox", "", [], ("a fox", "")),
        (" a fox ", " dogs ", [INK, SOFT, CLEAN],
         ("a fox, ink on paper, soft light", "dogs, photo, text, frame")),
        ("", "", [INK], ("ink on paper", "photo")),
        ("{a}", "", [{**INK, "words": "{prompt} {b} {prompt}"}], ("{a} {b} {a}", "photo")),
    ],
)  # fmt: skip
def test_styles_go_around_the_prompt_in_their_order(
    prompt: str, negative: str, styles: list, expected: tuple
) -> None:
    found = judge(
        node("p", "note", {"text": prompt}),
        node("n", "note", {"text": negative}),
        node("s", "text.style", {"styles": styles}, prompt="p.text", negative="n.text"),
    )["s"]
    assert isinstance(found, Passed)
    assert tuple(found.outputs[port].value for port in ("prompt", "negative")) == expected


def generated(**params: object) -> str | None:
    work = node("g", "diffusion.generate", {"model": "turbo", "prompt": "a fox", **params})
    found = judge(work, knowledge=Knowledge(models=models(TURBO)))["g"]
    assert not isinstance(found, Invalid), found
    return wanted_of(found)


def test_style_counts_by_its_words_and_none_by_nothing() -> None:
    assert generated() == generated(styles=[]) == generated(styles=None)
    assert generated(styles=[INK]) == generated(styles=[{**INK, "name": "Ink, as it was"}])
    assert len({generated(styles=each) for each in ([], [INK], [SOFT], [INK, SOFT])}) == 4


@pytest.mark.parametrize("styles", ["Ink", [{}], [INK] * 9, [{**INK, "words": "x" * 4001}], [3]])
def test_styles_that_are_none_are_a_bad_parameter(styles: object) -> None:
    found = judge(node("s", "text.style", {"styles": styles}))["s"]
    assert isinstance(found, Invalid)
    assert found.problems[0].code == "bad_param"
