"""The retention times in the agreement, computed from the settings by which data is deleted."""

import math
from dataclasses import dataclass

from h5kit.flow.stub import STUB_SECONDS
from h5kit.languages import Language
from h5kit.model import USUAL_KEEP_DAYS, Partner
from h5kit.settings import Settings

DAY = 86_400
UNITS = ((DAY, "%(n)s 天"), (3600, "%(n)s 小时"), (60, "%(n)s 分钟"))
SECONDS = "%(n)s 秒"


@dataclass(frozen=True, slots=True)
class RetentionTimes:
    """How long data is kept, as texts such as `30 天`.

    Without an authorization, the typed values are kept for `draft` after the last activity; then
    only the flow's stub is kept, for `stub`, with which the person can begin again. After an
    authorization, the applicant's typed values are kept for `applicant` after the report, and call
    records, report and authorization for `results` after the authorization.
    """

    draft: str
    stub: str
    applicant: str
    results: str


def retention_times(
    settings: Settings, partner: Partner | None, language: Language
) -> RetentionTimes:
    """Return the retention times for a partner's flows in a language."""
    days = partner.keep_days if partner else USUAL_KEEP_DAYS
    return RetentionTimes(
        draft=duration_text(settings.flow.keep_seconds, language),
        stub=duration_text(STUB_SECONDS, language),
        applicant=duration_text(settings.results.applicant_seconds, language),
        results=duration_text(days * DAY, language),
    )


def duration_text(seconds: float, language: Language) -> str:
    """Return a duration as text, rounded up, in the largest unit that fits at least twice."""
    for unit, text in UNITS:
        if seconds >= 2 * unit:
            return language.fill(text, n=math.ceil(seconds / unit))
    return language.fill(SECONDS, n=math.ceil(seconds))
