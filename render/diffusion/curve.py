"""How many samplings to step together: learned from the steps that are taken anyway, and kept.

Nothing is measured aside, so no first picture waits. Where no group of a size was seen yet, one
more than what paid so far is tried when so many ask; a size is given up when a row of it costs more
than it saves. `Curve` is pure; `CurveFile` keeps curves of one device in a folder, as JSON.
"""

import json
import logging
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from collab.documents.model import JSON
from render.graph.fingerprint import digest

logger = logging.getLogger(__name__)

GAIN: Final = 0.95
"""A larger group pays if each of its rows takes at most this share of what it took before."""
SAMPLES: Final = 5
"""Steps of a group size, after which it is known; the median of the last so many counts."""
MOST: Final = {"cuda": 8, "cpu": 2}
_WARM_UP: Final = 1
"""The first step of a shape chooses kernels, and says nothing."""


@dataclass(frozen=True, slots=True)
class Key:
    """What decides how long a step takes, on one device."""

    model: str
    """By content, with its LoRAs."""
    shape: tuple[int, ...]
    """Of one latent."""
    dtype: str
    guided: bool = False


@dataclass(slots=True)
class Curve:
    """Seconds of a step by the number of samplings in it."""

    most: int
    seen: dict[int, list[float]] = field(default_factory=dict)
    _skipped: dict[int, int] = field(default_factory=dict)

    def saw(self, count: int, seconds: float) -> None:
        if self._skipped.get(count, 0) < _WARM_UP and count not in self.seen:
            self._skipped[count] = self._skipped.get(count, 0) + 1
            return
        times = self.seen.setdefault(count, [])
        times.append(seconds)
        del times[:-SAMPLES]

    def limit(self, most: int) -> None:
        """More had no room after all."""
        self.most = max(1, min(self.most, most))

    def group(self, asking: int, fitting: int) -> int:
        """How many of those who ask to step together, of as many as memory takes."""
        limit = max(1, min(asking, fitting, self.most))
        best = 1
        for count in range(2, limit + 1):
            if not self._is_known(best):
                return best  # the smaller is learned first
            if not self._is_known(count):
                return count
            if self._each(count) > self._each(best) * GAIN:
                return best
            best = count
        return best

    def _is_known(self, count: int) -> bool:
        return len(self.seen.get(count, ())) >= SAMPLES

    def _each(self, count: int) -> float:
        return median(self.seen[count]) / count

    def figures(self) -> Mapping[int, float]:
        """Seconds of a step, by group, as far as known."""
        return {count: median(times) for count, times in sorted(self.seen.items()) if times}


class CurveFile:
    """Never raises for what a disk does: what cannot be read is learned again. Without a folder it
    all is, in each process.
    """

    def __init__(self, folder: Path | None, device_name: str, kind: str) -> None:
        self._folder = folder
        self._device = device_name
        self._most = MOST.get(kind, 1)
        self._curves: dict[Key, Curve] = {}

    def curve(self, key: Key) -> Curve:
        found = self._curves.get(key)
        if found is None:
            found = self._curves[key] = self._read(key)
        return found

    def keep(self, key: Key) -> None:
        """At the end of a work; writes only what is known."""
        curve = self._curves.get(key)
        if self._folder is None or curve is None or not curve.seen:
            return
        path = self._path(self._folder, key)
        half = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        told = {"key": self._told(key), "seconds": curve.seen}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            half.write_text(json.dumps(told))
            os.replace(half, path)
        except OSError as error:
            with suppress(OSError):
                half.unlink()
            logger.warning("The curve of %s is not kept: %s", key.model, error)

    def _read(self, key: Key) -> Curve:
        curve = Curve(self._most)
        if self._folder is None:
            return curve
        path = self._path(self._folder, key)
        try:
            found = json.loads(path.read_bytes())
            if found["key"] == self._told(key):
                curve.seen = {
                    int(count): [float(each) for each in times][-SAMPLES:]
                    for count, times in found["seconds"].items()
                }
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            logger.warning("%s is learned again: %s", path.name, error)
        return curve

    def _told(self, key: Key) -> list[JSON]:
        return [self._device, key.model, list(key.shape), key.dtype, key.guided]

    def _path(self, folder: Path, key: Key) -> Path:
        name = digest(self._told(key))[:32]
        return folder / f"{name}.json"
