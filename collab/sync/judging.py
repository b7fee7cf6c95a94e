"""One update, measured against what is known: its new structs get their places, or it is refused.

What is put where nobody can see it again is admitted as what Yjs makes of it, a collected run: yrs
does not get there by itself in every case, and an editor who was offline cannot know. What comes
after and before one and the same element, as Yjs sometimes says of a piece that it makes again, is
admitted as after it: where it stands would else follow from how a replica had merged its runs.
"""

from bisect import bisect_right
from collections import deque
from typing import Final

from collab.errors import RefusedUpdate
from collab.sync.content import Kind, TypeRef
from collab.sync.intervals import Intervals
from collab.sync.known import GONE, Admitted, Container, Keys, Known
from collab.sync.update_v1 import Id, Struct, Update, rewritten

MAX_CONTAINER_DEPTH: Final = 32

FITS: Final = {
    TypeRef.MAP: {Kind.ANY, Kind.TYPE, Kind.BINARY, Kind.DELETED},
    TypeRef.ARRAY: {Kind.ANY, Kind.TYPE, Kind.BINARY, Kind.DELETED},
    TypeRef.TEXT: {Kind.STRING, Kind.FORMAT, Kind.EMBED, Kind.TYPE, Kind.DELETED},
}


class MissingError(Exception):
    """Unwinds from wherever a missing element is noticed."""


class Judging:
    """In the order in which Yjs and yrs would integrate the structs: a client's one after the
    other, those of other clients first where one builds on them.
    """

    def __init__(self, known: Known, update: Update) -> None:
        self._known = known
        self._update = update
        self._queues: dict[int, deque[Struct]] = {}
        self._clocks: dict[int, int] = {}
        self._places: dict[Id, Container] = {}
        self._types: dict[Id, Container] = {}
        self._elements: list[tuple[int, Struct, Container]] = []
        self._living_places: dict[Container, Container] = {}
        self._collected: set[Id] = set()
        self._doubled: set[Id] = set()
        self._superseded: set[Id] = set()
        self._typed = Keys()
        self._runs: list[tuple[int, Struct]] = []
        self._doubts: list[tuple[Container, str | None]] = []
        self._is_in_doubt = False

    def run(self) -> Admitted:
        """Raises `MissingError`, and `RefusedUpdate`."""
        self._place_all()
        if self._runs:
            self._check_runs()
        deletes = self._new_deletes()
        roots = {place.root for _, _, place in self._elements}
        for client, start, end in deletes:
            self._check_cut(client, start)
            self._check_cut(client, end)
            roots.update(place.root for place in self._known.places(client, start, end))
        roots.discard(GONE.root)
        data = self._update.data
        if self._collected or self._doubled:
            data = rewritten(data, self._collected, self._doubled)
        return Admitted(
            roots=frozenset(roots),
            is_news=bool(self._elements or deletes),
            is_in_doubt=self._is_in_doubt,
            update=data,
            elements=self._elements,
            types=self._types,
            deletes=deletes + self._replaced() if self._superseded else deletes,
            doubts=self._doubts,
        )

    def _place_all(self) -> None:
        for client, structs in self._update.structs.items():
            known, begin = self._known.clock(client), structs[0].clock
            if begin > known:
                raise MissingError
            self._queues[client] = deque(
                structs if begin == known else (one for one in structs if one.end > known)
            )
        for client, queue in self._queues.items():
            while queue:
                if self._waits_for(queue[0]) is None:
                    self._take_next(client)
                else:
                    self._place_next(client)

    def _take_next(self, client: int) -> None:
        struct = self._queues[client].popleft()
        self._place((client, struct.clock), struct)
        self._clocks[client] = struct.end

    def _new_deletes(self) -> list[tuple[int, int, int]]:
        deletes = []
        for client, start, end in self._update.deletes:
            if end > self._clock(client):
                raise MissingError
            deletes += [(client, *part) for part in self._known.news(client, start, end)]
        return deletes

    def _replaced(self) -> list[tuple[int, int, int]]:
        """Shared types that a new value of their key takes the place of, whoever wins it."""
        return [
            (client, clock, clock + 1)
            for client, clock in self._superseded
            if (client, clock) in self._known.types or (client, clock) in self._types
        ]

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
                self._take_next(client)
                entered.discard(waiting.pop())
            elif before in entered:
                raise RefusedUpdate("malformed", "an element depends on itself")
            else:
                entered.add(before)
                waiting.append(before)

    def _waits_for(self, struct: Struct) -> int | None:
        """The client of which more must be placed first."""
        for id in (struct.origin, struct.right_origin, struct.parent):
            if id is not None and not isinstance(id, str) and id[1] >= self._clock(id[0]):
                self._arriving(id)
                return id[0]
        return None

    def _arriving(self, id: Id) -> tuple[Id, Struct]:
        """The struct of this update that holds the element `id`."""
        client, clock = id
        structs = self._update.structs.get(client)
        if structs is None or not structs[0].clock <= clock < structs[-1].end:
            raise MissingError
        struct = structs[bisect_right(structs, clock, key=_clock_of) - 1]
        return (client, struct.clock), struct

    def _place(self, id: Id, struct: Struct) -> None:
        place = self._living(self._joined(id, self._container(struct)))
        if place is GONE:
            if struct.content is not None:
                self._collected.add(id)
                struct = Struct(struct.clock, struct.length)
        else:
            _check_fit(struct, place)
            self._check_cuts(id, struct)
            if struct.origin is not None and struct.origin == struct.right_origin:
                self._doubled.add(id)
            if struct.length > 1 and place.type is TypeRef.MAP:
                self._runs.append((id[0], struct))
            key = self._take_key(place, struct) if place.type is TypeRef.MAP else None
            if struct.content is not None and struct.content.type is not None:
                self._types[id] = _child(place, struct.content.type, id, key)
        self._places[id] = place
        self._elements.append((id[0], struct, place))

    def _living(self, place: Container) -> Container:
        """`place`, or `GONE` when it is in something that was deleted before this update."""
        if place.id is None:
            return place
        living = self._living_places.get(place)
        if living is None:
            living = GONE if self._known.is_gone(place) else place
            self._living_places[place] = living
            self._is_in_doubt |= living is place and self._known.is_in_doubt(place)
        return living

    def _take_key(self, place: Container, struct: Struct) -> str | None:
        """The key of this value of a map, if it can be told; and who may lose it by this.

        A value's place among all there were of its key follows from whom it came after and from
        its client's id. All but the last are deleted, though no update says so. One that comes
        after what was the last so far is the last; otherwise only merging them tells.
        """
        key, origin = struct.key, struct.origin
        is_last = False
        if origin is not None:
            before = self._types.get(origin) or self._known.types.get(origin)
            key = before.key if before is not None else None
            is_last = not self._known.is_deleted(origin) and origin not in self._superseded
            self._superseded.add(origin)
        is_type = struct.content is not None and struct.content.type is not None
        typed = (self._known.typed, self._typed)
        if is_type or (not is_last and any(keys.may_hold(place, key) for keys in typed)):
            self._doubts.append((place, key))
        if is_type:
            self._typed.add(place, key)
        return key

    def _check_runs(self) -> None:
        """Values of one key in one run are such as were deleted and kept, for an undo.

        When such a run is cut in two, neither Yjs nor yrs deletes its first part with its map.
        """
        deleted: dict[int, Intervals] = {}
        for client, start, end in self._update.deletes:
            deleted.setdefault(client, Intervals()).add(start, end)
        for client, struct in self._runs:
            alive = deleted.get(client, Intervals()).absent(struct.clock, struct.end)
            if any(alive) and struct.content is not None and struct.content.kind is Kind.ANY:
                raise RefusedUpdate("malformed", "one key of a map has several values at once")

    def _check_cuts(self, id: Id, struct: Struct) -> None:
        client, clock = id
        if struct.origin is not None:
            self._check_cut(struct.origin[0], struct.origin[1] + 1)
        if struct.right_origin is not None:
            self._check_cut(*struct.right_origin)
        known = self._known.clock(client)
        if clock < known:
            self._check_cut(client, known)

    def _check_cut(self, client: int, clock: int) -> None:
        """Yjs and yrs disagree on half a character, and yrs cannot read its own answer back."""
        cuts = (client, clock) in self._known.halves
        structs = self._update.structs.get(client)
        if structs is not None and structs[0].clock < clock < structs[-1].end:
            struct = structs[bisect_right(structs, clock, key=_clock_of) - 1]
            cuts = cuts or (
                struct.content is not None and clock - struct.clock in struct.content.halves
            )
        if cuts:
            raise RefusedUpdate("malformed", "a character is cut in half")

    def _container(self, struct: Struct) -> Container:
        if struct.content is None:
            return GONE
        if isinstance(struct.parent, str):
            return self._known.root(struct.parent)
        if struct.parent is not None:
            return self._inside(struct.parent)
        places = [self._of(id) for id in (struct.origin, struct.right_origin) if id is not None]
        return _same(places[0], places[-1])

    def _joined(self, id: Id, place: Container) -> Container:
        """A struct that is known in part goes on where its known part is."""
        client, clock = id
        known = self._known.clock(client)
        return place if clock >= known else _same(place, self._known.place((client, known - 1)))

    def _of(self, id: Id) -> Container:
        if id[1] < self._known.clock(id[0]):
            return self._known.place(id)
        return self._places[self._arriving(id)[0]]

    def _inside(self, id: Id) -> Container:
        if id[1] < self._known.clock(id[0]):
            return self._known.inside(id)
        holder, struct = self._arriving(id)
        if self._places[holder] is GONE:
            return GONE
        if struct.content is None or struct.content.kind is Kind.DELETED:
            return GONE
        if holder != id or id not in self._types:
            raise RefusedUpdate("malformed", "a parent is not a shared type")
        return self._types[id]


def _clock_of(struct: Struct) -> int:
    return struct.clock


def _child(place: Container, type: TypeRef, id: Id, key: str | None) -> Container:
    if place.depth >= MAX_CONTAINER_DEPTH:
        raise RefusedUpdate("malformed", "shared types are nested too deep")
    return Container(place.root, type, place.depth + 1, id, place, key)


def _same(one: Container, other: Container) -> Container:
    if one is GONE or other is GONE:
        return GONE
    if one is not other:
        raise RefusedUpdate("malformed", "an element lies between two containers")
    return one


def _check_fit(struct: Struct, place: Container) -> None:
    content = struct.content
    if content is None or content.kind not in FITS[place.type]:
        raise RefusedUpdate("malformed", f"content does not fit a {place.type.name.lower()}")
    if struct.parent is not None and (struct.key is None) == (place.type is TypeRef.MAP):
        raise RefusedUpdate("malformed", "an element of a map has a key, no other has")
    if place.type is TypeRef.MAP and struct.right_origin is not None:
        raise RefusedUpdate("malformed", "a value of a map has nothing after it")
