"""The section `cuishou_risk_detection`: calls with known and suspected dunning numbers."""

from bisect import bisect_left
from collections.abc import Sequence

import msgspec

from h5kit.records.times import DAY
from h5kit.report.document import Degree, Dunning, DunningDegree, DunningRisk
from h5kit.report.rules import Rules
from h5kit.report.study import Study, totals
from h5kit.report.survey import Tally


def risk(study: Study) -> DunningRisk:
    """Return `cuishou_risk_detection`; its result is the highest degree of the known numbers."""
    known, suspected = numbers_of(study)
    out_times, _, in_times, _ = totals((*known, *suspected))
    block, other = _block(study, known), _block(study, suspected)
    degrees = _degrees(block, study.rules)
    return DunningRisk(
        total_tels=len(known) + len(suspected),
        total_call_times=out_times + in_times,
        total_call_in_times=in_times,
        total_call_out_times=out_times,
        dunning=block,
        dunning_degree=degrees,
        suspected=other,
        suspected_degree=_degrees(other, study.rules),
        detection_result=max(msgspec.structs.astuple(degrees)),
    )


def numbers_of(study: Study) -> tuple[list[Tally], list[Tally]]:
    """Return (known, suspected) dunning numbers."""
    known, suspected = [], []
    for digits, tally in study.survey.by_digits.items():
        facts = study.facts[digits]
        if study.rules.is_dunning(facts):
            known.append(tally)
        elif study.rules.is_suspected(facts):
            suspected.append(tally)
    return known, suspected


def _block(study: Study, tallies: Sequence[Tally]) -> Dunning:
    rules = study.rules.dunning
    out_times, out_seconds, in_times, in_seconds = totals(tallies)
    incoming = [call for t in tallies for call in t.calls if not call.is_outgoing]
    windows = [0] * (len(rules.window_days) + 1)
    for call in incoming:
        windows[bisect_left(rules.window_days, (study.survey.at - call.time) / DAY)] += 1
    return Dunning(
        nums_tel=len(tallies),
        call_times=str(out_times + in_times),
        call_in_times=in_times,
        call_in_length=in_seconds,
        call_in_less_15=sum(call.seconds < rules.short_seconds for call in incoming),
        most_times_by_tel=max((t.in_times for t in tallies), default=0),
        up_2_times_by_tel=sum(t.in_times >= rules.often_times for t in tallies),
        call_out_times=out_times,
        call_out_length=out_seconds,
        within_7_days=windows[0],
        within_30_days=windows[1],
        within_60_days=windows[2],
        within_90_days=windows[3],
        within_120_days=windows[4],
    )


def _degrees(block: Dunning, rules: Rules) -> DunningDegree:
    """Return the degree of each value of a block."""
    degrees: dict[str, Degree] = {
        name: rules.degree(name, getattr(block, name)) for name in DunningDegree.__struct_fields__
    }
    return DunningDegree(**degrees)
