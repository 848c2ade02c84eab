"""The four rules of the reset page about passwords that are too simple."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from h5kit.carrier.passwords import is_weak
from h5kit.testing.people import number, person

DIGITS = "0123456789"
LENGTHS = st.sampled_from([6, 8])


@given(st.sampled_from(DIGITS), LENGTHS)
def test_one_digit_repeated_is_weak(digit: str, length: int) -> None:
    assert is_weak(digit * length)


@given(LENGTHS, st.data())
def test_a_run_up_or_down_is_weak(length: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, 10 - length))
    run = DIGITS[start : start + length]
    assert is_weak(run)
    assert is_weak(run[::-1])


@given(st.integers(0, 12))
def test_six_digits_in_a_row_of_the_id_card_are_weak(start: int) -> None:
    id_card = person().id_card
    six = id_card[start : start + 6]
    if six.isdigit():
        assert is_weak(six, id_card)
        assert is_weak(f"{six}70", id_card)
        assert is_weak(f"70{six}", id_card)


@given(st.integers(0, 5))
def test_six_digits_in_a_row_of_the_phone_number_are_weak(start: int) -> None:
    tel = number("3001")
    assert is_weak(tel[start : start + 6], "", tel)


def _is_run(password: str) -> bool:
    steps = {int(b) - int(a) for a, b in pairwise(password)}
    return len(steps) == 1 and steps <= {-1, 0, 1}


@given(st.text(DIGITS, min_size=6, max_size=8), st.text(DIGITS, min_size=11, max_size=18))
def test_nothing_else_is_weak(password: str, other: str) -> None:
    shares = any(password[i : i + 6] in other for i in range(len(password) - 5))
    assert is_weak(password, other) == (_is_run(password) or shares)


def test_five_digits_in_a_row_are_allowed() -> None:
    assert not is_weak("123450", "", "13400003001")
    assert not is_weak("340007", "", "13400003001")
