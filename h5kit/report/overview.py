"""The section `calls_overview`: regions, silences, night calls, calls in both directions."""

from h5kit.report.contacts import regions_in_order
from h5kit.report.document import Overview
from h5kit.report.silence import Silence
from h5kit.report.study import Study, most_frequent, percent

HOUR = 3_600


def overview(study: Study) -> Overview:
    """Return `calls_overview`."""
    survey, active = study.survey, most_frequent(study.active_regions)
    both = sum(1 for t in survey.by_digits.values() if t.out_times and t.in_times)
    named = [region for region in regions_in_order(study) if region.is_somewhere]
    longest = max((silence.seconds for silence in study.silences), default=0)
    return Overview(
        most_active_region=active,
        result_of_region_check=percent(study.active_regions.get(active, 0), survey.total_times),
        conclusion_of_region_check=study.region_check,
        tel_region=study.tel_region,
        most_contacted_region=named[0].name if named else "",
        blank_times_count_180=len(study.silences),
        blank_times_count=len(study.silences),
        blank_times_count_max=longest // HOUR,
        blank_times_list=[_row(silence) for silence in study.silences],
        night_calls_length=survey.night_seconds,
        night_calls_percent=percent(survey.night_seconds, survey.total_seconds),
        evening_calls_length=survey.evening_seconds,
        evening_calls_percent=percent(survey.evening_seconds, survey.total_seconds),
        both_side_calls_count=both,
        both_side_calls_percent=percent(both, len(survey.by_digits)),
        phone_bill_average=study.bill_average,
        call_region_sum=len(named),
        call_times_sum=survey.total_times,
        call_tel_sum=len(survey.by_digits),
    )


def _row(silence: Silence) -> tuple[str, str, int]:
    return str(silence.start), str(silence.end), silence.seconds // HOUR
