"""Which workers to run, from the setting `ATELIER_WORKERS`. Pure: no device is looked at here."""

import re

_DEVICE = re.compile(r"auto|cpu|cuda(:\d{1,3})?")


def parse_devices(setting: str) -> tuple[str, ...]:
    """Device names, one worker each. `auto` is decided by the worker. Raises `ValueError`."""
    names = tuple(part.strip() for part in setting.split(",") if part.strip())
    for name in names:
        if not _DEVICE.fullmatch(name):
            raise ValueError(
                f"Workers must be “auto” or devices such as “cpu” or “cuda:0,cuda:1”; “{name}” is "
                "neither"
            )
    if not names:
        raise ValueError("Workers must name at least one device, such as “cpu”, or be “auto”")
    return names
