"""What the buttons of P4 and P5 do: choose the reset, answer its steps, go back to P2."""

from collections.abc import Awaitable, Callable
from typing import Any

from h5kit.carrier.gateway import ResetAnswers
from h5kit.carrier.regions import Mode
from h5kit.flow.machine import Event
from h5kit.flow.progress import moved, replace
from h5kit.flow.record import Flow, Line
from h5kit.flow.states import State
from h5kit.model import Partner
from h5kit.steps import reset_contacts
from h5kit.steps.fields import Fault, StepForm
from h5kit.steps.lines import reset_number, rule_of
from h5kit.steps.registry import FormData, keep_draft
from h5kit.web.flow.acting import Acted, answer, faulty, move, step_aside
from h5kit.web.http.parts import Parts

SAME_PASSWORD = 32


async def close(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """× and < 返回认证: back to P2 as it was left, with P4's number where P2 had none."""
    del partner
    form = parts.form(flow, sent)
    draft = _as_p2(flow if form is None else keep_draft(flow, form))
    return await step_aside(
        parts, flow, Event.CLOSED, sent, release=flow.question is None, reset=None, draft=draft
    )


def _as_p2(flow: Flow) -> dict[str, str]:
    """Return the draft with the number typed on P4 as P2's."""
    draft = dict(flow.draft)
    typed = draft.pop("forgot_phone", "")
    return draft | {"phone": typed} if typed else draft


async def reset(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """重置密码: on to P5, where the number's carrier and region can be reset online."""
    del partner
    form = parts.form(flow, sent)
    if flow.state is not State.FORGOT or form is None:
        return Acted(flow, is_stale=True)
    return await choose(parts, flow, form)


async def choose(parts: Parts, flow: Flow, form: StepForm) -> Acted:
    """Begin the reset of P4's number, or tell why it can't begin."""
    if not form.validate():
        return await faulty(parts, flow, form)
    kept = _with_carrier(keep_draft(flow, form), form["carrier"].data)
    tel = reset_number(kept)
    if rule_of(parts.rules, kept, tel).mode is not Mode.ONLINE:
        return await _stay(parts, flow, replace(kept, shown=()))
    if limit := await parts.desk.barred_reset(kept, tel):
        return await _stay(parts, flow, replace(kept, shown=(limit,)))
    is_another = tel != flow.tel
    changes: dict[str, Any] = {"tel": tel, "question": None} if is_another else {}
    draft = _as_p2(kept)
    after = moved(kept, Event.RESET_CHOSEN, parts.clock.now(), draft=draft, **changes)
    return await move(parts, flow, after, release=is_another)


def _with_carrier(flow: Flow, carrier: str) -> Flow:
    said = Line(tel=reset_number(flow), carrier=carrier) if carrier else None
    return flow if said == flow.said else replace(flow, said=said)


async def _stay(parts: Parts, flow: Flow, kept: Flow) -> Acted:
    kept = replace(kept, touched_at=parts.clock.now())
    if await parts.store.touch(flow, kept):
        return Acted(kept)
    return Acted(await parts.store.find(flow.id) or kept, is_stale=True)


async def _identity(parts: Parts, flow: Flow, form: StepForm) -> Acted:
    return await answer(parts, flow, form, lambda _: ResetAnswers())


async def _sms(parts: Parts, flow: Flow, form: StepForm) -> Acted:
    return await answer(parts, flow, form, lambda f: ResetAnswers(sms_code=f["sms_code"].data))


async def _contacts(parts: Parts, flow: Flow, form: StepForm) -> Acted:
    return await answer(
        parts, flow, form, lambda f: ResetAnswers(contacts=reset_contacts.numbers(f))
    )


async def _password(parts: Parts, flow: Flow, form: StepForm) -> Acted:
    field = form["new_password"]
    if form.validate() and parts.desk.passwords.is_old(flow, field.data):
        field.put(Fault(SAME_PASSWORD, field.name))
        return await faulty(parts, flow, form)
    return await answer(parts, flow, form, lambda _: ResetAnswers(new_password=field.data))


RESET_SUBMITS: dict[State, Callable[[Parts, Flow, StepForm], Awaitable[Acted]]] = {
    State.FORGOT: choose,
    State.RESET_IDENTITY: _identity,
    State.RESET_LOGIN_SMS: _sms,
    State.RESET_SMS: _sms,
    State.RESET_CONTACTS: _contacts,
    State.RESET_PASSWORD: _password,
}
"""What a submit does in each step of P4 and P5."""
