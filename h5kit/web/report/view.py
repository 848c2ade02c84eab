"""What the report's templates are given: the document, masked or not, and what was made of it."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from h5kit.records.times import month_start
from h5kit.report import Report, Rules
from h5kit.report.document import NumberRow
from h5kit.web.report import findings, pictures
from h5kit.web.report.access import ReportView, Viewer
from h5kit.web.report.findings import CheckedValue, Finding
from h5kit.web.report.pictures import Picture

FEW_NUMBERS: Final = 50
ALL_NUMBERS: Final = "all"
GAPS: Final = (
    ("通话整月缺失", "call_log_missing_month_list", "运营商未能提供，不计入静默"),
    ("通话可能整月缺失", "call_log_possibly_missing_month_list", "没有通话，也可能是运营商未提供"),
    ("通话部分缺失", "call_log_part_missing_month_list", "该月次数偏少，比较时请留意"),
    ("账单缺失", "phone_bill_missing_month_list", "不计入月均消费"),
)
DUNNING: Final = (
    ("nums_tel", "号码个数", "个"),
    ("call_in_times", "被叫次数", "次"),
    ("call_in_length", "被叫时长", ""),
    ("call_in_less_15", "被叫 15 秒以下", "次"),
    ("most_times_by_tel", "同一号码最多呼入", "次"),
    ("up_2_times_by_tel", "呼入 2 次以上的号码", "个"),
    ("call_out_times", "主叫次数", "次"),
    ("call_out_length", "主叫时长", ""),
)
"""Field, what it is called, unit; "" is a length in seconds."""
WINDOWS: Final = (
    ("within_7_days", "近 7 天"),
    ("within_30_days", "7–30 天"),
    ("within_60_days", "30–60 天"),
    ("within_90_days", "60–90 天"),
    ("within_120_days", "90–120 天"),
)


@dataclass(frozen=True, slots=True)
class Gap:
    """Months of a kind that aren't whole, and what that means for the figures."""

    label: str
    months: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class ReportAccess:
    """How the page is seen: by whom, masked or not, and the words that its addresses carry.

    `viewer` is None for a link; `form_token` is "" where there is nothing to unmask.
    """

    viewer: Viewer | None = None
    is_masked: bool = True
    link: str = field(default="", repr=False)
    grant: str = field(default="", repr=False)
    form_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything that the report page prints."""

    report: Report = field(repr=False)
    appid: str
    access: ReportAccess
    findings: tuple[Finding, ...]
    used: tuple[CheckedValue, ...]
    law: tuple[CheckedValue, ...]
    gaps: tuple[Gap, ...]
    pictures: dict[str, Picture | None] = field(repr=False)
    numbers: tuple[NumberRow, ...] = field(repr=False)

    @property
    def missing(self) -> tuple[Gap, ...]:
        """The kinds of gaps that this report has."""
        return tuple(gap for gap in self.gaps if gap.months)

    @property
    def call_gaps(self) -> tuple[Gap, ...]:
        """The gaps that are about calls, not bills."""
        return tuple(gap for gap in self.gaps if gap.label.startswith("通话"))

    def address(self, **more: str) -> str:
        """Return this page's address, seen as it is now, with further parameters."""
        words = {"link": self.access.link, "grant": self.access.grant, **more}
        query = {"sid": self.report.sid, "appid": self.appid, **words}
        return f"/report/detail?{urlencode({k: v for k, v in query.items() if v})}"


def page_of(
    report: Report, found: ReportView, access: ReportAccess, rules: Rules, *, all_numbers: bool
) -> ReportPage:
    """Return the page of a report that is already masked as `access` says."""
    numbers = report.call_log_group_by_tel
    return ReportPage(
        report=report,
        appid=found.appid,
        access=access,
        findings=tuple(findings.findings(report, rules)),
        used=findings.used(report, rules),
        law=findings.law(report, rules),
        gaps=tuple(_gap(report, *row) for row in GAPS),
        pictures=_pictures(report, found),
        numbers=tuple(numbers if all_numbers else numbers[:FEW_NUMBERS]),
    )


def _gap(report: Report, label: str, name: str, meaning: str) -> Gap:
    return Gap(label, tuple(getattr(report, name)), meaning)


def _pictures(report: Report, found: ReportView) -> dict[str, Picture | None]:
    overview = report.calls_overview
    return {
        "hours": _hours(report, found),
        "silences": pictures.silences(
            overview.blank_times_list,
            since=report.date_range_start,
            until=report.created_at,
            missing=report.call_log_missing_month_list,
        ),
        "contacts": pictures.contacts(report.calls_sa_by_times),
        "regions": pictures.regions(report.calls_sa_by_region),
        "months": pictures.months(
            report.calls_sa_monthly_usage, report.call_log_missing_month_list
        ),
    }


def _hours(report: Report, found: ReportView) -> Picture | None:
    """Return the heat map: the document has no hours, so it needs the records."""
    if found.records is None or not report.calls_overview.call_times_sum:
        return None
    since = month_start(report.date_range_start.replace("/", ""))
    until = int(report.created_at)
    return pictures.hours(pictures.grid_of(found.records.calls, since=since, until=until))
