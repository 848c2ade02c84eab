"""A page without a flow says where to go, and has 关闭 (close) if it can lead there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from h5kit.demo import make_demo
from h5kit.messages import Message
from h5kit.testing.people import number
from tests.conftest import Visit

PARTNERS = """
[[partner]]
appid = "app"
name = "App"
token = "token-of-the-app-01"
secret = "secret-of-the-app-01"
app_scheme = "shopapp"
[[partner]]
appid = "page"
name = "Page"
token = "token-of-the-page-1"
secret = "secret-of-the-page-1"
redirect_url = "https://shop.example/done"
[[partner]]
appid = "none"
name = "None"
token = "token-of-the-none-1"
secret = "secret-of-the-none-1"
"""
STUB_REVISION = 90_000
AGAIN = "请从为您提供服务的应用重新进入"
LINK = re.compile(r'<a class="b" role="button" href="([^"]+)" target="_top">关闭</a>')


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """A demo with a partner that has an app, one that has an address, and one with neither."""
    file = tmp_path / "partners.toml"
    file.write_text(PARTNERS, "utf-8")
    demo = make_demo(tmp_path / "data", partners_file=file)
    with TestClient(demo.app, base_url="http://127.0.0.1:8000") as running:
        yield running


def _link(visit: Visit) -> str:
    found = LINK.search(visit.page)
    return found[1].replace("&amp;", "&") if found else ""


@pytest.mark.parametrize(
    ("token", "link"),
    [
        ("token-of-the-app-01", "shopapp://h5kit?v=1&type=exit&reason=timeout"),
        ("token-of-the-page-1", "https://shop.example/done"),
        ("token-of-the-none-1", ""),
    ],
)
def test_a_deleted_flow_leads_back(client: TestClient, token: str, link: str) -> None:
    visit = Visit(client).enter(token=token, tel=number("0000"))
    client.post("/sandbox/clock", json={"advance_seconds": STUB_REVISION})
    Visit(client).enter(tel=number("0000"))
    visit.take(client.get(visit.address))
    assert (visit.status, visit.messages) == (410, [Message.TIMED_OUT])
    assert AGAIN in visit.page
    assert _link(visit) == link


def test_a_wrong_entry_leads_back(client: TestClient) -> None:
    visit = Visit(client).enter(token="token-of-the-app-01", uid="u" * 1000)
    assert (visit.status, visit.messages) == (400, [Message.SUBMIT_FAILED])
    assert _link(visit) == "shopapp://h5kit?v=1&type=exit&reason=user"


def test_a_page_without_a_known_partner_has_no_close(client: TestClient) -> None:
    visit = Visit(client).enter(token="of-nobody")
    assert (visit.status, visit.messages, _link(visit)) == (403, [Message.NOT_AUTHORIZED], "")


def test_a_deleted_flow_offers_to_begin_again(client: TestClient) -> None:
    visit = Visit(client).enter(token="token-of-the-page-1", tel=number("0000"))
    client.post("/sandbox/clock", json={"advance_seconds": 400})
    visit.take(client.get(visit.address))
    assert visit.messages == [Message.TIMED_OUT]
    assert AGAIN not in visit.page
    assert visit.post(go="restart").step == "phone"


def test_an_unreadable_form_does_not_lead_away_from_an_open_flow(
    client: TestClient,
) -> None:
    visit = Visit(client).enter(token="token-of-the-page-1", tel=number("0000"))
    address = visit.address
    visit.post(service_password="12\x003456")
    assert (visit.status, visit.messages, _link(visit)) == (400, [Message.SUBMIT_FAILED], "")
    assert visit.take(client.get(address)).step == "phone"
