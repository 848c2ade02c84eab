"""Requests of the script besides submits: another captcha, the cities of a province, polls."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Page, Route, expect

from e2e.modes import SCRIPTED
from h5kit.messages import Message
from h5kit.testing.pages import H5Flow
from h5kit.testing.people import number
from h5kit.testing.server import DemoServer
from tests.eventually import SECONDS

scripted = pytest.mark.parametrize("mode", SCRIPTED, indirect=True)
FLOW = "**/f/*"
LOST = "提交失败,请稍后重试"


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose requests may fail (the browser logs that), but whose scripts must not."""
    faults: list[object] = []
    made = context.new_page()
    made.on("pageerror", lambda fault: faults.append(fault))  # noqa: PLW0108  # it needs a function
    yield made
    # An answer that is still delayed at the end of the test does not count.
    made.unroute_all(behavior="ignoreErrors")
    assert faults == []


class Line:
    """The connection to the server, which delays answers."""

    def __init__(self, page: Page, go: str) -> None:
        """Delay the answers to requests for the part `go`."""
        # In the order of the requests, because parallel answers may arrive in another order.
        self._asked: list[Route] = []
        self._answers: dict[Route, APIResponse] = {}
        self._page = page
        self._go = f"go={go}"
        page.route(FLOW, self._keep)

    def _keep(self, route: Route) -> None:
        if self._go in (route.request.post_data or ""):
            self._asked.append(route)
            self._answers[route] = route.fetch()
        else:
            route.continue_()

    @property
    def count(self) -> int:
        """The number of delayed answers."""
        return len(self._asked)

    def deliver(self, at: int) -> None:
        """Deliver an answer, after the server has given it."""
        end = time.monotonic() + SECONDS
        while self.count <= at or self._asked[at] not in self._answers:
            assert time.monotonic() < end, "the server does not answer"
            self._page.evaluate("new Promise(requestAnimationFrame)")
        route = self._asked[at]
        with self._page.expect_event("requestfinished"):
            route.fulfill(response=self._answers[route])


def _asked(flow: H5Flow, server: DemoServer, last_four: str) -> dict[str, str]:
    session = server.session(tel=number(last_four))
    flow.open(session["url"]).submit_phone()
    flow.control("captcha").wait_for()
    return session


def _is_busy(page: Page) -> None:
    expect(page.locator("form[data-h5-busy]")).to_have_count(1)


def test_a_captcha_that_arrives_after_the_next_step_is_ignored(
    flow: H5Flow, page: Page, server: DemoServer
) -> None:
    _asked(flow, server, "1002")
    line = Line(page, "captcha")
    flow.press("换一个")
    _is_busy(page)
    flow.fill(captcha="h5ok")
    flow.press("提交")
    flow.expect_step("success")
    line.deliver(0)
    flow.expect_step("success")
    expect(flow.main).to_have_count(1)


@scripted
def test_two_taps_on_another_captcha_request_one(
    flow: H5Flow, page: Page, server: DemoServer, mode: str
) -> None:
    session = _asked(flow, server, "1002")
    line = Line(page, "captcha")
    flow.button_named("换一个").dblclick()
    flow.phone.open_agreement()
    line.deliver(0)
    flow.phone.answered()
    assert line.count == 1
    expect(page.locator("main form")).to_have_count(1)
    flow.submit_challenge(captcha=server.flow(session["handle"])["captcha"]).expect_step("success")


@scripted
def test_the_cities_are_those_of_the_province_chosen_last(
    flow: H5Flow, page: Page, server: DemoServer, mode: str
) -> None:
    flow.open(server.entry())
    line = Line(page, "cities")
    flow.fill(province="广东")
    flow.fill(province="浙江")
    line.deliver(1)
    flow.phone.answered()
    line.deliver(0)
    flow.basic_info.choose_city("杭州")
    expect(flow.control("city").locator("option", has_text="深圳")).to_have_count(0)


@scripted
def test_a_submit_does_not_wait_for_the_cities(
    flow: H5Flow, page: Page, server: DemoServer, mode: str
) -> None:
    flow.open(server.entry())
    Line(page, "cities")
    flow.fill(province="广东")
    flow.press("提交")
    flow.expect_message(Message.CITY_NEEDED)


@scripted
@pytest.mark.parametrize("status", [0, 502])
def test_a_failed_part_is_reported_until_it_arrives(
    flow: H5Flow, page: Page, server: DemoServer, mode: str, status: int
) -> None:
    flow.open(server.entry())
    page.route(FLOW, lambda r: r.fulfill(status=status, body="<p>x") if status else r.abort())
    flow.fill(province="广东")
    flow.expect_message(Message.SUBMIT_FAILED)
    expect(page.get_by_role("alert")).to_have_text(LOST)
    flow.basic_info.answered()
    page.unroute(FLOW)
    flow.fill(province="浙江")
    flow.basic_info.choose_city("杭州")
    expect(page.get_by_role("alert")).to_have_count(0)


@scripted
def test_another_captcha_by_keyboard_moves_the_focus_to_its_field(
    flow: H5Flow, page: Page, server: DemoServer, mode: str
) -> None:
    _asked(flow, server, "1003")
    flow.fill(sms_code="123456")
    before = flow.phone.picture.get_attribute("src")
    flow.button_named("换一个").focus()
    page.keyboard.press("Enter")
    expect(flow.phone.picture).not_to_have_attribute("src", str(before))
    expect(flow.control("captcha")).to_be_focused()
    expect(flow.control("sms_code")).to_have_value("123456")


@scripted
def test_choosing_a_province_keeps_the_focus(flow: H5Flow, server: DemoServer, mode: str) -> None:
    flow.open(server.entry())
    flow.control("province").focus()
    flow.fill(province="浙江")
    expect(flow.control("city").locator("option", has_text="杭州")).to_have_count(1)
    expect(flow.control("province")).to_be_focused()


@scripted
def test_a_lost_poll_is_not_reported(
    flow: H5Flow, page: Page, server: DemoServer, mode: str
) -> None:
    flow.open(server.entry(tel=number("5002"))).submit_phone().expect_step("waiting")
    with page.expect_event("requestfailed"):
        page.route(FLOW, lambda route: route.abort())
    expect(page.locator("[data-h5-message]")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.unroute(FLOW)
    server.advance(30)
    flow.expect_step("success")
