"""Everybody's awareness states in one room: whose each is, which is newer, what is left at the end.

Pure. A connection speaks for one client id: the first it announces that is not another's. Stock
clients echo the entries of everybody they know; all those are passed over. It does not know frames.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from collab.documents.model import JSON
from collab.presence.identity import encode_state, honest_state

SERVER_CONNECTION: Final = 0
"""Owner of the server's own entry; connections count from 1."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whoever sent an entry: a later connection has a higher number."""

    connection: int
    person: str
    user: JSON
    may_edit: bool


@dataclass(slots=True)
class Entry:
    """A client's last word. `state` is JSON, or `None` once it left."""

    owner: Speaker
    clock: int
    state: bytes | None


class Awareness:
    """`changed` ids are collected until `take_changes`, so that one frame can tell of many."""

    def __init__(self, server_client: int, max_state_bytes: int) -> None:
        self._server_client = server_client
        self._max_state_bytes = max_state_bytes
        self._entries: dict[int, Entry] = {}
        self._spoken_for: dict[int, int] = {}
        self._changed: set[int] = set()
        self._server = Speaker(SERVER_CONNECTION, "", None, may_edit=True)

    def receive(self, speaker: Speaker, client: int, clock: int, state: str) -> None:
        """Take one entry, or pass over it: another's, an older one, one that is too large.

        Raises `MalformedFrame` for a state that is neither an object nor null.
        """
        if len(state.encode()) > self._max_state_bytes or not self._may_speak(speaker, client):
            return
        known = self._entries.get(client)
        is_mine = known is not None and known.owner.connection == speaker.connection
        honest = honest_state(state, speaker.user, speaker.may_edit)
        if honest is None and not is_mine:
            return
        if is_mine and known is not None and not _is_newer(known, clock, honest):
            return
        self._entries[client] = Entry(speaker, clock, honest)
        self._spoken_for[speaker.connection] = client
        self._changed.add(client)

    def leave(self, connection: int) -> None:
        """The connection is gone, and what it said with it."""
        client = self._spoken_for.pop(connection, None)
        entry = None if client is None else self._entries.get(client)
        if client is None or entry is None or entry.owner.connection != connection:
            return  # it never spoke, or the account's newer connection took its id over
        entry.state = None
        self._changed.add(client)

    def say(self, state: JSON) -> None:
        """Replace the server's own state."""
        known = self._entries.get(self._server_client)
        clock = 1 if known is None else known.clock + 1
        self._entries[self._server_client] = Entry(self._server, clock, encode_state(state))
        self._changed.add(self._server_client)

    def renew(self) -> None:
        """Say the server's state again: stock clients forget what was silent for 30 seconds."""
        own = self._entries.get(self._server_client)
        if own is not None:
            own.clock += 1
            self._changed.add(self._server_client)

    def take_changes(self) -> list[tuple[int, int, bytes]]:
        """What changed since the last call, as (client, clock, JSON); who left is forgotten."""
        changes = list(self._told(self._changed))
        for client in self._changed:
            if self._entries[client].state is None:
                del self._entries[client]
        self._changed.clear()
        return changes

    def everybody(self) -> list[tuple[int, int, bytes]]:
        present = [client for client, entry in self._entries.items() if entry.state is not None]
        return list(self._told(present))

    def _told(self, clients: Iterable[int]) -> Iterable[tuple[int, int, bytes]]:
        for client in clients:
            entry = self._entries[client]
            yield client, entry.clock, b"null" if entry.state is None else entry.state

    def _may_speak(self, speaker: Speaker, client: int) -> bool:
        if client == self._server_client:
            return False
        own = self._spoken_for.get(speaker.connection)
        if own is not None and own != client:
            return False
        known = self._entries.get(client)
        if known is None or known.state is None:
            return True
        owner = known.owner
        return owner.person == speaker.person and owner.connection <= speaker.connection


def _is_newer(known: Entry, clock: int, state: bytes | None) -> bool:
    """As y-protocols decide: a higher clock, or a leave with the same one."""
    return clock > known.clock or (clock == known.clock and state is None)
