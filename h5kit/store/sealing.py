"""Encryption at rest of what is a person's: flows, facts, payloads and documents.

AES-256-GCM with a random nonce; what a blob belongs to (its table and row) is authenticated, so one
row's blob can't be put in another's place. A blob names its key: the last key of the list seals,
all open, and `resealed` moves a blob to the last one, after which an older key can go. A blob that
was written before there was sealing is read as it is, until it's resealed.
"""

import hashlib
import secrets
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from h5kit.pieces import gcm_decrypted, gcm_encrypted
from h5kit.threads import is_large

VERSION = b"\x01"
ID_BYTES = 4
NONCE_BYTES = 12
HEAD = len(VERSION) + ID_BYTES
KEY_BYTES = 32
INFO = b"h5kit at rest"


class SealError(Exception):
    """A blob that none of the keys opens, or that belongs to another row."""


class Sealer:
    """Seals and opens blobs with a server's keys, each kept apart from their other purposes."""

    def __init__(self, keys: Iterable[str]) -> None:
        """Take the server's keys in their order; the last one seals."""
        self._keys = {_id(key): key for key in map(_derived, keys)}
        self._ciphers = {name: AESGCM(key) for name, key in self._keys.items()}
        self._newest = next(reversed(self._ciphers))

    def seal(self, blob: bytes, of: str) -> bytes:
        """Return the blob sealed; `of` says what it belongs to, as `flows/<id>`."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        head = VERSION + self._newest + nonce
        if is_large(len(blob)):
            made = gcm_encrypted(self._keys[self._newest], nonce, blob, of.encode())
            return b"".join((head, *made))
        return head + self._ciphers[self._newest].encrypt(nonce, blob, of.encode())

    def unseal(self, sealed: bytes, of: str) -> bytes:
        """Return what was sealed; raises SealError where no key or not this owner fits."""
        if not sealed.startswith(VERSION):
            return sealed
        cipher = self._ciphers.get(sealed[len(VERSION) : HEAD])
        if cipher is None:
            raise SealError("sealed with a key that this server doesn't have")
        nonce = sealed[HEAD : HEAD + NONCE_BYTES]
        data = memoryview(sealed)[HEAD + NONCE_BYTES :]
        try:
            if is_large(len(data)):
                return gcm_decrypted(
                    self._keys[sealed[len(VERSION) : HEAD]], nonce, data, of.encode()
                )
            return cipher.decrypt(nonce, data, of.encode())
        except (InvalidTag, ValueError):
            raise SealError("changed, or of another row") from None

    def is_newest(self, sealed: bytes) -> bool:
        """Say whether a blob is sealed with the key that seals now."""
        return sealed[:HEAD] == VERSION + self._newest

    def resealed(self, sealed: bytes, of: str) -> bytes:
        """Return the blob under the newest key; itself where it is already."""
        return sealed if self.is_newest(sealed) else self.seal(self.unseal(sealed, of), of)


def _derived(key: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, None, INFO).derive(key.encode())


def _id(key: bytes) -> bytes:
    return hashlib.sha256(b"id" + key).digest()[:ID_BYTES]
