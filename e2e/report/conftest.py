"""Fixtures: a desk of reports, and pages of logged-in users."""

from collections.abc import Callable, Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Dialog, Page

from h5kit.carrier.sandbox.scenarios import Collection
from h5kit.demo import demo_partner
from h5kit.records.times import month_start
from h5kit.testing.people import number
from h5kit.testing.report_desk import COOKIE, DeskServer, ReportDesk
from h5kit.testing.reports import view_of
from h5kit.web.report.access import ReportView

AT: Final = month_start("202611") + 20 * 86_400
DESKTOP, PHONE, SMALL = 1280, 390, 320
WIDTHS: Final = (DESKTOP, PHONE, SMALL)

Opened = Callable[..., Page]


def invented_views() -> list[ReportView]:
    """Return a usual report, one with months missing, one of 10,000 calls, one without calls."""
    return [
        view_of(number("0000"), "SIDusual", at=AT),
        view_of(number("5012"), "SIDgaps", at=AT, plan=Collection(gaps=True)),
        view_of(number("5013"), "SIDmany", at=AT, plan=Collection(calls=10_000)),
        view_of(number("5014"), "SIDnone", at=AT, plan=Collection(calls=0)),
    ]


@pytest.fixture(scope="session")
def desk() -> Iterator[DeskServer]:
    """The desk, served."""
    with DeskServer(ReportDesk(invented_views(), [demo_partner()])) as running:
        yield running


@pytest.fixture
def opened(browser: Browser, desk: DeskServer) -> Iterator[Opened]:
    """Open a report; any fault in the browser fails the test."""
    found: list[str] = []
    contexts = []

    def visit(
        sid: str, *, width: int = DESKTOP, user: str = "viewer", script: bool = False,
        scheme: str = "light", query: str = "",
    ) -> Page:  # fmt: skip
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        contexts.append(context)
        context.add_cookies([{"name": COOKIE, "value": user, "url": desk.base_url}])
        page = context.new_page()
        page.on("console", lambda message: found.append(f"console: {message.text}"))
        page.on("pageerror", lambda fault: found.append(f"script: {fault}"))
        page.on("dialog", lambda dialog: _dismiss(dialog, found))
        page.on("request", lambda r: _note_foreign(r.url, desk.base_url, found))
        answer = page.goto(f"{desk.base_url}/report/detail?sid={sid}&appid=demo{query}")
        assert answer
        assert answer.status == 200
        return page

    yield visit
    for context in contexts:
        context.close()
    assert found == []


def _dismiss(dialog: Dialog, found: list[str]) -> None:
    found.append("a dialog")
    dialog.dismiss()


def _note_foreign(url: str, base_url: str, found: list[str]) -> None:
    if not url.startswith((f"{base_url}/report/", "data:,")):
        found.append(f"request: {url}")
