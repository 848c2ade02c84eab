"""The values that travel through h5kit; frozen, and none of them prints a person's data."""

from dataclasses import dataclass, field
from typing import Any

import msgspec


class Private(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A stored value whose repr names its type only, since its fields are a person's data."""

    def __repr__(self) -> str:
        """Return the type's name: fields may hold names, numbers and ID cards."""
        return f"{type(self).__name__}(…)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """Give rich nothing to print either."""
        return []


class Contact(Private, frozen=True, kw_only=True, omit_defaults=True):
    """An emergency contact (source, sections 二.3.2 and 三.2.1); `relation` as it was given."""

    name: str
    relation: str
    phone: str


class Applicant(Private, frozen=True, kw_only=True, omit_defaults=True):
    """Who applies, as P1 or `contactor` told it; province and city without 省 and 市."""

    name: str
    id_card: str
    province: str
    city: str
    address: str
    phone: str
    contacts: tuple[Contact, ...] = ()


class Consent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """That and when the person agreed, and to which version of the agreement."""

    version: str
    shown_at: float
    ticked_at: float


class Authorization(Private, frozen=True, kw_only=True, omit_defaults=True):
    """What a finished flow leaves behind: the right to collect the records under `sid`.

    `person` is a keyed hash of partner and number: how the person is found without being named.
    `last_four` is one of the number's last four digits, for the report list's search.
    """

    sid: str
    partner: str
    uid: str
    tel: str
    granted_at: float
    consent: Consent
    applicant: Applicant | None = None
    callback: str = ""
    person: str = ""
    last_four: str = ""


@dataclass(frozen=True, slots=True)
class Logo:
    """A partner's picture: its bytes, svg or png, and how many times wider than high it is."""

    content: bytes = field(repr=False)
    kind: str
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """How a partner's pages look; "" and None leave what h5kit has.

    Colours are #rrggbb, `accent` for the light look and `accent_dark` for the dark one; `radius`
    is pixels; `size` is normal or large (适老化); `dark` off keeps the light look always.
    """

    accent: str = ""
    accent_dark: str = ""
    logo: Logo | None = None
    radius: int | None = None
    size: str = "normal"
    dark: str = "auto"


PLAIN = Theme()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a partner sent along when it opened the flow (source, sections 一.1.3 and 二.1.4)."""

    uid: str = ""
    callback: str = ""
    tel: str = field(default="", repr=False)
    applicant: Applicant | None = field(default=None, repr=False)
    usr_phone: str = field(default="", repr=False)
    has_contactor: bool = False
    redirect_url: str = ""
    lang: str = "zh-CN"
    size: str = ""
    scenario: str = ""


USUAL_KEEP_DAYS = 7
"""How long what was collected is kept where a partner says nothing, or is gone from the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A lender: its two credentials, its switches, and where its pushes go.

    `token` opens flows and stands in every user's address; `secret` pulls data and signs pushes.
    `sample_style` writes times as the source's samples do; `records_encryption` seals pushed
    records (AES-256-CBC or AES-256-GCM); what was collected is kept for `keep_days`;
    `pulls_a_minute` and `pulls_a_day` bound its pulls, 0 for no bound. `embed_origins` are
    origins (`https://shop.example`) whose pages may frame the flow and are told how it goes on;
    `app_scheme` is the scheme of the partner's app, which 关闭 then opens.
    """

    appid: str
    name: str
    token: str = field(repr=False)
    secret: str = field(repr=False)
    basic_info: bool = False
    token_pulls: bool = False
    virtual_operators: bool = False
    auth_receiver: str = ""
    report_receiver: str = ""
    records_receiver: str = ""
    sample_style: bool = False
    records_encryption: str = ""
    keep_days: int = USUAL_KEEP_DAYS
    pulls_a_minute: int = 120
    pulls_a_day: int = 20_000
    callback_hosts: tuple[str, ...] = ()
    redirect_url: str = ""
    redirect_hosts: tuple[str, ...] = ()
    embed_origins: tuple[str, ...] = ()
    app_scheme: str = ""
    theme: Theme = PLAIN
