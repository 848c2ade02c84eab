"""What the agreement says about how long things are kept: what this server really does."""

import math
from dataclasses import dataclass

from h5kit.flow.stub import LEFT_SECONDS
from h5kit.languages import Language
from h5kit.model import USUAL_KEEP_DAYS, Partner
from h5kit.settings import Settings

DAY = 86_400
UNITS = ((DAY, "%(n)s 天"), (3600, "%(n)s 小时"), (60, "%(n)s 分钟"))
SECONDS = "%(n)s 秒"


@dataclass(frozen=True, slots=True)
class Kept:
    """For how long, in words: what was `typed` without an authorization, and after one.

    `left` is how much longer a flow can begin again, without what was typed; `applicant` is what
    the applicant told, from the report on; `report` is all that was collected, from the
    authorization on.
    """

    typed: str
    left: str
    applicant: str
    report: str


def kept(settings: Settings, partner: Partner | None, language: Language) -> Kept:
    """Return the times that hold for a partner, in the words of a page."""
    days = partner.keep_days if partner else USUAL_KEEP_DAYS
    return Kept(
        typed=span(settings.flow.keep_seconds, language),
        left=span(LEFT_SECONDS, language),
        applicant=span(settings.results.applicant_seconds, language),
        report=span(days * DAY, language),
    )


def span(seconds: float, language: Language) -> str:
    """Return a time in words, never less than it is: in the largest unit of which there are two."""
    for unit, words in UNITS:
        if seconds >= 2 * unit:
            return language.fill(words, n=math.ceil(seconds / unit))
    return language.fill(SECONDS, n=math.ceil(seconds))
