"""Frames between server and worker, and the worker's memory (WO1, WO5)."""

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.cache import ByteBoundedCache
from render.errors import WireError
from render.workers import wire
from render.workers.devices import parse_devices

MESSAGES = [
    wire.Execute("f", "m:f", {"a": 1}, {"image": [{"value": "x"}]}, {"image": "image"}),
    wire.Stop("f"),
    wire.Ping(),
    wire.Hello("cpu", "CPU"),
    wire.Execute("f", "m:f", {}, {}, {}, 7, True, {"image": {"size": [1, 2]}}),
    wire.Pong(),
    wire.Pong(5, ("f", "g")),
    wire.Progress("f", 1, 2, 7),
    wire.Preview("f", b"RIFF\0\xff", 3, 7),
    wire.Computed("f", 7),
    wire.Stored("f", {"image": {"file": "x"}}, {}, 3, 7, {"image": ["flat"]}),
    wire.Failed("f", "failed", "It broke", 7, True),
    wire.Cancelled("f", 7),
    wire.Missing("f", ["k"], 7),
]


@pytest.mark.parametrize("message", MESSAGES)
def test_message_survives_its_frame(message: wire.Message) -> None:
    frame = wire.encode(message)
    prefix, body = frame[: wire.PREFIX_BYTES], frame[wire.PREFIX_BYTES :]
    assert wire.body_length(prefix) == len(body)
    assert wire.decode(body) == message


@given(st.binary() | st.sampled_from([b"[]", b'{"type":"nope"}', b'{"type":"stop"}', b"{}", b"1"]))
def test_bytes_that_are_no_message_are_refused(body: bytes) -> None:
    with pytest.raises(WireError):
        wire.decode(body)


def test_message_with_what_json_lacks_is_refused_unless_it_is_a_mapping() -> None:
    odd = wire.Execute("f", "m:f", MappingProxyType({"a": 1}), {}, {})
    frame = wire.encode(odd)
    assert wire.decode(frame[wire.PREFIX_BYTES :]) == wire.Execute("f", "m:f", {"a": 1}, {}, {})
    with pytest.raises(TypeError, match="cannot be sent"):
        wire.encode(wire.Stop({1}))


def test_frame_longer_than_the_limit_is_refused_on_both_sides() -> None:
    with pytest.raises(WireError, match="limit"):
        wire.body_length((wire.MAX_FRAME + 1).to_bytes(4, "big"))
    with pytest.raises(WireError, match="limit"):
        wire.encode(wire.Stop("f" * wire.MAX_FRAME))


def test_cache_drops_the_least_recently_used_to_stay_within_its_bytes() -> None:
    cache = ByteBoundedCache[bytes](10, len)
    cache.put("a", b"aaaa")
    cache.put("b", b"bbbb")
    assert cache.get("a") == b"aaaa"
    cache.put("c", b"cccc")
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (b"aaaa", None, b"cccc")
    assert cache.size_bytes == 8


def test_pinned_value_stays_whatever_its_size_until_unpinned() -> None:
    cache = ByteBoundedCache[bytes](10, len)
    cache.put("big", b"x" * 100, pinned=True)
    cache.put("a", b"a")
    cache.clear()
    assert cache.get("big") is not None
    assert cache.get("a") is None
    cache.unpin("big")
    assert cache.get("big") is None
    assert cache.size_bytes == 0


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 12))))
def test_cache_never_holds_more_than_its_limit(puts: list[tuple[str, int]]) -> None:
    cache = ByteBoundedCache[bytes](20, len)
    for key, size in puts:
        cache.put(key, b"x" * size)
        assert cache.size_bytes <= 20
        assert cache.get(key) == b"x" * size


def test_workers_are_named_by_their_devices() -> None:
    assert parse_devices(" cuda:0, cuda:1 ") == ("cuda:0", "cuda:1")
    assert parse_devices("auto") == ("auto",)
    for setting in ("tpu", "cuda:", ""):
        with pytest.raises(ValueError, match="Workers must"):
            parse_devices(setting)
