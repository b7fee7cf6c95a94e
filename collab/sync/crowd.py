"""Everyone in a room: who gets which frame, and what they know of each other.

Awareness is told in one frame a tick, so that N moving cursors cost N frames and not N². It does
not know the document, only `base`: the state vector of what has been shown.
"""

import asyncio
from collections.abc import Iterable, Sequence

from collab.documents.model import JSON
from collab.errors import MalformedFrame
from collab.presence.awareness import Awareness
from collab.sync import close_codes, messages
from collab.sync.connection import Close, Send
from collab.sync.limits import Limits
from collab.sync.member import Member
from collab.sync.messages import AwarenessEntry

MOST_WRITERS = 10_000
"""Client ids whose account is remembered, the latest; each page that is opened has a new one."""


class Crowd:
    def __init__(self, server_client: int, limits: Limits, base: bytes) -> None:
        self.base = base
        self._limits = limits
        self._members: dict[int, Member] = {}
        self._awareness = Awareness(server_client, limits.awareness_bytes)
        self._writers: dict[int, str] = {}
        self._said: dict[str, JSON] = {}
        self._notes: dict[str, JSON] = {}
        self._tick: asyncio.TimerHandle | None = None
        self._renewal: asyncio.TimerHandle | None = None

    def members(self) -> list[Member]:
        return list(self._members.values())

    def add(self, member: Member) -> None:
        self._members[member.connection.number] = member
        if self._renewal is None:
            self._renew()

    def remove(self, member: Member) -> None:
        if self._members.pop(member.connection.number, None) is not None:
            self._awareness.leave(member.connection.number)
            self._tell_soon()

    def close(self, end: Close) -> None:
        for timer in (self._tick, self._renewal):
            if timer is not None:
                timer.cancel()
        members, self._members = self.members(), {}
        for member in members:
            member.close(end.code, end.reason)

    def may_write(self, person: str, clients: Iterable[int]) -> bool:
        """Whether nobody else wrote under these client ids."""
        return all(self._writers.get(client, person) == person for client in clients)

    def wrote(self, person: str, clients: Iterable[int]) -> None:
        """From now on these client ids are that account's."""
        for client in clients:
            self._writers.setdefault(client, person)
        while len(self._writers) > MOST_WRITERS:
            del self._writers[next(iter(self._writers))]

    def welcome(self, member: Member) -> None:
        """The server's own step 1, so that the client sends what it has; and who else is here."""
        member.perform([Send(messages.step_1(self.base))])
        self.show_everybody(member)

    def show(self, updates: Sequence[bytes], but: Member | None) -> int:
        """Updates that lead on from `base`, to everyone but the one who made them: so many."""
        frames = [messages.update(update) for update in updates]
        told = 0
        for member in self.members():
            if member is not but:
                told += 1
                for frame in frames:
                    member.send(frame, self.base)
        return told

    def announce(self, member: Member, entries: Iterable[AwarenessEntry]) -> None:
        try:
            for entry in entries:
                self._awareness.receive(member.speaker, entry.client, entry.clock, entry.state)
        except MalformedFrame as error:
            member.close(close_codes.MALFORMED, str(error))
        self._tell_soon()

    def say(self, state: dict[str, JSON]) -> None:
        """Replace the state of the server's own client, but for its notes."""
        self._said = state
        self._awareness.say({**state, **self._notes})
        self._tell_soon()

    def note(self, name: str, value: JSON) -> None:
        """Put `value` under `name` into that state, to stay there; `None` takes it out."""
        if value is None:
            self._notes.pop(name, None)
        else:
            self._notes[name] = value
        self.say(self._said)

    def is_rendering(self) -> bool:
        return bool(self._said.get("render"))

    def show_everybody(self, member: Member) -> None:
        present = self._awareness.everybody()
        if present:
            member.send(_awareness_frame(present), self.base)

    def _tell_soon(self) -> None:
        if self._tick is None:
            loop = asyncio.get_running_loop()
            self._tick = loop.call_later(self._limits.awareness_tick_seconds, self._tell)

    def _tell(self) -> None:
        """To its senders too: their copy has the same clock, so it tells them nothing new."""
        self._tick = None
        changes = self._awareness.take_changes()
        if changes:
            frame = _awareness_frame(changes)
            for member in self.members():
                member.send(frame, self.base)

    def _renew(self) -> None:
        """Also what keeps stock clients connected: they leave a server silent for 30 seconds."""
        self._renewal = None
        if self._members:
            self._awareness.renew()
            self._tell_soon()
            seconds = self._limits.awareness_renewal_seconds
            self._renewal = asyncio.get_running_loop().call_later(seconds, self._renew)


def _awareness_frame(states: Iterable[tuple[int, int, bytes]]) -> bytes:
    return messages.awareness(messages.awareness_entry(*state) for state in states)
