"""Encrypted records can be decrypted with the right secret only."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5kit.delivery.envelope import Encryption, EnvelopeError, seal, unseal

SECRET = "a-secret-of-a-partner-0123456789"
BODY = '{"status":0,"data":{"tel":"…"}}'.encode()
KINDS = [Encryption.CBC, Encryption.GCM]


@pytest.mark.parametrize("kind", KINDS)
def test_an_envelope_has_the_fields_of_the_contract(kind: Encryption) -> None:
    sealed = json.loads(seal(SECRET, kind, BODY))
    names = {"enc", "iv", "data"} | ({"mac"} if kind is Encryption.CBC else set())
    assert set(sealed) == names
    assert sealed["enc"] == kind
    assert len(base64.b64decode(sealed["iv"])) == (16 if kind is Encryption.CBC else 12)


@pytest.mark.parametrize("kind", KINDS)
@given(body=st.binary(max_size=200))
def test_encrypted_records_can_be_decrypted(kind: Encryption, body: bytes) -> None:
    assert unseal(SECRET, seal(SECRET, kind, body)) == body


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_envelopes_are_alike(kind: Encryption) -> None:
    made = {json.loads(seal(SECRET, kind, BODY))["iv"] for _ in range(8)}
    assert len(made) == 8


def test_records_without_encryption_have_no_envelope() -> None:
    assert seal(SECRET, Encryption.NONE, BODY) == BODY


def test_a_changed_envelope_is_refused(subtests: pytest.Subtests) -> None:
    for kind, part in [
        (Encryption.CBC, "iv"),
        (Encryption.CBC, "data"),
        (Encryption.CBC, "mac"),
        (Encryption.GCM, "iv"),
        (Encryption.GCM, "data"),
    ]:
        with subtests.test(kind=kind, part=part):
            sealed = json.loads(seal(SECRET, kind, BODY))
            raw = bytearray(base64.b64decode(sealed[part]))
            raw[0] ^= 1
            sealed[part] = base64.b64encode(raw).decode()
            with pytest.raises(EnvelopeError):
                unseal(SECRET, json.dumps(sealed).encode())


@pytest.mark.parametrize("kind", KINDS)
def test_another_secret_decrypts_nothing(kind: Encryption) -> None:
    with pytest.raises(EnvelopeError):
        unseal(SECRET + "!", seal(SECRET, kind, BODY))


@pytest.mark.parametrize(
    "given",
    [b"", b"{}", b"[]", BODY, b'{"enc":"ROT13","iv":"","data":""}', b'{"enc":"","iv":"","data":""}',
     b'{"enc":"AES-256-CBC","iv":"%","data":"","mac":""}'],
)  # fmt: skip
def test_a_malformed_envelope_is_refused(given: bytes) -> None:
    with pytest.raises(EnvelopeError):
        unseal(SECRET, given)
