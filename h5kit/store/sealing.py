"""Encryption at rest of personal data: flows, authorizations, payloads and documents.

AES-256-GCM with a random nonce. The table and row of a blob are authenticated, so a blob can't be
moved to another row. A blob contains the id of its key: the last key of the list encrypts, all keys
decrypt. `resealed` encrypts a blob with the last key; after that the older keys can be removed. A
blob that was written before encryption existed is read as it is, until it is resealed.
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
    """No key decrypts the blob, or the blob belongs to another row."""


class Sealer:
    """Encrypts and decrypts blobs; its keys are derived from the server's for this purpose only."""

    def __init__(self, keys: Iterable[str]) -> None:
        """Derive the keys from the server's keys, oldest first; the last one seals."""
        self._keys = {_id(key): key for key in map(_derived, keys)}
        self._ciphers = {name: AESGCM(key) for name, key in self._keys.items()}
        self._newest = next(reversed(self._ciphers))

    def seal(self, blob: bytes, of: str) -> bytes:
        """Return the blob encrypted; `of` names its row, for example `flows/<id>`."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        head = VERSION + self._newest + nonce
        if is_large(len(blob)):
            encrypted = gcm_encrypted(self._keys[self._newest], nonce, blob, of.encode())
            return b"".join((head, *encrypted))
        return head + self._ciphers[self._newest].encrypt(nonce, blob, of.encode())

    def unseal(self, sealed: bytes, of: str) -> bytes:
        """Return the decrypted blob; raises SealError if no key fits or `of` is another row."""
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
            raise SealError("changed, or belongs to another row") from None

    def is_newest(self, sealed: bytes) -> bool:
        """Return whether a blob is encrypted with the newest key."""
        return sealed[:HEAD] == VERSION + self._newest

    def resealed(self, sealed: bytes, of: str) -> bytes:
        """Return the blob encrypted with the newest key; the same object if it already is."""
        return sealed if self.is_newest(sealed) else self.seal(self.unseal(sealed, of), of)


def _derived(key: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, None, INFO).derive(key.encode())


def _id(key: bytes) -> bytes:
    return hashlib.sha256(b"id" + key).digest()[:ID_BYTES]
