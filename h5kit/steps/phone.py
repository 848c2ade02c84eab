"""P2 手机信息 with its further forms in any mix (source, section 三.2.2)."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from h5kit import identity
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
from h5kit.steps.transitions import leave


@lru_cache(maxsize=64)
def form_class(asks: Ask) -> type[StepForm]:
    """Return the form for what is asked: the four further forms of P2 and every mix of them."""
    fields = {
        "phone": phone_field("手机号码"),
        **challenge_fields(Round.LOGIN, asks),
        "agree": StepField(
            "同意",
            Control(kind=ControlKind.CHECKBOX),
            checks.ticked(Message.AGREEMENT_NEEDED),
            fold=checks.tick,
        ),
    }
    return type("PhoneForm", (StepForm,), fields)


def asked(flow: Flow, typed: str) -> Ask:
    """Return what P2 asks for: the password until the carrier has said something else.

    What it said was about the flow's number; about another one that is typed it has said nothing.
    """
    is_another = identity.mobile(typed) not in {None, flow.tel}
    return Ask.PASSWORD if flow.question is None or is_another else flow.question.kinds


TOLD_OF_RESET = {
    ResetEnd.NONE: "",
    ResetEnd.CHOSEN: "服务密码重置成功，请输入新服务密码",
    ResetEnd.SENT: "服务密码重置成功，新服务密码由运营商短信下发，请收到后输入",
}
"""What P2 says of a reset that has just led to it."""


async def submit(
    form: StepForm, flow: Flow, partner: Partner | None, desk: Desk
) -> StepShown | LateForm:
    """提交: check everything at once, then call the carrier."""
    tel = identity.mobile(form["phone"].data) or ""
    typed = form["service_password"].data if "service_password" in form else ""
    service_password = typed or desk.service_passwords.of(flow, tel)
    form.validate()
    _check_number(form["phone"], partner, is_another=desk.is_about_another(flow, tel))
    if "service_password" in form and not service_password:
        _check_password(form, is_asked=_is_asked(flow, tel))
    if form.faults:
        return await show_faults(form, flow, desk)
    return await desk.call_carrier(
        flow,
        _answers(form, flow, service_password),
        draft=with_draft(flow, form).draft,
        **_learned(form, flow, desk),
    )


def _check_number(number: StepField, partner: Partner | None, *, is_another: bool) -> None:
    """Refuse a number that the flow isn't about, or that no carrier of ours has."""
    if number.errors:
        return
    if is_another:
        number.put(FieldFault(Message.PHONE_INVALID, number.name))
        return
    block = numbering.guess(number.data)
    is_virtual = block.virtual and not (partner and partner.virtual_operators)
    if block.satellite or is_virtual:
        number.put(FieldFault(Message.NUMBER_UNSUPPORTED, number.name))


def _check_password(form: StepForm, *, is_asked: bool) -> None:
    """Refuse an empty service password once the carrier has asked for it, or beside another fault.

    Before the first 提交 nobody knows whether this carrier wants one.
    """
    if form.faults or is_asked:
        password = form["service_password"]
        password.put(FieldFault(Message.PASSWORD_NEEDED, password.name))


def _is_asked(flow: Flow, tel: str) -> bool:
    """Say whether the carrier's open question is about this number."""
    return flow.question is not None and flow.tel == tel


def _answers(form: StepForm, flow: Flow, service_password: str) -> Answers:
    """Return what goes to the carrier: of codes only those that belong to this number."""
    if flow.question is not None and not _is_asked(flow, form["phone"].data):
        return Answers(service_password=service_password)
    return replace(answers(form), service_password=service_password)


def _learned(form: StepForm, flow: Flow, desk: Desk) -> dict[str, Any]:
    """Return what the flow learns from a valid P2: the number and the consent."""
    tel, version = form["phone"].data, desk.settings.flow.agreement_version
    learned: dict[str, Any] = {"tel": tel}
    if flow.consent is None or flow.consent.version != version:
        learned["consent"] = Consent(
            version=version, shown_at=flow.agreement_shown_at, ticked_at=desk.clock.now()
        )
    if flow.question is not None and flow.tel != tel:
        learned["question"] = None
    return learned


async def resend(form: StepForm, flow: Flow, partner: Partner | None, desk: Desk) -> StepOutcome:
    """重新获取: the login begins anew for the sake of another SMS code."""
    kept = await keep_draft(form, flow, desk)
    if Ask.SMS not in asked(kept, kept.number):
        return LateForm(kept)
    service_password = desk.service_passwords.of(kept, kept.tel)
    return await buttons.resend(Answers(service_password=service_password), kept, desk)


async def open_agreement(
    form: StepForm, flow: Flow, partner: Partner | None, desk: Desk
) -> AgreementOpened:
    """《运营商授权协议》: open it without losing what was typed."""
    return AgreementOpened(await keep_draft(form, flow, desk, read_at=desk.clock.now()))


async def edit(
    form: StepForm, flow: Flow, partner: Partner | None, desk: Desk
) -> StepShown | LateForm:
    """修改: from P2 back to P1, as it was filled."""
    if not flow.has_basic_info:
        return LateForm(flow)
    desk.service_passwords.drop(flow)
    changes = {"question": None, "tel_is_fixed": False}
    return await leave(form, flow, desk, Event.EDITED, release=True, **changes)


def _filled(flow: Flow, sent: FormData | None) -> StepForm:
    known = flow.draft | typed_owner(flow) | {"phone": flow.number}
    typed = flow.number if sent is None or flow.tel_is_fixed else sent.get("phone", "")
    form = form_class(asked(flow, typed))(sent, data=known)
    if flow.tel_is_fixed:
        form["phone"].is_readonly = True
        form["phone"].data = flow.tel
    return form


STEP = FlowStep(
    "手机信息",
    _filled,
    {
        Go.SUBMIT: submit,
        Go.CAPTCHA: buttons.captcha,
        Go.SMS: resend,
        Go.AGREEMENT: open_agreement,
        Go.FORGOT: buttons.forgot,
        Go.EDIT: edit,
    },
)
