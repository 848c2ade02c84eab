"""What a submit of P2 means: the faults to show, or the facts to keep and what to send."""

from dataclasses import replace
from typing import Any

from h5kit.carrier import numbering
from h5kit.carrier.gateway import Answers
from h5kit.flow.record import Flow
from h5kit.model import Consent, Partner
from h5kit.steps.challenge_fields import answers
from h5kit.steps.fields import Fault, StepForm

NOT_THIS_NUMBER = 9
NOT_SUPPORTED = 16
NO_PASSWORD = 18


def check_phone(
    form: StepForm, flow: Flow, partner: Partner | None, held: str, *, is_another: bool = False
) -> bool:
    """Validate P2, all faults at once; say whether there are none.

    `is_another` is a number that the flow isn't about, and it may be about one only.
    An empty service password is a fault only when the carrier has asked for it, or beside
    another fault: before the first 提交 nobody knows whether this carrier wants one.
    """
    form.validate()
    number = form["phone"]
    if not number.errors and is_another:
        number.put(Fault(NOT_THIS_NUMBER, "phone"))
    if not number.errors and _is_unsupported(number.data, partner):
        number.put(Fault(NOT_SUPPORTED, "phone"))
    if "service_password" in form:
        password = form["service_password"]
        is_missing = not password.data and not held
        if is_missing and (form.faults or is_asked(flow, number.data)):
            password.put(Fault(NO_PASSWORD, "service_password"))
    return not form.faults


def is_asked(flow: Flow, tel: str) -> bool:
    """Say whether the carrier's open question is about this number."""
    return flow.question is not None and flow.tel == tel


def _is_unsupported(tel: str, partner: Partner | None) -> bool:
    block = numbering.guess(tel)
    return block.satellite or (block.virtual and not (partner and partner.virtual_operators))


def facts_of_phone(form: StepForm, flow: Flow, version: str, now: float) -> dict[str, Any]:
    """Return what the flow learns from a valid P2: the number and the consent."""
    tel = form["phone"].data
    facts: dict[str, Any] = {"tel": tel}
    if flow.consent is None or flow.consent.version != version:
        shown_at = flow.agreement_shown_at
        facts["consent"] = Consent(version=version, shown_at=shown_at, ticked_at=now)
    if flow.question is not None and flow.tel != tel:
        facts["question"] = None
    return facts


def answers_of_phone(form: StepForm, flow: Flow, held: str) -> Answers:
    """Return what goes to the carrier: of codes only those that belong to this number."""
    given = answers(form)
    password = given.service_password or held
    if flow.question is not None and not is_asked(flow, form["phone"].data):
        return Answers(service_password=password)
    return replace(given, service_password=password)
