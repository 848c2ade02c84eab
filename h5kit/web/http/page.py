"""The values that the templates of a flow's pages print."""

from dataclasses import dataclass, field

from h5kit.flow.states import State
from h5kit.languages import SOURCE, Language
from h5kit.messages import Message, Recovery, Severity

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Notice:
    """A message at the top of the page, with the ways to recover.

    `translation` is the text in the page's language, "" if that is the source language; the page
    prints it with the exact text. `limit_ends` is the time when the limit of the message ends, in
    the page's language; "" if there is no such time.
    """

    code: Message
    text: str
    severity: Severity
    recoveries: tuple[Recovery, ...] = ()
    wait_seconds: int = 0
    translation: str = ""
    limit_ends: str = ""


@dataclass(frozen=True, slots=True)
class ResetPanel:
    """The values that P4 and P5 print besides their forms.

    `place` is the number's region and carrier (广东移动). `is_offline` says that the carrier has
    no online reset, and P4 shows a warning below 重置密码. `is_carrier_confirmed` says that the
    gateway has named the carrier, and P4 doesn't ask for it. `carrier_page` is the address of the
    carrier's own reset page, "" if there is none. `notes` are those of 重置说明, each with the
    lines below it.
    """

    tel: str = field(default="", repr=False)
    place: str = ""
    is_offline: bool = False
    is_carrier_confirmed: bool = False
    carrier_page: str = ""
    notes: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The values that a flow's page prints besides its form.

    `action` is the address of the form and `token` the step token. `progress` is (current step,
    total), None if the flow has no P1. `captcha` is a data URI. `sms_seconds` are the seconds until
    the SMS code expires; before that no new one can be requested. `has_password` says that the
    service password typed before is still known. `note` is the carrier's text of the step.
    `success_text` reports a success, such as that of a reset. `hotlines` are (carrier's users,
    number), beginning with the number's own carrier. `redirect` is the address of 关闭, `partner`
    the partner's name. `sid` and `uid` are set on the page of success only.

    A text is "" and a number 0 if the page has none.
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
    success_text: str = ""
    hotlines: tuple[tuple[str, str], ...] = ()
    redirect: str = ""
    partner: str = ""
    language: Language = SOURCE
    size: str = ""
    sid: str = ""
    uid: str = ""


def notice(message: Message, until: float = 0.0, language: Language = SOURCE) -> Notice:
    """Return the notice of a message; `until` is when its limit ends (seconds since the epoch)."""
    row = message.row
    return Notice(
        code=message,
        limit_ends=language.format_time(until + MINUTE - 1) if until else "",
        text=message.text(1),
        severity=row.severity,
        recoveries=row.recoveries,
        wait_seconds=row.wait_seconds,
        translation=language.translation_of(message, 1),
    )
