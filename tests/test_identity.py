"""Names, numbers and ID cards are folded and checked by GB 11643 and the number plan."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5kit import identity, names, phone_numbers
from h5kit.testing.people import person

TODAY = date(2026, 11, 24)
MOBILE = "13400001001"


def test_a_mobile_number_is_folded_to_its_digits(subtests: pytest.Subtests) -> None:
    for typed in [
        MOBILE,
        " 134 0000 1001 ",
        "+8613400001001",
        "+86 134-0000-1001",
        "008613400001001",
        "8613400001001",
        "１３４００００１００１",
        "\u200e13400001001\u202c",
        "134 0000 1001",
    ]:
        with subtests.test(typed=typed):
            assert phone_numbers.mobile(typed) == MOBILE


def test_anything_else_than_a_mobile_number_is_none(subtests: pytest.Subtests) -> None:
    for typed in [
        "",
        "1",
        "12345678901",
        "1340000100",
        "134000010011",
        "1340000100a",
        "٠١٢٣٤٥٦٧٨٩٠",
        "\0" * 11,
    ]:
        with subtests.test(typed=typed):
            assert phone_numbers.mobile(typed) is None


def test_a_contacts_number_may_be_a_landline_with_area_code(subtests: pytest.Subtests) -> None:
    for typed, number in [
        ("010-87654321", "01087654321"),
        ("0571 8765 4321", "057187654321"),
        ("(021)87654321", "02187654321"),
        (MOBILE, MOBILE),
        ("87654321", None),
        # No exchange assigns such numbers; people write them as examples.
        ("010-12345678", "01012345678"),
        ("010-07654321", None),
        ("95511", None),
    ]:
        with subtests.test(typed=typed, number=number):
            assert phone_numbers.contact_number(typed) == number


def test_a_name_is_two_to_twenty_han_characters(subtests: pytest.Subtests) -> None:
    for name, is_one in [
        ("云朵", True),
        ("欧阳谷雨", True),
        ("买买提·白露", True),
        ("𠮷田", True),
        ("云", False),
        ("云" * 21, False),
        ("Alice", False),
        ("云 朵", False),
        ("·云朵", False),
        ("云朵😀", False),
        ("", False),
    ]:
        with subtests.test(name=name, is_one=is_one):
            assert identity.is_person_name(name) is is_one


def test_every_kind_of_dot_is_folded(subtests: pytest.Subtests) -> None:
    for dot in "•‧・．":
        with subtests.test(dot=dot):
            assert names.fold(f" 买买提{dot}白露 ") == "买买提·白露"


@given(st.integers(0, 10**6))
def test_an_invented_card_is_valid_and_any_other_check_character_is_not(_: int) -> None:  # noqa: PT019
    card = person().id_card
    assert identity.id_card(card, TODAY) == card
    assert identity.id_card(card.lower(), TODAY) == card
    others = set("0123456789X") - {card[17]}
    assert all(identity.id_card(card[:17] + c, TODAY) is None for c in others)


@given(st.text(max_size=40))
def test_no_text_breaks_the_checks(text: str) -> None:
    assert phone_numbers.mobile(text) is None or len(phone_numbers.mobile(text) or "") == 11
    assert identity.id_card(text, TODAY) is None or len(identity.id_card(text, TODAY) or "") == 18
    phone_numbers.contact_number(text)
    identity.is_person_name(names.fold(text))


def test_a_card_of_no_real_day_or_province_is_refused(subtests: pytest.Subtests) -> None:
    for first_17 in [
        "33099919000229001",
        "33099918991231001",
        "33099920270101001",
        "99099919900101001",
        "00099919900101001",
        "33099919901301001",
    ]:
        with subtests.test(first_17=first_17):
            assert identity.id_card(first_17 + identity.check_character(first_17), TODAY) is None


def test_the_county_never_blocks(subtests: pytest.Subtests) -> None:
    for province in ["71", "81", "82", "83", "11", "65"]:
        with subtests.test(province=province):
            card = f"{province}9999" + "19900101" + "001"
            assert identity.id_card(card + identity.check_character(card), TODAY) is not None


def test_a_card_of_15_digits_is_refused() -> None:
    assert identity.id_card("330999900101001", TODAY) is None
