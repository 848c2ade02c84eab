"""P2 手机信息: the number and the challenges of a login (source, section 三.2.2: P2)."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from h5kit import phone_numbers
from h5kit.carrier import numbering
from h5kit.challenges import Answers, Ask, Control, ControlKind, Round
from h5kit.flow.machine import Event
from h5kit.flow.record import Flow, ResetEnd
from h5kit.messages import Message
from h5kit.model import Consent, Partner
from h5kit.steps import buttons, checks
from h5kit.steps.challenge_fields import answers, challenge_fields
from h5kit.steps.desk import Desk
from h5kit.steps.drafts import keep_draft, show_faults, with_draft
from h5kit.steps.fields import FieldFault, FormData, StepField, StepForm
from h5kit.steps.number_owner import typed_owner
from h5kit.steps.outcome import AgreementOpened, LateForm, StepOutcome, StepShown
from h5kit.steps.phone_field import phone_field
from h5kit.steps.step import FlowStep, Go
from h5kit.steps.transitions import leave_step


@lru_cache(maxsize=64)
def form_class(asks: Ask) -> type[StepForm]:
    """Return the form class of P2 for any combination of challenges."""
    fields = {
        "phone": phone_field("手机号码"),
        **challenge_fields(Round.LOGIN, asks),
        "agree": StepField(
            "同意",
            Control(kind=ControlKind.CHECKBOX),
            checks.checkbox(Message.AGREEMENT_NEEDED),
            fold=checks.fold_checkbox,
        ),
    }
    return type("PhoneForm", (StepForm,), fields)


def asks_for(flow: Flow, typed: str) -> Ask:
    """Return the challenges that P2 asks for, given the number `typed` into its form.

    These are the carrier's if its question is about this number; otherwise, and before the first
    login, the service password.
    """
    is_another = phone_numbers.mobile(typed) not in {None, flow.tel}
    return Ask.PASSWORD if flow.question is None or is_another else flow.question.kinds


RESET_SUCCESS_TEXTS = {
    ResetEnd.NONE: "",
    ResetEnd.CHOSEN: "服务密码重置成功，请输入新服务密码",
    ResetEnd.SENT: "服务密码重置成功，新服务密码由运营商短信下发，请收到后输入",
}
"""The text of P2 after a successful reset, by how the reset ended."""


async def submit(
    form: StepForm, flow: Flow, partner: Partner | None, desk: Desk
) -> StepShown | LateForm:
    """提交: check all fields, then call the carrier."""
    tel = phone_numbers.mobile(form["phone"].data) or ""
    typed = form["service_password"].data if "service_password" in form else ""
    service_password = typed or desk.service_passwords.get(flow, tel)
    form.validate()
    _check_number(form["phone"], partner, is_another=desk.is_bound_to_another(flow, tel))
    if "service_password" in form and not service_password:
        _require_password(form, is_asked=_is_question_about(flow, tel))
    if form.faults:
        return await show_faults(form, flow, desk)
    return await desk.call_carrier(
        flow,
        _answers(form, flow, service_password),
        draft=with_draft(flow, form).draft,
        **_number_and_consent(form, flow, desk),
    )


def _check_number(number: StepField, partner: Partner | None, *, is_another: bool) -> None:
    """Add a fault if the flow is bound to another number, or no supported carrier has this one."""
    if number.errors:
        return
    if is_another:
        number.add_fault(FieldFault(Message.PHONE_INVALID, number.name))
        return
    block = numbering.guess(number.data)
    is_virtual = block.virtual and not (partner and partner.virtual_operators)
    if block.satellite or is_virtual:
        number.add_fault(FieldFault(Message.NUMBER_UNSUPPORTED, number.name))


def _require_password(form: StepForm, *, is_asked: bool) -> None:
    """Add a fault for a missing service password if the carrier asks for it or the form has faults.

    Otherwise an empty one is sent: before the first login it is unknown whether the carrier wants
    a password.
    """
    if form.faults or is_asked:
        password = form["service_password"]
        password.add_fault(FieldFault(Message.PASSWORD_NEEDED, password.name))


def _is_question_about(flow: Flow, tel: str) -> bool:
    """Return whether the carrier has a question open, and it is about `tel`."""
    return flow.question is not None and flow.tel == tel


def _answers(form: StepForm, flow: Flow, service_password: str) -> Answers:
    """Return the answers for the carrier; codes for another number's question are left out."""
    if flow.question is not None and not _is_question_about(flow, form["phone"].data):
        return Answers(service_password=service_password)
    return replace(answers(form), service_password=service_password)


def _number_and_consent(form: StepForm, flow: Flow, desk: Desk) -> dict[str, Any]:
    """Return the fields of the flow that a valid P2 sets: the number and the consent.

    Another number closes the open question.
    """
    tel, version = form["phone"].data, desk.settings.flow.agreement_version
    changes: dict[str, Any] = {"tel": tel}
    if flow.consent is None or flow.consent.version != version:
        changes["consent"] = Consent(
            version=version, shown_at=flow.agreement_shown_at, ticked_at=desk.clock.now()
        )
    if flow.question is not None and flow.tel != tel:
        changes["question"] = None
    return changes


async def resend(form: StepForm, flow: Flow, partner: Partner | None, desk: Desk) -> StepOutcome:
    """重新获取: begin a new login to get another SMS code."""
    saved = await keep_draft(form, flow, desk)
    if Ask.SMS not in asks_for(saved, saved.number):
        return LateForm(saved)
    service_password = desk.service_passwords.get(saved, saved.tel)
    return await buttons.resend(Answers(service_password=service_password), saved, desk)


async def open_agreement(
    form: StepForm, flow: Flow, partner: Partner | None, desk: Desk
) -> AgreementOpened:
    """《运营商授权协议》: save the draft and open the agreement."""
    return AgreementOpened(await keep_draft(form, flow, desk, read_at=desk.clock.now()))


async def edit(
    form: StepForm, flow: Flow, partner: Partner | None, desk: Desk
) -> StepShown | LateForm:
    """修改: go back from P2 to P1, which still has its values."""
    if not flow.has_basic_info:
        return LateForm(flow)
    desk.service_passwords.drop(flow)
    changes = {"question": None, "tel_is_fixed": False}
    return await leave_step(form, flow, desk, Event.EDITED, release=True, **changes)


def _build_form(flow: Flow, sent: FormData | None) -> StepForm:
    values = flow.draft | typed_owner(flow) | {"phone": flow.number}
    typed = flow.number if sent is None or flow.tel_is_fixed else sent.get("phone", "")
    form = form_class(asks_for(flow, typed))(sent, data=values)
    if flow.tel_is_fixed:
        form["phone"].is_readonly = True
        form["phone"].data = flow.tel
    return form


STEP = FlowStep(
    "手机信息",
    _build_form,
    {
        Go.SUBMIT: submit,
        Go.CAPTCHA: buttons.captcha,
        Go.SMS: resend,
        Go.AGREEMENT: open_agreement,
        Go.FORGOT: buttons.forgot,
        Go.EDIT: edit,
    },
)
