"""How late the event loop is: what everybody on this server waits for, whatever they do."""

import asyncio

from collab.sync.metrics import SyncMetrics

EVERY_SECONDS = 0.5


async def watch_lag(metrics: SyncMetrics) -> None:
    """Until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + EVERY_SECONDS
        await asyncio.sleep(EVERY_SECONDS)
        metrics.lagged(max(0.0, loop.time() - due))
