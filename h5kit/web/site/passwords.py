"""Passwords of the site's users: which are accepted, and how they are hashed (argon2id)."""

import asyncio
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST: Final = 12
LONGEST: Final = 200
"""Characters; an endless password would cost endless hashing."""

FEWEST_DIFFERENT: Final = 5
AT_ONCE: Final = 2
"""How many are checked at once: each takes 64 MB for some 50 ms."""

_COMMON: Final = ("password", "passwd", "qwerty", "asdfgh", "zxcvbn", "letmein", "welcome", "admin",
                  "iloveyou", "h5kit", "woaini", "changeme")  # fmt: skip
_ROWS: Final = ("0123456789012345", "9876543210987654", "abcdefghijklmnopqrstuvwxyz",
                "qwertyuiopasdfghjklzxcvbnm")  # fmt: skip
_RUN: Final = 4


def fault(password: str, name: str) -> str:
    """Return why a password is refused, "" if it is accepted."""
    if len(password) < SHORTEST:
        return f"shorter than {SHORTEST} characters"
    if len(password) > LONGEST:
        return f"longer than {LONGEST} characters"
    if name.lower() in password.lower():
        return "the user's name is in it"
    is_trivial = len(set(_essence(password.lower()))) < FEWEST_DIFFERENT
    return "too easy to guess" if is_trivial else ""


def _essence(password: str) -> str:
    """Return what is left of a password without common words and runs of the keyboard."""
    for word in _COMMON:
        password = password.replace(word, "")
    pieces = [password[i : i + _RUN] for i in range(len(password) - _RUN + 1)]
    for piece in pieces:
        if any(piece in row for row in _ROWS):
            password = password.replace(piece, "")
    return password


class Passwords:
    """Hashes and checks passwords off the event loop; unknown users take as long as known ones."""

    def __init__(self) -> None:
        """Use argon2-cffi's own parameters (RFC 9106, low memory)."""
        self._hasher = PasswordHasher()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._nobodys = ""

    def hash(self, password: str) -> str:
        """Return the hash to store."""
        return self._hasher.hash(password)

    async def is_right(self, kept: str | None, password: str) -> bool:
        """Say whether a password fits the stored hash; None (no such user) takes as long."""
        async with self._room:
            return await asyncio.to_thread(self._is_right, kept, password[: LONGEST + 1])

    def _is_right(self, kept: str | None, password: str) -> bool:
        self._nobodys = self._nobodys or self.hash("nobody's")
        try:
            self._hasher.verify(kept or self._nobodys, password)
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None


def quick_hash(password: str) -> str:
    """Return a cheap hash, for random passwords only, such as the demo's."""
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(password)
