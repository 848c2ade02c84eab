"""The report's charts: contents, size, and their data as text."""

import gzip
import xml.etree.ElementTree as ET

import msgspec
import pytest

from h5kit.languages import REPORT_LANGUAGES, SOURCE, Language
from h5kit.records import Call, Direction
from h5kit.records.times import DAY
from h5kit.report import Report
from h5kit.report.document import FrequentContact, MonthRow, RegionRow
from h5kit.web.report import pictures
from h5kit.web.report.pictures import Picture
from h5kit.web.report.pictures.hours import HOURS
from tests.web.made import usual

MOST_BYTES = 4096
HEAVIEST = 10_000
MONDAY = 1_794_153_600
"""Monday 9 November 2026, midnight in Shanghai."""


def _drawn(
    report: Report, calls: tuple[Call, ...], language: Language
) -> dict[str, Picture | None]:
    until = int(report.created_at)
    return {
        "hours": pictures.hours(pictures.grid_of(calls, since=0, until=until), language),
        "silences": pictures.silences(
            report.calls_overview.blank_times_list,
            language,
            since=report.date_range_start,
            until=report.created_at,
            missing=report.call_log_missing_month_list,
        ),
        "contacts": pictures.contacts(report.calls_sa_by_times, language),
        "regions": pictures.regions(report.calls_sa_by_region, language),
        "months": pictures.months(
            report.calls_sa_monthly_usage, report.call_log_missing_month_list, language
        ),
    }


@pytest.fixture(
    scope="module", params=[(400, "zh-CN"), (HEAVIEST, "zh-CN"), (400, "en"), (HEAVIEST, "en")]
)
def drawn(request: pytest.FixtureRequest) -> dict[str, Picture | None]:
    calls, tag = request.param
    view = usual(calls=calls, gaps=calls != HEAVIEST)
    assert view.records
    return _drawn(view.report, view.records.calls, REPORT_LANGUAGES[tag])


def test_a_chart_has_at_most_four_kilobytes_and_a_text(
    drawn: dict[str, Picture | None], subtests: pytest.Subtests
) -> None:
    for name in ["hours", "silences", "contacts", "regions", "months"]:
        with subtests.test(name=name):
            picture = drawn[name]
            assert picture
            for svg, width in ((picture.wide, "700"), (picture.narrow, "288")):
                assert len(gzip.compress(svg.encode())) <= MOST_BYTES
                root = ET.fromstring(svg)  # noqa: S314 - our own output
                assert root.get("viewBox", "").split()[2] == width
                told = {child.tag: (child.get("id"), child.text) for child in root[:2]}
                assert root.get("aria-labelledby") == f"{told['title'][0]} {told['desc'][0]}"
                assert told["title"][1] == picture.title
                assert told["desc"][1] == picture.description
                assert "style" not in svg
            assert all(len(row) == len(picture.table.heads) for row in picture.table.rows)


def test_nothing_is_drawn_outside_of_a_chart(
    drawn: dict[str, Picture | None], subtests: pytest.Subtests
) -> None:
    for name in ["hours", "silences", "contacts", "regions", "months"]:
        with subtests.test(name=name):
            picture = drawn[name]
            assert picture
            for svg in (picture.wide, picture.narrow):
                root = ET.fromstring(svg)  # noqa: S314 - our own output
                _, _, width, height = map(float, root.get("viewBox", "").split())
                for box in root.iter("rect"):
                    x, y = float(box.get("x", "")), float(box.get("y", ""))
                    assert -0.1 <= x <= x + float(box.get("width", "")) <= width + 0.1
                    assert -0.1 <= y <= y + float(box.get("height", "")) <= height + 0.1


def _grid(*whens: int) -> dict[tuple[int, int], int]:
    calls = [Call("13400000001", when, 1, Direction.OUTGOING) for when in whens]
    grid = pictures.grid_of(calls, since=0, until=MONDAY + 30 * DAY)
    return {(d, HOURS[h]): n for d, row in enumerate(grid) for h, n in enumerate(row) if n}


def test_a_call_is_counted_at_its_weekday_and_hour() -> None:
    assert _grid(MONDAY + 9 * 3600, MONDAY + 10 * 3600 - 1, MONDAY + 6 * DAY + 23 * 3600) == {
        (0, 9): 2,
        (6, 23): 1,
    }


def test_a_call_before_six_belongs_to_the_night_of_the_day_before() -> None:
    assert _grid(MONDAY + 3 * 3600, MONDAY + 6 * 3600 - 1, MONDAY + 6 * 3600) == {
        (6, 3): 1,
        (6, 5): 1,
        (0, 6): 1,
    }


def test_the_heat_map_counts_every_call_of_the_report() -> None:
    view = usual()
    assert view.records
    grid = pictures.grid_of(view.records.calls, since=0, until=int(view.report.created_at))
    assert sum(map(sum, grid)) == view.report.calls_overview.call_times_sum
    evening, night = (sum(sum(row[a:b]) for row in grid) for a, b in ((17, 20), (20, 24)))
    assert (
        f"晚间（23 至 2 时）{evening} 次，夜间（2 至 6 时）{night} 次"
        in pictures.hours(grid, SOURCE).description
    )


def _month(month: str, times: int, bill: float | str) -> MonthRow:
    return MonthRow(month=month, call_times=str(times), call_length="60", month_active_most="",
                    month_bill_amount=bill, month_bill_detail="暂无数据")  # fmt: skip


def test_a_missing_month_is_not_drawn_as_an_empty_month() -> None:
    rows = [_month("2026/11", 3, "未出账单"), _month("2026/10", 0, "暂无数据"),
            _month("2026/09", 0, 12.5)]  # fmt: skip
    picture = pictures.months(rows, ["202610"], SOURCE)
    assert picture
    assert picture.table.rows == (
        ("2026/09", "0", "1", "12"),
        ("2026/10", "缺", "缺", "缺"),
        ("2026/11", "3", "1", "未出"),
    )
    assert picture.wide.count('class="hole"') == 4


def test_regions_after_the_twelfth_are_combined() -> None:
    rows = [
        RegionRow(region=f"地{n}", total_format_tel=1, call_times="2", call_length="0",
                  call_in_times=1, call_out_times=1, call_in_length=0, call_out_length=0)
        for n in range(15)
    ]  # fmt: skip
    picture = pictures.regions(rows, SOURCE)
    assert picture
    assert picture.table.rows[-1] == ("其余 3 地", "6", "3")
    assert ">其余 3 地<" in picture.narrow


def test_a_text_in_a_chart_is_escaped() -> None:
    evil = "<b x='\"'>&lt;"
    row = FrequentContact(format_tel=evil, call_tel_label=[], tags_yellow_page="", tags_label="",
                          region=evil, call_times="2", call_out_times=1, call_in_times=1,
                          call_length="9")  # fmt: skip
    picture = pictures.contacts([row], SOURCE)
    assert picture
    assert "<b" not in picture.wide
    root = ET.fromstring(picture.wide)  # noqa: S314 - our own output
    assert evil in [text.text for text in root.iter("text")]


def test_without_data_there_is_no_chart() -> None:
    report = usual(calls=0).report
    assert pictures.contacts(report.calls_sa_by_times, SOURCE) is None
    assert pictures.regions(report.calls_sa_by_region, SOURCE) is None
    assert pictures.months([], [], SOURCE) is None
    assert msgspec.structs.replace(report, calls_sa_by_region=[]) == report
