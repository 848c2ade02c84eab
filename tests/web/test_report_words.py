"""The texts of the report's values."""

import pytest

from h5kit.web.report import words as said


def test_a_value_has_its_text(subtests: pytest.Subtests) -> None:
    for word, value, expected in [
        ("span", "40", "40 秒"),
        ("span", "185", "3 分 05 秒"),
        ("span", 22_320, "6 时 12 分"),
        ("span", 0, "0 秒"),
        ("day", "1794153600", "2026-11-09"),
        ("day", "运营商未透露", "运营商未透露"),
        ("moment", "1794153600", "2026-11-09 00:00"),
        ("moment", "", "—"),
        ("moment", "13400000001", "13400000001"),
        ("moment", "12-07 09:59:33", "12-07 09:59:33"),
        ("stamp", 1_794_153_600.7, "2026-11-09 00:00"),
        ("month", "202611", "2026/11"),
        ("month", "2026/11", "2026/11"),
        ("percent", 4.35, "4.35%"),
        ("percent", 0.0, "0%"),
        ("yuan", 1234.5, "1,234.50"),
        ("yuan", "未出账单", "未出账单"),
        ("minutes", "90", "2"),
    ]:
        with subtests.test(word=word, value=value, expected=expected):
            assert getattr(said, word)(value).replace("\u00a0", " ") == expected


def test_a_mark_has_the_number_of_people_who_gave_it() -> None:
    assert said.marked("骚扰电话", 12) == "骚扰电话（12 人标记）"
    assert said.marked("骚扰电话", 0) == "骚扰电话"
    assert said.marked("", 0) == ""
