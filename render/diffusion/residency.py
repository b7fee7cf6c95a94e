"""Which components stay on the device, which wait in main memory, which go. Pure: it decides only.

The least recently used goes first; what is pinned stays. On a CPU, where the device is main memory,
nothing waits elsewhere: what must go is dropped.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Place: TypeAlias = Literal["device", "main"]


@dataclass(slots=True)
class _Held:
    size_bytes: int
    place: Place
    used: int
    pins: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """`None` is dropped."""

    key: str
    to: Place | None


@dataclass(frozen=True, slots=True)
class TooLarge:
    """What was asked for, and what of the budget is pinned by others."""

    needed_bytes: int
    pinned_bytes: int


class Residency:
    def __init__(self, device_bytes: int, main_bytes: int) -> None:
        self.device_bytes = device_bytes
        self._main_bytes = main_bytes
        self._held: dict[str, _Held] = {}
        self._working_bytes = 0
        self._clock = 0

    def place(self, key: str) -> Place | None:
        held = self._held.get(key)
        return held.place if held else None

    def bytes_in(self, place: Place) -> int:
        return self._sum(lambda held: held.place == place)

    def need(self, wanted: Mapping[str, int], working_bytes: int = 0) -> list[Move] | TooLarge:
        """Pins `wanted`, by key and size, with room to work in. The moves, in order, make room;
        the caller then brings what is not on the device yet, and tells `arrived`.
        """
        pinned = self._sum(lambda held: held.pins > 0, but=wanted) + self._working_bytes
        needed = sum(wanted.values()) + working_bytes
        if pinned + needed > self.device_bytes:
            return TooLarge(needed, pinned)
        self._clock += 1
        moves = self._make_room(wanted, self.device_bytes - needed - self._working_bytes)
        for key, size_bytes in wanted.items():
            held = self._held.setdefault(key, _Held(size_bytes, "main", self._clock))
            held.size_bytes, held.used = size_bytes, self._clock
            held.pins += 1
        self._working_bytes += working_bytes
        return moves

    def arrived(self, key: str) -> None:
        self._held[key].place = "device"

    def resize(self, key: str, size_bytes: int) -> None:
        if key in self._held:
            self._held[key].size_bytes = size_bytes

    def release(self, wanted: Mapping[str, int], working_bytes: int = 0) -> None:
        self._working_bytes -= working_bytes
        for key in wanted:
            if key in self._held:
                self._held[key].pins -= 1

    def forget(self, key: str) -> None:
        self._held.pop(key, None)

    def unpinned(self) -> list[str]:
        return [key for key, held in self._held.items() if not held.pins]

    def _make_room(self, wanted: Mapping[str, int], others_bytes: int) -> list[Move]:
        """Until what is not wanted takes no more than `others_bytes` of the device."""
        moves: list[Move] = []
        taken = self._sum(lambda held: held.place == "device", but=wanted)
        for key in self._least_wanted("device", wanted):
            if taken <= others_bytes:
                break
            held = self._held[key]
            taken -= held.size_bytes
            moves.extend(self._move_out(key, held, wanted))
        return moves

    def _move_out(self, key: str, held: _Held, wanted: Mapping[str, int]) -> list[Move]:
        if held.size_bytes > self._main_bytes:
            del self._held[key]
            return [Move(key, None)]
        moves: list[Move] = []
        held.place = "main"
        taken = self._sum(lambda other: other.place == "main")
        for old in self._least_wanted("main", {**wanted, key: 0}):
            if taken <= self._main_bytes:
                break
            taken -= self._held.pop(old).size_bytes
            moves.append(Move(old, None))
        return [*moves, Move(key, "main")]

    def _least_wanted(self, place: Place, wanted: Mapping[str, int]) -> list[str]:
        found = [
            key
            for key, held in self._held.items()
            if held.place == place and not held.pins and key not in wanted
        ]
        return sorted(found, key=lambda key: self._held[key].used)

    def _sum(self, counts: Callable[[_Held], bool], but: Mapping[str, int] | None = None) -> int:
        return sum(
            held.size_bytes
            for key, held in self._held.items()
            if counts(held) and key not in (but or ())
        )
