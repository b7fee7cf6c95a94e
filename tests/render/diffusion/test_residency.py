"""What stays and what goes, by rules alone."""

from hypothesis import given
from hypothesis import strategies as st

from render.diffusion.residency import Move, Residency, TooLarge


def bring(shelf: Residency, *keys: str, working: int = 0, size: int = 10) -> list[Move] | TooLarge:
    wanted = dict.fromkeys(keys, size)
    answer = shelf.need(wanted, working)
    if not isinstance(answer, TooLarge):
        for key in keys:
            shelf.arrived(key)
    return answer


def use(shelf: Residency, *keys: str, working: int = 0) -> list[Move] | TooLarge:
    answer = bring(shelf, *keys, working=working)
    if not isinstance(answer, TooLarge):
        shelf.release(dict.fromkeys(keys, 10), working)
    return answer


def test_least_recently_used_waits_in_main_memory_then_goes() -> None:
    shelf = Residency(device_bytes=20, main_bytes=10)
    assert use(shelf, "a") == []
    assert use(shelf, "b") == []
    assert use(shelf, "a") == []
    assert use(shelf, "c") == [Move("b", "main")]
    assert use(shelf, "d") == [Move("b", None), Move("a", "main")]
    assert use(shelf, "a") == [Move("c", "main")]
    assert shelf.bytes_in("device") == 20


def test_nothing_waits_where_the_device_is_main_memory() -> None:
    shelf = Residency(device_bytes=20, main_bytes=0)
    use(shelf, "a")
    use(shelf, "b")
    assert use(shelf, "c") == [Move("a", None)]
    assert shelf.place("a") is None


def test_room_to_work_in_counts() -> None:
    shelf = Residency(device_bytes=20, main_bytes=0)
    use(shelf, "a")
    assert use(shelf, "b", working=10) == [Move("a", None)]
    assert use(shelf, "b", working=11) == TooLarge(21, 0)


def test_pinned_stays_and_is_told_of() -> None:
    shelf = Residency(device_bytes=30, main_bytes=0)
    bring(shelf, "a", working=5)
    use(shelf, "b")
    assert use(shelf, "c", "d") == TooLarge(20, 15)
    assert use(shelf, "c") == [Move("b", None)]
    shelf.release({"a": 10}, 5)
    assert use(shelf, "d", "e") == [Move("a", None)]


@given(
    st.lists(st.tuples(st.sets(st.sampled_from("abcdef"), min_size=1), st.integers(0, 30))),
    st.integers(10, 60),
    st.integers(0, 40),
)
def test_budgets_hold_and_what_was_asked_for_is_there(
    asked: list[tuple[set[str], int]], device_bytes: int, main_bytes: int
) -> None:
    shelf = Residency(device_bytes, main_bytes)
    for keys, working in asked:
        answer = bring(shelf, *keys, working=working)
        if isinstance(answer, TooLarge):
            assert answer.needed_bytes > device_bytes
            continue
        assert shelf.bytes_in("device") + working <= device_bytes
        assert shelf.bytes_in("main") <= main_bytes
        assert all(shelf.place(key) == "device" for key in keys)
        assert not keys & {move.key for move in answer}
        shelf.release(dict.fromkeys(keys, 10), working)
