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
from h5kit.flow.progress import apply_event, replace
from h5kit.flow.record import CarrierCall, Flow, Question
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


def _answering() -> Flow:
    """Return a flow that answers the question that is open at its login."""
    return replace(_waiting(State.PHONE), question=Question(asks=Ask.PASSWORD.value))


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


def _counted(limits: NumberLimits, waiting: Flow, *outcomes: CarrierOutcome) -> set[str]:
    """Return the kinds that count after a call; two outcomes are those of begin and login."""
    reserve = limits.reserve(waiting, Answers(service_password="246813"))
    assert reserve is not None
    uses, back = limits.settle(waiting, reserve, outcomes[0], outcomes[-1])
    return {use.kind for use in uses} | {use.kind for use in reserve.uses} - {b.kind for b in back}


def test_a_fault_counts_as_a_fault_and_never_as_an_sms_or_a_wrong_password(
    limits: NumberLimits, subtests: pytest.Subtests
) -> None:
    begin, login = _waiting(State.PHONE), _answering()
    asked = Challenge("S", Round.LOGIN, Ask.PASSWORD)
    for message in REFUSALS:
        for is_fault, is_sent in [(False, True), (True, True), (True, False)]:
            with subtests.test(message=message, is_fault=is_fault, is_sent=is_sent):
                refused = Refused(message, is_fault=is_fault, is_sent=is_sent)
                sure = {"gateway_fault"} if is_fault and is_sent else set()
                unknown = {"gateway_fault"} if message in LOST and is_sent else set()
                wrong = {"wrong_password"} if message is Message.WRONG_PASSWORD else set()
                assert _counted(limits, begin, refused) == sure | unknown | wrong
                assert _counted(limits, login, refused) == sure | wrong
                assert _counted(limits, begin, asked, refused) == sure | wrong
    sent = Challenge("S", Round.LOGIN, Ask.SMS, sms_seconds=60)
    assert _counted(limits, begin, sent) == {"sms"}


def test_each_call_reserves_a_fault_and_only_a_begin_an_sms(limits: NumberLimits) -> None:
    code, guess = Answers(sms_code="1"), Answers(service_password="246813")
    begun = limits.reserve(_answering(), code)
    assert begun is not None
    assert begun.kinds == ("gateway_fault",)
    for waiting, kinds in [
        (_waiting(State.PHONE), ("gateway_fault", "sms")),
        (_waiting(State.RESET_IDENTITY), ("gateway_fault", "sms")),
    ]:
        reserve = limits.reserve(waiting, guess)
        assert reserve is not None
        assert reserve.kinds == kinds
        assert UseKind.WRONG_PASSWORD in {limit.kind for limit in reserve.limits}


def test_a_call_whose_server_died_counts_as_a_fault_only(limits: NumberLimits) -> None:
    waiting = _waiting(State.PHONE)
    reserve = limits.reserve(waiting, Answers())
    assert reserve is not None
    left = set(reserve.uses) - set(limits.unsettled(waiting))
    assert [use.kind for use in left] == ["gateway_fault"]
