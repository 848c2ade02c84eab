"""Fixtures: a demo with authorizations, and pages of logged-in users."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final
from urllib.parse import urlencode

import httpx2
import pytest
from playwright.sync_api import Browser, Page

from h5kit.carrier.numbering import Carrier
from h5kit.testing.people import number
from h5kit.testing.receiver import Receiver
from h5kit.testing.server import DemoServer
from tests.conftest import TOKEN
from tests.eventually import eventually

DESKTOP, PHONE, SMALL = 1280, 390, 320
WIDTHS: Final = (DESKTOP, PHONE, SMALL)
EVIL: Final = "<script>window.hit=1</script><img src=x onerror=window.hit=1>" + "w" * 60

BEING_MADE: Final = 3101

Opened = Callable[..., Page]


def _authorize(server: DemoServer, tel: str, uid: str) -> None:
    with httpx2.Client(base_url=server.base_url, follow_redirects=True, timeout=30) as client:
        page = client.get(server.entry(tel=tel, uid=uid))
        step = TOKEN.search(page.text)
        assert step
        fields = {"_step": step[1], "service_password": "246813", "agree": "yes"}
        client.post(str(page.url), data=fields)


def _status(server: DemoServer, uid: str) -> int:
    """Return the status of a pull of a report."""
    sid = server.call(f"/calls/sid?{urlencode({'uid': uid})}")["data"]["sid"]
    status: int = server.call(f"/calls/report?sid={sid}")["status"]
    return status


@pytest.fixture(scope="module")
def busy(receiver: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """A demo with finished, running and failed reports, an attack as uid, and a failed push."""
    folder = tmp_path_factory.mktemp("site")
    with DemoServer("--data", str(folder), "--receiver", receiver.url) as running:
        for n in range(22):
            _authorize(running, number("0000"), f"user-{n}")
        _authorize(running, number("5011"), "fails")
        _authorize(running, number("5010"), "slow")
        _authorize(running, number("0000"), EVIL)
        # The longest names of a region and a carrier.
        _authorize(running, number("9027", Carrier.TELECOM, "内蒙古"), "refused")
        # By now each report is made or has failed, except that of `slow`, which takes a minute.
        for uid in (*(f"user-{n}" for n in range(22)), "fails", EVIL):
            eventually(partial(_status, running, uid), lambda s: s != BEING_MADE, "made")
            receiver.wait(uid)
        receiver.wait("slow")
        yield running


@pytest.fixture
def opened(browser: Browser, busy: DemoServer) -> Iterator[Opened]:
    """Log in without JavaScript and open a page; any fault in the browser fails the test."""
    found: list[str] = []
    contexts = []

    def visit(
        path: str, *, width: int = DESKTOP, script: bool = False, scheme: str = "light",
        is_in: bool = True,
    ) -> Page:  # fmt: skip
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: found.append(message.text))
        page.on("pageerror", lambda fault: found.append(str(fault)))
        page.goto(f"{busy.base_url}{path}")
        if is_in:
            page.get_by_label("账号").fill("admin")
            page.get_by_label("密码").fill(busy.told["admin"]["password"])
            # The address changes before the document has loaded.
            with page.expect_navigation():
                page.get_by_role("button", name="登录").click()
            assert page.url == f"{busy.base_url}{path}"
        return page

    yield visit
    for context in contexts:
        context.close()
    assert found == []
