"""How numbers are compared, formatted and masked."""

import pytest

from h5kit.report import numbers


def test_a_service_number_with_an_area_code_is_the_same_number(subtests: pytest.Subtests) -> None:
    for digits, bare in [
        ("035110000", "10000"),
        ("0571110", "110"),
        ("01095588", "95588"),
        ("01053000000", "01053000000"),
    ]:
        with subtests.test(digits=digits, bare=bare):
            assert numbers.bare(digits) == bare


def test_services_have_the_region_of_the_whole_country(subtests: pytest.Subtests) -> None:
    for digits in ["110", "10086", "11185", "12345", "95588", "4008000000"]:
        with subtests.test(digits=digits):
            assert numbers.is_service(digits)


def test_other_numbers_are_not_services(subtests: pytest.Subtests) -> None:
    for digits in ["13400000001", "53000000", "01053000000", "", "999"]:
        with subtests.test(digits=digits):
            assert not numbers.is_service(digits)


def test_four_digits_of_a_long_number_are_hidden(subtests: pytest.Subtests) -> None:
    for digits, masked in [
        ("13400000001", "134****0001"),
        ("01053000000", "010-****0000"),
        ("95588", "95588"),
        ("05713001234", "0571-***1234"),
        ("3001234", "***1234"),
        ("53000000", "****0000"),
        ("01095588", "010-95588"),
        ("035110000", "0351-10000"),
        ("4001234567", "40****4567"),
    ]:
        with subtests.test(digits=digits, masked=masked):
            assert numbers.masked(digits) == masked
