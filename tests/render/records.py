"""Records of what made a picture, as they are put together from what is kept beside artifacts."""

import asyncio
from collections.abc import Collection, Mapping
from typing import Any, cast

from render.ancestry import record_of
from render.graph.model import Invocation
from render.provenance import works_of
from render.stores import ArtifactStore, Fingerprint, MadeOf


class _Kept:
    """As much of an `ArtifactStore` as is asked for what things were made of."""

    def __init__(self, works: Collection[Invocation]) -> None:
        made = {each.fingerprint: works_of(each) for each in works}
        self._made = {id: works for id, works in made.items() if works is not None}

    async def made_of(self, fingerprints: Collection[Fingerprint]) -> Mapping[Fingerprint, MadeOf]:
        return {each: self._made[each] for each in fingerprints if each in self._made}


def provenance(
    invocation: Invocation, known: Mapping[Fingerprint, Invocation], **bounds: int
) -> dict[str, Any]:
    """Of `invocation`, where all that is `known` was kept."""
    kept = cast(ArtifactStore, _Kept([*known.values(), invocation]))
    record = asyncio.run(record_of(invocation.fingerprint, kept, **bounds))
    assert record is not None
    return record
