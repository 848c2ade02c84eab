"""P4 忘记服务密码怎么办？: how to reset a service password (source, section 三.2.3: resets)."""

from h5kit.carrier.numbering import Carrier
from h5kit.carrier.reset_rules import Mode
from h5kit.challenges import Control, ControlKind
from h5kit.flow.machine import Event
from h5kit.flow.progress import apply_event, replace
from h5kit.flow.record import CarrierClaim, Flow
from h5kit.messages import Message
from h5kit.model import Partner
from h5kit.steps import buttons
from h5kit.steps.desk import Desk
from h5kit.steps.drafts import show_faults, with_draft
from h5kit.steps.fields import FormData, StepField, StepForm
from h5kit.steps.number_carrier import number_of_p2, number_of_reset, reset_rule
from h5kit.steps.outcome import LateForm, StepShown
from h5kit.steps.phone_field import phone_field
from h5kit.steps.step import FlowStep, Go
from h5kit.steps.transitions import transition

PORTED_TO = Control(kind=ControlKind.SELECT, placeholder="未转网", is_required=False)


def _ignore_unknown_carrier(form: StepForm, field: StepField) -> Message | None:
    """Replace a value that isn't a carrier by ""; never fails."""
    if field.data not in set(Carrier):
        field.data = ""
    return None


class _NumberForm(StepForm):
    phone = phone_field("手机号", keep_as="forgot_phone")


class KnownNumberForm(StepForm):
    """P4 if P2 has a valid number: the person may only state the carrier it was ported to."""

    carrier = StepField("我已携号转网", PORTED_TO, _ignore_unknown_carrier, keep_as="")

    def fill_options(self) -> "KnownNumberForm":
        """Set the options of the select and return the form."""
        self["carrier"].options = [(c, c) for c in Carrier]
        return self


class UnknownNumberForm(KnownNumberForm, _NumberForm):
    """P4 if P2 has no valid number: it asks for the number, too."""


async def submit(
    form: KnownNumberForm, flow: Flow, partner: Partner | None, desk: Desk
) -> StepShown | LateForm:
    """重置密码: go to P5 a, or stay if the carrier has no online reset or a limit is reached."""
    if not form.validate():
        return await show_faults(form, flow, desk)
    changed = _with_claim(with_draft(flow, form), form["carrier"].data)
    tel = number_of_reset(changed)
    if reset_rule(desk.rules, changed, tel).mode is not Mode.ONLINE:
        return await _stay(flow, replace(changed, shown=()), desk)
    if limit := await desk.limits.before_reset(changed, tel):
        return await _stay(flow, replace(changed, shown=(limit,)), desk)
    is_another = tel != flow.tel
    changes: dict[str, object] = {"tel": tel, "question": None} if is_another else {}
    draft = buttons.with_p4_number(changed.draft)
    after = apply_event(changed, Event.RESET_CHOSEN, desk.clock.now(), draft=draft, **changes)
    return await transition(flow, after, desk, release=is_another)


def _with_claim(flow: Flow, carrier: str) -> Flow:
    """Return the flow with the carrier that the person states, "" for none."""
    claim = CarrierClaim(tel=number_of_reset(flow), carrier=carrier) if carrier else None
    return flow if claim == flow.person_claim else replace(flow, person_claim=claim)


async def _stay(flow: Flow, changed: Flow, desk: Desk) -> StepShown | LateForm:
    """Write the changed flow without a transition."""
    changed = replace(changed, touched_at=desk.clock.now())
    is_written = await desk.store.touch(flow, changed)
    return StepShown(changed) if is_written else LateForm(await desk.reread(changed))


def _build_form(flow: Flow, sent: FormData | None) -> KnownNumberForm:
    tel = number_of_reset(flow)
    claim = flow.person_claim
    carrier = claim.carrier if claim and claim.tel == tel else ""
    values = {"phone": flow.draft.get("forgot_phone", ""), "carrier": carrier}
    form = KnownNumberForm if number_of_p2(flow) else UnknownNumberForm
    return form(sent, data=values).fill_options()


STEP = FlowStep(
    "忘记服务密码怎么办？",
    _build_form,
    {Go.SUBMIT: submit, Go.RESET: submit, Go.CLOSE: buttons.close},
)
