"""A stopping server waits for cancelled calls before it closes what they use."""

import asyncio
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from h5kit.app import create_app
from h5kit.carrier.gateway import Answers, Session
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.demo import demo_partner
from h5kit.entry.partners import Partners
from h5kit.flow.outcomes import CarrierOutcome, CollectOutcome
from h5kit.settings import FlowSettings, Settings
from h5kit.store.sqlite.runner import SqliteRunner
from h5kit.store.store import Store
from h5kit.testing.people import number
from tests.conftest import KEYS, Visit
from tests.eventually import eventually


class Silent(SandboxGateway):
    """Never answers one of its calls, and needs a moment when that call is cancelled."""

    def __init__(self, clock: MovableClock, silent: str, order: list[str]) -> None:
        """`silent` names the call that never answers; its end is appended to `order`."""
        super().__init__(clock)
        self._silent = silent
        self._order = order
        self.is_asked = False

    async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
        """Answer a login, unless that is the silent call."""
        if self._silent == "submit":
            await self._hang()
        return await super().submit(session, answers)

    async def collect(self, sid: str) -> CollectOutcome:
        """Collect, unless that is the silent call."""
        if self._silent == "collect":
            await self._hang()
        return await super().collect(sid)

    async def _hang(self) -> None:
        self.is_asked = True
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(20):  # returning a connection takes several turns of the loop
                await asyncio.sleep(0)
            self._order.append("call")


@pytest.mark.parametrize("call", ["submit", "collect"])
def test_a_cancelled_call_ends_before_client_and_store_are_closed(
    tmp_path: Path, call: str
) -> None:
    order: list[str] = []

    class Noting(Store):
        async def close(self) -> None:
            order.append("store")
            await super().close()

    async def at_end() -> None:
        order.append("client")

    clock = MovableClock()
    gateway = Silent(clock, call, order)
    app = create_app(
        Settings(
            keys=KEYS, sandbox=True, loopback_allowed=True,
            flow=FlowSettings(page_waits_seconds=0.01, drain_seconds=0.01),
        ),
        gateway=gateway,
        store=Noting(SqliteRunner(tmp_path / "s.db", KEYS)),
        clock=clock,
        partners=Partners([demo_partner()]),
        at_end=at_end,
    )  # fmt: skip
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        Visit(client).enter(tel=number("0000"), uid="u").phone()
        eventually(lambda: gateway.is_asked, bool, "the carrier is asked")
    assert order == ["call", "client", "store"]
