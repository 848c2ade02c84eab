"""Encrypted call records: AES-CBC as in the source (section 四.3.1), in an envelope of our own.

The keys are derived from the partner's secret by HKDF-SHA256 without salt; `info` is the algorithm,
so each has its own keys. CBC uses encrypt-then-MAC: the MAC covers the algorithm's name, the IV and
the ciphertext, and is verified before decryption.
"""

import base64
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.padding import PKCS7

from h5kit.pieces import base64_of, gcm_encrypted, pieces

KEY_BYTES = 32
BLOCK_BYTES = 16
NONCE_BYTES = 12
PADDING = PKCS7(BLOCK_BYTES * 8)
_DATA = "."
"""The placeholder for `data` while an envelope is written; not a character of base64."""


class Encryption(StrEnum):
    """The encryption of a partner's pushed records."""

    NONE = ""
    CBC = "AES-256-CBC"
    GCM = "AES-256-GCM"


class EnvelopeError(ValueError):
    """The bytes are not an envelope, or it was encrypted with another secret."""


class Envelope(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of a push with encrypted records; `iv`, `data` and `mac` are base64.

    With AES-256-GCM `data` ends with the 16-byte tag and there is no `mac`.
    """

    enc: Encryption
    iv: str
    data: str
    mac: str = ""


def seal(secret: str, encryption: Encryption, body: bytes) -> bytes:
    """Return the body encrypted in an envelope, as JSON; the body itself without encryption."""
    if encryption is Encryption.NONE:
        return body
    encrypted = _cbc(secret, body) if encryption is Encryption.CBC else _gcm(secret, body)
    # Insert the data in pieces, so that it never exists as a single text of 80 MB.
    before, _, after = msgspec.json.encode(encrypted.envelope).partition(_DATA.encode())
    return b"".join((before, *base64_of(encrypted.data), after))


def unseal(secret: str, envelope: bytes) -> bytes:
    """Return the decrypted body; raises EnvelopeError for a damaged or foreign envelope."""
    try:
        parsed = msgspec.json.decode(envelope, type=Envelope)
        iv, data, mac = (_bytes(text) for text in (parsed.iv, parsed.data, parsed.mac))
        if parsed.enc is Encryption.CBC:
            return _open_cbc(secret, iv, data, mac)
        if parsed.enc is Encryption.GCM:
            key = derived(secret, Encryption.GCM, KEY_BYTES)
            return AESGCM(key).decrypt(iv, data, Encryption.GCM.encode())
    except (msgspec.DecodeError, ValueError, InvalidTag):
        raise EnvelopeError("not an envelope of ours") from None
    raise EnvelopeError("not encrypted")


def derived(secret: str, encryption: Encryption, length: int) -> bytes:
    """Return `length` bytes of keys; for CBC the first 32 encrypt, the last 32 authenticate."""
    info = f"h5kit records {encryption}".encode()
    return HKDF(SHA256(), length, None, info).derive(secret.encode())


@dataclass(frozen=True, slots=True)
class _Encrypted:
    """An envelope without its data, and the pieces of the data."""

    envelope: Envelope
    data: list[bytes] = field(repr=False)


def _cbc(secret: str, body: bytes) -> _Encrypted:
    keys = derived(secret, Encryption.CBC, 2 * KEY_BYTES)
    iv = secrets.token_bytes(BLOCK_BYTES)
    encryptor = Cipher(AES256(keys[:KEY_BYTES]), CBC(iv)).encryptor()
    *whole, last = pieces(body)
    padder = PADDING.padder()
    data = [encryptor.update(piece) for piece in whole]
    data.append(encryptor.update(padder.update(bytes(last)) + padder.finalize()))
    mac = _text(_mac(keys, iv, data))
    return _Encrypted(Envelope(Encryption.CBC, _text(iv), _DATA, mac), data)


def _open_cbc(secret: str, iv: bytes, data: bytes, mac: bytes) -> bytes:
    keys = derived(secret, Encryption.CBC, 2 * KEY_BYTES)
    if not hmac.compare_digest(mac, _mac(keys, iv, [data])):
        raise EnvelopeError("not an envelope of ours")
    decryptor = Cipher(AES256(keys[:KEY_BYTES]), CBC(iv)).decryptor()
    unpadder = PADDING.unpadder()
    padded = decryptor.update(data) + decryptor.finalize()
    return unpadder.update(padded) + unpadder.finalize()


def _mac(keys: bytes, iv: bytes, data: Iterable[bytes]) -> bytes:
    mac = hmac.new(keys[KEY_BYTES:], Encryption.CBC.encode() + iv, sha256)
    for piece in data:
        mac.update(piece)
    return mac.digest()


def _gcm(secret: str, body: bytes) -> _Encrypted:
    nonce = secrets.token_bytes(NONCE_BYTES)
    key = derived(secret, Encryption.GCM, KEY_BYTES)
    data = gcm_encrypted(key, nonce, body, Encryption.GCM.encode())
    return _Encrypted(Envelope(Encryption.GCM, _text(nonce), _DATA), data)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
