"""Create an application in process from the test's own parts."""

from pathlib import Path
from typing import Any

from starlette.applications import Starlette

from h5kit.app import create_app
from h5kit.carrier.http import HttpGateway
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.demo import demo_partner
from h5kit.entry.partners import Partners
from h5kit.model import Partner
from h5kit.settings import FlowSettings, Settings
from h5kit.store.databases import open_file
from h5kit.store.sqlite.runner import SqliteRunner
from h5kit.store.store import Store
from tests.conftest import KEYS

OTHER = Partner(
    appid="other",
    name="另一家",
    token="other-token-0123456789ab",
    secret="other-secret-0123456789a",
)


def made(
    folder: Path,
    gateway: type[SandboxGateway] = SandboxGateway,
    store: type[Store] = Store,
    clock: MovableClock | None = None,
    **settings: Any,
) -> Starlette:
    """Return an application with two partners; `settings` are those of `Settings`."""
    clock = clock or MovableClock()
    return create_app(
        Settings(keys=KEYS, sandbox=True, loopback_allowed=True, **settings),
        gateway=gateway(clock),
        store=store(SqliteRunner(folder / "made.db", KEYS)),
        clock=clock,
        partners=Partners([demo_partner(), OTHER]),
    )


def made_over(folder: Path, gateway: HttpGateway, clock: MovableClock) -> Starlette:
    """Return an application that reaches its carriers over HTTP; pages wait for their answers.

    At its end it closes the gateway after its workers: a connection that starts while the pool
    closes would leave its socket open.
    """
    return create_app(
        Settings(keys=KEYS, loopback_allowed=True, flow=FlowSettings(page_waits_seconds=30)),
        gateway=gateway,
        at_end=gateway.close,
        store=open_file(folder / "made.db", KEYS),
        clock=clock,
        partners=Partners([demo_partner(), OTHER]),
    )
