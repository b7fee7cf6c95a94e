"""One connection inside a room: its protocol state, its outbox, and how fast it is read and sent.

It does not know what kind of socket that is, only the `Carrier` under it. Until there is one,
what it is sent stays in the outbox.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

from collab.presence.awareness import Speaker
from collab.sync import close_codes
from collab.sync.carrier import Carrier
from collab.sync.connection import Close, Connection, Effect, Send
from collab.sync.limits import Limits
from collab.sync.outbox import CatchUp, Outbox
from collab.sync.pace import Pace

_LINGER_SECONDS = 1.0
"""So long the last receipts may take to leave before a close cuts them off."""


class Host(Protocol):
    """The room, as its members see it."""

    def receive(self, member: "Member", frame: bytes) -> None: ...

    def catch_up(self, member: "Member", state_vector: bytes) -> None: ...


class Member:
    """A `Taker`. `on_end` is called once: with how the server closed it, or `None` if it left."""

    def __init__(self, connection: Connection, limits: Limits, host: Host) -> None:
        self._loop = asyncio.get_running_loop()
        self.connection = connection
        self.outbox = Outbox(limits.outbox_bytes)
        self.on_end: Callable[[Close | None], None] = _nobody
        self._limits = limits
        self.host = host
        self._carrier: Carrier | None = None
        self._has_ended = False
        self._pace = Pace(limits.messages_per_second, limits.message_burst, self._loop.time())
        self._unread_bytes = 0
        self._is_full = False
        self._rest_until = 0.0
        self._resting: asyncio.TimerHandle | None = None
        self._draining: asyncio.TimerHandle | None = None

    def ride(self, carrier: Carrier) -> None:
        """Send through `carrier` from now on, which is not called again once it was closed."""
        if self._has_ended:
            carrier.close(close_codes.UNAVAILABLE, "this board had to be closed")
            return
        self._carrier = carrier
        self.flush()

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

    # To the client

    def send(self, frame: bytes, base: bytes) -> None:
        """Send a frame that a diff from the state vector `base` would make good."""
        carrier = self._carrier
        if carrier is not None and carrier.is_writable and self.outbox.is_clear:
            if not carrier.write(frame):
                self._mind_drain()
        else:
            self.outbox.put(frame, base)
            self._carry()

    def answer(self, frame: bytes, state_vector: bytes) -> bool:
        """Queue a step 2; true when awareness states were lost and must be told again."""
        was_lost = self.outbox.put_answer(frame, state_vector)
        self._carry()
        return was_lost

    def open(self) -> None:
        """This client has had time to ask for a step 2: hold frames for it no longer."""
        self.outbox.open()
        self._carry()

    def perform(self, effects: Iterable[Effect]) -> None:
        """Carry out those effects that concern this client alone."""
        for effect in effects:
            match effect:
                case Send(frame):
                    if not self.outbox.put_kept(frame):
                        self.close(close_codes.TOO_SLOW, "this connection does not read")
                case Close():
                    self.outbox.close(effect)
                    self._loop.call_later(_LINGER_SECONDS, self._end, effect)
                case _:
                    raise TypeError(f"not for one client alone: {effect}")
        self._carry()

    def close(self, code: int, reason: str) -> None:
        self.perform(self.connection.close(code, reason))

    def flush(self) -> None:
        """The carrier has room for more."""
        if self._draining is not None:
            self._draining.cancel()
            self._draining = None
        self._carry()

    def _carry(self) -> None:
        while self._carrier is not None and self._carrier.is_writable:
            match self.outbox.take():
                case None:
                    return
                case bytes(frame):
                    self._carrier.write(frame)
                case CatchUp(state_vector):
                    self.host.catch_up(self, state_vector)
                case Close() as close:
                    self._end(close)
        self._mind_drain()

    def _mind_drain(self) -> None:
        if self._carrier is not None and self._draining is None:
            self._draining = self._loop.call_later(
                self._limits.drain_seconds, self._check_drain, self._carrier.unsent_bytes
            )

    def _check_drain(self, before: int) -> None:
        """A client that reads slowly is waited for, one that reads nothing is not."""
        self._draining = None
        if self._carrier is None or self._carrier.is_writable:
            return
        if self._carrier.unsent_bytes < before:
            self._mind_drain()
            return
        self.close(close_codes.TOO_SLOW, "this connection does not read")
        self._end(Close(close_codes.TOO_SLOW, "this connection does not read"))

    def _end(self, end: Close | None) -> None:
        if self._has_ended:
            return
        self._has_ended = True
        carrier, self._carrier = self._carrier, None
        for timer in (self._resting, self._draining):
            if timer is not None:
                timer.cancel()
        on_end, self.on_end = self.on_end, _nobody  # it may know this member: let go of it
        on_end(end)
        if carrier is not None and end is not None:
            carrier.close(end.code, end.reason)

    # From the client

    def receive(self, message: bytes) -> None:
        """Pass a message to the room; one who sends too fast or too much is read later."""
        if len(message) > self._limits.message_bytes:
            self.close(close_codes.MESSAGE_TOO_LARGE, "this message is too large")
        else:
            self.host.receive(self, message)
        now = self._loop.time()
        if (delay := self._pace.delay(now)) > 0:
            self._rest_until = now + delay
            self._rest()

    def receive_text(self) -> None:
        self.close(close_codes.MALFORMED, "a message is binary; this one is text")

    def lost(self) -> None:
        self.connection.close(close_codes.GOING_AWAY, "the client left")
        self._end(None)

    def take_on(self, size_bytes: int) -> None:
        """So much was read and is not committed yet."""
        self._unread_bytes += size_bytes
        if self._unread_bytes > self._limits.unread_bytes and not self._is_full:
            self._is_full = True
            if self._carrier is not None:
                self._carrier.pause_reading()

    def lay_off(self, size_bytes: int) -> None:
        self._unread_bytes -= size_bytes
        if self._is_full and self._unread_bytes <= self._limits.unread_bytes:
            self._is_full = False
            self._read_on()

    def _rest(self) -> None:
        if self._resting is None and self._carrier is not None:
            self._carrier.pause_reading()
            self._resting = self._loop.call_at(self._rest_until, self._wake)

    def _wake(self) -> None:
        self._resting = None
        if self._loop.time() < self._rest_until:  # more came of what had been read already
            self._rest()
        else:
            self._read_on()

    def _read_on(self) -> None:
        if self._carrier is not None and self._resting is None and not self._is_full:
            self._carrier.resume_reading()


def _nobody(end: Close | None) -> None:
    """Wants to know."""
