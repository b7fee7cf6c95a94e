"""The data folder: made when missing, checked, and claimed by one server at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workspace.errors import StartError


@contextmanager
def claim(folder: Path) -> Iterator[None]:
    """Hold the folder; the system gives it back even when this process is killed."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / "atelier.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except (FileExistsError, NotADirectoryError) as error:
        raise StartError(
            f"The data folder {folder} cannot be made, since a file is in its place: move the file,"
            " or choose another folder with --data.",
            code="data_not_a_folder",
        ) from error
    except OSError as error:
        raise not_writable(folder, error) from error
    try:
        _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def not_writable(folder: Path, error: OSError) -> StartError:
    return StartError(
        f"The data folder {folder} cannot be written ({error.strerror}): make it writable for this"
        " user, or choose another with --data.",
        code="data_not_writable",
    )


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise StartError(
            f"Another Atelier server is already using the data folder {folder}: stop it, or choose"
            " another folder with --data.",
            code="data_in_use",
        ) from error
