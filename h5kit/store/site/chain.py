"""The audit log's arithmetic: what an entry's hash is, and who signs it. Pure.

Each entry's hash covers the one before, so that nothing can be changed, taken out or moved
without breaking all that follows; each hash is signed with a key that isn't in the database, so
that who can write the table can't mend what they broke. An entry whose key is no longer there is
still vouched for: by any later one whose key is.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FIRST: Final = "0" * 64
"""What the first entry's hash covers instead of the one before."""
INFO: Final = b"h5kit audit"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An entry: its number (1, 2, 3 …), when, who did what with which report, and its seal."""

    number: int
    at: float
    who: str
    what: str
    sid: str
    hash: str
    key: str
    mac: str


def hash_of(before: str, number: int, at: float, who: str, what: str, sid: str) -> str:
    """Return the hash of an entry that follows the one with the hash `before`."""
    # A JSON list: no two different entries are written alike.
    return hashlib.sha256(msgspec.json.encode([before, number, at, who, what, sid])).hexdigest()


class Signer:
    """Signs and checks hashes with a server's keys, each kept apart from its other purposes."""

    def __init__(self, keys: Iterable[str]) -> None:
        """Take the server's keys in their order; the last one signs."""
        self._keys = {_id(key): key for key in map(_derived, keys)}
        self._newest = next(reversed(self._keys))

    @property
    def ids(self) -> tuple[str, ...]:
        """What the keys are called, in their order."""
        return tuple(self._keys)

    def signed(self, about: str, text: str) -> tuple[str, str]:
        """Return (the key's name, the signature); `about` keeps purposes apart."""
        return self._newest, _mac(self._keys[self._newest], about, text)

    def knows(self, key: str) -> bool:
        """Say whether a key of that name is there."""
        return key in self._keys

    def is_signed(self, about: str, text: str, key: str, mac: str) -> bool:
        """Say whether a signature is ours; False for a key that isn't there."""
        if key not in self._keys:
            return False
        return hmac.compare_digest(_mac(self._keys[key], about, text).encode(), mac.encode())


def _mac(key: bytes, about: str, text: str) -> str:
    return hmac.new(key, f"{about}\0{text}".encode(), hashlib.sha256).hexdigest()


def _derived(key: str) -> bytes:
    return HKDF(SHA256(), 32, None, INFO).derive(key.encode())


def _id(key: bytes) -> str:
    return hashlib.sha256(b"id" + key).hexdigest()[:8]
