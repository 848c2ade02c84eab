"""The demo: the whole product on SQLite, with the sandbox carrier and one partner."""

import secrets
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from starlette.applications import Starlette

from h5kit.app import create_app
from h5kit.carrier.reset_rules import read as read_rules
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import Clock, MovableClock
from h5kit.entry.partners import Partners, read
from h5kit.limit_settings import LimitSettings
from h5kit.model import Partner, RecordsEncryption
from h5kit.resources import check_built
from h5kit.settings import FlowSettings, PushSettings, Settings
from h5kit.store.databases import open_file
from h5kit.store.site import Account, Accounts, Role
from h5kit.store.store import Store
from h5kit.web.api.metrics import Metrics
from h5kit.web.site.passwords import quick_hash

LOOPBACK = ("127.0.0.1", "localhost", "::1")
KEYS_FILE = "demo.keys"
DATABASE = "h5kit.db"
ADMIN = "admin"
NO_LIMITS = LimitSettings(
    sms_burst=0, sms_a_day=0, wrong_passwords=0, gateway_faults=0, gateway_faults_a_day=0
)
"""The demo's limits: the sandbox sends no real SMS and protects nothing; suites reuse numbers."""


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that is ready to serve."""

    app: Starlette
    partner: Partner
    admin_password: str


def demo_partner(
    *,
    redirect_url: str = "",
    auth_receiver: str = "",
    report_receiver: str = "",
    records_receiver: str = "",
    records_encryption: RecordsEncryption = "",
) -> Partner:
    """Return the demo's partner; its credentials are fixed and give access to nothing real."""
    return Partner(
        appid="demo",
        name="演示接入方",
        token="demo-token-0123456789abcdef",  # noqa: S106
        secret="demo-secret-0123456789abcdef",  # noqa: S106
        basic_info=True,
        token_pulls=True,
        auth_receiver=auth_receiver,
        report_receiver=report_receiver,
        records_receiver=records_receiver,
        records_encryption=records_encryption,
        callback_hosts=LOOPBACK,
        # No limits: test suites pull reports often and reuse numbers.
        pulls_a_minute=0,
        pulls_a_day=0,
        redirect_url=redirect_url,
        redirect_hosts=LOOPBACK,
    )


def console_partner(partner: Partner, receiver: str) -> Partner:
    """Return the partner of flows opened in the sandbox console, if the demo has no receiver.

    It is a copy of `partner` that pushes to `receiver`, where the console shows the pushes.
    """
    return replace(
        partner,
        appid="console",
        name="演示接入方（推送到沙箱）",
        token="console-token-0123456789abcdef",  # noqa: S106
        secret="console-secret-0123456789abcdef",  # noqa: S106
        auth_receiver=receiver,
        report_receiver=receiver,
        records_receiver=receiver,
    )


def keys_of(data: Path) -> tuple[str, ...]:
    """Return the demo's key, creating it in the data folder so that flows survive a restart."""
    file = data / KEYS_FILE
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return (file.read_text(),)


def make_demo(
    data: Path,
    *,
    redirect_url: str = "",
    auth_receiver: str = "",
    report_receiver: str = "",
    records_receiver: str = "",
    records_encryption: RecordsEncryption = "",
    console_receiver: str = "",
    call_seconds: float = 60,
    push_spacing_seconds: tuple[float, ...] = (2, 5),
    partners_file: Path | None = None,
    rules_file: Path | None = None,
    store: Store | None = None,
    works: bool = True,
) -> Demo:
    """Return the demo with its data in the folder `data`, which is created if needed.

    The partners of `partners_file` are added to the demo's own; `console_receiver` adds the
    console's partner. `rules_file` replaces the package's reset rules. `store` defaults to a file
    in the folder. Set `works` to False if separate workers run the jobs. Raises PartnerFileError or
    RulesError for an invalid file, OSError or OpeningError for an unusable folder, NotBuiltError.
    """
    clock = MovableClock()
    partner = demo_partner(
        redirect_url=redirect_url,
        auth_receiver=auth_receiver,
        report_receiver=report_receiver,
        records_receiver=records_receiver,
        records_encryption=records_encryption,
    )
    others = list(read(partners_file)) if partners_file else []
    if console_receiver:
        others.insert(0, console_partner(partner, console_receiver))
    # Read everything that may be invalid before the store starts its writer thread.
    check_built()
    partners = Partners([partner, *others])
    rules = read_rules(rules_file) if rules_file else None
    data.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        keys=keys_of(data),
        sandbox=True,
        loopback_allowed=True,
        flow=FlowSettings(call_seconds=call_seconds),
        push=PushSettings(spacing_seconds=push_spacing_seconds),
        limits=NO_LIMITS,
    )
    store = store or open_file(data / DATABASE, settings.keys)
    password = secrets.token_urlsafe(12)
    app = create_app(
        settings,
        gateway=SandboxGateway(clock),
        store=store,
        clock=clock,
        partners=partners,
        rules=rules,
        works=works,
        metrics=Metrics(token=None),
        data=data,
        at_start=partial(_set_admin_password, store.site.accounts, password, clock),
    )
    return Demo(app, partner, password)


async def _set_admin_password(accounts: Accounts, password: str, clock: Clock) -> None:
    """Create the operator account with this password, or change its password."""
    hashed = quick_hash(password)
    if not await accounts.change(ADMIN, hash=hashed, ends_sessions=True):
        await accounts.add(Account(ADMIN, hashed, Role.OPERATOR, "", clock.now()))
