"""Every setting, declared once: its type, default, bounds and one sentence.

`examples/h5kit.toml` and the table in `docs/deploy.md` are made from here (make generated).
A class is a table of the settings file; times are seconds. Marks of a setting: `needed` gives an
example where no default can be served, `example` what the example file shows instead of the
default; `is_secret` may be given as `…_file` too (`in_file`: the example is such a file's path);
`is_path` starts at the settings file's folder.
"""

from typing import Annotated, Literal

from msgspec import Meta

from h5kit.declarations import says
from h5kit.model import Private

Seconds = Annotated[float, Meta(gt=0, le=86_400)]
Count = Annotated[int, Meta(ge=0)]
Positive = Annotated[int, Meta(ge=1)]

SHORTEST_KEY = 32
SPARE_SECONDS = 2
"""How much longer a page or a job waits than the gateway's own deadline, which must end first."""
MAKING_SECONDS = 75
"""How long the look-ups and the computing of the largest report may take, with much to spare."""


class TableSettings(Private, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file; its repr names its type only, since some hold secrets."""


class ServerSettings(TableSettings, frozen=True, kw_only=True):
    """Where the server listens, and what the world calls it."""

    base_url: Annotated[
        str,
        says(
            "The address that people see; the addresses of sessions begin with it.",
            needed="https://h5.example",
        ),
    ] = ""
    host: Annotated[str, says("The address to listen on, behind the reverse proxy.")] = "127.0.0.1"
    port: Annotated[
        int, Meta(ge=0, le=65_535), says("The port to listen on; 0 takes a free one.")
    ] = 8000
    trusted_proxies: Annotated[
        tuple[str, ...],
        says("Addresses or networks whose X-Forwarded-For and X-Forwarded-Proto count."),
    ] = ()
    works: Annotated[
        bool,
        says("Whether it does background work; false (PostgreSQL only) leaves that to workers."),
    ] = True
    notice_seconds: Annotated[
        float,
        Meta(ge=0, le=2),
        says("After SIGTERM, how long people are still accepted while /readyz says 503."),
    ] = 2


class DatabaseSettings(TableSettings, frozen=True, kw_only=True):
    """Where everything is stored."""

    url: Annotated[
        str,
        says(
            "sqlite:///path (an absolute path has a fourth slash) or postgresql://user@host/name.",
            needed="sqlite:////var/lib/h5kit/h5kit.db",
            is_secret=True,
        ),
    ] = ""
    disk_room_bytes: Annotated[
        Count, says("With less free disk space than this, /readyz says 503.")
    ] = 200_000_000


class GatewaySettings(TableSettings, frozen=True, kw_only=True):
    """The service that signs in at the carriers, and how long each call to it may take."""

    url: Annotated[str, says("The address of the service.", needed="https://gateway.example")] = ""
    appid: Annotated[str, says("Your id at the service.", needed="kit")] = ""
    secret: Annotated[
        str,
        says(
            "The secret that signs token requests.",
            needed="secrets/gateway",
            is_secret=True,
            in_file=True,
        ),
    ] = ""
    allow_plain_gateway: Annotated[
        bool, says("Whether url may be http://, for a service on loopback.")
    ] = False
    connect_seconds: Annotated[
        Seconds, says("Deadline for connecting, which is a part of each call.")
    ] = 5
    token_seconds: Annotated[Seconds, says("Deadline for getting a token.")] = 5
    flow_seconds: Annotated[Seconds, says("Deadline for opening a session for a number.")] = 20
    captcha_seconds: Annotated[
        Seconds, says("Deadline for another captcha; the page waits 2 seconds longer.")
    ] = 8
    login_seconds: Annotated[Seconds, says("Deadline for the login.")] = 35
    verify_seconds: Annotated[Seconds, says("Deadline for a second verification.")] = 50
    forget_seconds: Annotated[Seconds, says("Deadline for one step of a password reset.")] = 50
    record_seconds: Annotated[Seconds, says("Deadline for asking for the records.")] = 40
    breaker_faults: Annotated[
        Positive, says("Faults in a row after which a carrier's calls fail at once (message 47).")
    ] = 5
    breaker_seconds: Annotated[
        Seconds, says("How long they fail at once before the carrier is tried again.")
    ] = 30


class FlowSettings(TableSettings, frozen=True, kw_only=True):
    """How long the parts of a flow last."""

    idle_seconds: Annotated[
        Seconds, says("A step that is left alone for this long ends with message 25.")
    ] = 300
    flow_seconds: Annotated[
        Seconds, says("How long the whole flow may take, and how long its handle is valid.")
    ] = 1200
    keep_seconds: Annotated[
        Seconds,
        says("When an ended or idle flow is deleted; not below idle_seconds and flow_seconds."),
    ] = 1800
    call_seconds: Annotated[
        Seconds,
        says(
            "Deadline for a carrier call: above the gateway's verify, its forget, and its flow and"
            " login together."
        ),
    ] = 60
    call_grace_seconds: Annotated[
        Seconds, says("Added to that deadline before the call of a dead server is given up.")
    ] = 10
    password_seconds: Annotated[
        float,
        Meta(gt=0, le=300),
        says("The longest that a service password stays in memory between two submits of a login."),
    ] = 120
    page_waits_seconds: Annotated[
        float, Meta(gt=0, le=3), says("How long a page waits for the carrier before it polls.")
    ] = 2
    drain_seconds: Annotated[
        float,
        Meta(gt=0, le=12),
        says("After SIGTERM, how long running carrier calls and pushes may take to finish."),
    ] = 12
    agreement_version: Annotated[
        str,
        Meta(min_length=1),
        says("Stored with each consent; change it with the agreement's text and times."),
    ] = "2026-11-25"


class LimitSettings(TableSettings, frozen=True, kw_only=True):
    """How much is too much, for one number across all flows and partners, and for one request."""

    sms_burst: Annotated[
        Count, says("SMS codes for a number within 30 minutes; 0 sets no limit.")
    ] = 5
    sms_a_day: Annotated[
        Count, says("SMS codes for a number in a day (Shanghai); 0 sets no limit.")
    ] = 10
    wrong_passwords: Annotated[
        Count,
        says(
            "Wrong service passwords for a number within 30 minutes, before it is locked for 30"
            " more (message 48); 0 sets no limit."
        ),
    ] = 10
    most_body_bytes: Annotated[
        int, Meta(ge=4_096, le=1_048_576), says("The largest body of a request.")
    ] = 65_536
    most_fields: Annotated[
        int, Meta(ge=32, le=1_024), says("The largest number of fields in a form.")
    ] = 64


class PushSettings(TableSettings, frozen=True, kw_only=True):
    """How pushes are tried."""

    spacing_seconds: Annotated[
        tuple[Seconds, ...],
        Meta(min_length=1, max_length=2),
        says("How long to wait before the second and the third try."),
    ] = (10, 60)
    deadline_seconds: Annotated[float, Meta(gt=0, le=30), says("Deadline for one try.")] = 30
    lease_seconds: Annotated[
        Seconds, says("A worker silent for this long loses its try; above deadline_seconds.")
    ] = 45


class ResultSettings(TableSettings, frozen=True, kw_only=True):
    """What is collected after an authorization, and what is known about numbers."""

    collect_seconds: Annotated[
        Seconds, says("How long records, and then facts about numbers, are waited for.")
    ] = 3600
    applicant_seconds: Annotated[
        float, Meta(gt=0), says("What the applicant typed is stored this long after the report.")
    ] = 86_400
    numbers: Annotated[
        str,
        says(
            "A CSV file of your own about numbers: names, marks, tags (docs/records.md).",
            is_path=True,
        ),
    ] = ""


class DirectorySettings(TableSettings, frozen=True, kw_only=True):
    """A service that is asked about numbers, if any."""

    url: Annotated[
        str, says("The service to ask about the numbers of a call log (docs/report.md).")
    ] = ""
    token: Annotated[
        str, says("Sent to it as a bearer token; 16 characters or more.", is_secret=True)
    ] = ""
    seconds: Annotated[
        float, Meta(gt=0, le=60), says("Deadline for one look-up of all numbers of a log.")
    ] = 10


class SiteSettings(TableSettings, frozen=True, kw_only=True):
    """How long somebody stays logged in at the report site and its console."""

    idle_seconds: Annotated[Seconds, says("An idle user is logged out after this long.")] = 1800
    session_seconds: Annotated[Seconds, says("Any user is logged out after this long.")] = 43_200


class LogSettings(TableSettings, frozen=True, kw_only=True):
    """What is written to standard error."""

    format: Annotated[
        Literal["json", "console"], says("JSON lines for machines, or console for people.")
    ] = "json"
    level: Annotated[
        Literal["debug", "info", "warning", "error"], says("The lowest level that is logged.")
    ] = "info"


class MetricsSettings(TableSettings, frozen=True, kw_only=True):
    """Who may read /metrics."""

    token: Annotated[
        str,
        says(
            "The bearer token for /metrics, 16 characters or more; /metrics is off without one.",
            example="secrets/metrics",
            is_secret=True,
            in_file=True,
        ),
    ] = ""


class ResetSettings(TableSettings, frozen=True, kw_only=True):
    """Where and how a service password can be reset."""

    rules: Annotated[
        str, says("A file instead of the package's rules; see h5kit check.", is_path=True)
    ] = ""


class Settings(Private, frozen=True, kw_only=True):
    """What an application is made with: keys, tables of the settings file, and what follows.

    `keys` sign handles and step tokens; the last one signs, all verify. Another captcha is waited
    for `captcha_seconds`; asking for records once may take `record_seconds`, that and computing
    the report `collect_lease_seconds`. `sandbox` and `loopback_allowed` are for the demo and
    tests; no file can turn them on.
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
        """Refuse to start without a signing key worth the name."""
        if not self.keys or min(map(len, self.keys)) < SHORTEST_KEY:
            raise ValueError(
                f"keys: at least one key of at least {SHORTEST_KEY} characters is needed"
            )
