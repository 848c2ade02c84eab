"""A deleted flow can begin again with one tap for a day, with empty fields."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from h5kit.app import create_app
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.demo import demo_partner
from h5kit.entry.partners import Partners
from h5kit.messages import Message
from h5kit.settings import Settings
from h5kit.store.databases import open_file
from h5kit.testing.people import number
from tests.conftest import KEYS, Visit

SETTINGS = Settings(keys=KEYS, sandbox=True, loopback_allowed=True)
BASE = "http://127.0.0.1:8000"
HOME = "http://127.0.0.1:9999/order"


class Place:
    """A server whose flows the test can delete."""

    def __init__(self, folder: Path) -> None:
        """Open it."""
        self.clock = MovableClock()
        self.store = open_file(folder / "b.db", KEYS)
        self.client = TestClient(
            create_app(
                SETTINGS,
                gateway=SandboxGateway(self.clock),
                store=self.store,
                clock=self.clock,
                partners=Partners([demo_partner()]),
            ),
            base_url=BASE,
        )

    def come(self, **fields: Any) -> Visit:
        """Open a session's page."""
        secret = {"authorization": f"Bearer {demo_partner().secret}"}
        made = self.client.post("/v1/sessions", json=fields, headers=secret).json()
        return Visit(self.client).take(self.client.get(made["url"]))

    def later(self, visit: Visit, seconds: float) -> Visit:
        """Move time, run the sweep, and open the page again."""
        self.clock.advance(seconds)
        now = self.clock.now()
        asyncio.run(self.store.sweep(now - SETTINGS.flow.keep_seconds, now))
        return visit.take(self.client.get(visit.address))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A server whose flows the test can delete."""
    place = Place(tmp_path)
    with place.client:
        yield place


def test_after_half_an_hour_one_tap_begins_again_with_nothing_filled(place: Place) -> None:
    tel = number("0000")
    visit = place.come(uid="u", redirect_url=HOME)
    visit.post(name="云朵", phone=tel)
    place.later(visit, 1901)
    assert (visit.status, visit.step, visit.messages) == (200, "failed", [Message.TIMED_OUT])
    assert f'href="{HOME}"' in visit.page
    old = visit.address
    visit.post(go="restart")
    assert (visit.step, visit.messages) == ("basic_info", [])
    assert "云朵" not in visit.page
    assert tel not in visit.page
    assert str(place.client.get(old).url) == visit.address


def test_a_restarted_flow_ends_like_the_first_one(place: Place) -> None:
    tel = number("0000")
    visit = place.come(contactor={}, uid="u", redirect_url=HOME)
    place.later(visit, 1901).post(go="restart").phone(tel)
    assert visit.step == "success"
    assert 'data-h5-uid="u"' in visit.page
    assert f'href="{HOME}"' in visit.page


def test_the_partners_number_must_be_typed_and_no_other_is_accepted(place: Place) -> None:
    tel = number("0000")
    visit = place.come(tel=tel)
    place.later(visit, 1901).post(go="restart")
    assert visit.step == "phone"
    assert tel not in visit.page
    assert visit.phone(number("0000")).messages == [Message.PHONE_INVALID]
    place.later(visit, 1901).post(go="restart")
    assert visit.phone(number("0000")).messages == [Message.PHONE_INVALID]
    assert visit.phone(tel).step == "success"


def test_a_day_later_it_is_gone(place: Place) -> None:
    visit = place.come(tel=number("0000"))
    assert place.later(visit, 1900 + 86_000).messages == [Message.TIMED_OUT]
    place.later(visit, 401)
    assert (visit.status, visit.messages) == (410, [Message.TIMED_OUT])


def test_a_granted_flow_is_gone_at_once(place: Place) -> None:
    visit = place.come(tel=number("0000")).phone()
    assert visit.step == "success"
    assert place.later(visit, 1901).status == 410


def test_an_old_form_changes_nothing(place: Place) -> None:
    visit = place.come(contactor={})
    old = visit.page
    place.later(visit, 1901)
    visit.page = old
    visit.phone(number("0000"))
    assert (visit.step, visit.messages) == ("failed", [Message.TIMED_OUT])
    visit.post(go="restart")
    assert visit.step == "phone"


def test_a_person_authorized_meanwhile_is_not_asked_again(place: Place) -> None:
    visit = place.come(contactor={}, uid="u")
    place.later(visit, 1901)
    place.come(tel=number("0000"), uid="u").phone()
    visit.post(go="restart")
    assert (visit.step, visit.messages) == ("failed", [Message.ALREADY_AUTHORIZED])
