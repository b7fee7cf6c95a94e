"""One connection inside a room: its protocol state, its outbox, and the wake-ups of its socket.

It does not know what kind of socket that is: whoever carries frames reads `next_outgoing`.
"""

import asyncio
from collections.abc import Iterable

from collab.presence.awareness import Speaker
from collab.sync import close_codes
from collab.sync.connection import Close, Connection, Effect, Send
from collab.sync.limits import Limits
from collab.sync.outbox import Outbox, Outgoing


class Member:
    def __init__(self, connection: Connection, limits: Limits) -> None:
        self.connection = connection
        self.outbox = Outbox(limits.outbox_bytes)
        self._limits = limits
        self._unread_bytes = 0
        self._may_read = asyncio.Event()
        self._may_read.set()
        self._may_send = asyncio.Event()

    @property
    def speaker(self) -> Speaker:
        access = self.connection.access
        person = access.person
        return Speaker(
            connection=self.connection.number,
            person=person.id,
            user={"id": person.id, "name": person.name, "color": person.color},
            may_edit=access.may_edit,
        )

    def send(self, frame: bytes, base: bytes) -> None:
        """Queue a frame that a diff from the state vector `base` would make good."""
        self.outbox.put(frame, base)
        self._may_send.set()

    def answer(self, frame: bytes, state_vector: bytes) -> bool:
        """Queue a step 2; true when awareness states were lost and must be told again."""
        self._may_send.set()
        return self.outbox.put_answer(frame, state_vector)

    def open(self) -> None:
        """This client has had time to ask for a step 2: hold frames for it no longer."""
        self.outbox.open()
        self._may_send.set()

    def perform(self, effects: Iterable[Effect]) -> None:
        """Carry out those effects that concern this client alone."""
        for effect in effects:
            match effect:
                case Send(frame):
                    if not self.outbox.put_kept(frame):
                        self.close(close_codes.TOO_SLOW, "this connection does not read")
                case Close():
                    self.outbox.close(effect)
                case _:
                    raise TypeError(f"not for one client alone: {effect}")
        self._may_send.set()

    def close(self, code: int, reason: str) -> None:
        self.perform(self.connection.close(code, reason))

    async def next_outgoing(self) -> Outgoing:
        """The next thing to carry; after a `Close` there is nothing more."""
        while (outgoing := self.outbox.take()) is None:
            self._may_send.clear()
            await self._may_send.wait()
        return outgoing

    def take_on(self, size_bytes: int) -> None:
        """So much was read and is not committed yet."""
        self._unread_bytes += size_bytes
        if self._unread_bytes > self._limits.unread_bytes:
            self._may_read.clear()

    def lay_off(self, size_bytes: int) -> None:
        self._unread_bytes -= size_bytes
        if self._unread_bytes <= self._limits.unread_bytes:
            self._may_read.set()

    async def until_readable(self) -> None:
        """Wait until this connection's earlier updates leave room for more."""
        await self._may_read.wait()
