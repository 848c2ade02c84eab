"""P4 忘记服务密码怎么办？: whose password is to be reset (source, section 三.2.3)."""

from h5kit.carrier.numbering import Carrier
from h5kit.carrier.regions import Mode
from h5kit.challenges import Control, ControlKind
from h5kit.flow.machine import Event
from h5kit.flow.progress import moved, replace
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
from h5kit.steps.transitions import move

PORTED = Control(kind=ControlKind.SELECT, placeholder="未转网", is_required=False)


def _known(form: StepForm, field: StepField) -> Message | None:
    """Take any other word than a carrier's for none."""
    if field.data not in set(Carrier):
        field.data = ""
    return None


class _Number(StepForm):
    phone = phone_field("手机号", keep_as="forgot_phone")


class KnownForm(StepForm):
    """P4 where P2 has a number: nothing to fill in, but the carrier that it was moved to."""

    carrier = StepField("我已携号转网", PORTED, _known, keep_as="")

    def dress(self) -> "KnownForm":
        """Fill the select's options. Returns itself."""
        self["carrier"].options = [(c, c) for c in Carrier]
        return self


class UnknownForm(KnownForm, _Number):
    """P4 where P2 has none yet."""


async def submit(
    form: KnownForm, flow: Flow, partner: Partner | None, desk: Desk
) -> StepShown | LateForm:
    """重置密码: begin the reset of P4's number, or tell why it can't begin."""
    if not form.validate():
        return await show_faults(form, flow, desk)
    kept = _with_claim(with_draft(flow, form), form["carrier"].data)
    tel = number_of_reset(kept)
    if reset_rule(desk.rules, kept, tel).mode is not Mode.ONLINE:
        return await _stay(flow, replace(kept, shown=()), desk)
    if limit := await desk.limits.before_reset(kept, tel):
        return await _stay(flow, replace(kept, shown=(limit,)), desk)
    is_another = tel != flow.tel
    changes: dict[str, object] = {"tel": tel, "question": None} if is_another else {}
    draft = buttons.with_p4_number(kept.draft)
    after = moved(kept, Event.RESET_CHOSEN, desk.clock.now(), draft=draft, **changes)
    return await move(flow, after, desk, release=is_another)


def _with_claim(flow: Flow, carrier: str) -> Flow:
    said = CarrierClaim(tel=number_of_reset(flow), carrier=carrier) if carrier else None
    return flow if said == flow.said else replace(flow, said=said)


async def _stay(flow: Flow, kept: Flow, desk: Desk) -> StepShown | LateForm:
    kept = replace(kept, touched_at=desk.clock.now())
    is_kept = await desk.store.touch(flow, kept)
    return StepShown(kept) if is_kept else LateForm(await desk.reread(kept))


def _filled(flow: Flow, sent: FormData | None) -> KnownForm:
    tel = number_of_reset(flow)
    said = flow.said.carrier if flow.said and flow.said.tel == tel else ""
    known = {"phone": flow.draft.get("forgot_phone", ""), "carrier": said}
    form = KnownForm if number_of_p2(flow) else UnknownForm
    return form(sent, data=known).dress()


STEP = FlowStep(
    "忘记服务密码怎么办？",
    _filled,
    {Go.SUBMIT: submit, Go.RESET: submit, Go.CLOSE: buttons.close},
)
