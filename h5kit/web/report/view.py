"""The values of the report's templates: the document, findings, gaps, pictures, addresses."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from h5kit.languages import Language
from h5kit.records.times import month_start
from h5kit.report import Report, Rules
from h5kit.report.document import NumberRow
from h5kit.web.report import findings, labels, pictures
from h5kit.web.report.access import ReportView, Viewer
from h5kit.web.report.findings import CheckedValue, Finding
from h5kit.web.report.pictures import Picture

FEW_NUMBERS: Final = 50
ALL_NUMBERS: Final = "all"


@dataclass(frozen=True, slots=True)
class Gap:
    """Months with missing data of one kind, and what that means for the figures.

    `call_label` stands beside a month of calls, in the source language; "" for bills.
    """

    label: str
    call_label: str
    months: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class ReportAccess:
    """Who sees the page, whether it is masked, and the tokens of its addresses and form.

    `viewer` is None for a link; `form_token` is "" if the viewer cannot unmask.
    """

    viewer: Viewer | None = None
    is_masked: bool = True
    link: str = field(default="", repr=False)
    grant: str = field(default="", repr=False)
    form_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything that the report page shows."""

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
    def has_many_numbers(self) -> bool:
        """Whether more numbers are shown than a usual page has."""
        return len(self.numbers) > FEW_NUMBERS

    @property
    def missing(self) -> tuple[Gap, ...]:
        """The gaps that this report has."""
        return tuple(gap for gap in self.gaps if gap.months)

    @property
    def call_gaps(self) -> tuple[Gap, ...]:
        """The gaps that are about calls, not bills."""
        return tuple(gap for gap in self.gaps if gap.call_label)

    def address(self, **more: str) -> str:
        """Return this page's address with its tokens and further parameters."""
        words = {"link": self.access.link, "grant": self.access.grant, **more}
        query = {"sid": self.report.sid, "appid": self.appid, **words}
        return f"/report/detail?{urlencode({k: v for k, v in query.items() if v})}"


def page_of(
    report: Report, found: ReportView, access: ReportAccess, rules: Rules, language: Language, *,
    all_numbers: bool,
) -> ReportPage:  # fmt: skip
    """Return the page; `report` must already be masked if `access` says so."""
    numbers = report.call_log_group_by_tel
    return ReportPage(
        report=report,
        appid=found.appid,
        access=access,
        findings=tuple(findings.findings(report, rules, language)),
        used=findings.used(report, rules, language),
        law=findings.law(report, rules, language),
        gaps=tuple(_gap(report, language, *row) for row in labels.GAPS),
        pictures=_pictures(report, found, language),
        numbers=tuple(numbers if all_numbers else numbers[:FEW_NUMBERS]),
    )


def _gap(
    report: Report, language: Language, name: str, label: str, call_label: str, meaning: str
) -> Gap:
    months = tuple(getattr(report, name))
    return Gap(language.text(label), call_label, months, language.text(meaning))


def _pictures(report: Report, found: ReportView, language: Language) -> dict[str, Picture | None]:
    overview = report.calls_overview
    return {
        "hours": _hours(report, found, language),
        "silences": pictures.silences(
            overview.blank_times_list,
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


def _hours(report: Report, found: ReportView, language: Language) -> Picture | None:
    """Return the heat map, None without call records: the document has no hours."""
    if found.records is None or not report.calls_overview.call_times_sum:
        return None
    since = month_start(report.date_range_start.replace("/", ""))
    until = int(report.created_at)
    grid = pictures.grid_of(found.records.calls, since=since, until=until)
    return pictures.hours(grid, language)
