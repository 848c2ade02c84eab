"""The dunning score (source, section 七): counts of calls with dunning numbers by time window."""

from collections.abc import Iterable
from typing import Final

import msgspec

from h5kit.records import Call
from h5kit.records.dates import EpochSeconds, ScoreTime
from h5kit.records.times import DAY
from h5kit.report.document import ReportPart
from h5kit.report.dunning import numbers_of
from h5kit.report.study import Study
from h5kit.report.survey import Tally


class Counts(ReportPart, frozen=True, kw_only=True):
    """Counts of calls with dunning numbers in a window; all values are text."""

    call_tel_total_nums: str
    call_total_times: str
    call_out_times: str
    call_in_times: str
    call_total_duration: str
    call_avg_duration: str
    call_out_duration: str
    call_in_duration: str
    call_duration_below15: str
    call_duration_between15_and_30: str
    call_duration_above60: str


class DatedCounts(Counts, frozen=True, kw_only=True):
    """Counts with the times of the first and last call, `无` if there is none."""

    first_call_time: ScoreTime
    last_call_time: ScoreTime


class Window(ReportPart, frozen=True):
    """The counts of known and suspected dunning numbers in a window."""

    dunning: Counts
    not_sure_dunning: Counts


class DatedWindow(ReportPart, frozen=True):
    """A window with the times of the first and last call."""

    dunning: DatedCounts
    not_sure_dunning: DatedCounts


class Score(ReportPart, frozen=True, kw_only=True):
    """The result set of /cuishou, its fields in the order of table 七.4."""

    sid: str
    tel: str
    uid: str
    time: EpochSeconds
    total_num: int
    effective_num: int
    overview: DatedWindow
    last_week: DatedWindow
    last_two_weeks: Window
    last_three_weeks: Window
    last_30_days: Window
    last_30_and_60_days: Window
    last_60_and_90_days: Window


EVER: Final = 10_000
"""A window of this many days contains all calls."""


def score_of(study: Study) -> Score:
    """Return the dunning score; a call exactly 30 days old counts for the last 30 days."""
    survey, records = study.survey, study.survey.records
    return Score(
        sid=records.sid,
        tel=records.tel,
        uid=records.uid,
        time=int(survey.at),
        total_num=len(records.calls) + len(records.bad_calls),
        effective_num=survey.total_times,
        overview=_dated(study, EVER),
        last_week=_dated(study, 7),
        last_two_weeks=_window(study, -1, 14),
        last_three_weeks=_window(study, -1, 21),
        last_30_days=_window(study, -1, 30),
        last_30_and_60_days=_window(study, 30, 60),
        last_60_and_90_days=_window(study, 60, 90),
    )


def _dated(study: Study, days: int) -> DatedWindow:
    known, suspected = (_within(study, tallies, -1, days) for tallies in numbers_of(study))
    return DatedWindow(_dated_counts(study, known), _dated_counts(study, suspected))


def _window(study: Study, after: int, until: int) -> Window:
    """Return the counts of calls that are more than `after` and at most `until` days old."""
    known, suspected = (_within(study, tallies, after, until) for tallies in numbers_of(study))
    return Window(_counts(study, known), _counts(study, suspected))


def _within(study: Study, tallies: Iterable[Tally], after: int, until: int) -> list[Call]:
    oldest, newest = study.survey.at - until * DAY, study.survey.at - after * DAY
    return [call for tally in tallies for call in tally.calls if oldest <= call.time < newest]


def _dated_counts(study: Study, calls: list[Call]) -> DatedCounts:
    never = study.rules.texts["never"]
    whens = [call.time for call in calls]
    return DatedCounts(
        **msgspec.structs.asdict(_counts(study, calls)),
        first_call_time=str(min(whens)) if whens else never,
        last_call_time=str(max(whens)) if whens else never,
    )


def _counts(study: Study, calls: list[Call]) -> Counts:
    rules = study.rules.score
    seconds = [call.seconds for call in calls]
    out = [call.seconds for call in calls if call.is_outgoing]
    short = sum(s < rules.below_seconds for s in seconds)
    middle = sum(rules.below_seconds <= s <= rules.between_to_seconds for s in seconds)
    return Counts(
        call_tel_total_nums=str(len({study.survey.digits(call.tel) for call in calls})),
        call_total_times=str(len(calls)),
        call_out_times=str(len(out)),
        call_in_times=str(len(calls) - len(out)),
        call_total_duration=str(sum(seconds)),
        call_avg_duration=f"{sum(seconds) / len(calls) if calls else 0:.2f}",
        call_out_duration=str(sum(out)),
        call_in_duration=str(sum(seconds) - sum(out)),
        call_duration_below15=str(short),
        call_duration_between15_and_30=str(middle),
        call_duration_above60=str(sum(s >= rules.above_seconds for s in seconds)),
    )
