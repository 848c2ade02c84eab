"""Large bodies in pieces, so that no step of the work on one keeps the other threads waiting.

Whatever makes 60 MB at once holds the interpreter while it does; to join pieces does not.
"""

import base64
from collections.abc import Iterator
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import GCM

PIECE: Final = 192 * 1024
"""A multiple of 16, a block of AES, and of 3, a group of base64."""

TAG_BYTES: Final = 16


def pieces(body: bytes | memoryview) -> Iterator[memoryview]:
    """Return a body's pieces in order, one for an empty body; all but the last are of one size."""
    whole = memoryview(body)
    for start in range(0, max(len(whole), 1), PIECE):
        yield whole[start : start + PIECE]


def gcm_encrypted(key: bytes, nonce: bytes, body: bytes, authenticated: bytes) -> list[bytes]:
    """Return a body in AES-256-GCM, the tag at the end of the last piece."""
    encryptor = Cipher(AES256(key), GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(authenticated)
    made = [encryptor.update(piece) for piece in pieces(body)]
    made[-1] += encryptor.finalize() + encryptor.tag
    return made


def gcm_decrypted(key: bytes, nonce: bytes, data: memoryview, authenticated: bytes) -> bytes:
    """Return what was encrypted; raises InvalidTag, or ValueError for what has no tag."""
    data, tag = data[:-TAG_BYTES], bytes(data[-TAG_BYTES:])
    decryptor = Cipher(AES256(key), GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(authenticated)
    made = [decryptor.update(piece) for piece in pieces(data)]
    return b"".join((*made, decryptor.finalize()))


def base64_of(body: list[bytes]) -> list[bytes]:
    """Return pieces in base64; only the last one may be of any size."""
    return [base64.b64encode(piece) for piece in body]
