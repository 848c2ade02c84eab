"""The example of a partner's site opens only sessions that a browser may ask for."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from e2e.partner_site import PartnerSite
from h5kit.messages import Status
from h5kit.testing.people import number
from h5kit.testing.receiver import Receiver
from h5kit.testing.server import DemoServer
from tests.eventually import SECONDS


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    """The receiver of the partner's pushes."""
    with Receiver() as running:
        yield running


@pytest.fixture(scope="module")
def kit(receiver: Receiver) -> Iterator[DemoServer]:
    """The demo."""
    with DemoServer("--receiver", receiver.url) as running:
        yield running


@pytest.fixture(scope="module")
def site(kit: DemoServer) -> Iterator[PartnerSite]:
    """The partner's site."""
    with PartnerSite(kit.base_url, kit.partner["secret"]) as running:
        yield running


def _ask(site: PartnerSite, path: str, body: object = None) -> tuple[int, bytes]:
    """Return status and body of a GET without a body, of a POST with one."""
    asked = HTTPConnection("127.0.0.1", int(site.port), timeout=30)
    try:
        asked.request("GET" if body is None else "POST", path, json.dumps(body) if body else None)
        answer = asked.getresponse()
        return answer.status, answer.read()
    finally:
        asked.close()


@pytest.mark.parametrize("path", ["/serve.py", "/../serve.py", "/%2e/serve.py", "/web/"])
def test_only_the_page_and_its_script_are_served(site: PartnerSite, path: str) -> None:
    assert [_ask(site, ours)[0] for ours in ("/", "/?kit=x", "/partner.js")] == [200, 200, 200]
    assert _ask(site, path) == (404, b"")


def test_the_uid_comes_from_the_server_not_from_the_browser(
    kit: DemoServer, site: PartnerSite, receiver: Receiver
) -> None:
    asked = {"tel": number("0000"), "uid": "somebody-else", "callback": "https://evil.example"}
    status, body = _ask(site, "/session", asked)
    assert status == 201
    handle = json.loads(body)["handle"]
    kit.call(f"/sandbox/flows/{handle}", {"step": "success"})
    push = receiver.first(lambda _: True, since=0, timeout=SECONDS).json()
    assert (push["tel"], push["uid"][:6]) == (asked["tel"], "order-")


@pytest.mark.parametrize("fields", [{"tel": "1"}, {"size": "huge"}])
def test_a_refusal_of_h5kit_is_passed_on(site: PartnerSite, fields: dict[str, str]) -> None:
    status, body = _ask(site, "/session", fields)
    assert status == 400
    assert json.loads(body)["status"] == Status.BAD_PARAMETER


def test_a_malformed_request_is_refused(site: PartnerSite) -> None:
    assert _ask(site, "/session", ["uid"])[0] == 400


def test_an_unreachable_h5kit_is_reported() -> None:
    with PartnerSite("http://127.0.0.1:9", "secret") as alone:
        assert _ask(alone, "/session", {"size": "large"})[0] == 502
