"""Pure moves of a flow: where the carrier's answers and lapsed time lead."""

import msgspec
import pytest

from h5kit.flow.machine import Event
from h5kit.flow.outcomes import Ask, Challenge, Granted, Refused, Round
from h5kit.flow.progress import apply_login, expired, field_for, moved, open_question
from h5kit.flow.record import CarrierCall, Flow
from h5kit.flow.states import State
from h5kit.messages import Message, Severity

NOW = 1000.0


def _flow(state: State = State.PHONE, **changes: object) -> Flow:
    plain = Flow(id="f", partner="p", state=state, rev=1, created_at=NOW, touched_at=NOW)
    return msgspec.structs.replace(plain, **changes)


def _waiting(origin: State = State.PHONE) -> Flow:
    call = CarrierCall(id="c", origin=origin, started_at=NOW, deadline=NOW + 60)
    return moved(_flow(origin), Event.SUBMITTED, NOW, call=call)


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


@pytest.mark.parametrize("code", [message for message in Message if message])
@pytest.mark.parametrize("origin", [State.PHONE, State.VERIFY])
def test_every_refusal_leads_to_a_step_that_can_show_it(code: Message, origin: State) -> None:
    after = apply_login(_waiting(origin), Refused(code), NOW, has_password=True)
    ends = Message(code).row.severity is Severity.END
    assert after.state is (State.FAILED if ends else State.PHONE)
    assert [s.code for s in after.shown] == [code]
    assert after.question is None


def test_a_refusal_that_keeps_the_session_keeps_its_question() -> None:
    asked = Challenge("SID1", Round.LOGIN, Ask.PASSWORD | Ask.SMS, sms_seconds=60)
    waiting = open_question(_waiting(), asked, NOW)
    refused = Refused(Message.WRONG_CODE_NEW_SENT, session_over=False, sms_seconds=30)
    after = apply_login(waiting, refused, NOW + 5, has_password=True)
    assert after.question is not None
    assert after.question.sms_until == NOW + 35
    assert after.shown[0].field == "sms_code"


def test_37_names_no_field_where_both_codes_were_asked() -> None:
    asks = {Ask.SMS: "sms_code", Ask.CAPTCHA: "captcha", Ask.SMS | Ask.CAPTCHA: ""}
    for ask, field in asks.items():
        question = open_question(_flow(), Challenge("S", Round.VERIFY, ask), NOW).question
        assert field_for(Message.WRONG_CODE.row, question) == field


@pytest.mark.parametrize(
    ("state", "later", "is_over"),
    [
        (State.PHONE, 300, False),
        (State.PHONE, 301, True),
        (State.FORGOT, 301, True),
        (State.SUCCESS, 9999, False),
        (State.FAILED, 9999, False),
    ],
)
def test_time_ends_what_is_idle(state: State, later: float, is_over: bool) -> None:
    over = expired(_flow(state), NOW + later, idle=300, whole=1200, grace=10)
    assert (over is not None) is is_over
    if over is not None:
        assert (over.state, over.shown[0].code) == (State.FAILED, Message.TIMED_OUT)


def test_a_dead_workers_call_ends_in_25_after_its_deadline() -> None:
    waiting = _waiting()
    assert expired(waiting, NOW + 70, idle=1, whole=1, grace=10) is None
    over = expired(waiting, NOW + 71, idle=1, whole=1, grace=10)
    assert over is not None
    assert over.shown[0].code == Message.TIMED_OUT
