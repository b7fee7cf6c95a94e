"""Imports what models need, seconds of it, before anybody waits for their first picture.

Only where there is a model, and only begun while there is nothing to do: imports hold Python's lock
for milliseconds at a time, which short work beside them feels. Knows no operations.
"""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from render.diffusion.worker import make_ready as import_all
from render.models.scan import has_models

QUIET_SECONDS: Final = 1.0
"""Without work, after which it is begun: what was waiting for this worker goes first."""
LOOK_SECONDS: Final = 10.0
"""Between two looks for a first model."""
_POLL_SECONDS: Final = 0.1


def start_warming(folders: Sequence[Path], is_idle: Callable[[], bool]) -> None:
    """In a thread of its own; `folders` are where models may be."""
    if folders:
        threading.Thread(target=warm, args=(folders, is_idle), name="warming", daemon=True).start()


def warm(
    folders: Sequence[Path],
    is_idle: Callable[[], bool],
    make_ready: Callable[[], None] = import_all,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Wait for a first model, then for a moment without work; then `make_ready`."""
    while not any(has_models(folder) for folder in folders):
        sleep(LOOK_SECONDS)
    quiet_seconds = 0.0
    while quiet_seconds < QUIET_SECONDS:
        sleep(_POLL_SECONDS)
        quiet_seconds = quiet_seconds + _POLL_SECONDS if is_idle() else 0.0
    make_ready()
