"""Several real Yjs documents edit at random, go offline, and meet a server that is killed."""

import os
import random
from typing import Any

import pytest

from tests.eventually import eventually
from tests.interop.node_peer import replicas
from tests.server import ServerProcess, json_of

pytestmark = pytest.mark.interop

SEED = 20261120
"""A run with another is `REPLICAS_SEED=N pytest tests/interop/test_replicas.py`."""

ROUNDS = 4
STEPS = 40


async def test_yjs_replicas_converge_through_reconnects_kills_and_restarts(
    server: ServerProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    """SY1, SY2, SY9, SY17"""
    seed = chosen_seed()
    with capsys.disabled():
        print(f" seed {seed}", end="")  # noqa: T201 - to play a failure again
    chance = random.Random(seed)
    async with server.signed_in() as admin:
        token = json_of(await admin.post("/api/tokens", json={"name": "replicas"}))["token"]
        board = json_of(await admin.post("/api/boards", json={"title": "Replicas"}))["id"]

        async def stored() -> dict[str, Any]:
            return dict(json_of(await admin.get(f"/api/boards/{board}/document"))["nodes"])

        async with replicas(server.url, board, token, count=4, seed=seed) as node:

            async def documents() -> list[dict[str, Any]]:
                return list(await node.ask("documents"))

            def agree(seen: list[dict[str, Any]]) -> bool:
                return all(one["synced"] and one["nodes"] == seen[0]["nodes"] for one in seen)

            await eventually(documents, agree, "the first sync")
            for _ in range(ROUNDS):
                await node.ask("act", steps=STEPS)
                how = chance.choice((server.kill, server.stop, None))
                if how is not None:
                    await how()
                    await node.ask("act", steps=STEPS)
                    await server.start()
                await node.ask("act", steps=STEPS)
            await node.ask("connect")

            async def all_of_it() -> tuple[list[dict[str, Any]], dict[str, Any]]:
                return await documents(), await stored()

            await eventually(
                all_of_it,
                lambda both: agree(both[0]) and both[0][0]["nodes"] == both[1],
                f"agreement (seed {seed})",
            )


def chosen_seed() -> int:
    return int(os.environ.get("REPLICAS_SEED", SEED))
