"""The signer of every signed value: handles, forms' tokens and links of reports.

A signed value has exactly one spelling. The library would accept others of the same signature: it
drops characters that are not base64, everything behind a `=`, and the last character's free bits.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from itsdangerous import BadData, Signer, want_bytes
from itsdangerous.encoding import base64_decode, base64_encode

SIGNATURE_LENGTH: Final = 43
"""The characters of a signature: 256 bits as base64."""


class PurposeSigner(Signer):
    """Signs for one purpose, with SHA-256 and keys derived by HMAC from the server's keys.

    It derives each key once, not for each signature as itsdangerous does.
    """

    def __init__(self, keys: Iterable[str] | Iterable[bytes], salt: str | bytes) -> None:
        """Derive the signing keys, oldest first: the last one signs, all verify.

        `salt` names the purpose (`h5kit.flow`): a value signed for one is invalid for another.
        """
        super().__init__(keys, salt=salt, digest_method=sha256, key_derivation="hmac")
        self._derived = {
            key: super(PurposeSigner, self).derive_key(key) for key in self.secret_keys
        }

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """Return the key derived from one of the server's keys, by default from the newest."""
        return self._derived[want_bytes(secret_key or self.secret_key)]

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        """Return whether a signature is valid and written as we write it."""
        return _is_our_spelling(want_bytes(sig)) and super().verify_signature(value, sig)


def _is_our_spelling(signature: bytes) -> bool:
    try:
        return base64_encode(base64_decode(signature)) == signature
    except BadData:
        return False
