"""Transitions of a reset by the carrier's answers."""

import itertools

import msgspec
import pytest

from h5kit.flow.limits import MOST_WRONG_CODES
from h5kit.flow.machine import Event
from h5kit.flow.outcomes import Refused, ResetAsked, ResetDone, ResetStep
from h5kit.flow.progress import apply_event
from h5kit.flow.record import CarrierCall, Flow, OpenReset, Question
from h5kit.flow.reset import apply_reset
from h5kit.flow.states import RESETTING, State
from h5kit.messages import Message, Recovery, Severity

NOW = 1000.0
FIRST = State.RESET_IDENTITY


def _waiting(origin: State, **changes: object) -> Flow:
    call = CarrierCall(id="c", origin=origin, started_at=NOW, deadline=NOW + 60)
    reset = None if origin is FIRST else OpenReset(tid="TID1", sms_until=NOW + 9)
    plain = Flow(
        id="f", partner="p", state=origin, rev=1, created_at=NOW, touched_at=NOW, reset=reset
    )
    return apply_event(msgspec.structs.replace(plain, **changes), Event.SUBMITTED, NOW, call=call)


def test_the_carrier_chooses_the_next_step(subtests: pytest.Subtests) -> None:
    for origin in RESETTING:
        for step, state in [
            (ResetStep.LOGIN_SMS, State.RESET_LOGIN_SMS),
            (ResetStep.SMS, State.RESET_SMS),
            (ResetStep.CONTACTS, State.RESET_CONTACTS),
            (ResetStep.PASSWORD, State.RESET_PASSWORD),
        ]:
            with subtests.test(origin=origin, step=step, state=state):
                asked = ResetAsked("TID2", step, sms_seconds=60, note="n")
                after = apply_reset(_waiting(origin), asked, NOW)
                assert (after.state, after.call) == (state, None)
                assert after.reset == OpenReset(tid="TID2", sms_until=NOW + 60, note="n")


@pytest.mark.parametrize(("is_sent", "word"), [(False, "done"), (True, "sent")])
def test_a_finished_reset_leads_to_p2_with_a_new_login(is_sent: bool, word: str) -> None:
    waiting = _waiting(
        State.RESET_PASSWORD,
        question=Question(asks=1),
        draft={"phone": "13400003001", "phone1": "13400000001"},
    )
    after = apply_reset(waiting, ResetDone(is_sent_by_sms=is_sent), NOW)
    assert (after.state, after.reset, after.question) == (State.PHONE, None, None)
    assert after.reset_end == word
    assert after.draft == {"phone": "13400003001"}
    assert apply_event(after, Event.FORGOT, NOW).reset_end == ""


def test_every_refusal_leads_to_a_step_that_can_show_it(subtests: pytest.Subtests) -> None:
    for origin in RESETTING:
        with subtests.test(origin=origin):
            for message, is_over in itertools.product(set(Message) - {Message.OK}, (True, False)):
                after = apply_reset(_waiting(origin), Refused(message, session_over=is_over), NOW)
                is_hopeless = bool(
                    {Recovery.HOTLINE, Recovery.TOMORROW} & set(message.row.recoveries)
                )
                if message.row.severity is Severity.END:
                    expected = State.FAILED
                elif not is_over:
                    expected = origin
                else:
                    expected = State.FORGOT if is_hopeless else State.RESET_IDENTITY
                assert after.state is expected, (message, is_over)
                assert (after.reset is None) is (
                    is_over or expected is State.FAILED or origin is FIRST
                )
                assert [s.code for s in after.shown] == [message]


def test_too_many_wrong_codes_end_a_reset_and_other_refusals_do_not() -> None:
    for wrong in range(MOST_WRONG_CODES):
        reset = OpenReset(tid="TID1", wrong=wrong)
        waiting = _waiting(State.RESET_SMS, reset=reset)
        refused = Refused(Message.WRONG_CODE, session_over=False)
        after = apply_reset(waiting, refused, NOW)
        is_last = wrong == MOST_WRONG_CODES - 1
        assert after.state is (State.RESET_IDENTITY if is_last else State.RESET_SMS)
        assert after.reset == (None if is_last else OpenReset(tid="TID1", wrong=wrong + 1))
        other = Refused(Message.CARRIER_BUSY, session_over=False)
        assert apply_reset(waiting, other, NOW).reset == reset


def test_every_step_of_a_reset_begins_without_wrong_codes() -> None:
    flow = apply_reset(_waiting(FIRST), ResetAsked("TID1", ResetStep.SMS), NOW)
    call = CarrierCall(id="c", origin=State.RESET_SMS, started_at=NOW, deadline=NOW + 60)
    for wrong in range(1, MOST_WRONG_CODES + 1):
        waiting = apply_event(flow, Event.SUBMITTED, NOW, call=call)
        flow = apply_reset(waiting, Refused(Message.WRONG_CODE, session_over=False), NOW)
        assert (flow.reset is None) is (wrong == MOST_WRONG_CODES)


def test_a_refusal_without_a_new_code_keeps_the_old_one() -> None:
    reset = OpenReset(tid="TID1", sms_until=NOW + 9, is_old_code=True)
    waiting = _waiting(State.RESET_SMS, reset=reset)
    for seconds, expected in ((0, reset), (30, OpenReset(tid="TID1", sms_until=NOW + 30))):
        refused = Refused(Message.CARRIER_BUSY, session_over=False, sms_seconds=seconds)
        assert apply_reset(waiting, refused, NOW).reset == expected


def test_a_new_code_restarts_the_countdown() -> None:
    refused = Refused(Message.WRONG_CODE_NEW_SENT, session_over=False, sms_seconds=30)
    after = apply_reset(_waiting(State.RESET_SMS), refused, NOW + 5)
    assert after.reset == OpenReset(tid="TID1", sms_until=NOW + 35)
    assert after.shown[0].field == "sms_code"


def test_a_message_is_shown_at_its_field(subtests: pytest.Subtests) -> None:
    codes = {Message.WRONG_CODE, Message.WRONG_CODE_NEW_SENT, Message.SMS_CODE_NEEDED}
    passwords = {
        Message.PASSWORD_NEEDED,
        Message.PASSWORD_NOT_DIGITS,
        Message.PASSWORD_NOT_SIX_DIGITS,
        Message.PASSWORD_NOT_EIGHT_DIGITS,
        Message.PASSWORD_TOO_SIMPLE,
        Message.PASSWORD_UNCHANGED,
    }
    called = {Message.CALLED_NUMBERS_NEEDED, Message.PHONE_INVALID, Message.CONTACT_REPEATED}
    identity = {
        **dict.fromkeys((Message.NAME_NEEDED, Message.NAME_TOO_LONG), "name"),
        **dict.fromkeys((Message.WRONG_IDENTITY, Message.ID_CARD_INVALID), "id_card"),
    }
    fields = {
        State.RESET_IDENTITY: identity,
        State.RESET_LOGIN_SMS: dict.fromkeys(codes, "sms_code"),
        State.RESET_SMS: dict.fromkeys(codes, "sms_code"),
        State.RESET_CONTACTS: dict.fromkeys(called, "phone1"),
        State.RESET_PASSWORD: dict.fromkeys(passwords, "new_password"),
    }
    assert set(fields) == set(RESETTING)
    shown = [m for m in Message if m and m.row.severity is not Severity.END]
    for origin, message in itertools.product(RESETTING, shown):
        with subtests.test(origin=origin, message=message):
            stays = apply_reset(_waiting(origin), Refused(message, session_over=False), NOW)
            assert stays.shown[0].field == fields[origin].get(message, "")
            # A lost reset starts again at name and ID card, or ends at P4.
            lost = apply_reset(_waiting(origin), Refused(message), NOW)
            is_first = lost.state is State.RESET_IDENTITY
            assert lost.shown[0].field == (identity.get(message, "") if is_first else "")


def test_the_gateways_carrier_and_region_are_kept() -> None:
    waiting = _waiting(State.RESET_IDENTITY, tel="13400003001")
    asked = ResetAsked("TID1", ResetStep.SMS, carrier="联通", region="浙江")
    told = apply_reset(waiting, asked, NOW).gateway_claim
    assert told is not None
    assert (told.tel, told.carrier, told.region) == ("13400003001", "联通", "浙江")
