"""What the sandbox accepts, how it refuses, and when it forgets."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5kit.carrier.gateway import Answers, Gateway, Session, Subject
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.carrier.sandbox import gateway as gateway_module
from h5kit.clock import MovableClock
from h5kit.flow.outcomes import Challenge, Granted, NewCaptcha, Refused, Round
from h5kit.messages import Message
from h5kit.testing.people import number
from tests.carrier.sandbox.caller import PERSON, RIGHT, Caller, asked, is_granted, refused

GONE = Refused(Message.TIMED_OUT)


def answers(**changed: str) -> Answers:
    """Return right answers, with some of them changed."""
    right = {name: getattr(RIGHT, name) for name in Answers.__slots__}
    return Answers(**{**right, **changed})


def test_the_sandbox_is_a_gateway() -> None:
    gateway: Gateway = SandboxGateway(MovableClock())
    assert gateway


def test_any_well_formed_password_is_accepted(caller: Caller, subtests: pytest.Subtests) -> None:
    for password in ["246813", "000000", "24681357", "11223344"]:
        with subtests.test(password=password):
            caller.begin("0000")
            assert is_granted(caller.submit(answers(service_password=password)), caller.session.sid)


def test_any_other_password_gets_27_and_can_be_entered_again(
    caller: Caller, subtests: pytest.Subtests
) -> None:
    for password in ["112233", "", "12345", "1234567", "24681a", "２４６８１３", "246813\n"]:
        with subtests.test(password=password):
            caller.begin("0000")
            assert caller.submit(answers(service_password=password)) == Refused(
                Message.WRONG_PASSWORD, session_over=False
            )
            assert is_granted(caller.submit(), caller.session.sid)


def test_a_password_that_was_not_asked_for_is_ignored(
    caller: Caller, subtests: pytest.Subtests
) -> None:
    for password in ["", "112233", "abc"]:
        with subtests.test(password=password):
            caller.begin("1007")
            assert is_granted(caller.submit(answers(service_password=password)), caller.session.sid)


def test_a_wrong_identity_gets_26_and_can_be_entered_again(
    caller: Caller, subtests: pytest.Subtests
) -> None:
    for wrong in [
        {"name": "错误"},
        {"name": ""},
        {"name": "x"},
        {"id_card": ""},
        {"id_card": "330999199001010001"},
    ]:
        with subtests.test(wrong=wrong):
            caller.begin("1004")
            assert caller.submit(answers(**wrong)) == Refused(
                Message.WRONG_IDENTITY, session_over=False
            )
            assert is_granted(caller.submit(), caller.session.sid)


def test_the_sent_code_and_the_shown_captcha_are_accepted(
    caller: Caller, subtests: pytest.Subtests
) -> None:
    for last_four in ["1001", "1003", "1005", "1007", "2001", "2002", "2005"]:
        with subtests.test(last_four=last_four):
            outcome: object = caller.begin(last_four)
            while isinstance(outcome, Challenge):
                code = caller.codes[0] if caller.codes else ""
                outcome = caller.submit(answers(sms_code=code, captcha=caller.word.lower()))
            assert outcome == Granted(caller.session.sid)


def test_any_other_code_gets_37_and_the_sent_one_stays_valid(
    caller: Caller, subtests: pytest.Subtests
) -> None:
    for code in ["", "1234", "１２３４５６", "123456 ", "\ud800"]:
        with subtests.test(code=code):
            caller.begin("1001")
            (sent,) = caller.codes
            assert caller.submit(answers(sms_code=code)) == Refused(
                Message.WRONG_CODE, session_over=False
            )
            assert caller.codes == [sent]
            assert is_granted(caller.submit(answers(sms_code=sent)), caller.session.sid)


def test_a_refusal_contains_another_captcha_because_the_old_one_is_used_up(
    caller: Caller, subtests: pytest.Subtests
) -> None:
    for wrong in [{"captcha": "????"}, {"captcha": ""}, {"service_password": "112233"}]:
        with subtests.test(wrong=wrong):
            shown = asked(caller.begin("1002")).captcha
            word = caller.word
            answer = refused(caller.submit(answers(**wrong)))
            assert not answer.session_over
            assert answer.captcha.startswith(b"\x89PNG")
            assert answer.captcha != shown
            assert caller.word != word
            assert refused(caller.submit(answers(captcha=word))).message == Message.WRONG_CODE


def test_a_wrong_captcha_does_not_use_up_the_sms_code(caller: Caller) -> None:
    caller.begin("1003")
    (sent,) = caller.codes
    assert refused(caller.submit(answers(sms_code=sent, captcha="????"))).sms_seconds == 0
    last = caller.submit(answers(sms_code=sent, captcha=caller.word))
    assert is_granted(last, caller.session.sid)


def test_a_second_captcha_replaces_the_first(caller: Caller) -> None:
    caller.begin("1002")
    word = caller.word
    assert isinstance(caller.refresh(), NewCaptcha)
    assert refused(caller.submit(answers(captcha=word))).message == Message.WRONG_CODE
    assert is_granted(caller.submit(answers(captcha=caller.word)), caller.session.sid)


def test_a_captcha_that_was_not_asked_for_cannot_be_refreshed(caller: Caller) -> None:
    caller.begin("1001")
    assert caller.refresh() == GONE
    assert caller.word == ""


def test_a_code_is_valid_for_60_seconds_and_then_gets_41_with_a_new_one(caller: Caller) -> None:
    caller.begin("1001")
    (late,) = caller.codes
    caller.clock.advance(61)
    answer = refused(caller.submit(answers(sms_code=late)))
    assert answer == Refused(Message.WRONG_CODE_NEW_SENT, session_over=False, sms_seconds=60)
    new, _ = caller.codes
    caller.clock.advance(50)
    assert is_granted(caller.submit(answers(sms_code=new)), caller.session.sid)


def test_a_code_is_valid_for_one_round(caller: Caller) -> None:
    caller.begin("2003")
    caller.submit()
    (first,) = caller.codes
    assert asked(caller.submit(answers(sms_code=first))).round is Round.VERIFY
    assert caller.codes[0] != first
    assert refused(caller.submit(answers(sms_code=first))).message == Message.WRONG_CODE


def test_a_session_that_is_over_answers_25_without_data(caller: Caller) -> None:
    caller.begin("1002")
    caller.submit()
    assert caller.submit() == GONE
    assert caller.refresh() == GONE
    assert caller.gateway.captcha_of(caller.session.sid) is None


def test_an_unknown_session_answers_25(caller: Caller) -> None:
    caller.session = Session("SID" + "0" * 32, number("0000"))
    assert caller.submit() == GONE


def test_an_answer_to_an_earlier_round_gets_25(caller: Caller) -> None:
    login = asked(caller.begin("2001"))
    caller.submit()
    caller.session = Session(login.sid, caller.tel, Round.LOGIN)
    assert caller.submit() == GONE


def test_a_session_is_forgotten_after_30_minutes(caller: Caller) -> None:
    caller.begin("1002")
    # The clock also runs by itself, and drawing a captcha can take a second.
    caller.clock.advance(1700)
    assert isinstance(caller.refresh(), NewCaptcha)
    caller.clock.advance(101)
    assert caller.submit() == caller.refresh() == GONE


def test_the_oldest_session_is_dropped_when_there_are_too_many(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway_module, "MOST_SESSIONS", 3)
    tel = number("0000")

    async def scene() -> list[object]:
        begun = [asked(await caller.gateway.begin(Subject(tel))) for _ in range(4)]
        return [await caller.gateway.submit(Session(b.sid, tel), RIGHT) for b in begun]

    gone, *granted = caller.run(scene())
    assert gone == GONE
    assert all(isinstance(outcome, Granted) for outcome in granted)


def test_of_eight_simultaneous_submits_one_is_accepted_and_all_are_counted(
    caller: Caller, subtests: pytest.Subtests
) -> None:
    for last_four in ["0000", "1001", "2001", "2003", "5001"]:
        with subtests.test(last_four=last_four):
            begun = asked(caller.begin(last_four))

            async def scene() -> list[object]:
                calls = [
                    asyncio.ensure_future(caller.gateway.submit(caller.session, RIGHT))
                    for _ in range(8)
                ]
                # A submit yields once before it looks at the clock.
                for _ in range(3):
                    await asyncio.sleep(0)
                caller.clock.advance(5)
                return list(await asyncio.gather(*calls))

            outcomes = caller.run(scene())
            assert [outcome for outcome in outcomes if outcome != GONE] == outcomes[:1]
            assert not isinstance(outcomes[0], Refused)
            assert caller.gateway.logins([begun.sid]) == 8


def test_of_two_answers_to_one_second_verification_one_is_accepted(caller: Caller) -> None:
    caller.begin("2003")
    caller.submit()

    async def scene() -> list[object]:
        submit, session = caller.gateway.submit, caller.session
        return list(await asyncio.gather(submit(session, RIGHT), submit(session, RIGHT)))

    first, second = caller.run(scene())
    assert isinstance(first, Challenge)
    assert second == GONE


def test_logins_and_begins_are_counted_separately_and_verifications_are_not_counted(
    caller: Caller,
) -> None:
    sid = asked(caller.begin("2001")).sid
    caller.submit(answers(service_password="112233"))
    caller.submit()
    caller.submit()
    assert caller.gateway.logins([sid, sid, "SID-of-nobody"]) == 2
    assert caller.gateway.begins(caller.tel) == 1
    assert caller.gateway.begins(number("2001")) == 0


def test_a_number_that_is_refused_at_once_counts_as_begun(caller: Caller) -> None:
    caller.begin("9316")
    assert caller.gateway.begins(caller.tel) == 1


WORDS = st.one_of(
    st.text(max_size=10),
    st.sampled_from(["123456", "h5ok", "112233", "246813", "错误", PERSON.name, PERSON.id_card]),
)
ROWS = [
    "0000", "1001", "1002", "1003", "1004", "1005", "1006", "1007",
    "2001", "2002", "2003", "2004", "2005", "5004", "5005", "5006",
]  # fmt: skip
PATTERNS = [f"{pattern}{code:02d}" for pattern in (90, 91, 92, 93) for code in Message]


@given(
    last_four=st.sampled_from(ROWS + PATTERNS),
    said=st.lists(st.builds(Answers, WORDS, WORDS, WORDS, WORDS, WORDS), max_size=4),
)
def test_any_answers_get_only_documented_messages(last_four: str, said: list[Answers]) -> None:
    with asyncio.Runner() as runner:
        caller = Caller(runner)
        outcomes: list[object] = [caller.begin(last_four)]
        outcomes += [caller.submit(one) for one in said]
    codes = {outcome.message for outcome in outcomes if isinstance(outcome, Refused)}
    of_the_row = {int(last_four[2:])} if last_four.startswith("9") else set()
    assert (
        codes
        <= {
            Message.TIMED_OUT,
            Message.WRONG_IDENTITY,
            Message.WRONG_PASSWORD,
            Message.WRONG_CODE,
            Message.WRONG_CODE_NEW_SENT,
            Message.CARRIER_BUSY,
            Message.SERVICE_BUSY,
        }
        | of_the_row
    )
    assert codes <= set(Message)


def test_no_secret_is_in_a_repr_of_the_sandbox(caller: Caller) -> None:
    caller.begin("1005")
    held = [*vars(caller.gateway).values(), *caller.gateway._open.values()]
    held += [*caller.gateway.inbox(caller.tel), caller.session]
    shown = repr(held) + repr(RIGHT)
    for secret in (
        caller.codes[0],
        caller.word,
        caller.tel,
        *map(RIGHT.__getattribute__, Answers.__slots__),
    ):
        assert secret not in shown
