"""The consent record: its version, when it was shown, when it was ticked."""

import asyncio
from pathlib import Path

from starlette.testclient import TestClient

from h5kit.app import create_app
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.demo import demo_partner
from h5kit.entry.partners import Partners
from h5kit.flow.record import Flow, Transition
from h5kit.flow.states import State
from h5kit.model import Consent
from h5kit.settings import Settings
from h5kit.store.databases import open_file
from h5kit.testing.people import number
from tests.conftest import KEYS, Visit

VERSION = Settings(keys=KEYS).flow.agreement_version


class Consenting:
    """A person who takes their time, and their consent record."""

    def __init__(self, folder: Path) -> None:
        """Open a server with a clock of its own."""
        self.clock = MovableClock()
        self.store = open_file(folder / "c.db", KEYS)
        self.app = create_app(
            Settings(keys=KEYS, sandbox=True, loopback_allowed=True),
            gateway=SandboxGateway(self.clock),
            store=self.store,
            clock=self.clock,
            partners=Partners([demo_partner()]),
        )

    def later(self, seconds: float) -> float:
        """Move time; return the new time in whole seconds."""
        self.clock.advance(seconds)
        return round(self.clock.now())

    def consent(self, visit: Visit) -> Consent:
        """Return the consent of the visit's authorization."""
        kept = asyncio.run(self.store.authorization(visit.flow["sid"]))
        assert kept is not None
        return kept.consent


def test_shown_at_is_when_p2_was_shown_even_after_typing(tmp_path: Path) -> None:
    about = Consenting(tmp_path)
    with TestClient(about.app, base_url="http://127.0.0.1:8000") as client:
        shown = about.later(0)
        visit = Visit(client).enter(tel=number("0000"))
        about.later(100)
        visit.phone(password="12")
        ticked = about.later(100)
        assert visit.phone().step == "success"
        consent = about.consent(visit)
    assert consent.version == VERSION
    assert abs(consent.shown_at - shown) < 50
    assert abs(consent.ticked_at - ticked) < 50


def test_shown_at_is_when_the_agreement_was_opened_if_it_was(tmp_path: Path) -> None:
    about = Consenting(tmp_path)
    with TestClient(about.app, base_url="http://127.0.0.1:8000") as client:
        visit = Visit(client).enter(tel=number("0000"))
        shown = about.later(100)
        address = visit.address
        visit.post(go="agreement")
        about.later(100)
        visit.take(client.get(address)).phone(password="12")
        ticked = about.later(100)
        assert visit.phone().step == "success"
        consent = about.consent(visit)
    assert abs(consent.shown_at - shown) < 50
    assert abs(consent.ticked_at - ticked) < 50


def test_a_flow_of_an_older_release_has_the_time_of_p2() -> None:
    moves = tuple(
        Transition(event="-", to=to, at=at)
        for to, at in ((State.BASIC_INFO, 1.0), (State.PHONE, 2.0), (State.PHONE, 3.0))
    )
    flow = Flow(id="a", partner="p", state=State.PHONE, rev=3, created_at=1, touched_at=9)
    assert flow.agreement_shown_at == 0
    kept = Flow(
        id="a", partner="p", state=State.PHONE, rev=3, created_at=1, touched_at=9, history=moves
    )
    assert kept.agreement_shown_at == moves[1].at
