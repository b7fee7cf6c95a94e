"""The gate in front of yrs: what an update touches, and whether it may be applied at all.

`Admission` is an index of every element of one document: which container it sits in, and whether it
is deleted. From it `judge` tells, without asking yrs, that all an update builds on is there, that
every content fits its container, and exactly which roots it writes. Pure; the rules of the wire are
`update_v1`'s, the rules of roles `connection`'s.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from collab.documents.schema import ROOTS
from collab.errors import RefusedUpdate
from collab.sync.content import Kind, TypeRef
from collab.sync.intervals import Intervals
from collab.sync.update_v1 import Id, Struct, Update, parse_update

MAX_CONTAINER_DEPTH: Final = 32

FITS: Final = {
    TypeRef.MAP: {Kind.ANY, Kind.TYPE, Kind.BINARY, Kind.DELETED},
    TypeRef.ARRAY: {Kind.ANY, Kind.TYPE, Kind.BINARY, Kind.DELETED},
    TypeRef.TEXT: {Kind.STRING, Kind.FORMAT, Kind.EMBED, Kind.TYPE, Kind.DELETED},
}


@dataclass(frozen=True, slots=True, eq=False)
class Container:
    """A shared type as a place for elements; one object each, compared by identity."""

    root: str
    type: TypeRef
    depth: int


GONE: Final = Container("", TypeRef.ARRAY, 0)
"""Where elements are that nobody can see again: collected, or put into something that was."""


@dataclass(frozen=True, slots=True)
class Missing:
    """The update builds on elements that have not arrived."""


@dataclass(slots=True)
class Admitted:
    """An update that may be applied.

    `roots` are those it writes, deletes included; `is_news` is false when all of it is known.
    """

    roots: frozenset[str]
    is_news: bool
    elements: list[tuple[int, Struct, Container]] = field(default_factory=list)
    types: dict[Id, Container] = field(default_factory=dict)
    deletes: list[tuple[int, int, int]] = field(default_factory=list)


Judgement: TypeAlias = Admitted | Missing


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


class Admission:
    """What one document holds, as far as judging updates needs it; as bytes it is `index`'s."""

    def __init__(self) -> None:
        self.roots = {name: Container(name, TypeRef.MAP, 0) for name in ROOTS}
        self.elements: dict[int, Elements] = {}
        self.types: dict[Id, Container] = {}
        self.deleted: dict[int, Intervals] = {}
        self.hollow: dict[int, Intervals] = {}
        self.halves: set[Id] = set()

    @classmethod
    def of(cls, state: bytes) -> "Admission":
        """The index of a whole document, from its encoded state."""
        admission = cls()
        judgement = admission.judge(parse_update(state))
        if isinstance(judgement, Missing):
            raise RefusedUpdate("dependency", "the document builds on updates it does not have")
        admission.add(judgement)
        return admission

    def judge(self, update: Update) -> Judgement:
        """Raises `RefusedUpdate` for what must never be applied; changes nothing."""
        return _Judging(self, update).run()

    def add(self, admitted: Admitted) -> None:
        """Know `admitted` from now on."""
        for client, struct, place in admitted.elements:
            elements = self.elements.setdefault(client, Elements())
            elements.append(struct.end, place)
            if struct.content is None or struct.content.kind is Kind.DELETED:
                _include(self.hollow, client, struct.clock, struct.end)
                _include(self.deleted, client, struct.clock, struct.end)
            if struct.content is not None and struct.content.halves:
                self.halves.update((client, struct.clock + at) for at in struct.content.halves)
        self.types.update(admitted.types)
        self.delete(admitted.deletes)

    def delete(self, runs: Iterable[tuple[int, int, int]]) -> None:
        for client, start, end in runs:
            _include(self.deleted, client, start, end)

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

    def cuts(self, client: int, clock: int) -> bool:
        """Whether a cut before this element goes through a character of two units."""
        return (client, clock) in self.halves

    def news(self, client: int, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Which part of a deletion is not known yet."""
        deleted = self.deleted.get(client)
        return iter(((start, end),)) if deleted is None else deleted.absent(start, end)

    def places(self, client: int, start: int, end: int) -> Iterator[Container]:
        elements = self.elements.get(client)
        return iter(()) if elements is None else elements.between(start, min(end, elements.end))


def _include(runs: dict[int, Intervals], client: int, start: int, end: int) -> None:
    runs.setdefault(client, Intervals()).add(start, end)


class _MissingError(Exception):
    """Unwinds to `run` from wherever a missing element is noticed."""


class _Judging:
    """One update, measured against the index: the structs that are new get their places.

    In the order in which Yjs and yrs would integrate them: a client's structs one after the other,
    those of other clients first where one builds on them.
    """

    def __init__(self, known: Admission, update: Update) -> None:
        self._known = known
        self._update = update
        self._starts = {
            client: [struct.clock for struct in structs]
            for client, structs in update.structs.items()
        }
        self._queues = {
            client: self._new(client, structs) for client, structs in update.structs.items()
        }
        self._clocks: dict[int, int] = {}
        self._places: dict[Id, Container] = {}
        self._types: dict[Id, Container] = {}
        self._elements: list[tuple[int, Struct, Container]] = []

    def run(self) -> Judgement:
        try:
            for client, structs in self._update.structs.items():
                if structs[0].clock > self._known.clock(client):
                    raise _MissingError
            for client, queue in self._queues.items():
                while queue:
                    self._place_next(client)
            deletes = [part for run in self._update.deletes for part in self._new_deletes(*run)]
        except _MissingError:
            return Missing()
        roots = {place.root for _, _, place in self._elements}
        for client, start, end in deletes:
            self._check_cut(client, start)
            self._check_cut(client, end)
            roots.update(place.root for place in self._known.places(client, start, end))
        return Admitted(
            roots=frozenset(roots - {GONE.root}),
            is_news=bool(self._elements or deletes),
            elements=self._elements,
            types=self._types,
            deletes=deletes,
        )

    def _new(self, client: int, structs: list[Struct]) -> deque[Struct]:
        known = self._known.clock(client)
        return deque(struct for struct in structs if struct.end > known)

    def _new_deletes(self, client: int, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        if end > self._clock(client):
            raise _MissingError
        return ((client, *part) for part in self._known.news(client, start, end))

    def _clock(self, client: int) -> int:
        """The clock after the last element of `client` that is known or placed."""
        placed = self._clocks.get(client)
        return self._known.clock(client) if placed is None else placed

    def _place_next(self, client: int) -> None:
        """Place the next struct of `client`, and first all it builds on."""
        waiting, entered = [client], {client}
        while waiting:
            client = waiting[-1]
            struct = self._queues[client][0]
            before = self._waits_for(struct)
            if before is None:
                self._place((client, struct.clock), struct)
                self._queues[client].popleft()
                self._clocks[client] = struct.end
                entered.discard(waiting.pop())
            elif before in entered:
                raise RefusedUpdate("malformed", "an element depends on itself")
            else:
                entered.add(before)
                waiting.append(before)

    def _waits_for(self, struct: Struct) -> int | None:
        """The client of which more must be placed first."""
        for id in (struct.origin, struct.right_origin, struct.parent):
            if isinstance(id, tuple) and id[1] >= self._clock(id[0]):
                self._arriving(id)
                return id[0]
        return None

    def _check_cut(self, client: int, clock: int) -> None:
        """Yjs and yrs disagree on half a character, and yrs cannot read its own answer back."""
        cuts = self._known.cuts(client, clock)
        structs = self._update.structs.get(client)
        if structs is not None and structs[0].clock < clock < structs[-1].end:
            struct = structs[bisect_right(self._starts[client], clock) - 1]
            cuts = cuts or (
                struct.content is not None and clock - struct.clock in struct.content.halves
            )
        if cuts:
            raise RefusedUpdate("malformed", "a character is cut in half")

    def _arriving(self, id: Id) -> tuple[Id, Struct]:
        """The struct of this update that holds the element `id`."""
        client, clock = id
        structs = self._update.structs.get(client)
        if structs is None or not structs[0].clock <= clock < structs[-1].end:
            raise _MissingError
        struct = structs[bisect_right(self._starts[client], clock) - 1]
        return (client, struct.clock), struct

    def _place(self, id: Id, struct: Struct) -> None:
        place = self._joined(id, self._container(struct))
        if place is not GONE:
            _check_fit(struct, place)
            self._check_cuts(id, struct)
        self._places[id] = place
        self._elements.append((id[0], struct, place))
        content = struct.content
        if content is not None and content.type is not None:
            self._types[id] = self._child(place, content.type)

    def _check_cuts(self, id: Id, struct: Struct) -> None:
        client, clock = id
        if struct.origin is not None:
            self._check_cut(struct.origin[0], struct.origin[1] + 1)
        if struct.right_origin is not None:
            self._check_cut(*struct.right_origin)
        known = self._known.clock(client)
        if clock < known:
            self._check_cut(client, known)

    def _child(self, place: Container, type: TypeRef) -> Container:
        if place is GONE:
            return GONE
        if place.depth >= MAX_CONTAINER_DEPTH:
            raise RefusedUpdate("malformed", "shared types are nested too deep")
        return Container(place.root, type, place.depth + 1)

    def _container(self, struct: Struct) -> Container:
        if struct.content is None:
            return GONE
        if isinstance(struct.parent, str):
            return self._known.root(struct.parent)
        if struct.parent is not None:
            return self._inside(struct.parent)
        places = {
            self._of(origin)
            for origin in (struct.origin, struct.right_origin)
            if origin is not None
        }
        return _only(places)

    def _joined(self, id: Id, place: Container) -> Container:
        """A struct that is known in part goes on where its known part is."""
        client, clock = id
        known = self._known.clock(client)
        return place if clock >= known else _only({place, self._known.place((client, known - 1))})

    def _of(self, id: Id) -> Container:
        if id[1] < self._known.clock(id[0]):
            return self._known.place(id)
        return self._places[self._arriving(id)[0]]

    def _inside(self, id: Id) -> Container:
        if id[1] < self._known.clock(id[0]):
            return self._known.inside(id)
        holder, struct = self._arriving(id)
        if struct.content is None or struct.content.kind is Kind.DELETED:
            return GONE
        if holder != id or id not in self._types:
            raise RefusedUpdate("malformed", "a parent is not a shared type")
        return self._types[id]


def _only(places: set[Container]) -> Container:
    if GONE in places:
        return GONE
    if len(places) > 1:
        raise RefusedUpdate("malformed", "an element lies between two containers")
    return places.pop()


def _check_fit(struct: Struct, place: Container) -> None:
    content = struct.content
    if content is None or content.kind not in FITS[place.type]:
        raise RefusedUpdate("malformed", f"content does not fit a {place.type.name.lower()}")
    if struct.parent is not None and (struct.key is None) == (place.type is TypeRef.MAP):
        raise RefusedUpdate("malformed", "an element of a map has a key, no other has")
    if place.type is TypeRef.MAP and struct.right_origin is not None:
        raise RefusedUpdate("malformed", "a value of a map has nothing after it")
