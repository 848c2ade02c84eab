"""The hash chain and the signatures of the audit log, as pure functions.

Each entry's hash covers the hash of the previous entry, so changing, deleting or moving an entry
invalidates all later entries. Each hash is signed with a key that isn't in the database, so an
attacker who can write the table can't repair the chain. An entry signed with a removed key is still
protected by any later entry that is signed with a known key.
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
"""The previous hash of the first entry."""
INFO: Final = b"h5kit audit"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An entry: number (1, 2, 3 …), time, user, action, report (sid), hash and signature."""

    number: int
    at: float
    who: str
    what: str
    sid: str
    hash: str
    key: str
    mac: str


def hash_of(before: str, number: int, at: float, who: str, what: str, sid: str) -> str:
    """Return the hash of an entry; `before` is the hash of the previous entry."""
    # As a JSON list, because two different entries never have the same JSON.
    return hashlib.sha256(msgspec.json.encode([before, number, at, who, what, sid])).hexdigest()


class Signer:
    """Signs hashes with keys derived from the server's keys for this purpose only."""

    def __init__(self, keys: Iterable[str]) -> None:
        """Derive the keys from the server's keys, oldest first; the last one signs."""
        self._keys = {_id(key): key for key in map(_derived, keys)}
        self._newest = next(reversed(self._keys))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the keys, oldest first."""
        return tuple(self._keys)

    def signed(self, about: str, text: str) -> tuple[str, str]:
        """Return (id of the key, signature); `about` separates entries from the head."""
        return self._newest, _mac(self._keys[self._newest], about, text)

    def knows(self, key: str) -> bool:
        """Return whether there is a key with that id."""
        return key in self._keys

    def is_signed(self, about: str, text: str, key: str, mac: str) -> bool:
        """Return whether the signature is valid; False for an unknown key."""
        if key not in self._keys:
            return False
        return hmac.compare_digest(_mac(self._keys[key], about, text).encode(), mac.encode())


def _mac(key: bytes, about: str, text: str) -> str:
    return hmac.new(key, f"{about}\0{text}".encode(), hashlib.sha256).hexdigest()


def _derived(key: str) -> bytes:
    return HKDF(SHA256(), 32, None, INFO).derive(key.encode())


def _id(key: bytes) -> str:
    return hashlib.sha256(b"id" + key).hexdigest()[:8]
