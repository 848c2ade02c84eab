"""What a template is given: one value object for every page, so that templates stay dumb."""

from dataclasses import dataclass, field

from h5kit.flow.states import State
from h5kit.languages import SOURCE, Language
from h5kit.messages import Message, Recovery, Severity

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Notice:
    """A message at the top of the page (not at a field), with what the user can do next.

    `beside` is what the page's language says beside the exact text; `ends` is when a limit that
    the message is about ends, in words.
    """

    code: Message
    text: str
    severity: Severity
    recoveries: tuple[Recovery, ...] = ()
    wait_seconds: int = 0
    beside: str = ""
    ends: str = ""


@dataclass(frozen=True, slots=True)
class ResetPanel:
    """What P4 and P5 print besides their forms.

    `place` is the number's carrier and region (广东移动); `is_offline` puts P4's red line under
    重置密码; `carrier_page` is the address that opens instead; `notes` are the points of 重置说明.
    """

    tel: str = field(default="", repr=False)
    place: str = ""
    is_offline: bool = False
    is_told: bool = False
    carrier_page: str = ""
    notes: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Everything a page prints besides its form.

    `captcha` is a data URI; `sms_seconds` counts down to when a new code may be had; `note` is
    the carrier's text of P3; `progress` is (current, total) where P1 is part of the flow;
    `hotlines` are (carrier's word, number), the number's own carrier first; `told` is a word of
    ours about something that went well; `sid` and `uid` are told on the page of success only.
    """

    step: State
    title: str
    action: str
    token: str = field(default="", repr=False)
    notices: tuple[Notice, ...] = ()
    progress: tuple[int, int] | None = None
    captcha: str = field(default="", repr=False)
    sms_seconds: int = 0
    can_resend: bool = False
    has_password: bool = False
    note: str = ""
    tel: str = field(default="", repr=False)
    reset: ResetPanel | None = None
    told: str = ""
    hotlines: tuple[tuple[str, str], ...] = ()
    redirect: str = ""
    partner: str = ""
    language: Language = SOURCE
    size: str = ""
    sid: str = ""
    uid: str = ""


def notice(message: Message, until: float = 0.0, language: Language = SOURCE) -> Notice:
    """Return a message as the page shows it at its top."""
    row = message.row
    return Notice(
        code=message,
        ends=language.moment(until + MINUTE - 1) if until else "",
        text=message.text(1),
        severity=row.severity,
        recoveries=row.recoveries,
        wait_seconds=row.wait_seconds,
        beside=language.beside(message, 1),
    )
