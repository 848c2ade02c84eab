"""Transitions of a flow by the carrier's answers and by timeouts."""

import itertools

import msgspec
import pytest

from h5kit.flow.limits import MOST_WRONG_CODES
from h5kit.flow.machine import Event
from h5kit.flow.outcomes import Ask, Challenge, Granted, NewCaptcha, Refused, Round
from h5kit.flow.progress import (
    apply_captcha,
    apply_event,
    apply_login,
    barred,
    expired,
    field_for,
    gateway_claim,
    open_question,
    replace,
    unexpired,
)
from h5kit.flow.record import CarrierCall, CarrierClaim, Flow, Question, Shown
from h5kit.flow.states import State
from h5kit.messages import Message, Severity

NOW = 1000.0


def _flow(state: State = State.PHONE, **changes: object) -> Flow:
    plain = Flow(id="f", partner="p", state=state, rev=1, created_at=NOW, touched_at=NOW)
    return msgspec.structs.replace(plain, **changes)


def _waiting(origin: State = State.PHONE) -> Flow:
    call = CarrierCall(id="c", origin=origin, started_at=NOW, deadline=NOW + 60)
    return apply_event(_flow(origin), Event.SUBMITTED, NOW, call=call)


def test_a_grant_ends_in_success_with_the_carriers_sid() -> None:
    after = apply_login(_waiting(), Granted("SID1"), NOW, has_password=True)
    assert (after.state, after.sid, after.rev, after.call) == (State.SUCCESS, "SID1", 3, None)


@pytest.mark.parametrize(
    ("round_", "state"), [(Round.LOGIN, State.PHONE), (Round.VERIFY, State.VERIFY)]
)
def test_a_challenge_leads_to_the_step_that_asks(round_: Round, state: State) -> None:
    asked = Challenge("SID1", round_, Ask.SMS | Ask.CAPTCHA, sms_seconds=60, captcha=b"x", note="n")
    after = apply_login(_waiting(), asked, NOW, has_password=True)
    question = after.question
    assert after.state is state
    assert question is not None
    assert (question.kinds, question.sms_until) == (Ask.SMS | Ask.CAPTCHA, NOW + 60)


@pytest.mark.parametrize("origin", [State.PHONE, State.VERIFY])
def test_every_refusal_leads_to_a_step_that_can_show_it(origin: State) -> None:
    for message in set(Message) - {Message.OK}:
        after = apply_login(_waiting(origin), Refused(message), NOW, has_password=True)
        ends = message.row.severity is Severity.END
        assert after.state is (State.FAILED if ends else State.PHONE), message
        assert [s.code for s in after.shown] == [message]
        assert after.history[-1].message is message
        lost = Event.REFUSED if origin is State.PHONE else Event.SESSION_LOST
        assert after.history[-1].event == (Event.BARRED if ends else lost)
        assert after.question is None


def test_a_refusal_that_keeps_the_session_keeps_its_challenge() -> None:
    asked = Challenge("SID1", Round.LOGIN, Ask.PASSWORD | Ask.SMS, sms_seconds=60)
    waiting = open_question(_waiting(), asked, NOW)
    refused = Refused(Message.WRONG_CODE_NEW_SENT, session_over=False, sms_seconds=30)
    after = apply_login(waiting, refused, NOW + 5, has_password=True)
    assert after.question is not None
    assert after.question.sms_until == NOW + 35
    assert after.shown[0].field == "sms_code"


def test_37_has_no_field_if_code_and_captcha_were_asked() -> None:
    asks = {Ask.SMS: "sms_code", Ask.CAPTCHA: "captcha", Ask.SMS | Ask.CAPTCHA: ""}
    for ask, field in asks.items():
        question = open_question(_flow(), Challenge("S", Round.VERIFY, ask), NOW).question
        assert field_for(Message.WRONG_CODE.row, question) == field


def test_a_message_stands_at_a_field_that_was_asked(subtests: pytest.Subtests) -> None:
    every = Ask.PASSWORD | Ask.NAME_AND_ID | Ask.SMS | Ask.CAPTCHA
    for message, asks, field in [
        (Message.WRONG_PASSWORD, None, "service_password"),
        (Message.WRONG_PASSWORD, every, "service_password"),
        (Message.WRONG_PASSWORD, Ask.SMS, ""),
        (Message.WRONG_IDENTITY, Ask.NAME_AND_ID, "id_card"),
        (Message.WRONG_IDENTITY, None, ""),
        (Message.WRONG_CODE_NEW_SENT, every, "sms_code"),
        (Message.WRONG_CODE, None, ""),
        (Message.PHONE_INVALID, Ask.SMS, "phone"),
        (Message.CARRIER_BUSY, every, ""),
    ]:
        with subtests.test(message=message, asks=asks):
            question = None if asks is None else Question(asks=asks.value)
            assert field_for(message.row, question) == field


def test_too_many_wrong_codes_end_a_login() -> None:
    for wrong in range(MOST_WRONG_CODES):
        question = Question(asks=Ask.SMS.value, wrong=wrong)
        waiting = replace(_waiting(), question=question)
        refused = Refused(Message.WRONG_CODE, session_over=False)
        after = apply_login(waiting, refused, NOW, has_password=True)
        is_last = wrong == MOST_WRONG_CODES - 1
        assert after.state is State.PHONE
        assert after.question == (None if is_last else replace(question, wrong=wrong + 1))
        assert after.shown[0].field == ("" if is_last else "sms_code")


def test_a_question_without_an_sms_has_no_code_to_wait_for() -> None:
    for seconds, until in ((0, 0.0), (60, NOW + 60)):
        asked = Challenge("S", Round.LOGIN, Ask.SMS, sms_seconds=seconds)
        assert open_question(_flow(), asked, NOW).sms_until == until


def test_a_flow_keeps_each_sid_once() -> None:
    flow = _flow()
    for sid, sids in (("S1", ("S1",)), ("S1", ("S1",)), ("S2", ("S1", "S2")), ("S1", ("S1", "S2"))):
        flow = open_question(flow, Challenge(sid, Round.LOGIN, Ask.SMS), NOW)
        assert (flow.sid, flow.sids) == (sid, sids)


def test_what_the_gateway_says_of_a_number_stands_until_it_says_more() -> None:
    before = CarrierClaim(tel="13400003001", carrier="移动", region="广东")
    flow = _flow(tel="13400003001", gateway_claim=before)
    for carrier, region, told in (
        (None, None, before),
        ("联通", None, CarrierClaim(tel=flow.tel, carrier="联通")),
        (None, "浙江", CarrierClaim(tel=flow.tel, region="浙江")),
        ("联通", "浙江", CarrierClaim(tel=flow.tel, carrier="联通", region="浙江")),
    ):
        assert gateway_claim(flow, carrier, region) == told


def test_the_history_has_a_line_for_each_move_with_the_message_that_was_shown() -> None:
    filled = apply_event(_flow(State.BASIC_INFO), Event.FILLED, NOW + 1)
    ended = barred(filled, NOW + 2, Message.NUMBER_NOT_VERIFIED)
    assert [(line.to, line.at, line.message) for line in ended.history] == [
        (State.PHONE, NOW + 1, Message.OK),
        (State.FAILED, NOW + 2, Message.NUMBER_NOT_VERIFIED),
    ]


def test_every_challenge_begins_without_wrong_codes() -> None:
    flow = apply_login(_waiting(), Challenge("S", Round.LOGIN, Ask.SMS), NOW, has_password=True)
    call = _waiting().call
    for wrong in range(1, MOST_WRONG_CODES + 1):
        refused = Refused(Message.WRONG_CODE, session_over=False)
        waiting = apply_event(flow, Event.SUBMITTED, NOW, call=call)
        flow = apply_login(waiting, refused, NOW, has_password=True)
        assert (flow.question is None) is (wrong == MOST_WRONG_CODES)


def test_a_flow_without_a_challenge_asks_for_nothing_and_waits_for_no_code() -> None:
    assert Question().kinds is Ask.NOTHING
    assert _flow().sms_until == 0
    assert _flow(question=Question(sms_until=NOW)).sms_until == NOW


def test_the_number_is_the_one_on_p2(subtests: pytest.Subtests) -> None:
    for typed, tel, is_fixed, expected in [
        ("13400003001", "13400003002", False, "13400003001"),
        ("13400003001", "", False, "13400003001"),
        ("", "13400003002", False, "13400003002"),
        ("13400003001", "13400003002", True, "13400003002"),
    ]:
        with subtests.test(typed=typed, tel=tel, is_fixed=is_fixed):
            flow = _flow(draft={"phone": typed}, tel=tel, tel_is_fixed=is_fixed)
            assert flow.number == expected


def test_a_refusal_keeps_code_and_captcha_unless_it_contains_new_ones() -> None:
    question = Question(
        asks=Ask.SMS.value, sms_until=NOW + 9, captcha=b"old", wrong=1, is_old_code=True
    )
    waiting = replace(_waiting(), question=question)
    for seconds, picture in itertools.product((0, 30), (b"", b"new")):
        refused = Refused(
            Message.CARRIER_BUSY, session_over=False, sms_seconds=seconds, captcha=picture
        )
        assert apply_login(waiting, refused, NOW, has_password=True).question == replace(
            question,
            sms_until=NOW + (seconds or 9),
            captcha=picture or b"old",
            is_old_code=not seconds,
        )


def test_a_login_without_the_password_gets_message_18(subtests: pytest.Subtests) -> None:
    for round_, asks, has_password, is_told in [
        (Round.LOGIN, Ask.PASSWORD, False, True),
        (Round.LOGIN, Ask.PASSWORD, True, False),
        (Round.LOGIN, Ask.SMS, False, False),
        (Round.VERIFY, Ask.PASSWORD, False, False),
    ]:
        with subtests.test(round_=round_, asks=asks, has_password=has_password, is_told=is_told):
            after = apply_login(
                _waiting(), Challenge("S", round_, asks), NOW, has_password=has_password
            )
            told = Shown(code=Message.PASSWORD_NEEDED, field="service_password")
            assert after.shown == ((told,) if is_told else ())


def test_a_refused_captcha_shows_its_message_and_can_end_session_or_flow() -> None:
    question = Question(asks=Ask.CAPTCHA.value, captcha=b"old")
    flow = _flow(question=question)
    fresh = apply_captcha(flow, NewCaptcha(b"new"), NOW)
    assert (fresh.question, fresh.rev) == (replace(question, captcha=b"new"), flow.rev)
    open_ = apply_captcha(flow, Refused(Message.CARRIER_BUSY, session_over=False), NOW)
    assert (open_.question, open_.rev) == (question, flow.rev)
    assert open_.shown == (Shown(code=Message.CARRIER_BUSY),)
    lost = apply_captcha(flow, Refused(Message.CARRIER_BUSY), NOW)
    assert (lost.state, lost.question, lost.rev) == (State.PHONE, None, flow.rev + 1)
    end = next(m for m in Message if m and m.row.severity is Severity.END)
    assert apply_captcha(flow, Refused(end, session_over=False), NOW).state is State.FAILED


def test_the_step_before_a_timeout_is_known() -> None:
    begun = apply_event(_flow(State.BASIC_INFO), Event.FILLED, NOW)
    over = expired(begun, NOW + 301, idle=300, lifetime=1200, grace=10)
    assert over is not None
    before = unexpired(over)
    assert before is not None
    assert (before.state, before.rev) == (begun.state, begun.rev)
    for other in (_flow(), begun, apply_event(begun, Event.FORGOT, NOW)):
        assert unexpired(other) is None


def test_an_idle_flow_times_out(subtests: pytest.Subtests) -> None:
    for state, later, is_over in [
        (State.PHONE, 300, False),
        (State.PHONE, 301, True),
        (State.FORGOT, 301, True),
        (State.BASIC_INFO, 301, True),
        (State.SUCCESS, 9999, False),
        (State.FAILED, 9999, False),
    ]:
        with subtests.test(state=state, later=later, is_over=is_over):
            over = expired(_flow(state), NOW + later, idle=300, lifetime=1200, grace=10)
            assert (over is not None) is is_over
            if over is not None:
                assert (over.state, over.shown[0].code) == (State.FAILED, Message.TIMED_OUT)


def test_a_dead_workers_call_ends_in_25_after_its_deadline() -> None:
    waiting = _waiting()
    assert expired(waiting, NOW + 70, idle=1, lifetime=1, grace=10) is None
    over = expired(waiting, NOW + 71, idle=1, lifetime=1, grace=10)
    assert over is not None
    assert over.shown[0].code == Message.TIMED_OUT


def test_an_active_flow_ends_when_its_whole_time_is_over() -> None:
    busy = _flow(touched_at=NOW + 1200)
    assert expired(busy, NOW + 1200, idle=300, lifetime=1200, grace=10) is None
    assert expired(busy, NOW + 1201, idle=300, lifetime=1200, grace=10) is not None
