"""The values that all of h5kit uses: frozen, and without personal data in their repr."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from h5kit.declarations import describe


class Private(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The base of values with personal data; their repr is only the type's name."""

    def __repr__(self) -> str:
        """Return the type's name, because fields may hold names, numbers and ID cards."""
        return f"{type(self).__name__}(…)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """Return nothing, so that `rich` prints no fields either."""
        return []


class Contact(Private, frozen=True, kw_only=True, omit_defaults=True):
    """An emergency contact (source, sections 二.3.2 and 三.2.1: `contactor` and P1)."""

    name: str
    relation: str
    phone: str


class Applicant(Private, frozen=True, kw_only=True, omit_defaults=True):
    """The applicant, from P1 or `contactor`; province and city are without 省 and 市."""

    name: str
    id_card: str
    province: str
    city: str
    address: str
    phone: str
    contacts: tuple[Contact, ...] = ()


class Consent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The person's consent: the version of the agreement, when it was shown and when ticked."""

    version: str
    shown_at: float
    ticked_at: float


class Authorization(Private, frozen=True, kw_only=True, omit_defaults=True):
    """The result of a granted flow: the right to collect the records of `sid`.

    `person` is a keyed hash of partner and number, by which the store finds the person. `last_four`
    is a keyed hash of the number's last four digits, for the search in the report list.
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
    """A partner's logo: its bytes, its kind (svg or png), and its width divided by its height."""

    content: bytes = field(repr=False)
    kind: str
    ratio: float


MOST_RADIUS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The look of a partner's pages; "" and None mean the default. `logo` is a path in the file."""

    accent: Annotated[
        str, describe("The colour of buttons and links in the light look, #rrggbb.")
    ] = ""
    accent_dark: Annotated[str, describe("The same in the dark look.")] = ""
    logo: Annotated[
        Logo | None,
        describe(
            "SVG or PNG beside the partners' file: 32 KB and 8 times as wide as high at most."
        ),
    ] = None
    radius: Annotated[
        Annotated[int, Meta(ge=0, le=MOST_RADIUS)] | None,
        describe(
            "How round corners are, in pixels.", refusal=f"must be pixels, 0 to {MOST_RADIUS}"
        ),
    ] = None
    size: Annotated[
        Literal["normal", "large"],
        describe("Large (适老化): text from 18 px up, targets of 60 px."),
    ] = "normal"
    dark: Annotated[
        Literal["auto", "off"], describe("Whether there is a dark look; off keeps the light one.")
    ] = "auto"


PLAIN = Theme()


@dataclass(frozen=True, slots=True)
class IgnoredField:
    """A parameter, or a field of `contactor`, that was ignored, and why; never with its value."""

    field: str
    why: str


@dataclass(frozen=True, slots=True)
class Entry:
    """The parameters with which a partner opens a flow (source, sections 一.1.3 and 二.1.4)."""

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
    ignored: tuple[IgnoredField, ...] = ()


RecordsEncryption = Literal["", "AES-256-CBC", "AES-256-GCM"]
SHORTEST_CREDENTIAL = 16
USUAL_KEEP_DAYS = 7
"""How long collected data is stored if a partner doesn't set it, or was removed from the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A partner as declared in the partners' file: credentials, options, receivers.

    `token` is public, since it is in every user's address. `secret` is private and signs pushes.
    """

    appid: Annotated[str, Meta(min_length=1), describe("Who the partner is in logs and reports.")]
    name: Annotated[str, Meta(min_length=1), describe("The name that the agreement shows.")]
    token: Annotated[
        str, Meta(min_length=SHORTEST_CREDENTIAL), describe("The credential that opens flows.")
    ] = field(repr=False)
    secret: Annotated[
        str,
        Meta(min_length=SHORTEST_CREDENTIAL),
        describe("The credential that opens sessions, pulls data and signs pushes; not the token."),
    ] = field(repr=False)
    basic_info: Annotated[bool, describe("Whether P1, the applicant's page, comes first.")] = False
    token_pulls: Annotated[bool, describe("Whether token= in a query pulls data.")] = False
    virtual_operators: Annotated[
        bool, describe("Whether numbers of virtual operators get message 16.")
    ] = False
    auth_receiver: Annotated[
        str, describe("Where authorizations are pushed; wins over a callback of the query.")
    ] = ""
    report_receiver: Annotated[
        str,
        describe("Where reports' statuses are pushed; yulore_flag tells the kinds of push apart."),
    ] = ""
    records_receiver: Annotated[str, describe("Where call records are pushed.")] = ""
    sample_style: Annotated[
        bool, describe("Whether times in records are written as in the source's samples.")
    ] = False
    records_encryption: Annotated[
        RecordsEncryption, describe("How pushed call records are sealed.")
    ] = ""
    keep_days: Annotated[int, Meta(ge=1, le=366), describe("Days to keep what was collected.")] = (
        USUAL_KEEP_DAYS
    )
    pulls_a_minute: Annotated[
        int, Meta(ge=0, le=100_000), describe("The most pulls in a minute; 0 sets no limit.")
    ] = 120
    pulls_a_day: Annotated[
        int, Meta(ge=0, le=999_999_999), describe("The most pulls in a day; 0 sets no limit.")
    ] = 20_000
    callback_hosts: Annotated[
        tuple[str, ...],
        describe("Hosts of a query's callback, https only; another port as shop.example:8443."),
    ] = ()
    redirect_url: Annotated[str, describe("Where 关闭 leads.")] = ""
    redirect_hosts: Annotated[
        tuple[str, ...], describe("Hosts of a session's own redirect_url.")
    ] = ()
    embed_origins: Annotated[
        tuple[str, ...], describe("Origins whose pages may frame the flow and hear its events.")
    ] = ()
    app_scheme: Annotated[
        str, describe("The scheme of the partner's app: 关闭 opens shopapp://h5kit?… instead.")
    ] = ""
    theme: Theme = PLAIN
