"""What a submit's button (`go`) does to a flow."""

from typing import Any

from h5kit import identity
from h5kit.carrier.gateway import Answers, ResetAnswers
from h5kit.entry.sessions import reopened
from h5kit.flow.machine import Event, is_allowed
from h5kit.flow.outcomes import Ask
from h5kit.flow.progress import moved
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.flow.stub import can_restart
from h5kit.model import Partner
from h5kit.steps import basic_info, phone
from h5kit.steps.basic_info import BasicInfoForm
from h5kit.steps.fields import StepForm
from h5kit.steps.registry import FormData, keep_draft
from h5kit.steps.submits import answers_of_phone, check_phone, facts_of_phone
from h5kit.web.flow.acting import Acted, Action, answer, faulty, keep, move, step_aside
from h5kit.web.flow.reset_actions import RESET_SUBMITS, close, reset
from h5kit.web.http.parts import Parts


async def submit(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """提交, 确定: check everything at once, then move on or call the carrier."""
    form = parts.form(flow, sent)
    match flow.state:
        case State.BASIC_INFO if isinstance(form, BasicInfoForm):
            return await _submit_basic_info(parts, flow, form)
        case State.PHONE if form is not None:
            return await _submit_phone(parts, flow, partner, form)
        case State.VERIFY if form is not None:
            return await answer(parts, flow, form, phone.answers)
        case _:
            submit_reset = RESET_SUBMITS.get(flow.state)
            if submit_reset is None or form is None:
                return Acted(flow, is_stale=True)
            return await submit_reset(parts, flow, form)


async def _submit_basic_info(parts: Parts, flow: Flow, form: BasicInfoForm) -> Acted:
    if not form.validate():
        return await faulty(parts, flow, form)
    who = basic_info.read(form)
    after = moved(
        keep_draft(flow, form),
        Event.FILLED,
        parts.clock.now(),
        applicant=who,
        tel=who.phone,
        tel_is_fixed=True,
    )
    return await move(parts, flow, after)


async def _submit_phone(parts: Parts, flow: Flow, partner: Partner | None, form: StepForm) -> Acted:
    tel = identity.mobile(form["phone"].data) or ""
    held = parts.desk.passwords.of(flow, tel)
    is_another = parts.desk.is_about_another(flow, tel)
    if not check_phone(form, flow, partner, held, is_another=is_another):
        return await faulty(parts, flow, form)
    facts: dict[str, Any] = facts_of_phone(
        form, flow, parts.settings.flow.agreement_version, parts.clock.now()
    )
    answers = answers_of_phone(form, flow, held)
    draft = keep_draft(flow, form).draft
    sent = await parts.desk.submit(flow, answers, draft=draft, **facts)
    return Acted(sent.flow, is_stale=sent.is_stale)


async def cities(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """选择城市: the second select follows the first; a script only swaps the select."""
    del partner
    form = parts.form(flow, sent)
    if flow.state is not State.BASIC_INFO:
        return Acted(flow, is_stale=True)
    return Acted(await keep(parts, flow, form), fragment="city")


async def captcha(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """换一个: another picture, and nothing else changes."""
    del partner
    form = parts.form(flow, sent)
    if form is None or "captcha" not in form:
        is_p2 = flow.state is State.PHONE
        return Acted(await keep(parts, flow, form) if is_p2 else flow, is_stale=True)
    fresh = await parts.desk.refresh_captcha(await keep(parts, flow, form))
    has_picture = fresh.rev == flow.rev and not fresh.shown
    # A refusal is told at the top of the step, so then the step is shown whole.
    return Acted(fresh, fragment="captcha" if has_picture else "")


async def sms(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """重新获取: another SMS code, once the last one's time is over; the server counts."""
    del partner
    kept = await keep(parts, flow, parts.form(flow, sent))
    answers = _resent(parts, kept)
    if answers is None:
        return Acted(kept, is_stale=True)
    if parts.clock.now() < kept.sms_until:
        return Acted(kept)
    done = await parts.desk.submit(kept, answers, is_resend=True)
    return Acted(done.flow, is_stale=done.is_stale)


def _resent(parts: Parts, flow: Flow) -> Answers | ResetAnswers | None:
    """Return what begins a dialogue anew for another code, None where no code is asked for."""
    if flow.state in {State.RESET_LOGIN_SMS, State.RESET_SMS}:
        return ResetAnswers()
    if flow.state is not State.PHONE or Ask.SMS not in phone.asked(flow, flow.number):
        return None
    return Answers(service_password=parts.desk.passwords.of(flow, flow.tel))


async def agreement(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """《运营商授权协议》: open it without losing what was typed."""
    del partner
    read_at = parts.clock.now()
    kept = await keep(parts, flow, parts.form(flow, sent), read_at=read_at)
    return Acted(kept, to=f"/f/{parts.handles.handle(flow.id)}/agreement")


async def forgot(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """忘记密码: open P4 with everything kept but the password."""
    del partner
    parts.desk.passwords.drop(flow)
    # P3's question can't be shown again: closing P4 leads to P2.
    question = None if flow.state is State.VERIFY else flow.question
    return await step_aside(
        parts,
        flow,
        Event.FORGOT,
        sent,
        release=question is None,
        question=question,
        reset=None,
    )


async def edit(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """修改: from P2 back to P1, as it was filled."""
    del partner
    if not flow.has_basic_info:
        return Acted(flow, is_stale=True)
    parts.desk.passwords.drop(flow)
    return await step_aside(
        parts, flow, Event.EDITED, sent, release=True, question=None, tel_is_fixed=False
    )


async def restart(parts: Parts, flow: Flow, partner: Partner | None, sent: FormData) -> Acted:
    """重新授权: a new flow with what P1 held; the ended one leads to it from then on."""
    del partner, sent
    if not can_restart(flow) or not is_allowed(flow.state, Event.RESTARTED):
        return Acted(flow, is_stale=True)
    now = parts.clock.now()
    is_granted = bool(flow.uid) and await parts.store.is_granted(flow.partner, flow.uid)
    fresh = reopened(parts.handles.new_id(flow.partner), flow, now, is_granted=is_granted)
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
    "reset": reset,
    "edit": edit,
    "restart": restart,
}
