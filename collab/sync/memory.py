"""Gives freed memory back to the system, which glibc's allocator keeps for itself otherwise."""

import ctypes
import gc
import sys


def give_back() -> None:
    """Some milliseconds, and what the garbage collector takes: rooms and their views are cycles."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
