"""Properties for any records: sums agree, counts only grow, no call is lost."""

import asyncio
import threading
from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5kit.records import BadCall, Call, Direction
from h5kit.records.times import DAY, month_of, month_start, months_until
from h5kit.report import build, build_study
from h5kit.report.directory import EmbeddedDirectory, Facts, Mark
from h5kit.report.survey import Survey, count_calls
from h5kit.report.usage import slashed
from tests.records.made import NOW, call, records
from tests.report.made import Knows, report

FACTS = {
    "13400000001": Facts(region="河南", tags=("催收",)),
    "13400000002": Facts(region="北京", mark=Mark("疑似催收", 3)),
    "13400000003": Facts(region="北京"),
}
TELS = [*FACTS, "+8613400000003", "10086", "57100010001", "057100010001", "", "abc"]

calls = st.lists(
    st.builds(
        Call,
        tel=st.sampled_from(TELS),
        time=st.integers(NOW - 230 * DAY, NOW + DAY),
        seconds=st.integers(0, 4000),
        direction=st.sampled_from(Direction),
        place=st.sampled_from(["", "北京", "浙江宁波", "火星"]),
        tel_place=st.sampled_from(["", "上海"]),
    ),
    max_size=40,
)
bad_calls = st.lists(st.just(BadCall(0, "1", "", "", "")), max_size=2)


@given(calls, bad_calls)
def test_sums_over_regions_numbers_and_months_agree(made: list[Call], bad: list[BadCall]) -> None:
    found = report(records(*made, bad_calls=tuple(bad)), FACTS)
    view, regions = found.calls_overview, found.calls_sa_by_region
    months, numbers = found.calls_sa_monthly_usage, found.call_log_group_by_tel
    assert sum(int(r.call_times) for r in regions) == view.call_times_sum
    assert sum(int(r.call_times) for r in numbers) == view.call_times_sum
    assert sum(int(m.call_times) for m in months) == view.call_times_sum
    assert sum(r.total_format_tel for r in regions) == view.call_tel_sum == len(numbers)
    seconds = sum(int(m.call_length) for m in months)
    assert sum(int(r.call_length) for r in regions) == seconds
    assert sum(int(r.call_length) for r in numbers) == seconds
    assert sum(r.call_in_length + r.call_out_length for r in regions) == seconds
    assert view.night_calls_length + view.evening_calls_length <= seconds


@given(calls, bad_calls)
def test_every_call_is_counted_once_or_listed_as_ignored(
    made: list[Call], bad: list[BadCall]
) -> None:
    found = report(records(*made, bad_calls=tuple(bad)), FACTS)
    ignored = Counter(row.call_time for row in found.invalid_call_log)
    total = found.calls_overview.call_times_sum + ignored.total()
    assert total == len(made) + len(bad)


@given(calls, calls)
def test_more_calls_never_make_a_count_smaller(made: list[Call], more: list[Call]) -> None:
    less, grown = (report(records(*c), FACTS) for c in (made, made + more))
    for before, after in [
        (less.calls_overview.call_times_sum, grown.calls_overview.call_times_sum),
        (less.calls_overview.call_tel_sum, grown.calls_overview.call_tel_sum),
        (less.calls_overview.call_region_sum, grown.calls_overview.call_region_sum),
        (less.calls_overview.both_side_calls_count, grown.calls_overview.both_side_calls_count),
        (less.dunning_risk.total_tels, grown.dunning_risk.total_tels),
        (less.dunning_risk.detection_result, grown.dunning_risk.detection_result),
    ]:
        assert before <= after
    for name in ("dunning", "suspected"):
        before_all = msgspec.structs.asdict(getattr(less.dunning_risk, name))
        after_all = msgspec.structs.asdict(getattr(grown.dunning_risk, name))
        assert all(int(before_all[k]) <= int(after_all[k]) for k in before_all)
    longest = less.calls_overview.blank_times_count_max
    assert grown.calls_overview.blank_times_count_max <= longest


@given(calls)
def test_the_order_of_the_log_changes_nothing(made: list[Call]) -> None:
    turned = report(records(*reversed(made)), FACTS)
    straight = report(records(*made), FACTS)
    assert _unordered(turned) == _unordered(straight)


def _unordered(found: msgspec.Struct) -> dict[str, object]:
    parts = msgspec.structs.asdict(found)
    del parts["invalid_call_log"]
    return parts


@given(calls)
def test_silences_are_long_enough_do_not_overlap_and_contain_no_call(made: list[Call]) -> None:
    found = report(records(*made), FACTS).calls_overview.blank_times_list
    whens = [call.time for call in made]
    for start, end, hours in found:
        assert hours == (int(end) - int(start)) // 3600 >= 72
        assert not [when for when in whens if int(start) < when < int(end)]


@given(st.integers(NOW - 400 * DAY, NOW + 400 * DAY), st.floats(0, 1))
def test_a_call_belongs_to_the_month_in_which_it_began(at: int, share: float) -> None:
    start = month_start(months_until(at, 6)[0])
    when = start + int(share * (at - start))
    made = records(Call("10086", when, 7, Direction.OUTGOING))
    rows = report(made, at=at + 0.5).calls_sa_monthly_usage
    assert [row.month for row in rows if row.call_times == "1"] == [slashed(month_of(when))]
    assert len(rows) == 6


def test_no_number_is_looked_up_twice() -> None:
    directory = Knows(FACTS)
    made = records(*(Call("10086", NOW - n, 1, direction=Direction.OUTGOING) for n in range(9)))
    asyncio.run(build_study(made, None, directory, at=NOW))
    assert sorted(directory.asked) == ["10086", made.tel]


def test_nothing_is_computed_on_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    computed: set[int] = set()

    def counted(*given: Any, **named: Any) -> Survey:
        computed.add(threading.get_ident())
        return count_calls(*given, **named)

    class Noting(EmbeddedDirectory):
        def facts(self, digits: str) -> Facts:
            computed.add(threading.get_ident())
            return super().facts(digits)

    monkeypatch.setattr(build, "count_calls", counted)
    asyncio.run(build_study(records(call()), None, Noting(), at=NOW))
    assert computed
    assert threading.get_ident() not in computed
