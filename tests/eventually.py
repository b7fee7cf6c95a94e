"""Waits for what another process will show, without guessing how long it takes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(
    read: Callable[[], Awaitable[T]], holds: Callable[[T], object], what: str
) -> T:
    """Read until `holds` is true of the value; fail with the last value after a minute.

    A worker that starts on a busy machine takes half of one.
    """
    value = await read()
    try:
        async with asyncio.timeout(60):
            while not holds(value):
                await asyncio.sleep(0.03)
                value = await read()
    except TimeoutError:
        raise AssertionError(f"{what} never came true; last seen: {value!r}") from None
    return value
