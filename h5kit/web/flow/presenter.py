"""From a flow to the page that shows it."""

import base64

from h5kit.carrier import numbering
from h5kit.carrier.regions import Mode, ResetRules
from h5kit.flow.record import Flow
from h5kit.flow.states import RESETTING, State
from h5kit.languages import FLOW_LANGUAGES, SOURCE, Language
from h5kit.messages import Message, Recovery, Status
from h5kit.model import Partner
from h5kit.steps import reset_notes
from h5kit.steps.fields import StepForm
from h5kit.steps.number_carrier import carrier_of, number_of_reset, reset_rule
from h5kit.steps.phone import TOLD_OF_RESET
from h5kit.steps.step import Go
from h5kit.steps.table import STEPS
from h5kit.steps.verify import NOTE
from h5kit.web.http.page import Page, ResetPanel, notice
from h5kit.web.http.return_links import way_out

HOTLINES = (("移动用户", "10086"), ("联通用户", "10010"), ("电信用户", "10000"))
PICTURE_KINDS = ((b"\x89PNG", "png"), (b"\xff\xd8", "jpeg"), (b"GIF8", "gif"))


def picture(data: bytes) -> str:
    """Return a captcha's bytes as a data URI, "" for what is no picture we know."""
    for magic, kind in PICTURE_KINDS:
        if data.startswith(magic):
            return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    return ""


def _progress(flow: Flow) -> tuple[int, int] | None:
    if not flow.has_basic_info:
        return None
    return (1, 2) if flow.state is State.BASIC_INFO else (2, 2)


def _hotlines(flow: Flow, language: Language) -> tuple[tuple[str, str], ...]:
    """Return the hotlines, the number's own carrier first."""
    lines = tuple((language.text(who), number) for who, number in HOTLINES)
    tel = number_of_reset(flow)
    if not tel:
        return lines
    own = numbering.hotline(carrier_of(flow, tel).carrier)
    return tuple(sorted(lines, key=lambda line: line[1] != own))


def _reset(flow: Flow, rules: ResetRules, language: Language) -> ResetPanel | None:
    """Return what P4 and P5 print besides their forms."""
    if flow.state in RESETTING:
        return ResetPanel(tel=flow.tel, notes=reset_notes.of_passwords(rules, language))
    if flow.state is not State.FORGOT:
        return None
    notes = reset_notes.of_regions(rules, language)
    tel = number_of_reset(flow)
    if not tel:
        return ResetPanel(notes=notes)
    whose, rule = carrier_of(flow, tel), reset_rule(rules, flow, tel)
    return ResetPanel(
        tel=tel,
        place=whose.name(language),
        is_offline=rule.mode is Mode.HOTLINE,
        is_told=whose.is_told,
        carrier_page=rule.page,
        notes=notes,
    )


def language_of(flow: Flow) -> Language:
    """Return the language of a flow's pages; the source language where its own is gone."""
    return FLOW_LANGUAGES.get(flow.lang, SOURCE)


def page_of(
    flow: Flow,
    partner: Partner | None,
    address: str,
    token: str,
    now: float,
    rules: ResetRules,
    *,
    form: StepForm | None = None,
    has_password: bool = False,
    notices: tuple[Message, ...] = (),
) -> Page:
    """Return the page of the flow's step; `notices` are added to what the flow shows."""
    question, step, language = flow.question, STEPS[flow.state], language_of(flow)
    at_top = [
        notice(s.code, s.until, language) for s in flow.shown if form is None or s.field not in form
    ]
    return Page(
        step=flow.state,
        title=language.text(step.title),
        action=address,
        token=token,
        notices=(*(notice(n, language=language) for n in notices), *at_top),
        progress=_progress(flow),
        captcha=picture(question.captcha) if question else "",
        sms_seconds=max(0, round(flow.sms_until - now)),
        can_resend=Go.SMS in step.buttons,
        has_password=has_password,
        note=_note(flow, language),
        reset=_reset(flow, rules, language),
        told=language.text(_told(flow, form)),
        tel=flow.tel,
        hotlines=_hotlines(flow, language) if _shows_hotlines(flow) else (),
        redirect=way_out(flow, partner),
        partner=partner.name if partner else "",
        language=language,
        size=flow.size,
        sid=flow.sid if flow.state is State.SUCCESS else "",
        uid=flow.uid if flow.state is State.SUCCESS else "",
    )


def _told(flow: Flow, form: StepForm | None) -> str:
    """Return what went well, in words: a reset, or a code that need not be sent again."""
    now_open = flow.reset or flow.question
    asks_old_code = now_open is not None and now_open.is_old_code
    is_asked = form is not None and "sms_code" in form
    if flow.told_reset:
        return TOLD_OF_RESET[flow.told_reset]
    return Status.CODE_STILL_VALID.text if asks_old_code and is_asked else ""


def _note(flow: Flow, language: Language) -> str:
    """Return the carrier's own text for the step, or what stands there where it sends none."""
    if flow.state is State.VERIFY:
        return (flow.question.note if flow.question else "") or language.text(NOTE)
    return flow.reset.note if flow.reset else ""


def _shows_hotlines(flow: Flow) -> bool:
    if flow.state is State.FORGOT:
        return True
    return any(Recovery.HOTLINE in s.code.row.recoveries for s in flow.shown)
