"""The values that travel through h5kit; frozen, and none of them prints a person's data."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from h5kit.declarations import says


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


MOST_RADIUS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """How a partner's pages look; "" and None leave what h5kit has. The file names the logo."""

    accent: Annotated[str, says("The colour of buttons and links in the light look, #rrggbb.")] = ""
    accent_dark: Annotated[str, says("The same in the dark look.")] = ""
    logo: Annotated[
        Logo | None,
        says("SVG or PNG beside the partners' file: 32 KB and 8 times as wide as high at most."),
    ] = None
    radius: Annotated[
        Annotated[int, Meta(ge=0, le=MOST_RADIUS)] | None,
        says("How round corners are, in pixels.", refusal=f"must be pixels, 0 to {MOST_RADIUS}"),
    ] = None
    size: Annotated[
        Literal["normal", "large"],
        says("Large (适老化): text from 18 px up, targets of 60 px."),
    ] = "normal"
    dark: Annotated[
        Literal["auto", "off"], says("Whether there is a dark look; off keeps the light one.")
    ] = "auto"


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


RecordsEncryption = Literal["", "AES-256-CBC", "AES-256-GCM"]
SHORTEST_CREDENTIAL = 16
USUAL_KEEP_DAYS = 7
"""How long what was collected is kept where a partner says nothing, or is gone from the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A lender as the partners' file declares it: credentials, switches, where pushes go.

    `token` stands in every user's address; `secret` doesn't, and also signs pushes.
    """

    appid: Annotated[str, Meta(min_length=1), says("Who the partner is in logs and reports.")]
    name: Annotated[str, Meta(min_length=1), says("The name that the agreement shows.")]
    token: Annotated[
        str, Meta(min_length=SHORTEST_CREDENTIAL), says("The credential that opens flows.")
    ] = field(repr=False)
    secret: Annotated[
        str,
        Meta(min_length=SHORTEST_CREDENTIAL),
        says("The credential that opens sessions, pulls data and signs pushes; not the token."),
    ] = field(repr=False)
    basic_info: Annotated[bool, says("Whether P1, the applicant's page, comes first.")] = False
    token_pulls: Annotated[bool, says("Whether token= in a query pulls data.")] = False
    virtual_operators: Annotated[
        bool, says("Whether numbers of virtual operators get message 16.")
    ] = False
    auth_receiver: Annotated[
        str, says("Where authorizations are pushed; wins over a callback of the query.")
    ] = ""
    report_receiver: Annotated[
        str, says("Where reports' statuses are pushed; yulore_flag tells the kinds of push apart.")
    ] = ""
    records_receiver: Annotated[str, says("Where call records are pushed.")] = ""
    sample_style: Annotated[
        bool, says("Whether times in records are written as in the source's samples.")
    ] = False
    records_encryption: Annotated[
        RecordsEncryption, says("How pushed call records are sealed.")
    ] = ""
    keep_days: Annotated[int, Meta(ge=1, le=366), says("Days to keep what was collected.")] = (
        USUAL_KEEP_DAYS
    )
    pulls_a_minute: Annotated[
        int, Meta(ge=0, le=100_000), says("The most pulls in a minute; 0 sets no limit.")
    ] = 120
    pulls_a_day: Annotated[
        int, Meta(ge=0, le=999_999_999), says("The most pulls in a day; 0 sets no limit.")
    ] = 20_000
    callback_hosts: Annotated[
        tuple[str, ...],
        says("Hosts of a query's callback, https only; another port as shop.example:8443."),
    ] = ()
    redirect_url: Annotated[str, says("Where 关闭 leads.")] = ""
    redirect_hosts: Annotated[tuple[str, ...], says("Hosts of a session's own redirect_url.")] = ()
    embed_origins: Annotated[
        tuple[str, ...], says("Origins whose pages may frame the flow and hear its events.")
    ] = ()
    app_scheme: Annotated[
        str, says("The scheme of the partner's app: 关闭 opens shopapp://h5kit?… instead.")
    ] = ""
    theme: Theme = PLAIN
