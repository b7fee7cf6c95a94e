"""From a picture's file to the graph that makes it again, and what files of strangers may say."""

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from collab.documents.model import JSON, NodeId, NodeView, Source
from render import png
from render.errors import BadRecord
from render.graph.model import Invocation
from render.graph.values import Inline
from render.graph.verdicts import Knowledge, Verdict, invocations
from render.models.entry import Models
from render.nodes.ops.pictures import encode_png
from render.provenance import as_made, embed, extract, extract_from
from render.record import MAX_DEPTH, read_record
from render.regrow import MAX_NODES, Regrown, order_key, regrow
from render.stores import Artifact, AssetId, AssetInfo
from tests.golden.calls import random_picture
from tests.render.boards import CATALOG, judge, node
from tests.render.models.lists import BASE, INK, TURBO, models
from tests.render.records import provenance

ALL = models(TURBO, BASE, INK)
PHOTO = AssetId("a" * 64)
MASK = AssetId("b" * 64)
ASSETS = {each: AssetInfo(each, "image/png", 64, 64, 9) for each in (PHOTO, MASK)}
BARE = encode_png(random_picture(3, 2))


def judged(nodes: list[NodeView], known: Models = ALL) -> dict[str, Verdict]:
    return judge(*nodes, knowledge=Knowledge(assets=ASSETS, models=known))


def works(verdicts: Mapping[str, Verdict]) -> dict[str, Invocation]:
    return {each.fingerprint: each for one in verdicts.values() for each in invocations(one)}


def file_of(nodes: list[NodeView], shown: str, element: int = 0) -> bytes:
    """A picture as it is downloaded: of the node `shown`, or of an element of its list."""
    verdicts = judged(nodes)
    invocation = invocations(verdicts[shown])[element]
    return embed(BARE, provenance(invocation, works(verdicts)))


def graph_in(data: bytes, known: Models = ALL) -> Regrown:
    record = extract(data)
    assert record is not None
    return regrow(read_record(record), CATALOG, known)


def views(regrown: Regrown) -> list[NodeView]:
    """The nodes as a board has them; what waits to be run is let run."""
    found = []
    for id, each in regrown.nodes.items():
        params, inputs = each["params"], each["inputs"]
        assert isinstance(params, dict)
        assert isinstance(inputs, dict)
        sources = {
            key: Source(NodeId(str(one["node"])), str(one["port"])) for key, one in inputs.items()
        }
        found.append(NodeView(NodeId(id), str(each["type"]), params, sources, mode="live"))
    return found


def again(data: bytes) -> Invocation:
    """What the node runs that shows the picture of a graph that was added from a file."""
    regrown = graph_in(data)
    assert regrown.remarks == ()
    (found,) = invocations(judged(views(regrown))["n0"])
    return found


def generated(**params: JSON) -> NodeView:
    return node(
        "g", "diffusion.generate", {"model": "turbo", **params}, mode="live",
        prompt="words.text", negative="no.text", image="photo", mask="mask",
    )  # fmt: skip


SOURCES = [
    node("words", "note", {"text": "a fox 🦊\nby a lake"}),
    node("no", "note", {"text": "blur"}),
    node("photo", "image", {"asset": PHOTO, "crop": {"x": 0.25, "y": 0, "w": 0.5, "h": 1},
                            "turn": 90}),
    node("mask", "image", {"asset": MASK}),
    node("red", "swatch", {"color": "#FF0000"}),
]  # fmt: skip

SPLIT = [
    node("load", "diffusion.load", {"model": "base"}),
    node("lora", "diffusion.lora", {"lora": "ink", "weight": 0.4}, model="load.model"),
    node("yes", "diffusion.encode", model="lora.model", text="words.text"),
    node("size", "diffusion.empty_latent", {"width": 128, "height": 64}),
    node("sample", "diffusion.sample", {"seed": 7, "steps": 3}, mode="live", model="lora.model",
         positive="yes.conditioning", latent="size.latent"),
    node("decode", "diffusion.decode", model="load.model", latent="sample.latent"),
]  # fmt: skip

CHAINS: Mapping[str, tuple[list[NodeView], str]] = {
    "one node": ([generated(seed=3)], "g"),
    "its blur": ([generated(seed=3), node("s", "image.blur", {"radius": 2}, image="g")], "s"),
    "in parts": (SPLIT, "decode"),
    "a color": ([node("s", "image.solid", {"width": 8, "height": 8}, color="red.color")], "s"),
    "words of words": (
        [
            node("t", "text.template", {"template": "{a}, {b}"}, a="words.text", b="no.text"),
            node("g", "diffusion.generate", {"model": "base"}, mode="live", prompt="t.text"),
        ],
        "g",
    ),
    "a frame": (
        [
            node("f", "frame"),
            node("z", "image.solid", {"color": "#010203"}, parent="f", position=(9.0, 0.0)),
            node("y", "image", {"asset": PHOTO}, parent="f", position=(1.0, 0.0)),
            node("s", "image.contact", images="f.images"),
        ],
        "s",
    ),
}


@pytest.mark.parametrize("name", CHAINS)
def test_a_graph_in_a_file_makes_the_same_again(name: str) -> None:
    """WO20: the same work by its name, and so the same picture."""
    nodes, shown = CHAINS[name]
    data = file_of([*SOURCES, *nodes], shown)
    (first,) = invocations(judged([*SOURCES, *nodes])[shown])
    assert again(data) == first


def test_items_that_several_read_come_once() -> None:
    data = file_of([*SOURCES, generated(seed=3), *SPLIT], "decode")
    types = [str(each["type"]) for each in graph_in(data).nodes.values()]
    assert types[0] == "diffusion.decode"
    assert sorted(types) == sorted(
        ["diffusion.load", "diffusion.lora", "diffusion.encode", "diffusion.empty_latent",
         "diffusion.sample", "diffusion.decode", "note"]
    )  # fmt: skip


@given(st.integers(0, 7))
def test_element_of_a_list_comes_back_as_that_one(place: int) -> None:
    """WO20: of several over seeds and prompts, with the seed and the words that were its own."""
    nodes = [
        node("p", "list.prompts", {"text": "a fox\na hen"}),
        node("g", "diffusion.generate", {"model": "turbo", "seed": 40, "count": 4}, mode="live",
             prompt="p.texts"),
        node("s", "image.blur", {"radius": 1}, image="g"),
    ]  # fmt: skip
    data = file_of(nodes, "s", place)
    (seen,) = invocations(judged(views(graph_in(data)))["n1"])
    assert again(data) == invocations(judged(nodes)["s"])[place]
    assert (seen.params["seed"], seen.params["count"]) == (40 + place % 4, 1)
    assert seen.inputs["prompt"] == (Inline("text", ["a fox", "a hen"][place // 4]),)


def test_seed_that_came_in_is_set_on_the_node() -> None:
    nodes = [
        node("n", "list.seeds", {"start": 90, "count": 3}),
        node("g", "diffusion.generate", {"model": "turbo"}, mode="live", seed="n.seeds"),
    ]
    found = again(file_of(nodes, "g", 2))
    assert (found.params["seed"], found.inputs) == (92, {})


@pytest.mark.parametrize("type", ["diffusion.generate", "diffusion.sample"])
def test_seed_that_was_taken_for_another_is_the_one_told(type: str) -> None:
    """WO20: what its own seed did not give is of the one that was taken."""
    params: dict[str, JSON] = {"seed": 5, "seed.free": True}
    if type == "diffusion.generate":
        nodes, shown = [node("g", type, {"model": "turbo", **params}, mode="live")], "g"
    else:
        nodes = [replace(each, params={**each.params, **params}) if each.id == "sample" else each
                 for each in [*SOURCES, *SPLIT]]  # fmt: skip
        shown = "sample"
    (invocation,) = invocations(judged(nodes)[shown])
    artifact = Artifact(invocation.fingerprint, {}, 1, {"image": [["flat", "another_seed:81"]]})
    made = as_made(invocation, artifact)
    assert made.params == {**invocation.params, "seed": 81}
    odd = replace(artifact, checks={"image": [["flat"], None]})
    assert as_made(invocation, odd) is as_made(invocation, None) is invocation
    found = again(embed(BARE, provenance(made, {})))
    assert (found.params["seed"], found.seed_is_free) == (81, False)


# What is other here than where it was made


def test_model_is_known_by_its_content_and_what_is_missing_is_said() -> None:
    data = file_of([*SOURCES, generated(seed=3)], "g")

    def chosen(known: Models) -> tuple[JSON, list[tuple[str, tuple[str, ...]]]]:
        regrown = graph_in(data, known)
        params = regrown.nodes["n0"]["params"]
        assert isinstance(params, dict)
        return params["model"], [(each.code, each.names) for each in regrown.remarks]

    assert chosen(ALL) == ("turbo", [])
    assert chosen(models(replace(TURBO, name="other/name"))) == ("other/name", [])
    assert chosen(models(BASE)) == ("turbo", [("models_missing", ("turbo",))])
    other = replace(BASE, name="turbo")
    assert chosen(models(other)) == ("turbo", [("models_differ", ("turbo",))])
    assert chosen(models(replace(TURBO, hash=None))) == ("turbo", [])


def test_types_and_versions_that_are_other_here_are_said() -> None:
    record = extract(file_of([node("s", "image.solid"), node("i", "image.invert", image="s")], "i"))
    assert record
    for work in record["invocations"].values():
        if work["type"] == "image.solid":
            work["type"] = "studio.paint"
        else:
            work["version"] += 1
    regrown = regrow(read_record(record), CATALOG, {})
    assert [(each.code, each.names) for each in regrown.remarks] == [
        ("works_otherwise", ("Invert",)),
        ("types_unknown", ("studio.paint",)),
    ]
    assert regrown.nodes["n1"]["type"] == "studio.paint"
    assert regrown.nodes["n1"]["params"] == {"width": 512, "height": 512, "color": "#808080"}


def test_what_is_not_told_leaves_its_input_open_and_is_said() -> None:
    line = [node("0", "image.noise"), node("1", "image.invert", image="0"),
            node("2", "image.invert", image="1")]  # fmt: skip
    verdicts = judged(line)
    (last,) = invocations(verdicts["2"])
    record = provenance(last, works(verdicts), max_invocations=2)
    regrown = graph_in(embed(BARE, record))
    assert [each.code for each in regrown.remarks] == ["cut"]
    assert [each["inputs"] for each in regrown.nodes.values()] == [
        {"image": {"node": "n1", "port": "image"}}, {}
    ]  # fmt: skip


def test_graph_of_more_nodes_than_a_board_takes_at_once_is_cut() -> None:
    line = [node("0", "image.noise")]
    line += [node(str(i), "image.invert", image=str(i - 1)) for i in range(1, MAX_NODES + 5)]
    verdicts = judged(line)
    (last,) = invocations(verdicts[str(MAX_NODES + 4)])
    regrown = graph_in(embed(BARE, provenance(last, works(verdicts), max_bytes=10**9)))
    assert len(regrown.nodes) == MAX_NODES
    assert [each.code for each in regrown.remarks] == ["cut"]


def test_keys_are_ordered_as_their_places() -> None:
    keys = [order_key(place) for place in range(1000)]
    assert keys == sorted(set(keys))


# What strangers write

GOOD: dict[str, Any] = {
    "atelier": 1,
    "root": "f",
    "cut": False,
    "invocations": {
        "f": {
            "type": "image.invert",
            "version": 1,
            "params": {},
            "inputs": {"image": [{"asset": PHOTO}]},
        }
    },
}


def with_work(**changed: Any) -> dict[str, Any]:
    work = {**GOOD["invocations"]["f"], **changed}
    return {**GOOD, "invocations": {"f": work}}


def nested(depth: int) -> Any:
    return [nested(depth - 1)] if depth else 1


@pytest.mark.parametrize(
    "record",
    [
        {**GOOD, "root": "g"},
        {**GOOD, "root": ["f"]},
        {**GOOD, "invocations": [GOOD["invocations"]["f"]]},
        {**GOOD, "invocations": {"f": 5}},
        {**GOOD, "invocations": {str(i): GOOD["invocations"]["f"] for i in range(1001)}},
        with_work(type=""),
        with_work(type="x" * 501),
        with_work(type="\ud800"),
        with_work(version="1"),
        with_work(params=[]),
        with_work(params={"text": "\udfff"}),
        with_work(params={"x": 2**60}),
        with_work(params={"x": float("inf")}),
        with_work(params={"x": nested(MAX_DEPTH + 1)}),
        with_work(inputs={"image": {"asset": PHOTO}}),
        with_work(inputs={"image": [{"asset": "../../etc/passwd"}]}),
        with_work(inputs={"image": [{"asset": PHOTO, "turn": 45}]}),
        with_work(inputs={"image": [{"asset": PHOTO, "crop": {"x": 0, "y": 0, "w": "1"}}]}),
        with_work(inputs={"image": [{"value": 1, "type": "secret"}]}),
        with_work(inputs={"image": [None]}),
        with_work(models={"model": "turbo"}),
        with_work(models=["turbo"]),
    ],
)
def test_record_that_is_not_as_ours_is_refused_whole(record: dict[str, Any]) -> None:
    with pytest.raises(BadRecord) as refused:
        read_record(record)
    assert refused.value.code == "bad_graph"


def test_record_of_a_newer_program_is_told_apart() -> None:
    newer = extract(embed(BARE, {"atelier": 2, "new": True}))
    assert newer is not None
    with pytest.raises(BadRecord) as refused:
        read_record(newer)
    assert refused.value.code == "newer_graph"


@pytest.mark.parametrize("text", ['{"atelier": NaN}', '{"atelier": 1, "x": -Infinity}', "9" * 9999])
def test_text_that_is_no_json_is_no_record(text: str) -> None:
    info = PngInfo()
    info.add_text("atelier", text)
    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "PNG", pnginfo=info)
    assert extract(out.getvalue()) is None


def test_graph_that_feeds_into_itself_becomes_nodes_that_say_so() -> None:
    record = with_work(inputs={"image": [{"from": "f", "port": "image"}], "a:b": [], "no": []})
    regrown = regrow(read_record(record), CATALOG, {})
    assert regrown.nodes["n0"]["inputs"] == {"image": {"node": "n0", "port": "image"}}
    (problem,) = judged(views(regrown))["n0"].problems  # type: ignore[union-attr]
    assert problem.code == "cycle"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from([PHOTO, "f", "image.invert", "diffusion.generate", "text", "image"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["type", "version", "params", "inputs", "models", "asset", "from", "port",
                         "value", "name", "hash", "image", "images", "model", "f"]),
        inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["image.contact", "diffusion.generate", "x"]),
         "version": st.integers(-1, 2),
         "params": st.dictionaries(st.text(max_size=5), VALUES, max_size=3),
         "inputs": st.dictionaries(st.sampled_from(["image", "images", "prompt", "seed", "x:y"]),
                                   st.lists(VALUES | st.just({"from": "f", "port": "image"})
                                            | st.just({"value": "hi", "type": "text"})
                                            | st.just({"value": [1], "type": "text"})
                                            | st.just({"value": 5, "type": "number"}), max_size=3),
                                   max_size=3)},
        optional={"models": VALUES},
    )
    | VALUES
)  # fmt: skip
def test_whatever_a_file_says_becomes_nodes_that_travel_or_is_refused(work: Any) -> None:
    """WO21: nodes that every board can be sent, whose edges stay among them."""
    record = {"atelier": 1, "root": "f", "cut": False, "invocations": {"f": work}}
    try:
        regrown = regrow(read_record(record), CATALOG, ALL)
    except BadRecord:
        return
    json.dumps(regrown.nodes, allow_nan=False, ensure_ascii=False).encode()
    judged(views(regrown))
    for each in regrown.nodes.values():
        assert isinstance(inputs := each["inputs"], dict)
        assert {str(one["node"]) for one in inputs.values()} <= regrown.nodes.keys()  # type: ignore[index,call-overload]


@pytest.mark.parametrize("is_packed", [False, True])
def test_record_is_found_where_a_program_wrote_it_back_as_another_kind_of_text(
    is_packed: bool,
) -> None:
    """WO21: tEXt and zTXt too; a file without it has no graph."""
    data = file_of([node("s", "image.solid")], "s")
    image = Image.open(io.BytesIO(data))
    image.load()
    info, out = PngInfo(), io.BytesIO()
    info.add_text("atelier", str(image.text["atelier"]), zip=is_packed)
    image.save(out, "PNG", pnginfo=info)
    assert (b"zTXt" if is_packed else b"tEXt") in out.getvalue()
    assert extract(out.getvalue()) == extract(data)
    assert embed(out.getvalue(), {"atelier": 1}).count(b"atelier\0") == 1
    bare = io.BytesIO()
    image.save(bare, "PNG")
    assert extract(bare.getvalue()) is None


class _Counted(io.BytesIO):
    """Says how many bytes were asked for."""

    asked = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.asked += len(found)
        return found


def test_looking_for_a_record_reads_no_pixels_and_ends() -> None:
    """WO21: however large a file is, and of however many chunks."""
    pixels = png.chunk(b"IDAT", b"\0" * 10**7)
    record = png.chunk(b"tEXt", b'atelier\0{"atelier": 1}')
    long = png.chunk(b"tEXt", b"other\0" + b"x" * 2 * png.MAX_TEXT)
    end = png.chunk(b"IEND", b"")
    file = _Counted(png.SIGNATURE + pixels + long + record + end)
    assert extract_from(file) == {"atelier": 1}
    assert file.asked < 200
    many = png.SIGNATURE + png.chunk(b"IDAT", b"") * (png.MAX_CHUNKS + 1)
    assert extract(many + record + end) is None
    short = png.SIGNATURE + record[:-6]
    assert extract(short) is None
