"""What a submit's button (`go`) does to a flow."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from h5kit.carrier.gateway import Answers
from h5kit.entry.sessions import reopened
from h5kit.flow.machine import Event, is_allowed
from h5kit.flow.outcomes import Ask
from h5kit.flow.progress import moved, replace
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.messages import Recovery, message
from h5kit.model import Partner
from h5kit.steps import basic_info, phone
from h5kit.steps.basic_info import BasicInfoForm
from h5kit.steps.fields import StepForm
from h5kit.steps.registry import FormData, form_for, keep_draft
from h5kit.steps.submits import answers_of_phone, check_phone, facts_of_phone
from h5kit.web.parts import Parts


@dataclass(frozen=True, slots=True)
class Acted:
    """What to answer: the flow as it stands; a form with faults; a fragment; or another address."""

    flow: Flow
    form: StepForm | None = None
    status: int = 200
    fragment: str = ""
    to: str = ""
    is_stale: bool = False


Action = Callable[[Parts, Flow, Partner | None, FormData], Awaitable[Acted]]


async def _move(parts: Parts, before: Flow, after: Flow, *, release: bool = False) -> Acted:
    done = await parts.store.move(before, after, release=release)
    if done.done:
        return Acted(after)
    return Acted(await parts.store.find(before.id) or after, is_stale=True)


async def _keep(parts: Parts, flow: Flow, form: StepForm | None) -> Flow:
    """Keep what was typed, so that it's there after the app was killed; no new revision."""
    kept = flow if form is None else keep_draft(flow, form)
    if kept is flow:
        return flow
    kept = replace(kept, touched_at=parts.clock.now())
    if await parts.store.touch(flow, kept):
        return kept
    return await parts.store.find(flow.id) or kept


async def submit(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """提交, 确定: check everything at once, then move on or call the carrier."""
    form = form_for(flow, parts.clock.now(), sent)
    match flow.state:
        case State.BASIC_INFO if isinstance(form, BasicInfoForm):
            return await _submit_basic_info(parts, flow, form)
        case State.PHONE if form is not None:
            return await _submit_phone(parts, flow, partner, form)
        case State.VERIFY if form is not None:
            return await _submit_verify(parts, flow, form)
        case _:
            return Acted(flow, is_stale=True)


async def _faulty(parts: Parts, flow: Flow, form: StepForm) -> Acted:
    return Acted(await _keep(parts, flow, form), form=form, status=422)


async def _submit_basic_info(parts: Parts, flow: Flow, form: BasicInfoForm) -> Acted:
    if not form.validate():
        return await _faulty(parts, flow, form)
    who = basic_info.read(form)
    after = moved(
        keep_draft(flow, form),
        Event.FILLED,
        parts.clock.now(),
        applicant=who,
        tel=who.phone,
        tel_is_fixed=True,
    )
    return await _move(parts, flow, after)


async def _submit_phone(parts: Parts, flow: Flow, partner: Partner | None, form: StepForm) -> Acted:
    held = parts.desk.held_password(flow)
    if not check_phone(form, flow, partner, held):
        return await _faulty(parts, flow, form)
    facts: dict[str, Any] = facts_of_phone(
        form, flow, parts.settings.agreement_version, parts.clock.now()
    )
    answers = answers_of_phone(form, flow, held)
    draft = keep_draft(flow, form).draft
    sent = await parts.desk.submit(flow, answers, draft=draft, **facts)
    return Acted(sent.flow, is_stale=sent.is_stale)


async def _submit_verify(parts: Parts, flow: Flow, form: StepForm) -> Acted:
    if not form.validate():
        return await _faulty(parts, flow, form)
    sent = await parts.desk.submit(flow, phone.answers(form))
    return Acted(sent.flow, is_stale=sent.is_stale)


async def cities(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """选择城市: the second select follows the first; a script only swaps the select."""
    del partner
    form = form_for(flow, parts.clock.now(), sent)
    if flow.state is not State.BASIC_INFO:
        return Acted(flow, is_stale=True)
    return Acted(await _keep(parts, flow, form), fragment="city")


async def captcha(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """换一个: another picture, and nothing else changes."""
    del partner
    form = form_for(flow, parts.clock.now(), sent)
    if form is None or "captcha" not in form:
        return Acted(flow, is_stale=True)
    fresh = await parts.desk.refresh_captcha(await _keep(parts, flow, form))
    has_picture = fresh.rev == flow.rev and not fresh.shown
    # A refusal is told at the top of the step, so then the step is shown whole.
    return Acted(fresh, fragment="captcha" if has_picture else "")


async def sms(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """重新获取: another SMS code, once the last one's time is over; the server counts."""
    del partner
    kept = await _keep(parts, flow, form_for(flow, parts.clock.now(), sent))
    question = kept.question
    if question is None or Ask.SMS not in question.kinds or kept.state is not State.PHONE:
        return Acted(kept, is_stale=True)
    if parts.clock.now() < question.sms_until:
        return Acted(kept)
    answers = Answers(service_password=parts.desk.held_password(kept))
    done = await parts.desk.submit(kept, answers, is_resend=True, question=None)
    return Acted(done.flow, is_stale=done.is_stale)


async def agreement(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """《运营商授权协议》: open it without losing what was typed."""
    del partner
    kept = await _keep(parts, flow, form_for(flow, parts.clock.now(), sent))
    return Acted(kept, to=f"/f/{parts.handles.handle(flow.id)}/agreement")


async def forgot(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """忘记密码: open P4 with everything kept but the password."""
    del partner
    return await _simple_move(parts, flow, Event.FORGOT, sent)


async def close(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """×: back from P4 to P2."""
    del partner
    return await _simple_move(parts, flow, Event.CLOSED, sent)


async def edit(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """修改: from P2 back to P1, as it was filled."""
    del partner
    if not flow.has_basic_info:
        return Acted(flow, is_stale=True)
    return await _simple_move(
        parts, flow, Event.EDITED, sent, release=True, question=None, tel_is_fixed=False
    )


async def _simple_move(
    parts: Parts,
    flow: Flow,
    event: Event,
    sent: FormData,
    *,
    release: bool = False,
    **changes: Any,
) -> Acted:
    if not is_allowed(flow.state, event):
        return Acted(flow, is_stale=True)
    now = parts.clock.now()
    form = form_for(flow, now, sent)
    kept = flow if form is None else keep_draft(flow, form)
    return await _move(parts, flow, moved(kept, event, now, **changes), release=release)


async def restart(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """重新授权: a new flow with what P1 held; the ended one leads to it from then on."""
    del partner, sent
    offered = any(Recovery.RESTART in message(s.code).recoveries for s in flow.shown)
    if not offered or not is_allowed(flow.state, Event.RESTARTED):
        return Acted(flow, is_stale=True)
    now = parts.clock.now()
    fresh = reopened(parts.handles.new_id(), flow, now)
    await parts.store.create(fresh)
    ended = moved(flow, Event.RESTARTED, now, shown=flow.shown, successor=fresh.id)
    done = await parts.store.move(flow, ended)
    after = ended if done.done else (await parts.store.find(flow.id) or ended)
    return Acted(after, to=f"/f/{parts.handles.handle(after.successor)}")


ACTIONS: dict[str, Action] = {
    "submit": submit,
    "cities": cities,
    "captcha": captcha,
    "sms": sms,
    "agreement": agreement,
    "forgot": forgot,
    "close": close,
    "edit": edit,
    "restart": restart,
}
