"""What a template is given: one value object for every page, so that templates stay dumb."""

from dataclasses import dataclass, field

from markupsafe import Markup

from h5kit.flow.states import State
from h5kit.messages import Recovery, Severity


@dataclass(frozen=True, slots=True)
class Notice:
    """A message at the top of the page (not at a field), with what the user can do next."""

    code: int
    text: str
    severity: Severity
    recoveries: tuple[Recovery, ...] = ()
    wait_seconds: int = 0
    english: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything a page prints besides its form.

    `captcha` is a data URI; `sms_seconds` counts down to when a new code may be had; `note` is
    the carrier's text of P3; `progress` is (current, total) where P1 is part of the flow;
    `hotline` is (carrier's word, number) where the carrier is known.
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
    hotlines: tuple[tuple[str, str], ...] = ()
    redirect: str = ""
    partner: str = ""
    theme: Markup = Markup()  # noqa: RUF009
    lang: str = "zh-CN"
