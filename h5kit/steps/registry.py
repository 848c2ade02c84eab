"""Which form a state has, and what it's filled with: state → step."""

from collections.abc import Callable

from h5kit import identity
from h5kit.carrier.regions import Rules
from h5kit.flow.outcomes import Ask
from h5kit.flow.progress import replace
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.steps import forgot, phone, verify
from h5kit.steps.basic_info import BasicInfoForm
from h5kit.steps.checks import today_of
from h5kit.steps.fields import Fault, StepField, StepForm
from h5kit.steps.lines import NOBODYS, belonging, number_of_p2, reset_number
from h5kit.steps.reset_contacts import ResetContactsForm
from h5kit.steps.reset_identity import ResetIdentityForm
from h5kit.steps.reset_login_sms import ResetLoginSmsForm
from h5kit.steps.reset_password import ResetPasswordForm
from h5kit.steps.reset_sms import ResetSmsForm


class FormData(dict[str, str]):
    """The fields of a form, each given once, in the shape that WTForms reads."""

    def getlist(self, name: str) -> list[str]:
        """Return the field's value as a list of one, empty when it wasn't sent."""
        return [self[name]] if name in self else []


Sent = FormData | None


def _basic_info(flow: Flow, sent: Sent) -> StepForm:
    return BasicInfoForm(sent, data=flow.draft).dress()


def _phone(flow: Flow, sent: Sent) -> StepForm:
    known = flow.draft | _owner(flow) | {"phone": flow.number}
    typed = flow.number if sent is None or flow.tel_is_fixed else sent.get("phone", "")
    form = phone.form_class(phone.asked(flow, typed))(sent, data=known)
    if flow.tel_is_fixed:
        _fix(form["phone"], flow.tel)
    return form


def _owner(flow: Flow) -> dict[str, str]:
    """Return who has the number, as typed for the carrier, or else who applies."""
    who, known = flow.applicant, flow.draft
    return {
        "name": known.get("owner_name") or (who.name if who else ""),
        "id_card": known.get("owner_id_card") or (who.id_card if who else ""),
    }


def _fix(field: StepField, value: str) -> None:
    field.is_readonly = True
    field.data = value


def _verify(flow: Flow, sent: Sent) -> StepForm:
    asks = flow.question.kinds if flow.question else Ask.SMS
    return verify.form_class(asks)(sent)


def _forgot(flow: Flow, sent: Sent) -> StepForm:
    tel = reset_number(flow)
    said = flow.said.carrier if flow.said and flow.said.tel == tel else ""
    known = {"phone": flow.draft.get("forgot_phone", ""), "carrier": said}
    made = forgot.KnownForm if number_of_p2(flow) else forgot.UnknownForm
    return made(sent, data=known).dress()


def _reset_identity(flow: Flow, sent: Sent) -> StepForm:
    return ResetIdentityForm(sent, data=_owner(flow))


def _reset_login_sms(flow: Flow, sent: Sent) -> StepForm:
    del flow
    return ResetLoginSmsForm(sent)


def _reset_sms(flow: Flow, sent: Sent) -> StepForm:
    del flow
    return ResetSmsForm(sent)


def _reset_contacts(flow: Flow, sent: Sent) -> StepForm:
    return ResetContactsForm(sent, data=flow.draft)


def _reset_password(flow: Flow, sent: Sent) -> StepForm:
    form = ResetPasswordForm(sent)
    form.tel, form.id_card = flow.tel, flow.draft.get("owner_id_card", "")
    return form


FORMS: dict[State, Callable[[Flow, Sent], StepForm]] = {
    State.BASIC_INFO: _basic_info,
    State.PHONE: _phone,
    State.VERIFY: _verify,
    State.FORGOT: _forgot,
    State.RESET_IDENTITY: _reset_identity,
    State.RESET_LOGIN_SMS: _reset_login_sms,
    State.RESET_SMS: _reset_sms,
    State.RESET_CONTACTS: _reset_contacts,
    State.RESET_PASSWORD: _reset_password,
}


def form_for(flow: Flow, now: float, rules: Rules, sent: Sent = None) -> StepForm | None:
    """Return the form of the flow's step, filled with what was sent or what is known.

    Messages of the last submit stand at their fields unless a form was sent.
    """
    build = FORMS.get(flow.state)
    if build is None:
        return None
    form = build(flow, sent)
    form.today = today_of(now)
    form.digits = lambda tel: _digits(rules, flow, tel)
    form.usual_digits = lambda tel: _digits(rules, flow, tel, with_guess=True)
    if sent is None:
        for shown in flow.shown:
            if shown.field in form:
                field = form[shown.field]
                field.put(Fault(shown.code, shown.field, field.contact))
    return form


def _digits(rules: Rules, flow: Flow, tel: str, *, with_guess: bool = False) -> tuple[int, ...]:
    """Return the lengths that a number's service password may have; all, for no valid number.

    The carrier that only the prefix names is a guess, and a guess never blocks: without
    `with_guess` the lengths are those of any carrier that the number may have been ported to.
    """
    number = identity.mobile(tel)
    whose = belonging(flow, number) if number else NOBODYS
    is_sure = whose.is_said or with_guess
    return rules.digits(whose.carrier if is_sure else None, whose.region)


def keep_draft(flow: Flow, form: StepForm) -> Flow:
    """Return the flow with the form's non-secret values kept; what was emptied is forgotten."""
    keeps = form.keeps()
    kept = {k: v for k, v in flow.draft.items() if k not in keeps} | form.kept()
    return flow if kept == flow.draft else replace(flow, draft=kept)
