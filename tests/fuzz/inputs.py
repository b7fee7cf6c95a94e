"""Frames that a hostile or broken client might send: by a grammar that knows the format, by
mutation of good ones, and by chance. All from one `Random`, so that a seed makes them again.
"""

from collections.abc import Callable, Sequence
from random import Random

from collab.sync import messages
from collab.sync.lib0 import byte_string, string, varint
from collab.sync.messages import awareness, awareness_entry

Clocks = Callable[[int], int]
"""The clock after the last element that the document has of a client."""

CLIENTS = (5, 6, 7, 2_345_678_901, 2**32 - 1, 2**53 - 1)
ROOTS = ("nodes", "nodes", "nodes", "nodes", "meta", "results", "other", "")
KEYS = ("n1", "n2", "params", "text", "k", "", "é😀")
TEXTS = ("a", "ab", "", "é", "😀", "a😀b", "\x00", "x" * 200, "👨‍👩‍👧")
VARINTS = (0, 1, 2, 5, 127, 128, 2**14, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53 - 1, 2**53, 2**63)
EDGES = (0, 1, 2, 0x7F, 0x80, 0x81, 0xFF)


class Inputs:
    """`good` are updates of honest clients, for mutation."""

    def __init__(self, random: Random, good: Sequence[bytes]) -> None:
        self._random = random
        self._good = good
        self._recent: list[bytes] = []
        self._types: list[tuple[int, int, int]] = []
        """Client, clock and kind of the shared types in updates made here, admitted or not."""

    def frame(self, clocks: Clocks) -> bytes:
        random = self._random
        match random.randrange(20):
            case 0:
                return random.randbytes(random.randrange(40))
            case 1:
                return self._mutated(messages.step_1(self._state_vector(clocks)))
            case 2:
                return messages.step_1(self._state_vector(clocks))
            case 3:
                return self._mutated(self._awareness())
            case 4:
                return self._awareness()
            case 5 | 6 | 7:
                return self._mutated(messages.update(self._good_update()))
            case 8 | 9:
                return messages.update(self._mutated(self._good_update()))
            case 10 | 11:
                return messages.update(self._mutated(self._remembered(self.update(clocks))))
            case 12:
                return messages.step_2(self._remembered(self.update(clocks)))
            case _:
                return messages.update(self._remembered(self.update(clocks)))

    def _good_update(self) -> bytes:
        pool = self._recent if self._recent and self._random.random() < 0.5 else self._good
        return self._random.choice(pool)

    def _remembered(self, update: bytes) -> bytes:
        self._recent = [*self._recent[-50:], update]
        return update

    # The grammar.

    def update(self, clocks: Clocks) -> bytes:
        """Structs that mostly go on from what the document has, on mostly real places."""
        random = self._random
        clients = random.sample(CLIENTS, random.choice((1, 1, 1, 2, 3)))
        encoded = varint(len(clients)) + b"".join(self._structs(one, clocks) for one in clients)
        return encoded + self._deletes(clocks)

    def _structs(self, client: int, clocks: Clocks) -> bytes:
        random = self._random
        clock = clocks(client)
        if random.random() < 0.15:
            clock = max(0, clock + random.randint(-3, 3))
        count = random.choice((1, 1, 2, 3, 8))
        structs = b"".join(self._struct(client, clock + at, clocks) for at in range(count))
        return varint(count) + varint(client) + varint(clock) + structs

    def _struct(self, client: int, clock: int, clocks: Clocks) -> bytes:
        random = self._random
        if random.random() < 0.7:
            return self._fitting(client, clock, clocks)
        if random.random() < 0.04:
            return random.choice((b"\x00", b"\x0a")) + varint(random.choice((1, 1, 2, 0, 5)))
        content = random.choice((1, 4, 4, 4, 6, 7, 7, 7, 8, 8, 8, 8, 3, 5, 2, 9, 11))
        info = content
        head = b""
        for flag in (0x80, 0x40):
            if random.random() < 0.35:
                info |= flag
                again = info & 0x80 and random.random() < 0.2
                head += head if again else self._id(client, clock, clocks)
        if not info & 0xC0:
            if random.random() < 0.4:
                head += b"\x01" + string(random.choice(ROOTS))
            else:
                head += b"\x00" + self._id(client, clock, clocks)
        if random.random() < 0.6:
            info |= 0x20
            if not info & 0xC0:
                head += string(random.choice(KEYS))
        return bytes((info,)) + head + self._content(content)

    def _fitting(self, client: int, clock: int, clocks: Clocks) -> bytes:
        """A struct that has its place: what the document takes, most of the time."""
        random = self._random
        parent, kind = b"\x01" + string("nodes"), 1
        known = [one for one in self._types[-25:] if one[1] < clocks(one[0])]
        if known and random.random() < 0.8:
            holder, at, kind = random.choice(known)
            parent = b"\x00" + varint(holder) + varint(at)
        content = random.choice(((8, 8, 7, 3), (8, 8, 8, 7, 3), (4, 4, 4, 6, 5, 7))[kind])
        key = b"" if kind != 1 else string(random.choice(KEYS))
        head = bytes((content | (0x20 if key else 0),)) + parent + key
        if content != 7:
            return head + self._content(content)
        made = random.choice((0, 1, 1, 2, 2))
        self._types = [*self._types[-60:], (client, clock, made)]
        return head + varint(made)

    def _id(self, client: int, clock: int, clocks: Clocks) -> bytes:
        random = self._random
        if random.random() < 0.5 and clock:
            return varint(client) + varint(random.choice((clock - 1, random.randrange(clock + 1))))
        other = random.choice(CLIENTS)
        return varint(other) + varint(random.randrange(clocks(other) + 2))

    def _content(self, reference: int) -> bytes:
        random = self._random
        match reference:
            case 1:
                return varint(random.choice((1, 1, 2, 3, 0)))
            case 2:
                return b"\x01" + string("1")
            case 3:
                return byte_string(random.randbytes(random.randrange(4)))
            case 4:
                return string(random.choice(TEXTS))
            case 5:
                return string(random.choice(('{"a":1}', "1", "[", "null")))
            case 6:
                return string("bold") + string(random.choice(("true", "null", "{", '"x"')))
            case 7:
                return varint(random.choice((0, 1, 1, 1, 2, 2, 3, 7, 15)))
            case 8:
                count = random.choice((1, 1, 1, 2, 0))
                return varint(count) + b"".join(self._any(0) for _ in range(count))
            case 9:
                return string("guid") + self._any(0)
        return b""

    def _any(self, depth: int) -> bytes:
        random = self._random
        match random.randrange(12 if depth < 4 else 8):
            case 0 | 1:
                return bytes((random.choice((120, 121, 126, 127)),))
            case 2:
                return b"\x7d" + bytes((random.randrange(0x40),))
            case 3:
                return b"\x7c" + random.randbytes(4)
            case 4:
                return b"\x7b" + random.randbytes(8)
            case 5:
                return b"\x7a" + random.randbytes(8)
            case 6:
                return b"\x77" + string(random.choice(TEXTS))
            case 7:
                return b"\x74" + byte_string(random.randbytes(3))
            case 8 | 9:
                inner = [self._any(depth + 1) for _ in range(random.randrange(3))]
                return b"\x75" + varint(len(inner)) + b"".join(inner)
        named = [
            string(random.choice(KEYS)) + self._any(depth + 1) for _ in range(random.randrange(3))
        ]
        return b"\x76" + varint(len(named)) + b"".join(named)

    def _deletes(self, clocks: Clocks) -> bytes:
        random = self._random
        if random.random() < 0.7:
            return b"\x00"
        client = random.choice(CLIENTS)
        runs = []
        for _ in range(random.choice((1, 1, 2))):
            start = random.randrange(clocks(client) + 1)
            runs.append(varint(start) + varint(random.choice((1, 1, 2, 5, 0))))
        return b"\x01" + varint(client) + varint(len(runs)) + b"".join(runs)

    def _state_vector(self, clocks: Clocks) -> bytes:
        random = self._random
        clients = random.sample(CLIENTS, random.randrange(4))
        return varint(len(clients)) + b"".join(
            varint(one) + varint(random.choice((clocks(one), *VARINTS[:8]))) for one in clients
        )

    def _awareness(self) -> bytes:
        random = self._random
        states = (b"null", b"{}", b'{"cursor":{"x":1}}', b"[]", b"1e999", b'{"user":{}}', b"NaN")
        return awareness(
            awareness_entry(
                random.choice((*CLIENTS, 2**70)), random.choice(VARINTS), random.choice(states)
            )
            for _ in range(random.choice((0, 1, 1, 2)))
        )

    # Mutation.

    def _mutated(self, data: bytes) -> bytes:
        random = self._random
        changed = bytearray(data)
        for _ in range(random.choice((1, 1, 1, 2, 4))):
            at = random.randrange(len(changed) + 1)
            match random.randrange(7):
                case 0 if at < len(changed):
                    changed[at] ^= 1 << random.randrange(8)
                case 1 if at < len(changed):
                    changed[at] = random.choice(EDGES)
                case 2:
                    changed[at:at] = random.randbytes(random.randrange(1, 4))
                case 3:
                    del changed[at : at + random.randrange(1, 5)]
                case 4:
                    changed[at : at + 1] = varint(random.choice(VARINTS))
                case 5:
                    piece = changed[at : at + random.randrange(1, 20)]
                    changed[at:at] = piece
                case _:
                    other = random.choice(self._good)
                    cut = random.randrange(len(other) + 1)
                    changed[at:] = other[cut : cut + 200]
        return bytes(changed)
