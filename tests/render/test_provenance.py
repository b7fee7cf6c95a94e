"""What a result was made of, and its way into a PNG and out of one (WO16)."""

import io
import json
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from render import png
from render.errors import BadPng
from render.graph.fingerprint import fingerprint
from render.graph.model import Invocation
from render.graph.plan import Wanted
from render.graph.values import Computed, Inline, Uploaded
from render.nodes.ops.pictures import encode_png
from render.provenance import embed, extract
from render.stores import AssetId
from tests.golden.calls import random_picture
from tests.render.boards import CATALOG, judge, node
from tests.render.records import provenance

SWATCH = node("w", "swatch", {"color": "#FF0000"})


def invocations(*nodes: object) -> dict[str, Invocation]:
    verdicts = judge(*nodes)
    return {id: v.invocation for id, v in verdicts.items() if isinstance(v, Wanted)}


def chain(length: int) -> list[Invocation]:
    nodes = [node("0", "image.noise", {"seed": 3})]
    nodes += [
        node(str(i), "image.blur", {"radius": i % 256}, image=str(i - 1)) for i in range(1, length)
    ]
    found = invocations(*nodes)
    return [found[str(i)] for i in range(length)]


def known(*all_of: Invocation) -> dict:
    return {each.fingerprint: each for each in all_of}


def test_it_holds_the_work_and_its_ancestors_and_nothing_of_the_board() -> None:
    found = invocations(
        SWATCH,
        node("s", "image.solid", {"width": 3, "height": 1}, color="w.color"),
        node("m", "image.blend", {"blend": "screen"}, title="My secret", a="s", b="s"),
    )
    blend, solid = found["m"], found["s"]
    record = provenance(blend, known(blend, solid))
    assert record == {
        "atelier": 1,
        "root": blend.fingerprint,
        "cut": False,
        "invocations": {
            blend.fingerprint: {
                "type": "image.blend",
                "version": 1,
                "params": dict(blend.params),
                "inputs": {
                    port: [{"from": solid.fingerprint, "port": "image"}] for port in ("a", "b")
                },
            },
            solid.fingerprint: {
                "type": "image.solid",
                "version": 1,
                "params": dict(solid.params),
                "inputs": {"color": [{"value": "#ff0000", "type": "color"}]},
            },
        },
    }
    assert "secret" not in json.dumps(record)


def test_the_fingerprints_follow_from_the_record_alone() -> None:
    found = invocations(
        SWATCH,
        node("t", "image.solid", {"width": 3}, color="w.color"),
        node("u", "image.invert", image="t"),
    )
    record = provenance(found["u"], known(*found.values()))
    assert len(record["invocations"]) == 2
    for name, each in record["invocations"].items():
        inputs = {port: [_value(v) for v in values] for port, values in each["inputs"].items()}
        assert fingerprint(CATALOG.get(each["type"]), each["params"], inputs) == name


def _value(described: dict) -> object:
    match described:
        case {"from": name, "port": port}:
            return Computed(name, port)
        case {"asset": asset}:
            return Uploaded(AssetId(asset))
        case {"value": value, "type": type}:
            return Inline(type, value)


def test_upload_is_named_by_its_content() -> None:
    spec = CATALOG.get("image.invert")
    asset = AssetId("c" * 64)
    work = Invocation("f", spec, {}, {"image": (Uploaded(asset),)})
    record = provenance(work, {})
    assert record["invocations"]["f"]["inputs"] == {"image": [{"asset": asset}]}
    assert not record["cut"]


def test_it_is_cut_at_its_bounds_nearest_kept_and_says_so() -> None:
    line = chain(50)
    record = provenance(line[-1], known(*line), max_invocations=10)
    assert record["cut"]
    assert list(record["invocations"]) == [each.fingerprint for each in reversed(line[-10:])]
    small = provenance(line[-1], known(*line), max_bytes=1000)
    assert small["cut"]
    assert 0 < len(json.dumps(small["invocations"])) < 1500
    assert not provenance(line[-1], known(*line))["cut"]


def test_ancestor_that_nobody_knows_any_more_is_a_cut() -> None:
    line = chain(3)
    record = provenance(line[2], known(line[1]))
    assert record["cut"]
    assert len(record["invocations"]) == 2


def test_depth_is_no_matter() -> None:
    line = chain(900)
    assert len(provenance(line[-1], known(*line), max_bytes=10**9)["invocations"]) == 900


def test_record_goes_into_a_png_and_comes_out_and_leaves_the_pixels() -> None:
    pixels = random_picture(13, 7)
    bare = encode_png(pixels)
    record = {"atelier": 1, "note": "Grüße, 猫", "root": "f"}
    marked = embed(bare, record)
    assert extract(marked) == record
    assert extract(bare) is None
    image = Image.open(io.BytesIO(marked))
    assert (np.array(image) == pixels).all()
    assert json.loads(image.text["atelier"]) == record  # as other programs read it
    assert extract(embed(marked, {"atelier": 1, "root": "g"})) == {"atelier": 1, "root": "g"}
    assert embed(bare, record) == marked


def test_record_is_found_in_a_png_that_pillow_wrote_again() -> None:
    marked = embed(encode_png(random_picture(4, 4)), {"atelier": 1, "root": "f"})
    image = Image.open(io.BytesIO(marked))
    image.load()
    for is_packed in (False, True):
        buffer = io.BytesIO()
        info = PngInfo()
        info.add_itxt("atelier", image.text["atelier"], zip=is_packed)
        image.save(buffer, "PNG", pnginfo=info)
        assert extract(buffer.getvalue()) == {"atelier": 1, "root": "f"}


@pytest.mark.parametrize(
    "body",
    [
        b"atelier\0\1\0\0\0" + zlib.compress(b"x" * (png.MAX_TEXT + 1)),  # a bomb
        b"atelier\0\1\0\0\0" + zlib.compress(b"{}")[:-4],
        b"atelier\0\1\1\0\0x",
        b"atelier\0\2\0\0\0x",
        b"atelier\0\0",
        b"atelier\0\0\0en",
        b"atelier\0\0\0\0\0\xff\xff",
        b"atelier\0\1\0\0\0not zlib",
    ],
)
def test_text_that_cannot_be_read_is_an_error_and_no_record(body: bytes) -> None:
    data = png.SIGNATURE + png.chunk(b"iTXt", body) + png.chunk(b"IEND", b"")
    with pytest.raises(BadPng):
        png.text_of(data, "atelier")
    assert extract(data) is None


@pytest.mark.parametrize(
    "text", ["[]", "5", "{", '{"atelier": 0}', '{"atelier": true}', "[" * 100_000, '"atelier"']
)
def test_text_that_is_no_record_of_ours_is_none(text: str) -> None:
    assert extract(png.with_text(encode_png(random_picture(1, 1)), "atelier", text)) is None


GOOD = embed(encode_png(random_picture(3, 3)), {"atelier": 1})


@given(st.binary(max_size=200) | st.integers(0, len(GOOD) - 1).map(lambda n: GOOD[:n]))
def test_bytes_that_are_no_png_are_refused(data: bytes) -> None:
    with pytest.raises(BadPng):
        png.with_text(data, "atelier", "x")


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_a_flipped_byte_never_breaks_the_reader(at: int, mask: int) -> None:
    data = bytearray(GOOD)
    data[at] ^= mask
    assert extract(bytes(data)) in (None, {"atelier": 1})  # what comes after it is not read
