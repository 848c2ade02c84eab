"""The stored record of a flow. It never contains a secret that the person typed.

A field's stored name (`name=…`) differs from its attribute where the attribute was renamed.
"""

from enum import StrEnum

from msgspec import field

from h5kit.flow.outcomes import Ask
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.model import Applicant, Consent, Private


class Shown(Private, frozen=True, kw_only=True, omit_defaults=True):
    """A message on the next page, at `field` or, if that is "", at the top.

    `until` is when the limit that the message reports ends, 0 if it reports none.
    """

    code: Message
    field: str = ""
    until: float = 0.0


class Question(Private, frozen=True, kw_only=True, omit_defaults=True):
    """The carrier's open challenges: kinds, picture, note, and until when its SMS code is valid.

    `wrong` counts the wrong codes entered. `is_old_code` means that no new SMS was sent and the
    earlier code is still valid.
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
    """The carrier and region of `tel` as the gateway or the person states them.

    A claim is better than the guess from the prefix, because numbers can be ported. `carrier` and
    `region` are short names (移动, 广东), "" if not stated.
    """

    tel: str
    carrier: str = ""
    region: str = ""


class OpenReset(Private, frozen=True, kw_only=True, omit_defaults=True):
    """The carrier's open reset: its tid, until when its SMS code is valid, the carrier's text.

    `wrong` counts the wrong codes entered in this step; `is_old_code` is as in `Question`.
    """

    tid: str
    sms_until: float = 0.0
    note: str = ""
    wrong: int = 0
    is_old_code: bool = False


class ResetEnd(StrEnum):
    """How a reset has ended: the person chose the new password, or the carrier sends one."""

    NONE = ""
    CHOSEN = "done"
    SENT = "sent"


class CarrierCall(Private, frozen=True, kw_only=True, omit_defaults=True):
    """A pending carrier call: its id, the step it was made from, its start and its deadline."""

    id: str
    origin: State
    started_at: float
    deadline: float
    is_resend: bool = False


class Transition(Private, frozen=True, kw_only=True, omit_defaults=True):
    """A line of the flow's history: event, new state, time, and the message shown."""

    event: str
    to: State
    at: float
    message: Message = Message.OK


class Flow(Private, frozen=True, kw_only=True, omit_defaults=True):
    """One person's flow from the entry to its end. Times are seconds since the epoch.

    `rev` grows with every transition; a form of an older revision changes nothing. `draft` holds
    the values typed so far that aren't secret, by field name. `gateway_claim` and `person_claim`
    are the number's carrier as the gateway and the person (我已携号转网) state it. `reset_end` is
    how a reset has just ended, for the next page. `read_at` is when the agreement was last opened.
    `number_hash` restricts a restarted flow to one number: the keyed hash of the number that the
    partner gave, which itself has been deleted.
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
    history: tuple[Transition, ...] = ()
    successor: str = ""
    has_basic_info: bool = False
    gateway_claim: CarrierClaim | None = field(default=None, name="told")
    person_claim: CarrierClaim | None = field(default=None, name="said")
    reset: OpenReset | None = None
    reset_end: ResetEnd = field(default=ResetEnd.NONE, name="told_reset")
    read_at: float = 0.0
    number_hash: str = field(default="", name="only")

    @property
    def number(self) -> str:
        """The number last typed; the flow's own number if the partner fixed it."""
        return self.tel if self.tel_is_fixed else self.draft.get("phone") or self.tel

    @property
    def agreement_shown_at(self) -> float:
        """When the agreement was last opened, else when P2, which asks for consent, was shown."""
        return self.read_at or next((m.at for m in self.history if m.to is State.PHONE), 0.0)

    @property
    def sms_until(self) -> float:
        """Until when the open SMS code is valid, 0 if none is asked for."""
        open_challenge = self.reset or self.question
        return open_challenge.sms_until if open_challenge else 0.0
