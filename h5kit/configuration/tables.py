"""The settings file as types: one class a table; the defaults stand here and nowhere else.

Every key is explained in `docs/deploy.md`; a test compares the two. Times are seconds.
"""

from typing import Annotated, Literal

from msgspec import Meta

from h5kit.model import Private

Seconds = Annotated[float, Meta(gt=0, le=86_400)]
Count = Annotated[int, Meta(ge=0)]
Positive = Annotated[int, Meta(ge=1)]


class Table(Private, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file; its repr names its type only, since some hold secrets."""


class Server(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where it listens, and what the world calls it."""

    base_url: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8000
    trusted_proxies: tuple[str, ...] = ()
    works: bool = True
    notice_seconds: Annotated[float, Meta(ge=0, le=2)] = 2


class Database(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where everything is kept."""

    url: str = ""
    disk_room_bytes: Count = 200_000_000


class Gateway(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The service that signs in at the carriers: address, credential, patience."""

    url: str = ""
    appid: str = ""
    secret: str = ""
    allow_plain_gateway: bool = False
    connect_seconds: Seconds = 5
    token_seconds: Seconds = 5
    flow_seconds: Seconds = 20
    captcha_seconds: Seconds = 8
    login_seconds: Seconds = 35
    verify_seconds: Seconds = 50
    forget_seconds: Seconds = 50
    record_seconds: Seconds = 40
    breaker_faults: Positive = 5
    breaker_seconds: Seconds = 30


class Flow(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long things last, on the way through the flow."""

    idle_seconds: Seconds = 300
    flow_seconds: Seconds = 1200
    keep_seconds: Seconds = 1800
    call_seconds: Seconds = 60
    call_grace_seconds: Seconds = 10
    password_seconds: Annotated[float, Meta(gt=0, le=300)] = 120
    page_waits_seconds: Annotated[float, Meta(gt=0, le=3)] = 2
    drain_seconds: Annotated[float, Meta(gt=0, le=12)] = 12
    agreement_version: Annotated[str, Meta(min_length=1)] = "2026-11-25"


class Limits(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much is too much."""

    sms_burst: Count = 5
    sms_a_day: Count = 10
    wrong_passwords: Count = 10
    most_body_bytes: Annotated[int, Meta(ge=4_096, le=1_048_576)] = 65_536
    most_fields: Annotated[int, Meta(ge=32, le=1_024)] = 64


class Push(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How pushes are tried."""

    spacing_seconds: Annotated[tuple[Seconds, ...], Meta(min_length=1, max_length=2)] = (10, 60)
    deadline_seconds: Annotated[float, Meta(gt=0, le=30)] = 30
    lease_seconds: Seconds = 45


class Results(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is collected after an authorization, and what is known about numbers."""

    collect_seconds: Seconds = 3600
    applicant_seconds: Annotated[float, Meta(gt=0)] = 86_400
    numbers: str = ""


class Directory(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The service that is asked about numbers, if any."""

    url: str = ""
    token: str = ""
    seconds: Annotated[float, Meta(gt=0, le=60)] = 10


class Site(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The report site and its console: how long somebody stays logged in."""

    idle_seconds: Seconds = 1800
    session_seconds: Seconds = 43_200


class Logs(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is written to standard error."""

    format: Literal["json", "console"] = "json"
    level: Literal["debug", "info", "warning", "error"] = "info"


class Metrics(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`/metrics`: there only with a token, for whoever shows it."""

    token: str = ""


class Reset(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where and how a service password can be reset."""

    rules: str = ""


class Configuration(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    keys: tuple[str, ...] = ()
    partners: str = ""
    server: Server = Server()
    database: Database = Database()
    gateway: Gateway = Gateway()
    flow: Flow = Flow()
    limits: Limits = Limits()
    push: Push = Push()
    results: Results = Results()
    directory: Directory = Directory()
    site: Site = Site()
    logs: Logs = Logs()
    metrics: Metrics = Metrics()
    reset: Reset = Reset()


SECRETS = frozenset({"keys", "database.url", "gateway.secret", "directory.token", "metrics.token"})
"""What may be given as `…_file` too, and what makes a file one that others must not read."""

PATHS = frozenset({"partners", "reset.rules", "results.numbers"})
"""What is taken from the settings file's folder where it isn't absolute."""
