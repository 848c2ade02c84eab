"""How the report page writes values, in its languages."""

import pytest

from h5kit.languages import REPORT_LANGUAGES, SOURCE
from h5kit.web.report import formats
from h5kit.web.report.formats import Formats
from h5kit.web.report.labels import contact_label

ENGLISH = REPORT_LANGUAGES["en"]


def test_a_value_is_written(subtests: pytest.Subtests) -> None:
    for name, value, expected in [
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
        with subtests.test(name=name, value=value, expected=expected):
            write = getattr(formats, name, None) or getattr(Formats(SOURCE), name)
            assert write(value).replace("\u00a0", " ") == expected


def test_a_value_is_written_in_english(subtests: pytest.Subtests) -> None:
    for name, value, expected in [
        ("span", "40", "40 s"),
        ("span", "185", "3 min 05 s"),
        ("span", 22_320, "6 h 12 min"),
        ("day", "运营商未透露", "Not disclosed by the carrier"),
        ("disclosed", "运营商未透露", "Not disclosed by the carrier"),
        ("disclosed", "欧*", "欧*"),
        ("yuan", "未出账单", "Not billed yet"),
        ("yuan", 1234.5, "1,234.50"),
        ("days", 3, "3 d"),
    ]:
        with subtests.test(name=name, value=value, expected=expected):
            assert getattr(Formats(ENGLISH), name)(value).replace("\u00a0", " ") == expected


def test_the_label_of_a_number_is_written_in_the_pages_language() -> None:
    assert contact_label("高频联系人12", ENGLISH) == "Most calls 12"
    assert contact_label("申请人", ENGLISH) == "Applicant"
    assert contact_label("高频联系人12", SOURCE) == "高频联系人12"
    assert contact_label("somebody else's label 3", ENGLISH) == "somebody else's label 3"


def test_a_mark_says_how_many_people_gave_it() -> None:
    assert Formats(SOURCE).marked("骚扰电话", 12) == "骚扰电话（12 人标记）"
    assert Formats(SOURCE).marked("骚扰电话", 0) == "骚扰电话"
    assert Formats(SOURCE).marked("", 0) == ""
