"""Every setting, declared once: type, default, bounds and a sentence.

`make generated` generates `examples/h5kit.toml` and the table in `docs/deploy.md` from these
declarations. Each class is a table of the settings file; times are in seconds.

Marks of a setting: `needed` is an example for a setting without usable default. `example` replaces
the default in the example file. `is_secret` settings can also be given as `…_file`; with `in_file`
the example is the path of such a file. `is_path` settings start at the settings file's folder.
"""

from typing import Annotated, Literal

from msgspec import Meta

from h5kit.declarations import describe
from h5kit.limit_settings import Count, LimitSettings, TableSettings
from h5kit.model import Private

Seconds = Annotated[float, Meta(gt=0, le=86_400)]
Positive = Annotated[int, Meta(ge=1)]

SHORTEST_KEY = 32
SPARE_SECONDS = 2
"""How much longer a page or a job waits than the gateway's own deadline, which must end first."""
MAKING_SECONDS = 75
"""A generous limit for the look-ups and for computing the largest report."""


class ServerSettings(TableSettings, frozen=True, kw_only=True):
    """Where the server listens, and what the world calls it."""

    base_url: Annotated[
        str,
        describe(
            "The address that people see; the addresses of sessions begin with it.",
            needed="https://h5.example",
        ),
    ] = ""
    host: Annotated[str, describe("The address to listen on, behind the reverse proxy.")] = (
        "127.0.0.1"
    )
    port: Annotated[
        int, Meta(ge=0, le=65_535), describe("The port to listen on; 0 takes a free one.")
    ] = 8000
    trusted_proxies: Annotated[
        tuple[str, ...],
        describe("Addresses or networks whose X-Forwarded-For and X-Forwarded-Proto count."),
    ] = ()
    works: Annotated[
        bool,
        describe("Whether it runs jobs, too; false (PostgreSQL only) leaves them to workers."),
    ] = True
    notice_seconds: Annotated[
        float,
        Meta(ge=0, le=2),
        describe("After SIGTERM, how long people are still accepted while /readyz says 503."),
    ] = 2


class DatabaseSettings(TableSettings, frozen=True, kw_only=True):
    """Where everything is stored."""

    url: Annotated[
        str,
        describe(
            "sqlite:///path (an absolute path has a fourth slash) or postgresql://user@host/name.",
            needed="sqlite:////var/lib/h5kit/h5kit.db",
            is_secret=True,
        ),
    ] = ""
    disk_room_bytes: Annotated[
        Count, describe("With less free disk space than this, /readyz says 503.")
    ] = 200_000_000


class GatewaySettings(TableSettings, frozen=True, kw_only=True):
    """The service that signs in at the carriers, and how long each call to it may take."""

    url: Annotated[
        str, describe("The address of the service.", needed="https://gateway.example")
    ] = ""
    appid: Annotated[str, describe("Your id at the service.", needed="kit")] = ""
    secret: Annotated[
        str,
        describe(
            "The secret that signs token requests.",
            needed="secrets/gateway",
            is_secret=True,
            in_file=True,
        ),
    ] = ""
    allow_plain_gateway: Annotated[
        bool, describe("Whether url may be http://, for a service on loopback.")
    ] = False
    strict: Annotated[bool, describe("Whether an answer that deviates is refused (55).")] = False
    connect_seconds: Annotated[
        Seconds, describe("Deadline for connecting, which is a part of each call.")
    ] = 5
    token_seconds: Annotated[Seconds, describe("Deadline for getting a token.")] = 5
    flow_seconds: Annotated[Seconds, describe("Deadline for opening a session for a number.")] = 20
    captcha_seconds: Annotated[
        Seconds, describe("Deadline for another captcha; the page waits 2 seconds longer.")
    ] = 8
    login_seconds: Annotated[Seconds, describe("Deadline for the login.")] = 35
    verify_seconds: Annotated[Seconds, describe("Deadline for a second verification.")] = 50
    forget_seconds: Annotated[Seconds, describe("Deadline for one step of a password reset.")] = 50
    record_seconds: Annotated[Seconds, describe("Deadline for asking for the records.")] = 40
    breaker_faults: Annotated[
        Positive,
        describe("Faults in a row after which a carrier's calls fail at once (message 47)."),
    ] = 5
    breaker_seconds: Annotated[
        Seconds, describe("How long they fail at once before the carrier is tried again.")
    ] = 30


class FlowSettings(TableSettings, frozen=True, kw_only=True):
    """How long the parts of a flow last."""

    idle_seconds: Annotated[
        Seconds, describe("A step that is left alone for this long ends with message 25.")
    ] = 300
    flow_seconds: Annotated[
        Seconds, describe("How long the whole flow may take, and how long its handle is valid.")
    ] = 1200
    keep_seconds: Annotated[
        Seconds,
        describe("When an ended or idle flow is deleted; not below idle_seconds and flow_seconds."),
    ] = 1800
    call_seconds: Annotated[
        Seconds,
        describe("Deadline for a carrier call: above the gateway's verify, forget, flow + login."),
    ] = 60
    call_grace_seconds: Annotated[
        Seconds, describe("Added to that deadline before the call of a dead server is given up.")
    ] = 10
    password_seconds: Annotated[
        float,
        Meta(gt=0, le=300),
        describe("How long a service password stays in memory between two submits of a login."),
    ] = 120
    page_waits_seconds: Annotated[
        float, Meta(gt=0, le=3), describe("How long a page waits for the carrier before it polls.")
    ] = 2
    drain_seconds: Annotated[
        float,
        Meta(gt=0, le=12),
        describe("After SIGTERM, how long running carrier calls and pushes may take to finish."),
    ] = 12
    agreement_version: Annotated[
        str,
        Meta(min_length=1),
        describe("Stored with each consent; change it with the agreement's text and times."),
    ] = "2026-11-25"


class PushSettings(TableSettings, frozen=True, kw_only=True):
    """How pushes are tried."""

    spacing_seconds: Annotated[
        tuple[Seconds, ...],
        Meta(min_length=1, max_length=2),
        describe("How long to wait before the second and the third try."),
    ] = (10, 60)
    deadline_seconds: Annotated[float, Meta(gt=0, le=30), describe("Deadline for one try.")] = 30
    lease_seconds: Annotated[
        Seconds, describe("A worker silent for this long loses its try; above deadline_seconds.")
    ] = 45


class ResultSettings(TableSettings, frozen=True, kw_only=True):
    """What is collected after an authorization, and what is known about numbers."""

    collect_seconds: Annotated[
        Seconds, describe("How long records, and then facts about numbers, are waited for.")
    ] = 3600
    applicant_seconds: Annotated[
        float,
        Meta(gt=0),
        describe("What the applicant typed is stored this long after the report."),
    ] = 86_400
    numbers: Annotated[
        str,
        describe(
            "A CSV file of your own about numbers: names, marks, tags (docs/records.md).",
            is_path=True,
        ),
    ] = ""


class DirectorySettings(TableSettings, frozen=True, kw_only=True):
    """A service that is asked about numbers, if any."""

    url: Annotated[
        str, describe("The service to ask about the numbers of a call log (docs/report.md).")
    ] = ""
    token: Annotated[
        str, describe("Sent to it as a bearer token; 16 characters or more.", is_secret=True)
    ] = ""
    seconds: Annotated[
        float, Meta(gt=0, le=60), describe("Deadline for one look-up of all numbers of a log.")
    ] = 10


class SiteSettings(TableSettings, frozen=True, kw_only=True):
    """How long somebody stays logged in at the report site and its console."""

    idle_seconds: Annotated[Seconds, describe("An idle user is logged out after this long.")] = 1800
    session_seconds: Annotated[Seconds, describe("Any user is logged out after this long.")] = (
        43_200
    )


class LogSettings(TableSettings, frozen=True, kw_only=True):
    """What is written to standard error."""

    format: Annotated[
        Literal["json", "console"], describe("JSON lines for machines, or console for people.")
    ] = "json"
    level: Annotated[
        Literal["debug", "info", "warning", "error"], describe("The lowest level that is logged.")
    ] = "info"


class MetricsSettings(TableSettings, frozen=True, kw_only=True):
    """Who may read /metrics."""

    token: Annotated[
        str,
        describe(
            "The bearer token for /metrics, 16 characters or more; /metrics is off without one.",
            example="secrets/metrics",
            is_secret=True,
            in_file=True,
        ),
    ] = ""


class ResetSettings(TableSettings, frozen=True, kw_only=True):
    """Where and how a service password can be reset."""

    rules: Annotated[
        str, describe("A file instead of the package's rules; see h5kit check.", is_path=True)
    ] = ""


class Settings(Private, frozen=True, kw_only=True):
    """The settings of an application: keys, tables of the settings file, and derived values.

    `keys` sign handles and step tokens; the last one signs, all verify. `captcha_seconds` is the
    timeout of a captcha refresh, `record_seconds` of a request for records, and
    `collect_lease_seconds` of that request plus computing the documents. `sandbox` and
    `loopback_allowed` are for the demo and tests; no settings file can turn them on.
    """

    keys: tuple[str, ...]
    base_url: str = ""
    disk_room_bytes: int = DatabaseSettings().disk_room_bytes
    flow: FlowSettings = FlowSettings()
    limits: LimitSettings = LimitSettings()
    push: PushSettings = PushSettings()
    results: ResultSettings = ResultSettings()
    site: SiteSettings = SiteSettings()
    captcha_seconds: float = GatewaySettings().captcha_seconds + SPARE_SECONDS
    record_seconds: float = GatewaySettings().record_seconds + SPARE_SECONDS
    collect_lease_seconds: float = GatewaySettings().record_seconds + SPARE_SECONDS + MAKING_SECONDS
    sandbox: bool = False
    loopback_allowed: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError without a key, or with one that is too short."""
        if not self.keys or min(map(len, self.keys)) < SHORTEST_KEY:
            raise ValueError(
                f"keys: at least one key of at least {SHORTEST_KEY} characters is needed"
            )
