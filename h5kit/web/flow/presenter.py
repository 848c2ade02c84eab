"""From a flow to the page that shows it."""

import base64

from h5kit.carrier import numbering
from h5kit.carrier.reset_rules import Mode, ResetRules
from h5kit.flow.record import Flow
from h5kit.flow.states import RESETTING, State
from h5kit.messages import Message, Recovery, Status
from h5kit.model import Partner
from h5kit.steps import reset_words
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


def _hotlines(flow: Flow) -> tuple[tuple[str, str], ...]:
    """Return the hotlines, the number's own carrier first."""
    tel = number_of_reset(flow)
    if not tel:
        return HOTLINES
    own = numbering.hotline(carrier_of(flow, tel).carrier)
    return tuple(sorted(HOTLINES, key=lambda line: line[1] != own))


def _reset(flow: Flow, rules: ResetRules) -> ResetPanel | None:
    """Return what P4 and P5 print besides their forms."""
    is_english = flow.lang == "en"
    if flow.state in RESETTING:
        return ResetPanel(tel=flow.tel, notes=reset_words.of_passwords(rules, english=is_english))
    if flow.state is not State.FORGOT:
        return None
    notes = reset_words.of_regions(rules, english=is_english)
    tel = number_of_reset(flow)
    if not tel:
        return ResetPanel(notes=notes)
    whose, rule = carrier_of(flow, tel), reset_rule(rules, flow, tel)
    return ResetPanel(
        tel=tel,
        place=whose.name,
        is_offline=rule.mode is Mode.HOTLINE,
        is_told=whose.is_told,
        carrier_page=rule.page,
        notes=notes,
    )


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
    question, step = flow.question, STEPS[flow.state]
    at_top = [notice(s.code, s.until) for s in flow.shown if form is None or s.field not in form]
    return Page(
        step=flow.state,
        title=step.title,
        action=address,
        token=token,
        notices=(*map(notice, notices), *at_top),
        progress=_progress(flow),
        captcha=picture(question.captcha) if question else "",
        sms_seconds=max(0, round(flow.sms_until - now)),
        can_resend=Go.SMS in step.buttons,
        has_password=has_password,
        note=_note(flow),
        reset=_reset(flow, rules),
        told=_told(flow, form),
        tel=flow.tel,
        hotlines=_hotlines(flow) if _shows_hotlines(flow) else (),
        redirect=way_out(flow, partner),
        partner=partner.name if partner else "",
        lang=flow.lang,
        size=flow.size,
        sid=flow.sid if flow.state is State.SUCCESS else "",
        uid=flow.uid if flow.state is State.SUCCESS else "",
    )


def _told(flow: Flow, form: StepForm | None) -> str:
    """Return what went well, in words: a reset, or a code that need not be sent again."""
    now_open = flow.reset or flow.question
    asks_old_code = now_open is not None and now_open.is_old_code
    is_asked = form is not None and "sms_code" in form
    if flow.reset_end:
        return TOLD_OF_RESET[flow.reset_end]
    return Status.CODE_STILL_VALID.text if asks_old_code and is_asked else ""


def _note(flow: Flow) -> str:
    """Return the carrier's own text for the step, or what stands there where it sends none."""
    if flow.state is State.VERIFY:
        return (flow.question.note if flow.question else "") or NOTE
    return flow.reset.note if flow.reset else ""


def _shows_hotlines(flow: Flow) -> bool:
    if flow.state is State.FORGOT:
        return True
    return any(Recovery.HOTLINE in s.code.row.recoveries for s in flow.shown)
