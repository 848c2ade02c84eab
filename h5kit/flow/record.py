"""The record of one flow: everything the server knows of it, never a secret the person typed."""

from enum import StrEnum

from msgspec import field

from h5kit.flow.outcomes import Ask
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.model import Applicant, Consent, Private


class Shown(Private, frozen=True, kw_only=True, omit_defaults=True):
    """A message that the next page shows, at the field it belongs to or at the top.

    `until` is when a limit that it tells of ends, 0 where none does.
    """

    code: Message
    field: str = ""
    until: float = 0.0


class Question(Private, frozen=True, kw_only=True, omit_defaults=True):
    """What the carrier has open: asked kinds, picture, note, and until when its SMS code holds.

    `wrong` counts the wrong codes entered; with `is_old_code` none was sent, the last one holds.
    """

    asks: int = 0
    sms_until: float = 0.0
    captcha: bytes = b""
    note: str = ""
    wrong: int = 0
    is_old_code: bool = False

    @property
    def kinds(self) -> Ask:
        """The asked kinds as a flag."""
        return Ask(self.asks)


class CarrierClaim(Private, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody says of a number, better than its prefix: whose it is (numbers can be ported).

    It's about `tel` only; `carrier` and `region` are short names (移动, 广东), "" where unsaid.
    """

    tel: str
    carrier: str = ""
    region: str = ""


class OpenReset(Private, frozen=True, kw_only=True, omit_defaults=True):
    """A reset that the carrier has open: its tid, until when its SMS code holds, its own text.

    `wrong` counts the wrong codes entered in this step; `is_old_code` is as in `Question`.
    """

    tid: str
    sms_until: float = 0.0
    note: str = ""
    wrong: int = 0
    is_old_code: bool = False


class ResetEnd(StrEnum):
    """How a reset has just ended: with the person's password, or with one the carrier sends."""

    NONE = ""
    CHOSEN = "done"
    SENT = "sent"


class CarrierCall(Private, frozen=True, kw_only=True, omit_defaults=True):
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
    message: Message = Message.OK


class Flow(Private, frozen=True, kw_only=True, omit_defaults=True):
    """One person's way from the entry to its end.

    `rev` grows with every move; a form of an older revision changes nothing. `draft` holds the
    non-secret values typed so far, by field name. `told` is what the gateway said about the number,
    `said` what the person did (我已携号转网). `told_reset` is how a reset has
    just ended, for the next page; `read_at` is when the agreement was opened last.
    `only` is the keyed hash of the one number that it may be about, where the partner had said it
    and it is forgotten since. Times are seconds since the epoch.
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
    size: str = ""
    scenario: str = ""
    tel: str = ""
    tel_is_fixed: bool = False
    applicant: Applicant | None = None
    draft: dict[str, str] = field(default_factory=dict)
    question: Question | None = None
    sid: str = ""
    sids: tuple[str, ...] = ()
    call: CarrierCall | None = None
    shown: tuple[Shown, ...] = ()
    consent: Consent | None = None
    history: tuple[Move, ...] = ()
    successor: str = ""
    has_basic_info: bool = False
    told: CarrierClaim | None = None
    said: CarrierClaim | None = None
    reset: OpenReset | None = None
    told_reset: ResetEnd = ResetEnd.NONE
    read_at: float = 0.0
    only: str = ""

    @property
    def number(self) -> str:
        """The number as the person left it: what was typed last, or what the flow is bound to."""
        return self.tel if self.tel_is_fixed else self.draft.get("phone") or self.tel

    @property
    def agreement_shown_at(self) -> float:
        """When the agreement was shown: opened last, else when P2 came up, which asks for it."""
        return self.read_at or next((m.at for m in self.history if m.to is State.PHONE), 0.0)

    @property
    def sms_until(self) -> float:
        """Until when the SMS code asked for holds, 0 where none is asked for."""
        open_now = self.reset or self.question
        return open_now.sms_until if open_now else 0.0
