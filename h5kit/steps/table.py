"""The table of the steps: state → step."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from h5kit.carrier.reset_rules import ResetRules
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.steps import (
    basic_info,
    forgot,
    formless,
    phone,
    reset_contacts,
    reset_identity,
    reset_password,
    reset_sms,
    verify,
)
from h5kit.steps.checks import today_of
from h5kit.steps.fields import FieldFault, FormData, StepForm
from h5kit.steps.number_carrier import password_lengths
from h5kit.steps.step import FlowStep

STEPS: Mapping[State, FlowStep[Any]] = {
    State.BASIC_INFO: basic_info.STEP,
    State.PHONE: phone.STEP,
    State.VERIFY: verify.STEP,
    State.WAITING: formless.WAITING,
    State.FORGOT: forgot.STEP,
    State.RESET_IDENTITY: reset_identity.STEP,
    State.RESET_LOGIN_SMS: reset_sms.LOGIN_STEP,
    State.RESET_SMS: reset_sms.STEP,
    State.RESET_CONTACTS: reset_contacts.STEP,
    State.RESET_PASSWORD: reset_password.STEP,
    State.SUCCESS: formless.SUCCESS,
    State.FAILED: formless.FAILED,
}


def form_for(
    flow: Flow, now: float, rules: ResetRules, sent: FormData | None = None
) -> StepForm | None:
    """Return the form of the flow's step, filled with what was sent or what is known.

    Messages of the last submit stand at their fields unless a form was sent.
    """
    form: StepForm | None = STEPS[flow.state].form(flow, sent)
    if form is None:
        return None
    form.today = today_of(now)
    form.digits = partial(password_lengths, rules, flow)
    form.usual_digits = partial(password_lengths, rules, flow, with_guess=True)
    if sent is None:
        for shown in flow.shown:
            if shown.field in form:
                field = form[shown.field]
                field.put(FieldFault(shown.code, shown.field, field.contact))
    return form
