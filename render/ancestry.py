"""All that made a picture, put together from the work that was kept beside each artifact.

Bounded in nodes and bytes, nearest first, and says when it was cut short.
"""

import json
from collections.abc import Iterator
from typing import cast

from collab.documents.model import JSON
from render.provenance import MAX_BYTES, MAX_INVOCATIONS, VERSION
from render.stores import ArtifactStore, Fingerprint


async def record_of(
    root: Fingerprint,
    artifacts: ArtifactStore,
    max_invocations: int = MAX_INVOCATIONS,
    max_bytes: int = MAX_BYTES,
) -> dict[str, JSON] | None:
    """The work of `root` and of its ancestors; `None` when that of `root` was not kept.

    The same work gives the same JSON, whichever board it stands on.
    """
    found: dict[str, JSON] = {}
    size_bytes, is_cut = 0, False
    seen, front = {root}, [root]
    while front:
        told = await artifacts.made_of(front)
        if not found and root not in told:
            return None
        is_cut = is_cut or len(told) < len(front)
        works = {id: work for each in front for id, work in told.get(each, {}).items()}
        front = []
        for id, work in works.items():
            size_bytes += len(json.dumps(work))
            if len(found) >= max_invocations or size_bytes > max_bytes:
                return _record(root, found, is_cut=True)
            found[id] = work
            for source in _sources(work):
                if source not in seen and source not in works:
                    seen.add(source)
                    front.append(source)
    return _record(root, found, is_cut)


def _record(root: Fingerprint, found: dict[str, JSON], is_cut: bool) -> dict[str, JSON]:
    return {"atelier": VERSION, "root": root, "cut": is_cut, "invocations": found}


def _sources(work: JSON) -> Iterator[Fingerprint]:
    inputs = cast(dict[str, list[dict[str, JSON]]], cast(dict[str, JSON], work)["inputs"])
    for values in inputs.values():
        for value in values:
            if isinstance(source := value.get("from"), str):
                yield Fingerprint(source)
