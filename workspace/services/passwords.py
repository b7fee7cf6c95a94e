"""Hashing passwords with argon2id, off the event loop and a few at a time."""

import anyio
import anyio.to_thread
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from workspace.errors import Invalid

MIN_LENGTH = 8
MAX_LENGTH = 1024


class Passwords:
    def __init__(self, hasher: PasswordHasher) -> None:
        self._hasher = hasher
        # Each hash takes tens of megabytes: a rush of sign-ins waits instead of taking gigabytes.
        self._turns = anyio.CapacityLimiter(2)
        self._nobodys = hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        return await anyio.to_thread.run_sync(self._hasher.hash, password, limiter=self._turns)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """`None`, an unknown address, takes as long as a wrong password and says no."""
        matches = await anyio.to_thread.run_sync(
            self._matches, password_hash or self._nobodys, password, limiter=self._turns
        )
        return matches and password_hash is not None

    def _matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerificationError:
            return False


def check_password(password: str) -> str:
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise Invalid(
            "bad_password",
            f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters; this one has"
            f" {len(password)}.",
        )
    return password
