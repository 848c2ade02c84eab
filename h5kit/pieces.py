"""Process large bodies in pieces, so that no single step blocks the other threads.

A step that creates 60 MB at once holds the interpreter lock all the time; joining pieces doesn't.
"""

import base64
from collections.abc import Iterator
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import GCM

PIECE: Final = 192 * 1024
"""A multiple of 16 (the block size of AES) and of 3 (the group size of base64)."""

TAG_BYTES: Final = 16


def pieces(body: bytes | memoryview) -> Iterator[memoryview]:
    """Yield a body's pieces in order, all but the last of the same size; one for an empty body."""
    whole = memoryview(body)
    for start in range(0, max(len(whole), 1), PIECE):
        yield whole[start : start + PIECE]


def gcm_encrypted(key: bytes, nonce: bytes, body: bytes, authenticated: bytes) -> list[bytes]:
    """Return the pieces of a body encrypted with AES-256-GCM; the last one ends with the tag."""
    encryptor = Cipher(AES256(key), GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(authenticated)
    encrypted = [encryptor.update(piece) for piece in pieces(body)]
    encrypted[-1] += encryptor.finalize() + encryptor.tag
    return encrypted


def gcm_decrypted(key: bytes, nonce: bytes, data: memoryview, authenticated: bytes) -> bytes:
    """Return the decrypted body; raises InvalidTag, or ValueError if the data has no tag."""
    data, tag = data[:-TAG_BYTES], bytes(data[-TAG_BYTES:])
    decryptor = Cipher(AES256(key), GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(authenticated)
    decrypted = [decryptor.update(piece) for piece in pieces(data)]
    return b"".join((*decrypted, decryptor.finalize()))


def base64_of(body: list[bytes]) -> list[bytes]:
    """Return the pieces in base64; the size of all but the last must be a multiple of 3."""
    return [base64.b64encode(piece) for piece in body]
