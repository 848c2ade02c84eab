"""The sandbox's records are realistic, repeatable, and follow the scenario."""

import asyncio

import pytest

from h5kit.carrier import places
from h5kit.carrier.gateway import Answers, Session, Subject
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.carrier.sandbox.owners import Owner
from h5kit.carrier.sandbox.records import invented_records
from h5kit.carrier.sandbox.scenarios import Collection, scenario_for
from h5kit.clock import MovableClock
from h5kit.flow.outcomes import Challenge, Collected, CollectOutcome, Granted, NotYet, Refused
from h5kit.messages import Message
from h5kit.records import Records, encode
from h5kit.records.times import DAY, SHANGHAI, month_of, month_start, months_until
from h5kit.testing import people

NOW = float(month_start("202611") + 20 * DAY)


def made(last_four: str = "0000", *, tel: str = "", at: float = NOW) -> Records:
    number = tel or people.number(last_four)
    return invented_records(number, "SID1", scenario_for(number).records, Owner(), at)


def test_the_same_number_and_time_give_the_same_bytes() -> None:
    tel = people.number("0000")
    assert encode(made(tel=tel)) == encode(made(tel=tel))
    assert made(tel=tel) != made(tel=people.number("0000"))


def test_calls_are_from_the_last_six_months_newest_first(subtests: pytest.Subtests) -> None:
    for at in [NOW, float(month_start("202611")), float(month_start("202603") - 1)]:
        with subtests.test(at=at):
            whens = [call.time for call in made(at=at).calls]
            assert len(whens) > 400
            assert len(set(whens)) == len(whens)
            assert whens == sorted(whens, reverse=True)
            assert month_start(months_until(at, 6)[0]) <= whens[-1]
            assert whens[0] < at


def test_the_person_is_mostly_at_home_travels_and_has_silent_days(
    subtests: pytest.Subtests,
) -> None:
    for n in range(40):
        with subtests.test(n=n):
            records = made(tel=f"13{n % 10}{n * 241:04d}0000")
            home = places.of_block(records.tel[:7]).province
            regions = [places.province_of(call.place) for call in records.calls]
            assert len(regions) * 0.7 < regions.count(home) < len(regions)
            days = {(call.time + SHANGHAI) // DAY for call in records.calls}
            whole = range(min(days), max(days))
            assert any(all(day + n not in days for n in range(3)) for day in whole)


def test_calls_have_realistic_times_and_lengths() -> None:
    calls = made().calls
    hours = [(call.time + SHANGHAI) % DAY // 3600 for call in calls]
    assert not [hour for hour in hours if 2 <= hour < 6]
    mean = sum(call.seconds for call in calls) / len(calls)
    assert 30 < mean < 400
    outgoing = sum(call.is_outgoing for call in calls) / len(calls)
    assert 0.2 < outgoing < 0.8


def test_each_past_month_has_a_bill_with_a_correct_sum() -> None:
    records = made()
    assert [bill.month for bill in records.bills] == list(reversed(months_until(NOW, 6)[:-1]))
    for bill in records.bills:
        assert bill.amount == bill.package + bill.calls + bill.data + bill.sms


def test_the_number_itself_is_not_in_its_log() -> None:
    records = made()
    assert records.tel not in {call.tel for call in records.calls}


def test_5012_has_months_missing_in_every_way() -> None:
    records = made("5012")
    months = months_until(NOW, 6)
    seen = {month_of(call.time) for call in records.calls}
    assert records.missing == records.bills_missing == (months[1],)
    assert records.possibly_missing == (months[2],)
    assert records.part_missing == (months[3],)
    assert seen == set(months) - {months[1], months[2]}
    half = [call.time for call in records.calls if month_of(call.time) == months[3]]
    assert min(half) > month_start(months[3]) + 14 * DAY
    assert months[1] not in {bill.month for bill in records.bills}


def test_5013_has_10_000_calls() -> None:
    assert len(made("5013").calls) == 10_000


def test_5014_has_no_calls_and_its_months_are_possibly_missing() -> None:
    records = made("5014")
    assert records.calls == ()
    assert records.possibly_missing == months_until(NOW, 6)


def granted(last_four: str, clock: MovableClock) -> tuple[SandboxGateway, str, str]:
    """Return a gateway, the sid of a session that it granted, and the number."""
    gateway, tel = SandboxGateway(clock), people.number(last_four)
    somebody = people.person()

    async def sign_in() -> str:
        subject = Subject(tel, "u1", somebody.name, somebody.id_card)
        challenge = await gateway.begin(subject)
        assert isinstance(challenge, Challenge)
        session = Session(challenge.sid, tel)
        outcome = await gateway.submit(session, Answers(somebody.service_password))
        assert outcome == Granted(challenge.sid)
        return challenge.sid

    return gateway, asyncio.run(sign_in()), tel


def collect(gateway: SandboxGateway, sid: str) -> CollectOutcome:
    return asyncio.run(gateway.collect(sid))


def test_a_granted_session_has_records_that_stay_the_same() -> None:
    clock = MovableClock()
    gateway, sid, tel = granted("0000", clock)
    first = collect(gateway, sid)
    clock.advance(3 * DAY)
    assert isinstance(first, Collected)
    assert collect(gateway, sid) == first
    records = first.records
    assert (records.tel, records.sid, records.uid) == (tel, sid, "u1")


def test_the_owner_is_shown_masked() -> None:
    gateway, sid, _ = granted("0000", MovableClock())
    outcome = collect(gateway, sid)
    assert isinstance(outcome, Collected)
    info = outcome.records.tel_info
    assert set(info.name[1:]) == {"*"}
    assert set(info.id_card[1:-1]) == {"*"}
    assert len(info.id_card) == 18


def test_5010_has_records_after_a_minute() -> None:
    clock = MovableClock()
    gateway, sid, _ = granted("5010", clock)
    early = collect(gateway, sid)
    assert isinstance(early, NotYet)
    assert 50 < early.seconds <= 60
    clock.advance(60)
    assert isinstance(collect(gateway, sid), Collected)


def test_5011_has_no_report() -> None:
    gateway, sid, _ = granted("5011", MovableClock())
    assert collect(gateway, sid) == Refused(Message.SERVICE_BUSY)


def test_a_session_that_was_not_granted_has_no_records() -> None:
    assert collect(SandboxGateway(MovableClock()), "SID0") == Refused(Message.TIMED_OUT)


def test_a_row_describes_its_records_as_data() -> None:
    plans = {row: scenario_for(people.number(row)).records for row in ("5010", "5011", "5012")}
    assert plans == {
        "5010": Collection(seconds=60),
        "5011": Collection(fails=True),
        "5012": Collection(gaps=True),
    }
