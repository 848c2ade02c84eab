"""From a flow to the page that shows it."""

import base64

from h5kit import messages
from h5kit.carrier import numbering
from h5kit.flow.outcomes import Ask
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.messages import Recovery
from h5kit.model import Partner
from h5kit.steps.fields import StepForm
from h5kit.steps.verify import NOTE
from h5kit.web.view import Notice, Page

TITLES = {
    State.BASIC_INFO: "基础信息",
    State.PHONE: "手机信息",
    State.VERIFY: "验证",
    State.WAITING: "正在查询",
    State.FORGOT: "忘记服务密码怎么办？",
    State.SUCCESS: "授权成功",
    State.FAILED: "授权未完成",
}
HOTLINES = (("移动用户", "10086"), ("联通用户", "10010"), ("电信用户", "10000"))
PICTURE_KINDS = ((b"\x89PNG", "png"), (b"\xff\xd8", "jpeg"), (b"GIF8", "gif"))


def notice(code: int) -> Notice:
    """Return the catalogue's message as the page shows it at its top."""
    m = messages.message(code)
    return Notice(
        code=code,
        text=messages.text(code, 1),
        severity=m.severity,
        recoveries=tuple(m.recoveries),
        wait_seconds=m.wait_seconds,
        english=m.english,
    )


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
    if not flow.tel:
        return HOTLINES
    own = numbering.hotline(numbering.guess(flow.tel).carrier)
    return tuple(sorted(HOTLINES, key=lambda line: line[1] != own))


def page_of(
    flow: Flow,
    partner: Partner | None,
    address: str,
    token: str,
    now: float,
    *,
    form: StepForm | None = None,
    has_password: bool = False,
    notices: tuple[int, ...] = (),
) -> Page:
    """Return the page of the flow's step; `notices` are added to what the flow shows."""
    question = flow.question
    at_top = [s.code for s in flow.shown if form is None or s.field not in form]
    until = question.sms_until if question else 0.0
    asks_sms = question is not None and Ask.SMS in question.kinds
    return Page(
        step=flow.state,
        title=TITLES[flow.state],
        action=address,
        token=token,
        notices=tuple(notice(code) for code in (*notices, *at_top)),
        progress=_progress(flow),
        captcha=picture(question.captcha) if question else "",
        sms_seconds=max(0, round(until - now)),
        can_resend=asks_sms and flow.state is State.PHONE,
        has_password=has_password,
        note=(question.note if question else "") or NOTE,
        tel=flow.tel,
        hotlines=_hotlines(flow) if _shows_hotlines(flow) else (),
        redirect=flow.redirect_url,
        partner=partner.name if partner else "",
        lang=flow.lang,
    )


def _shows_hotlines(flow: Flow) -> bool:
    if flow.state is State.FORGOT:
        return True
    return any(Recovery.HOTLINE in messages.message(s.code).recoveries for s in flow.shown)
