"""Stand-ins for apps: their objects exist before the page's scripts run."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.partner_site import valid
from h5kit.testing.pages import H5Flow
from h5kit.testing.people import number
from h5kit.testing.server import DemoServer

BRIDGES = {
    "android": "window.H5KitAndroid = {postMessage: json => keep(JSON.parse(json))}",
    "wkwebview": "window.webkit = {messageHandlers: {h5kit: {postMessage: e => keep(e)}}}",
    "react-native": "window.ReactNativeWebView = {postMessage: json => keep(JSON.parse(json))}",
    "flutter": "window.H5KitFlutter = {postMessage: json => keep(JSON.parse(json))}",
    "mini-program": "window.wx = {miniProgram: {postMessage: ({data}) => keep(data)}}",
}
KEEP = """window.kept = []; const keep = event => {
  kept.push(event); document.documentElement.dataset.kept = kept.map(e => e.type).join(' ') };"""
THROWING = "window.H5KitAndroid = {postMessage() { throw new Error('gone') }};"


def _events(page: Page) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = page.evaluate("window.kept")
    return [valid(event) for event in kept]


def _expect(page: Page, types: str) -> None:
    """Wait for events in an attribute that the stand-in writes; the page's policy forbids eval."""
    expect(page.locator("html")).to_have_attribute("data-kept", re.compile(types))


@pytest.mark.parametrize("app", BRIDGES)
def test_an_app_gets_the_events_of_the_whole_flow(
    flow: H5Flow, page: Page, server: DemoServer, app: str
) -> None:
    page.add_init_script(f"{KEEP} {BRIDGES[app]}")
    tel = number("2001")
    flow.open(server.session(tel=tel, uid=f"u-{app}")["url"]).complete()
    _expect(page, "success")
    events = _events(page)
    assert [e["type"] for e in events[:3]] == ["open", "ready", "step"]
    assert [e["seq"] for e in events] == list(range(1, len(events) + 1))
    (success,) = [e for e in events if e["type"] == "success"]
    assert success["uid"] == f"u-{app}"
    assert tel not in json.dumps(events)


def test_an_app_that_adds_a_slash_to_the_address_gets_the_events(
    flow: H5Flow, page: Page, server: DemoServer
) -> None:
    page.add_init_script(f"{KEEP} {BRIDGES['android']}")
    flow.open(server.session(tel=number("0000"))["url"] + "/")
    _expect(page, "open ready step")


@pytest.mark.parametrize("app", BRIDGES)
def test_an_app_without_a_scheme_gets_exit_done(
    flow: H5Flow, page: Page, server: DemoServer, app: str
) -> None:
    page.add_init_script(f"{KEEP} {BRIDGES[app]}")
    flow.open(server.session(tel=number("0000"))["url"]).complete()
    _expect(page, "success")
    if app == "mini-program":  # it gets messages only after the page is left
        expect(flow.success.main.get_by_role("button")).to_have_count(0)
        return
    flow.success.close()
    _expect(page, "success.* exit$")
    assert _events(page)[-1]["reason"] == "done"


def test_without_an_app_or_address_there_is_no_close(
    flow: H5Flow, page: Page, server: DemoServer
) -> None:
    page.add_init_script(f"{KEEP} {THROWING}")
    flow.open(server.session(tel=number("0000"))["url"]).complete()
    expect(flow.success.main.get_by_role("button")).to_have_count(0)


def test_an_app_object_that_throws_does_not_stop_the_flow(
    flow: H5Flow, page: Page, server: DemoServer
) -> None:
    bridge = BRIDGES["react-native"]
    page.add_init_script(f"{KEEP} {THROWING} {bridge}")
    flow.open(server.session(tel=number("0000"))["url"]).complete()
    _expect(page, "success")


def test_seq_continues_from_one_document_to_the_next(
    flow: H5Flow, page: Page, server: DemoServer
) -> None:
    page.add_init_script(f"{KEEP} {BRIDGES['android']}")
    session = server.session(tel=number("0000"))
    flow.open(session["url"])
    _expect(page, "^open ready step resize$")
    page.reload()
    _expect(page, "^ready step resize$")
    assert [(e["type"], e["seq"]) for e in _events(page)] == [
        ("ready", 5),
        ("step", 6),
        ("resize", 7),
    ]


def test_events_are_sent_without_htmx(flow: H5Flow, page: Page, server: DemoServer) -> None:
    page.add_init_script(f"delete Element.prototype.replaceChildren; {KEEP} {BRIDGES['flutter']}")
    flow.open(server.session(tel=number("1001"))["url"]).submit_phone()
    flow.submit_challenge(sms_code="000000")
    _expect(page, "error")
    errors = [e for e in _events(page) if e["type"] == "error"]
    assert [(e["code"], e["field"], e["recovery"]) for e in errors] == [
        (37, "sms_code", ["new_code"])
    ]
