"""The table of steps: state → step."""

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
    """Return the form of the flow's step, or None if the step has no form.

    The form has the posted values (`sent`). If nothing was posted, it has the flow's values, and
    the messages of the last submit at their fields.
    """
    form: StepForm | None = STEPS[flow.state].build_form(flow, sent)
    if form is None:
        return None
    form.today = today_of(now)
    form.allowed_lengths = partial(password_lengths, rules, flow)
    form.usual_lengths = partial(password_lengths, rules, flow, with_guess=True)
    if sent is None:
        for shown in flow.shown:
            if shown.field in form:
                field = form[shown.field]
                field.add_fault(FieldFault(shown.code, shown.field, field.contact))
    return form
