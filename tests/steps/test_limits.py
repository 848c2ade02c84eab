"""Which outcomes count against a limit, and which counts are reversed."""

from pathlib import Path

import pytest

from h5kit.carrier.reset_rules import packaged
from h5kit.challenges import Answers, Ask, Round
from h5kit.clock import MovableClock
from h5kit.flow.limits import UseKind
from h5kit.flow.machine import Event
from h5kit.flow.outcomes import (
    CarrierOutcome,
    Challenge,
    Granted,
    Refused,
    ResetAsked,
    ResetDone,
    ResetOutcome,
    ResetStep,
)
from h5kit.flow.progress import apply_event
from h5kit.flow.record import CarrierCall, Flow
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.settings import Settings
from h5kit.steps.limits import NumberLimits
from h5kit.store.databases import open_file
from h5kit.testing.people import number
from tests.conftest import KEYS

FAILED_RESETS = {
    Message.WRONG_IDENTITY,
    Message.RESET_FAILED,
    Message.WRONG_CODE,
    Message.WRONG_CODE_NEW_SENT,
    Message.CALLED_NUMBERS_NEEDED,
}
LOST = {
    Message.SUBMIT_FAILED,
    Message.CARRIER_MAINTENANCE,
    Message.CARRIER_BUSY,
    Message.SERVICE_BUSY,
}
REFUSALS = set(Message) - {Message.OK}


@pytest.fixture
def limits(tmp_path: Path) -> NumberLimits:
    """The limits of a server with its usual settings."""
    store = open_file(tmp_path / "s.db", KEYS)
    return NumberLimits(store, Settings(keys=KEYS, sandbox=True), MovableClock(), packaged())


def _waiting(origin: State) -> Flow:
    plain = Flow(
        id="f", partner="p", state=origin, rev=1, created_at=0, touched_at=0, tel=number("0000")
    )
    call = CarrierCall(id="c", origin=origin, started_at=0, deadline=60)
    return apply_event(plain, Event.SUBMITTED, 0, call=call)


def test_wrong_passwords_count_at_the_login_and_failures_in_a_reset(
    limits: NumberLimits,
) -> None:
    expected = {
        State.PHONE: {Message.WRONG_PASSWORD: UseKind.WRONG_PASSWORD},
        State.VERIFY: {},
        State.RESET_SMS: dict.fromkeys(FAILED_RESETS, UseKind.RESET_FAILURE),
    }
    for origin, counted in expected.items():
        for message in REFUSALS:
            kinds = [use.kind for use in limits.uses_of(_waiting(origin), Refused(message))]
            assert kinds == [kind for m, kind in counted.items() if m is message], message


@pytest.mark.parametrize(
    ("origin", "outcome", "kinds"),
    [
        (State.PHONE, Challenge("S", Round.LOGIN, Ask.SMS, sms_seconds=60), ["sms"]),
        (State.PHONE, Challenge("S", Round.LOGIN, Ask.SMS), []),
        (State.PHONE, Challenge("S", Round.LOGIN, Ask.SMS, sms_seconds=9, is_old_code=True), []),
        (State.VERIFY, Granted("S"), []),
        (State.RESET_SMS, ResetAsked("T", ResetStep.SMS, sms_seconds=60), ["sms", "reset_sms"]),
        (State.RESET_SMS, ResetAsked("T", ResetStep.SMS, sms_seconds=9, is_old_code=True), []),
        (State.RESET_SMS, ResetDone(), []),
        (State.PHONE, Refused(Message.CARRIER_BUSY, sms_seconds=60), ["sms"]),
    ],
)
def test_a_sent_code_counts(
    limits: NumberLimits,
    origin: State,
    outcome: CarrierOutcome | ResetOutcome,
    kinds: list[str],
) -> None:
    assert [use.kind for use in limits.uses_of(_waiting(origin), outcome)] == kinds


def test_a_reserved_sms_is_given_back_unless_its_sending_is_unknown(limits: NumberLimits) -> None:
    waiting = _waiting(State.PHONE)
    reserve = limits.reserve(waiting, Answers(), begins=True)
    assert reserve is not None
    for message in REFUSALS:
        for is_sent in (True, False):
            refused = Refused(message, is_sent=is_sent)
            _, back = limits.settle(waiting, reserve, refused, refused)
            assert bool(back) is not (message in LOST and is_sent), message
    asked = Challenge("S", Round.LOGIN, Ask.SMS, sms_seconds=60)
    assert limits.settle(waiting, reserve, asked, asked) == ((), ())


def test_a_submit_without_begin_and_password_reserves_nothing(
    limits: NumberLimits,
) -> None:
    waiting = _waiting(State.PHONE)
    assert limits.reserve(waiting, Answers(sms_code="1"), begins=False) is None
    guess = limits.reserve(waiting, Answers(service_password="246813"), begins=False)
    assert guess is not None
    assert (guess.kinds, [limit.kind for limit in guess.limits]) == ((), [UseKind.WRONG_PASSWORD])
