"""The section `invalid_call_log`: malformed rows of the log, and calls outside the window."""

from h5kit.records import BadCall, Call
from h5kit.records.model import EARLIEST
from h5kit.records.times import month_of, read_seconds, read_time
from h5kit.report import numbers
from h5kit.report.document import IgnoredCall
from h5kit.report.study import Study


def ignored(study: Study) -> list[IgnoredCall]:
    """Return `invalid_call_log`."""
    survey = study.survey
    unreadable = [_row(study, bad, _month(study, bad)) for bad in survey.records.bad_calls]
    return unreadable + [_row(study, c, month_of(c.time)) for c in survey.outside]


def _month(study: Study, bad: BadCall) -> str:
    """Return the month of a bad row, or of its neighbour if its time can't be parsed."""
    when = _when(study, bad)
    if when is not None:
        return month_of(when)
    calls = study.survey.records.calls
    near = calls[max(bad.position - 1, 0) : bad.position + 1]
    return month_of(near[0].time) if near else ""


def _when(study: Study, bad: BadCall) -> int | None:
    when = read_time(bad.time, study.survey.at)
    return None if when is None or when < EARLIEST else when


def _row(study: Study, call: Call | BadCall, month: str) -> IgnoredCall:
    facts = study.facts_of(call.tel)
    if isinstance(call, Call):
        time, seconds = str(call.time), call.seconds
        method = call.direction.value
    else:
        when = _when(study, call)
        time, seconds = call.time if when is None else str(when), read_seconds(call.duration) or 0
        method = call.method
    return IgnoredCall(
        month=month,
        call_tel=call.tel,
        call_from=call.place,
        call_time=time,
        call_duration=seconds,
        call_method=method,
        format_tel=numbers.formatted(study.survey.digits(call.tel)),
        region=study.region_of(call.tel, call.tel_place),
        tags_label=facts.mark.name if facts.mark else "",
        tags_label_times=facts.mark.count if facts.mark else 0,
        tags_yellow_page=facts.name,
        tags_financial=study.rules.financial(facts),
    )
