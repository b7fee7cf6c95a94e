"""Whose state is whose, which is newer, and what is left when a socket goes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab.errors import MalformedFrame
from collab.presence.awareness import Awareness, Speaker

SERVER = 1


def speaker(connection: int, person: str = "ann", may_edit: bool = True) -> Speaker:
    return Speaker(connection, person, {"id": person}, may_edit)


ANN, BEN = speaker(1), speaker(2, "ben", may_edit=False)


@pytest.fixture
def awareness() -> Awareness:
    return Awareness(SERVER, max_state_bytes=200)


def told(awareness: Awareness) -> dict[int, tuple[int, object]]:
    return {client: (clock, json.loads(state)) for client, clock, state in awareness.take_changes()}


def test_the_account_says_who_somebody_is(awareness: Awareness) -> None:
    """SY12"""
    awareness.receive(ANN, 7, 1, '{"user": {"id": "ben"}, "cursor": {"x": 1}}')
    assert told(awareness) == {7: (1, {"user": {"id": "ann"}, "cursor": {"x": 1}})}


def test_viewers_drag_nothing_and_nobody_speaks_for_the_renderer(awareness: Awareness) -> None:
    """SY14"""
    state = '{"dragging": 1, "presenting": true, "render": 2, "renderer": 3}'
    awareness.receive(ANN, 7, 1, state)
    awareness.receive(BEN, 8, 1, state)
    assert told(awareness) == {
        7: (1, {"dragging": 1, "presenting": True, "user": {"id": "ann"}}),
        8: (1, {"user": {"id": "ben"}}),
    }


def test_an_echo_of_others_states_is_passed_over(awareness: Awareness) -> None:
    """SY13"""
    awareness.receive(ANN, 7, 1, "{}")
    awareness.receive(BEN, 8, 1, "{}")
    told(awareness)
    for client in (7, 9, SERVER):
        awareness.receive(BEN, client, 50, '{"spoofed": 1}')
        awareness.receive(BEN, client, 60, "null")
    assert told(awareness) == {}


def test_only_a_newer_clock_counts(awareness: Awareness) -> None:
    awareness.receive(ANN, 7, 5, '{"at": 5}')
    awareness.receive(ANN, 7, 5, '{"at": 6}')
    awareness.receive(ANN, 7, 4, '{"at": 4}')
    assert told(awareness) == {7: (5, {"at": 5, "user": {"id": "ann"}})}
    awareness.receive(ANN, 7, 5, "null")
    assert told(awareness) == {7: (5, None)}


def test_an_accounts_newer_socket_takes_its_own_id_over(awareness: Awareness) -> None:
    """SY13: the old socket is half dead, and must take nothing with it when it goes."""
    awareness.receive(ANN, 7, 5, '{"at": "old"}')
    newer = speaker(3)
    awareness.receive(newer, 7, 5, '{"at": "new"}')
    assert told(awareness) == {7: (5, {"at": "new", "user": {"id": "ann"}})}
    awareness.receive(ANN, 7, 9, '{"at": "old"}')
    awareness.leave(ANN.connection)
    assert told(awareness) == {}
    awareness.leave(newer.connection)
    assert told(awareness) == {7: (5, None)}


def test_another_account_takes_nothing_over_while_its_owner_is_there(awareness: Awareness) -> None:
    """SY13"""
    awareness.receive(ANN, 7, 5, "{}")
    awareness.receive(BEN, 7, 9, "{}")
    assert told(awareness) == {7: (5, {"user": {"id": "ann"}})}


def test_who_left_is_told_once_and_forgotten(awareness: Awareness) -> None:
    """SY12"""
    awareness.receive(ANN, 7, 5, "{}")
    awareness.leave(ANN.connection)
    awareness.leave(ANN.connection)
    assert told(awareness) == {7: (5, None)}
    assert told(awareness) == {}
    assert awareness.everybody() == []


def test_a_state_that_is_too_large_is_passed_over(awareness: Awareness) -> None:
    """SY13"""
    awareness.receive(ANN, 7, 1, json.dumps({"x": "é" * 150}, ensure_ascii=False))
    assert told(awareness) == {}


@pytest.mark.parametrize("state", ["[]", "1", "{", "NaN", '{"a": NaN}', '{"a": 1e999}', "[" * 150])
def test_what_is_no_json_object_is_malformed(awareness: Awareness, state: str) -> None:
    """SY6"""
    with pytest.raises(MalformedFrame):
        awareness.receive(ANN, 7, 1, state)


def test_the_servers_state_grows_older_by_being_repeated(awareness: Awareness) -> None:
    """SY14"""
    awareness.renew()
    assert told(awareness) == {}
    awareness.say({"renderer": {"state": "ready"}})
    awareness.renew()
    assert told(awareness) == {SERVER: (2, {"renderer": {"state": "ready"}})}
    awareness.say({})
    assert told(awareness) == {SERVER: (3, {})}


@given(
    st.lists(
        st.tuples(
            st.integers(1, 4),
            st.sampled_from(["ann", "ben"]),
            st.integers(1, 6),
            st.integers(0, 3),
            st.sampled_from(["{}", "null", "leave"]),
        )
    )
)
def test_nobody_is_left_when_everybody_has_gone(
    script: list[tuple[int, str, int, int, str]],
) -> None:
    """SY12: and what was told of each id ends with its leaving."""
    awareness, last = Awareness(SERVER, 200), dict[int, bytes]()
    for connection, person, client, clock, state in script:
        if state == "leave":
            awareness.leave(connection)
        else:
            awareness.receive(speaker(connection, person), client, clock, state)
        last |= {client: state for client, _, state in awareness.take_changes()}
        present = {client for client, _, _ in awareness.everybody()}
        assert present == {client for client, state in last.items() if state != b"null"}
    for connection in range(1, 5):
        awareness.leave(connection)
    last |= {client: state for client, _, state in awareness.take_changes()}
    assert set(last.values()) <= {b"null"}
