"""Computes the values of a flow's page."""

import base64

from h5kit.carrier import numbering
from h5kit.carrier.reset_rules import Mode, ResetRules
from h5kit.flow.record import Flow
from h5kit.flow.states import RESETTING, State
from h5kit.languages import FLOW_LANGUAGES, SOURCE, Language
from h5kit.messages import Message, Recovery, Status
from h5kit.model import Partner
from h5kit.steps import reset_notes
from h5kit.steps.fields import StepForm
from h5kit.steps.number_carrier import carrier_of, number_of_reset, reset_rule
from h5kit.steps.phone import RESET_SUCCESS_TEXTS
from h5kit.steps.step import Go
from h5kit.steps.table import STEPS
from h5kit.steps.verify import DEFAULT_NOTE
from h5kit.web.http.page import Page, ResetPanel, notice
from h5kit.web.http.return_links import close_address

HOTLINES = (("移动用户", "10086"), ("联通用户", "10010"), ("电信用户", "10000"))
PICTURE_KINDS = ((b"\x89PNG", "png"), (b"\xff\xd8", "jpeg"), (b"GIF8", "gif"))


def captcha_data_uri(data: bytes) -> str:
    """Return a captcha as a data URI; "" if it isn't PNG, JPEG or GIF."""
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
    hotlines = tuple((language.text(users), number) for users, number in HOTLINES)
    tel = number_of_reset(flow)
    if not tel:
        return hotlines
    own = numbering.hotline(carrier_of(flow, tel).carrier)
    return tuple(sorted(hotlines, key=lambda hotline: hotline[1] != own))


def _reset_panel(flow: Flow, rules: ResetRules, language: Language) -> ResetPanel | None:
    """Return the values of P4 and P5 besides their forms; None on other pages."""
    if flow.state in RESETTING:
        return ResetPanel(tel=flow.tel, notes=reset_notes.password_notes(rules, language))
    if flow.state is not State.FORGOT:
        return None
    notes = reset_notes.region_notes(rules, language)
    tel = number_of_reset(flow)
    if not tel:
        return ResetPanel(notes=notes)
    number_carrier, rule = carrier_of(flow, tel), reset_rule(rules, flow, tel)
    return ResetPanel(
        tel=tel,
        place=number_carrier.name(language),
        is_offline=rule.mode is Mode.HOTLINE,
        is_carrier_confirmed=number_carrier.is_confirmed_by_gateway,
        carrier_page=rule.page,
        notes=notes,
    )


def language_of(flow: Flow) -> Language:
    """Return the language of a flow's pages; the source language if its own was removed."""
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
    """Return the values of the flow's page.

    `address` is that of the flow, `token` the step token and `now` the time in seconds since the
    epoch. Messages that belong to no field of `form` stand at the top, below `notices`.
    """
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
        captcha=captcha_data_uri(question.captcha) if question else "",
        sms_seconds=max(0, round(flow.sms_until - now)),
        can_resend=Go.SMS in step.buttons,
        has_password=has_password,
        note=_note(flow, language),
        reset=_reset_panel(flow, rules, language),
        success_text=language.text(_success_text(flow, form)),
        tel=flow.tel,
        hotlines=_hotlines(flow, language) if _shows_hotlines(flow) else (),
        redirect=close_address(flow, partner),
        partner=partner.name if partner else "",
        language=language,
        size=flow.size,
        sid=flow.sid if flow.state is State.SUCCESS else "",
        uid=flow.uid if flow.state is State.SUCCESS else "",
    )


def _success_text(flow: Flow, form: StepForm | None) -> str:
    """Return the text of a success, "" for none: a reset, or an SMS code that is still valid."""
    now_open = flow.reset or flow.question
    asks_old_code = now_open is not None and now_open.is_old_code
    is_asked = form is not None and "sms_code" in form
    if flow.reset_end:
        return RESET_SUCCESS_TEXTS[flow.reset_end]
    return Status.CODE_STILL_VALID.text if asks_old_code and is_asked else ""


def _note(flow: Flow, language: Language) -> str:
    """Return the carrier's text for the step, on P3 a default text if it sends none."""
    if flow.state is State.VERIFY:
        return (flow.question.note if flow.question else "") or language.text(DEFAULT_NOTE)
    return flow.reset.note if flow.reset else ""


def _shows_hotlines(flow: Flow) -> bool:
    if flow.state is State.FORGOT:
        return True
    return any(Recovery.HOTLINE in s.code.row.recoveries for s in flow.shown)
