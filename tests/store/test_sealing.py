"""Encryption at rest: a blob can be decrypted only with its key and in its place."""

import pytest

from h5kit.store.sealing import Sealer, SealError

OLD, NEW = "o" * 40, "n" * 40
BLOB, PLACE = b"a person's name", "flows/one"


def test_a_blob_can_be_decrypted_only_in_its_place() -> None:
    sealer = Sealer([OLD])
    sealed = sealer.seal(BLOB, PLACE)
    assert BLOB not in sealed
    assert sealer.unseal(sealed, PLACE) == BLOB
    with pytest.raises(SealError, match="another row"):
        sealer.unseal(sealed, "flows/two")


def test_no_two_blobs_are_alike() -> None:
    sealer = Sealer([OLD])
    assert sealer.seal(BLOB, PLACE) != sealer.seal(BLOB, PLACE)


def test_a_changed_blob_is_refused(subtests: pytest.Subtests) -> None:
    for at in [1, 5, 17, -1]:
        with subtests.test(at=at):
            sealer = Sealer([OLD])
            changed = bytearray(sealer.seal(BLOB, PLACE))
            changed[at] ^= 1
            with pytest.raises(SealError):
                sealer.unseal(bytes(changed), PLACE)


def test_data_from_before_encryption_is_read_and_then_encrypted() -> None:
    sealer = Sealer([OLD])
    assert sealer.unseal(BLOB, PLACE) == BLOB
    assert sealer.unseal(sealer.resealed(BLOB, PLACE), PLACE) == BLOB
    assert not sealer.is_newest(BLOB)


def test_a_malformed_blob_is_refused(subtests: pytest.Subtests) -> None:
    for short in [b"\x01", b"\x01abcd", b"\x01" + BLOB]:
        with subtests.test(short=short), pytest.raises(SealError):
            Sealer([OLD]).unseal(short, PLACE)


def test_a_new_key_replaces_the_old_one() -> None:
    sealed = Sealer([OLD]).seal(BLOB, PLACE)
    both, new = Sealer([OLD, NEW]), Sealer([NEW])
    assert both.unseal(sealed, PLACE) == BLOB
    assert not both.is_newest(sealed)
    with pytest.raises(SealError, match="doesn't have"):
        new.unseal(sealed, PLACE)
    moved = both.resealed(sealed, PLACE)
    assert new.unseal(moved, PLACE) == BLOB
    assert both.resealed(moved, PLACE) is moved
