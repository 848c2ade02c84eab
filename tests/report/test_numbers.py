"""Numbers as they count and as they are written."""

import pytest

from h5kit.report import numbers


@pytest.mark.parametrize(
    ("raw", "digits", "written"),
    [
        ("13400000001", "13400000001", "13400000001"),
        ("+86 134-0000-0001", "13400000001", "13400000001"),
        ("8613400000001", "13400000001", "13400000001"),
        ("1795113400000001", "13400000001", "13400000001"),
        ("1259313400000001", "13400000001", "13400000001"),
        ("01053000000", "01053000000", "010-53000000"),
        ("+86057153000000", "057153000000", "0571-53000000"),
        ("179510571 53000000", "057153000000", "0571-53000000"),
        ("035110000", "035110000", "0351-10000"),
        ("9516700000", "9516700000", "9516700000"),
        ("10086", "10086", "10086"),
        ("17951", "17951", "17951"),
        ("1７951", "17951", "17951"),
        ("008520000", "008520000", "008520000"),
        ("匿名", "匿名", "匿名"),
        ("-", "-", "-"),
    ],
)
def test_a_number_counts_by_its_digits(raw: str, digits: str, written: str) -> None:
    assert numbers.digits_of(raw) == digits
    assert numbers.written(digits) == written


@pytest.mark.parametrize(
    ("digits", "bare"),
    [
        ("035110000", "10000"),
        ("0571110", "110"),
        ("01095588", "95588"),
        ("01053000000", "01053000000"),
    ],
)
def test_a_service_is_itself_with_an_area_code_too(digits: str, bare: str) -> None:
    assert numbers.bare(digits) == bare


@pytest.mark.parametrize("digits", ["110", "10086", "12345", "95588", "9516700000", "4008000000"])
def test_services_are_reached_from_everywhere(digits: str) -> None:
    assert numbers.is_service(digits)


@pytest.mark.parametrize("digits", ["13400000001", "53000000", "01053000000", "", "999"])
def test_other_numbers_are_no_services(digits: str) -> None:
    assert not numbers.is_service(digits)


@pytest.mark.parametrize(
    ("digits", "masked"),
    [
        ("13400000001", "134****0001"),
        ("01053000000", "010-****0000"),
        ("95588", "95588"),
        ("05713001234", "0571-***1234"),
        ("3001234", "***1234"),
        ("53000000", "****0000"),
        ("01095588", "010-95588"),
        ("035110000", "0351-10000"),
        ("4001234567", "40****4567"),
    ],
)
def test_four_digits_of_a_long_number_are_hidden(digits: str, masked: str) -> None:
    assert numbers.masked(digits) == masked
