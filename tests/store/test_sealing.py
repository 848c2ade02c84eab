"""Encryption at rest: every blob opens with its key and in its place only."""

import pytest

from h5kit.store.sealing import Sealer, SealError

OLD, NEW = "o" * 40, "n" * 40
BLOB, PLACE = b"a person's name", "flows/one"


def test_a_blob_opens_in_its_place_only() -> None:
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


def test_what_was_written_before_there_was_sealing_is_read_and_then_sealed() -> None:
    sealer = Sealer([OLD])
    assert sealer.unseal(BLOB, PLACE) == BLOB
    assert sealer.unseal(sealer.resealed(BLOB, PLACE), PLACE) == BLOB
    assert not sealer.is_newest(BLOB)


def test_what_is_no_blob_is_refused(subtests: pytest.Subtests) -> None:
    for short in [b"\x01", b"\x01abcd", b"\x01" + BLOB]:
        with subtests.test(short=short), pytest.raises(SealError):
            Sealer([OLD]).unseal(short, PLACE)


def test_a_new_key_takes_over_and_the_old_one_can_go() -> None:
    sealed = Sealer([OLD]).seal(BLOB, PLACE)
    both, new = Sealer([OLD, NEW]), Sealer([NEW])
    assert both.unseal(sealed, PLACE) == BLOB
    assert not both.is_newest(sealed)
    with pytest.raises(SealError, match="doesn't have"):
        new.unseal(sealed, PLACE)
    moved = both.resealed(sealed, PLACE)
    assert new.unseal(moved, PLACE) == BLOB
    assert both.resealed(moved, PLACE) is moved
