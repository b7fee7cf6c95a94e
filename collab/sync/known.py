"""What a document holds, as far as judging an update needs it: where every element is, which of
them are shared types, and which are deleted. As bytes it is `index`'s.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from collab.documents.schema import ROOTS
from collab.errors import RefusedUpdate
from collab.sync.content import Kind, TypeRef
from collab.sync.intervals import Intervals
from collab.sync.update_v1 import Id, Struct


@dataclass(frozen=True, slots=True, eq=False)
class Container:
    """A shared type as a place for elements; one object each, compared by identity.

    A root has no `id` and no `parent`. `key` is `None` also where it could not be told.
    """

    root: str
    type: TypeRef
    depth: int
    id: Id | None = None
    parent: "Container | None" = None
    key: str | None = None


GONE: Final = Container("", TypeRef.ARRAY, 0)
"""Where elements are that nobody can see again: collected, or put into something that was."""


@dataclass(slots=True)
class Admitted:
    """An update that may be applied: not always the bytes that came, but `update`.

    `roots` are those it writes, deletes included; `is_news` is false when all of it is known. When
    it `is_in_doubt` it writes where an update before it may just have deleted the place: it is to
    be judged again, once those are applied and `Known.settle` has heard what merging them deleted.
    """

    roots: frozenset[str]
    is_news: bool
    is_in_doubt: bool
    update: bytes
    elements: list[tuple[int, Struct, Container]] = field(default_factory=list)
    types: dict[Id, Container] = field(default_factory=dict)
    deletes: list[tuple[int, int, int]] = field(default_factory=list)
    doubts: list[tuple[Container, str | None]] = field(default_factory=list)


class Elements:
    """Where the elements of one client are: runs in clock order, without gaps."""

    __slots__ = ("end", "places", "starts")

    def __init__(
        self,
        end: int = 0,
        starts: list[int] | None = None,
        places: list[Container] | None = None,
    ) -> None:
        self.starts: list[int] = [] if starts is None else starts
        self.places: list[Container] = [] if places is None else places
        self.end = end

    def append(self, end: int, place: Container) -> None:
        if not self.places or self.places[-1] is not place:
            self.starts.append(self.end)
            self.places.append(place)
        self.end = end

    def at(self, clock: int) -> Container:
        return self.places[bisect_right(self.starts, clock) - 1]

    def between(self, start: int, end: int) -> Iterator[Container]:
        for at in range(bisect_right(self.starts, start) - 1, len(self.starts)):
            if self.starts[at] >= end:
                return
            yield self.places[at]


class Keys:
    """Keys of maps, by map. `None` is a key that is not known: it may be any of them."""

    def __init__(self) -> None:
        self._keys: dict[Container, set[str | None]] = {}

    def __bool__(self) -> bool:
        return bool(self._keys)

    def add(self, place: Container, key: str | None) -> None:
        self._keys.setdefault(place, set()).add(key)

    def may_hold(self, place: Container, key: str | None) -> bool:
        keys = self._keys.get(place)
        return keys is not None and (key is None or key in keys or None in keys)

    def clear(self) -> None:
        self._keys.clear()


class Known:
    """`hollow` arrived without content; `halves` are second units of characters that have two.

    `typed` are the keys under which a shared type was ever put, and `doubtful` those of them of
    which it is not known which value won, until what was added is applied.
    """

    def __init__(self) -> None:
        self.roots = {name: Container(name, TypeRef.MAP, 0) for name in ROOTS}
        self.elements: dict[int, Elements] = {}
        self.types: dict[Id, Container] = {}
        self.deleted: dict[int, Intervals] = {}
        self.hollow: dict[int, Intervals] = {}
        self.halves: set[Id] = set()
        self.typed = Keys()
        self.doubtful = Keys()

    def add(self, admitted: Admitted) -> None:
        """Know `admitted` from now on."""
        for client, struct, place in admitted.elements:
            elements = self.elements.get(client)
            if elements is None:
                elements = self.elements[client] = Elements()
            elements.append(struct.end, place)
            content = struct.content
            if content is None or content.kind is Kind.DELETED:
                _include(self.hollow, client, struct.clock, struct.end)
                _include(self.deleted, client, struct.clock, struct.end)
            elif content.halves:
                self.halves.update((client, struct.clock + at) for at in content.halves)
        for type in admitted.types.values():
            self.know_type(type)
        for place, key in admitted.doubts:
            self.doubtful.add(place, key)
        self.delete(admitted.deletes)

    def know_type(self, type: Container) -> None:
        if type.id is None or type.parent is None:
            return
        self.types[type.id] = type
        if type.parent.type is TypeRef.MAP:
            self.typed.add(type.parent, type.key)

    def delete(self, runs: Iterable[tuple[int, int, int]]) -> None:
        for client, start, end in runs:
            _include(self.deleted, client, start, end)

    def settle(self, deleted: Iterable[tuple[int, int, int]]) -> None:
        """All that was added is applied; `deleted` is what that deleted, by merging too."""
        self.delete(deleted)
        self.doubtful.clear()

    def clock(self, client: int) -> int:
        """The clock after the last known element of `client`."""
        elements = self.elements.get(client)
        return 0 if elements is None else elements.end

    def run_count(self) -> int:
        """Runs of elements that one client made in one place."""
        return sum(len(elements.starts) for elements in self.elements.values())

    def root(self, name: str) -> Container:
        return self.roots[name]

    def place(self, id: Id) -> Container:
        return self.elements[id[0]].at(id[1])

    def inside(self, id: Id) -> Container:
        """The container that the element `id` is."""
        found = self.types.get(id)
        if found is not None:
            return found
        if id[0] in self.hollow and id[1] in self.hollow[id[0]]:
            return GONE  # it arrived without its content: it may have been a type
        raise RefusedUpdate("malformed", "a parent is not a shared type")

    def is_deleted(self, id: Id) -> bool:
        deleted = self.deleted.get(id[0])
        return deleted is not None and id[1] in deleted

    def is_gone(self, place: Container) -> bool:
        """Whether nobody can see again what is in `place`."""
        while place.id is not None and place.parent is not None:
            client, clock = place.id
            deleted = self.deleted.get(client)
            if deleted is not None and clock in deleted:
                return True
            place = place.parent
        return place is GONE

    def is_in_doubt(self, place: Container) -> bool:
        """Whether `place` may have lost to another value of its key, or one around it has."""
        while self.doubtful and place.parent is not None:
            if self.doubtful.may_hold(place.parent, place.key):
                return True
            place = place.parent
        return False

    def news(self, client: int, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Which part of a deletion is not known yet."""
        deleted = self.deleted.get(client)
        return iter(((start, end),)) if deleted is None else deleted.absent(start, end)

    def places(self, client: int, start: int, end: int) -> Iterator[Container]:
        elements = self.elements.get(client)
        return iter(()) if elements is None else elements.between(start, min(end, elements.end))


def _include(runs: dict[int, Intervals], client: int, start: int, end: int) -> None:
    known = runs.get(client)
    if known is None:
        known = runs[client] = Intervals()
    known.add(start, end)
