"""Each row of the scenario table does what it says."""

import asyncio

import pytest

from h5kit.carrier.gateway import Answers, Session, Subject
from h5kit.flow.outcomes import Ask, Challenge, Granted, Refused, Round
from h5kit.messages import Message
from h5kit.testing.people import number
from tests.carrier.sandbox.caller import RIGHT, Caller, asked, is_granted, refused

PASSWORD, IDENTITY, SMS, CAPTCHA = Ask.PASSWORD, Ask.NAME_AND_ID, Ask.SMS, Ask.CAPTCHA
ROWS = [
    ("0000", [PASSWORD]),
    ("4711", [PASSWORD]),
    ("1001", [PASSWORD | SMS]),
    ("1002", [PASSWORD | CAPTCHA]),
    ("1003", [PASSWORD | SMS | CAPTCHA]),
    ("1004", [PASSWORD | IDENTITY]),
    ("1005", [PASSWORD | IDENTITY | SMS | CAPTCHA]),
    ("1007", [SMS]),
    ("2001", [PASSWORD, SMS]),
    ("2002", [PASSWORD, SMS | CAPTCHA]),
    ("2003", [PASSWORD, SMS, SMS]),
    ("2004", [PASSWORD, SMS]),
    ("2005", [PASSWORD | SMS | CAPTCHA, SMS | CAPTCHA]),
    ("3001", [PASSWORD]),
    ("3002", [PASSWORD]),
    ("3003", [PASSWORD]),
    ("3004", [PASSWORD]),
    ("3005", [PASSWORD]),
    ("3006", [PASSWORD]),
    ("5010", [PASSWORD]),
    ("5011", [PASSWORD]),
    ("5012", [PASSWORD]),
    ("5013", [PASSWORD]),
    ("5014", [PASSWORD]),
    ("9000", [PASSWORD]),
    ("9100", [PASSWORD, SMS]),
    ("9227", [PASSWORD]),
    ("9300", [PASSWORD]),
]
STAYS_OPEN = {
    Message.WRONG_IDENTITY,
    Message.WRONG_PASSWORD,
    Message.WRONG_CODE,
    Message.WRONG_CODE_NEW_SENT,
}
CODES = [message for message in Message if message]


def test_a_row_asks_for_its_rounds_and_then_grants(
    caller: Caller, subtests: pytest.Subtests
) -> None:
    for last_four, rounds in ROWS:
        with subtests.test(last_four=last_four, rounds=rounds):
            outcome: object = caller.begin(last_four)
            for position, asks in enumerate(rounds):
                assert isinstance(outcome, Challenge)
                assert outcome.asks == asks
                assert outcome.round is (Round.VERIFY if position else Round.LOGIN)
                assert (outcome.sms_seconds, bool(outcome.captcha)) == (
                    60 * (SMS in asks),
                    CAPTCHA in asks,
                )
                assert (outcome.carrier, outcome.region) == (None, None)
                outcome = caller.submit()
            assert outcome == Granted(caller.session.sid)


def test_a_sid_is_32_hex_digits_and_stays_through_the_rounds(caller: Caller) -> None:
    first = asked(caller.begin("2003"))
    assert first.sid.startswith("SID")
    assert len(bytes.fromhex(first.sid[3:])) == 16
    assert asked(caller.submit()).sid == first.sid
    assert asked(caller.begin("2003")).sid != first.sid


def test_only_2004_has_a_note_of_the_carrier_as_plain_text(caller: Caller) -> None:
    notes: dict[str, list[str]] = {}
    for last_four, _ in ROWS:
        outcome: object = caller.begin(last_four)
        while isinstance(outcome, Challenge):
            notes.setdefault(last_four, []).append(outcome.note)
            outcome = caller.submit()
    assert [row for row, said in notes.items() if any(said)] == ["2004"]
    assert notes["2004"][0] == ""
    assert not set("<>&") & set(notes["2004"][1])


def test_1006_answers_the_first_code_with_41_and_a_new_one(
    caller: Caller, subtests: pytest.Subtests
) -> None:
    for first in ["123456", "sent", "000000"]:
        with subtests.test(first=first):
            caller.begin("1006")
            (sent,) = caller.codes
            code = sent if first == "sent" else first
            answer = refused(caller.submit(Answers(RIGHT.service_password, sms_code=code)))
            assert (answer.message, answer.session_over, answer.sms_seconds) == (
                Message.WRONG_CODE_NEW_SENT,
                False,
                60,
            )
            new, old = caller.codes
            assert old == sent
            granted = caller.submit(Answers(RIGHT.service_password, sms_code=new))
            assert is_granted(granted, caller.session.sid)


@pytest.mark.parametrize("last_four", ["5001", "5002"])
def test_a_slow_login_takes_its_seconds_by_the_clock(caller: Caller, last_four: str) -> None:
    seconds = {"5001": 5, "5002": 30}[last_four]
    caller.begin(last_four)

    async def scene() -> None:
        login = asyncio.ensure_future(caller.gateway.submit(caller.session, RIGHT))
        await _turns()
        # The clock also runs by itself.
        caller.clock.advance(seconds / 5)
        await _turns()
        assert not login.done()
        caller.clock.advance(seconds)
        assert await login == Granted(caller.session.sid)

    caller.run(scene())


def test_5003_never_answers_and_can_be_cancelled(caller: Caller) -> None:
    caller.begin("5003")

    async def scene() -> None:
        login = asyncio.ensure_future(caller.gateway.submit(caller.session, RIGHT))
        await _turns()
        caller.clock.advance(86_400)
        await _turns()
        assert not login.done()
        login.cancel()
        with pytest.raises(asyncio.CancelledError):
            await login

    caller.run(scene())


def test_a_network_fault_is_the_adapters_message(caller: Caller, subtests: pytest.Subtests) -> None:
    for last_four, code in [
        ("5004", Message.SERVICE_BUSY),
        ("5005", Message.SERVICE_BUSY),
        ("5006", Message.CARRIER_BUSY),
    ]:
        with subtests.test(last_four=last_four, code=code):
            caller.begin(last_four)
            assert caller.submit() == Refused(code)
            assert caller.submit() == Refused(Message.TIMED_OUT)


def test_90mm_answers_the_login_with_the_message(caller: Caller, subtests: pytest.Subtests) -> None:
    for code in CODES:
        with subtests.test(code=code):
            caller.begin(f"90{code:02d}")
            assert caller.submit() == Refused(code, session_over=code not in STAYS_OPEN)


def test_91mm_answers_the_second_verification_with_the_message(
    caller: Caller, subtests: pytest.Subtests
) -> None:
    for code in CODES:
        with subtests.test(code=code):
            caller.begin(f"91{code:02d}")
            assert asked(caller.submit()).asks == SMS
            answer = refused(caller.submit())
            assert (answer.message, answer.session_over) == (code, code not in STAYS_OPEN)
            assert answer.sms_seconds == (60 if code == Message.WRONG_CODE_NEW_SENT else 0)
            assert len(caller.codes) == (2 if code == Message.WRONG_CODE_NEW_SENT else 1)


def test_93mm_refuses_before_anything_is_asked(caller: Caller, subtests: pytest.Subtests) -> None:
    for code in CODES:
        with subtests.test(code=code):
            assert caller.begin(f"93{code:02d}") == Refused(code)
            assert caller.codes == []


def test_an_overriding_scenario_counts_for_every_number(caller: Caller) -> None:
    assert asked(caller.begin("0000", scenario="1007")).asks == SMS


def test_numbers_with_the_same_scenario_have_separate_sessions(caller: Caller) -> None:
    first, second = number("2001"), number("2001")

    async def scene() -> None:
        one = asked(await caller.gateway.begin(Subject(first)))
        two = asked(await caller.gateway.begin(Subject(second)))
        swapped = Session(one.sid, second)
        assert await caller.gateway.submit(swapped, RIGHT) == Refused(Message.TIMED_OUT)
        outcome = asked(await caller.gateway.submit(Session(two.sid, second), RIGHT))
        assert outcome.sid == two.sid

    caller.run(scene())


async def _turns() -> None:
    """Let every other task run until it waits."""
    for _ in range(5):
        await asyncio.sleep(0)
