"""Which form a state has, and what it's filled with: state → step."""

from collections.abc import Callable

from h5kit.flow.outcomes import Ask
from h5kit.flow.progress import replace
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.steps import phone, verify
from h5kit.steps.basic_info import BasicInfoForm
from h5kit.steps.checks import today_of
from h5kit.steps.fields import Fault, StepField, StepForm


class FormData(dict[str, str]):
    """The fields of a form, each given once, in the shape that WTForms reads."""

    def getlist(self, name: str) -> list[str]:
        """Return the field's value as a list of one, empty when it wasn't sent."""
        return [self[name]] if name in self else []


Sent = FormData | None


def _basic_info(flow: Flow, sent: Sent) -> StepForm:
    return BasicInfoForm(sent, data=flow.draft).dress()


def _phone(flow: Flow, sent: Sent) -> StepForm:
    known = dict(flow.draft)
    if flow.tel:
        known["phone"] = flow.tel
    if flow.applicant:
        known = {"name": flow.applicant.name, "id_card": flow.applicant.id_card, **known}
    form = phone.form_class(phone.asked(flow))(sent, data=known)
    if flow.tel_is_fixed:
        _fix(form["phone"], flow.tel)
    return form


def _fix(field: StepField, value: str) -> None:
    field.is_readonly = True
    field.data = value


def _verify(flow: Flow, sent: Sent) -> StepForm:
    asks = flow.question.kinds if flow.question else Ask.SMS
    return verify.form_class(asks)(sent)


FORMS: dict[State, Callable[[Flow, Sent], StepForm]] = {
    State.BASIC_INFO: _basic_info,
    State.PHONE: _phone,
    State.VERIFY: _verify,
}


def form_for(flow: Flow, now: float, sent: Sent = None) -> StepForm | None:
    """Return the form of the flow's step, filled with what was sent or what is known.

    Messages that the carrier's answer brought stand at their fields unless a form was sent.
    """
    build = FORMS.get(flow.state)
    if build is None:
        return None
    form = build(flow, sent)
    form.today = today_of(now)
    if sent is None:
        for shown in flow.shown:
            if shown.field in form:
                form[shown.field].put(Fault(shown.code, shown.field))
    return form


def keep_draft(flow: Flow, form: StepForm) -> Flow:
    """Return the flow with the form's non-secret values kept; what was emptied is forgotten."""
    kept = {k: v for k, v in flow.draft.items() if k not in form} | form.kept()
    return flow if kept == flow.draft else replace(flow, draft=kept)
