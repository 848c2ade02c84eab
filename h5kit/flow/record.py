"""The record of one flow: everything the server knows of it, never a secret the person typed."""

from msgspec import field

from h5kit.flow.outcomes import Ask
from h5kit.flow.states import State
from h5kit.model import Applicant, Consent, Private


class Shown(Private, frozen=True, kw_only=True, omit_defaults=True):
    """A message that the next page shows, at the field it belongs to or at the top."""

    code: int
    field: str = ""


class Question(Private, frozen=True, kw_only=True, omit_defaults=True):
    """What the carrier has open: asked kinds, picture, note, and until when its SMS code holds."""

    asks: int = 0
    sms_until: float = 0.0
    captcha: bytes = b""
    note: str = ""

    @property
    def kinds(self) -> Ask:
        """The asked kinds as a flag."""
        return Ask(self.asks)


class Call(Private, frozen=True, kw_only=True, omit_defaults=True):
    """A carrier call under way: which one, on behalf of which step, and when it's given up."""

    id: str
    origin: State
    started_at: float
    deadline: float
    is_resend: bool = False


class Move(Private, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the flow's history: the event, where it led, when, and with which message."""

    event: str
    to: State
    at: float
    message: int = 0


class Flow(Private, frozen=True, kw_only=True, omit_defaults=True):
    """One person's way from the entry to its end.

    `rev` grows with every move; a form of an older revision changes nothing. `draft` holds the
    non-secret values typed so far, by field name. Times are seconds since the epoch.
    """

    id: str
    partner: str
    state: State
    rev: int
    created_at: float
    touched_at: float
    uid: str = ""
    callback: str = ""
    redirect_url: str = ""
    lang: str = "zh-CN"
    scenario: str = ""
    tel: str = ""
    tel_is_fixed: bool = False
    applicant: Applicant | None = None
    draft: dict[str, str] = field(default_factory=dict)
    question: Question | None = None
    sid: str = ""
    sids: tuple[str, ...] = ()
    call: Call | None = None
    shown: tuple[Shown, ...] = ()
    consent: Consent | None = None
    history: tuple[Move, ...] = ()
    successor: str = ""
    has_basic_info: bool = False
