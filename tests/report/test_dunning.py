"""Dunning: counted calls, degrees, and the dunning score."""

import asyncio

import pytest

from h5kit.records import Call
from h5kit.records.times import DAY
from h5kit.report import Study, build_study, score_of
from h5kit.report.directory import Facts, Mark
from h5kit.report.document import Dunning
from h5kit.report.rules import packaged
from tests.records.made import NOW, call, records
from tests.report.made import Knows, as_json, report

SURE, OTHER, SUSPECT = "13400000001", "13400000002", "13400000003"
FACTS = {
    SURE: Facts(tags=("催收",), mark=Mark("疑似催收", 3)),
    OTHER: Facts(tags=("催收",)),
    SUSPECT: Facts(mark=Mark("疑似催收", 3)),
}


def block(*calls: Call) -> Dunning:
    return report(records(*calls), FACTS).dunning_risk.dunning


def test_calls_of_dunning_numbers_are_counted_by_direction() -> None:
    found = block(
        call(SURE, seconds=14),
        call(SURE, seconds=15),
        call(OTHER, seconds=100),
        call(OTHER, seconds=7, outgoing=True),
        call("13400000009"),
    )
    assert (found.nums_tel, found.call_times) == (2, "4")
    assert (found.call_in_times, found.call_in_length) == (3, 129)
    assert (found.call_out_times, found.call_out_length) == (1, 7)
    assert found.call_in_less_15 == 1
    assert (found.most_times_by_tel, found.up_2_times_by_tel) == (2, 1)


def test_a_dunning_call_counts_in_one_time_window(subtests: pytest.Subtests) -> None:
    for days, window in [
        (1, 0),
        (7, 0),
        (8, 1),
        (30, 1),
        (31, 2),
        (60, 2),
        (61, 3),
        (90, 3),
        (91, 4),
        (120, 4),
        (121, 5),
    ]:
        with subtests.test(days=days, window=window):
            found = block(call(SURE, ago=days * DAY), call(SURE, ago=DAY, outgoing=True))
            told = [
                found.within_7_days,
                found.within_30_days,
                found.within_60_days,
                found.within_90_days,
                found.within_120_days,
            ]
            assert told == [int(n == window) for n in range(5)]


def test_a_tagged_dunning_number_is_not_also_suspected() -> None:
    risk = report(records(call(SURE), call(SUSPECT), call(SUSPECT)), FACTS).dunning_risk
    assert (risk.dunning.nums_tel, risk.suspected.nums_tel) == (1, 1)
    assert (risk.total_tels, risk.total_call_times, risk.total_call_in_times) == (2, 3, 3)
    assert risk.total_call_out_times == 0


# The values and degrees of the sample report in the source document.
SAMPLE = [
    ("nums_tel", 1, 1),
    ("nums_tel", 23, 3),
    ("call_in_times", 1, 1),
    ("call_in_times", 27, 3),
    ("call_in_less_15", 1, 1),
    ("call_in_less_15", 11, 3),
    ("most_times_by_tel", 1, 1),
    ("most_times_by_tel", 2, 1),
    ("up_2_times_by_tel", 0, 0),
    ("up_2_times_by_tel", 5, 3),
    ("call_out_times", 0, 0),
    ("call_out_times", 10, 1),
    ("call_out_length", 39, 0),
    ("call_in_length", 1, 0),
    ("call_in_length", 1119, 0),
    ("within_60_days", 1, 1),
    ("within_90_days", 1, 1),
    ("within_90_days", 12, 3),
    ("within_7_days", 0, 0),
    ("within_30_days", 0, 0),
    ("within_120_days", 0, 0),
]


def test_degrees_match_the_sample_of_the_source(subtests: pytest.Subtests) -> None:
    for name, value, degree in SAMPLE:
        with subtests.test(name=name, value=value, degree=degree):
            assert packaged().degree(name, value) == degree


def test_the_result_follows_the_confirmed_numbers_only() -> None:
    calls = [call(SURE, seconds=1, ago=70 * DAY)]
    calls += [call(SUSPECT, seconds=60, ago=70 * DAY + n) for n in range(30)]
    risk = report(records(*calls), FACTS).dunning_risk
    assert risk.suspected_degree.call_in_times == 3
    assert risk.detection_result == 1
    assert report(records(call(SUSPECT)), FACTS).dunning_risk.detection_result == 0


def _study(*calls: Call) -> Study:
    return asyncio.run(build_study(records(*calls, uid="u7"), None, Knows(FACTS), at=NOW))


def test_a_score_without_calls_has_zeros() -> None:
    made = as_json(score_of(_study(call("13400000009"))))
    nothing = made["overview"]["dunning"]
    assert set(nothing.values()) == {"0", "0.00", "无"}
    assert (nothing["first_call_time"], nothing["last_call_time"]) == ("无", "无")
    assert (made["total_num"], made["effective_num"], made["time"]) == (1, 1, NOW)
    assert (made["uid"], made["sid"]) == ("u7", "SID1")


def test_a_score_counts_lengths_and_directions() -> None:
    calls = [call(SURE, seconds=s, ago=s + 1) for s in (0, 14, 15, 30, 31, 59, 60)]
    found = as_json(score_of(_study(*calls, call(OTHER, seconds=91, outgoing=True))))
    told = found["overview"]["dunning"]
    assert told["call_tel_total_nums"] == "2"
    assert (told["call_total_times"], told["call_out_times"], told["call_in_times"]) == (
        "8",
        "1",
        "7",
    )
    assert (told["call_total_duration"], told["call_avg_duration"]) == ("300", "37.50")
    assert (told["call_out_duration"], told["call_in_duration"]) == ("91", "209")
    assert told["call_duration_below15"] == "2"
    assert told["call_duration_between15_and_30"] == "2"
    assert told["call_duration_above60"] == "2"
    assert told["first_call_time"] == str(NOW - 3600)
    assert told["last_call_time"] == str(NOW - 1)


def test_a_call_is_in_the_scores_windows(subtests: pytest.Subtests) -> None:
    for days, windows in [
        (7, ["last_week", "last_two_weeks", "last_three_weeks", "last_30_days"]),
        (8, ["last_two_weeks", "last_three_weeks", "last_30_days"]),
        (21, ["last_three_weeks", "last_30_days"]),
        (30, ["last_30_days"]),
        (31, ["last_30_and_60_days"]),
        (60, ["last_30_and_60_days"]),
        (61, ["last_60_and_90_days"]),
        (90, ["last_60_and_90_days"]),
        (91, []),
    ]:
        with subtests.test(days=days, windows=windows):
            made = as_json(score_of(_study(call(SUSPECT, ago=days * DAY))))
            counts = {
                name: made[name]["not_sure_dunning"] for name in made if name.startswith("last_")
            }
            assert [
                name for name, told in counts.items() if told["call_total_times"] == "1"
            ] == windows
