"""The state machine's table by event: where each event leads, and from which steps."""

import pytest

from h5kit.flow.machine import Event, NoTransitionError, after, is_allowed
from h5kit.flow.states import ENDED, RESETTING, State

ALIVE = set(State) - ENDED
STEPS = ALIVE - {State.WAITING}
WAYS: dict[Event, tuple[State | None, set[State]]] = {
    Event.FILLED: (State.PHONE, {State.BASIC_INFO}),
    Event.EDITED: (State.BASIC_INFO, {State.PHONE}),
    Event.SUBMITTED: (State.WAITING, {State.PHONE, State.VERIFY, *RESETTING}),
    Event.MORE_ASKED: (State.PHONE, {State.WAITING}),
    Event.VERIFY_ASKED: (State.VERIFY, {State.WAITING}),
    Event.GRANTED: (State.SUCCESS, {State.WAITING}),
    Event.REFUSED: (None, {State.WAITING}),
    Event.SESSION_LOST: (State.PHONE, {State.PHONE, State.VERIFY, State.WAITING}),
    Event.BARRED: (State.FAILED, {State.PHONE, State.VERIFY, State.WAITING}),
    Event.FORGOT: (State.FORGOT, {State.PHONE, State.VERIFY, *RESETTING}),
    Event.CLOSED: (State.PHONE, {State.FORGOT, *RESETTING}),
    Event.RESET_CHOSEN: (State.RESET_IDENTITY, {State.FORGOT}),
    Event.RESET_LOGIN_SMS_ASKED: (State.RESET_LOGIN_SMS, {State.WAITING}),
    Event.RESET_SMS_ASKED: (State.RESET_SMS, {State.WAITING}),
    Event.RESET_CONTACTS_ASKED: (State.RESET_CONTACTS, {State.WAITING}),
    Event.RESET_PASSWORD_ASKED: (State.RESET_PASSWORD, {State.WAITING}),
    Event.RESET_LOST: (State.RESET_IDENTITY, {State.WAITING}),
    Event.RESET_REFUSED: (State.FORGOT, {State.WAITING}),
    Event.RESET_DONE: (State.PHONE, {State.WAITING}),
    Event.EXPIRED: (State.FAILED, ALIVE),
    Event.RESTARTED: (State.FAILED, {State.FAILED}),
    Event.SUPERSEDED: (State.FAILED, STEPS),
}
"""For each event the next step (None: the step of the carrier call) and the steps before."""


def test_the_steps_of_a_reset_and_the_ended_states() -> None:
    assert list(RESETTING) == [state for state in State if state.value.startswith("reset_")]
    assert {State.SUCCESS, State.FAILED} == ENDED


def test_an_event_is_allowed_in_these_steps_only_and_leads_to_one_step(
    subtests: pytest.Subtests,
) -> None:
    assert set(WAYS) == set(Event)
    for event, (to, froms) in WAYS.items():
        with subtests.test(event=event):
            assert {state for state in State if is_allowed(state, event)} == froms
            for state, origin in ((state, origin) for state in froms for origin in RESETTING):
                assert after(state, event, origin) is (to or origin)


def test_a_refusal_of_an_unknown_call_leads_to_p2() -> None:
    assert after(State.WAITING, Event.REFUSED) is State.PHONE


def test_an_event_that_is_not_in_the_table_raises_with_state_and_event() -> None:
    with pytest.raises(NoTransitionError, match="success has no transition for filled"):
        after(State.SUCCESS, Event.FILLED)
