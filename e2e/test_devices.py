"""Every page on the promised devices: no axe violation, no overflow, large enough targets."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from e2e.accessible import in_schemes, violations
from h5kit.carrier.numbering import Carrier
from h5kit.messages import Message
from h5kit.testing.devices import options_of
from h5kit.testing.pages import H5Flow
from h5kit.testing.people import number, person
from h5kit.testing.server import DemoServer

PROMISED = {
    "iphone-15": "iPhone 15",
    "pixel-7": "Pixel 7",
    "small-large-text": "small",
    "landscape": "landscape",
}
SMALLEST_TARGET = 43.9

OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
SMALL_TARGETS = """least => Array.from(document.querySelectorAll(
  'main button:not(.v), main a, main select, main input:not([type=hidden]):not([type=checkbox]), '
  + 'main .a label')).filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && (box.height < least || box.width < least);
  }).map(e => e.outerHTML.slice(0, 90))"""

WRONG_LABELS = """Array.from(document.querySelectorAll('label')).filter(
  e => !e.control || e.querySelector('button, a')).map(e => e.outerHTML.slice(0, 90))"""


@pytest.fixture(params=PROMISED)
def device(request: pytest.FixtureRequest) -> str:
    """Each of the promised devices."""
    name: str = request.param
    return name


@pytest.fixture
def context_options(device: str) -> dict[str, object]:
    """The device's description."""
    return options_of(PROMISED[device])


def _walk(flow: H5Flow, server: DemoServer) -> Iterator[str]:
    """Show one page after another; yield the name of each."""
    flow.open(server.entry())
    yield "basic_info"
    flow.press("提交")
    flow.expect_message(Message.NAME_NEEDED)
    yield "basic_info with faults"
    session = server.session(tel=number("1005"))
    flow.open(session["url"])
    yield "phone"
    flow.submit_phone(password="", agree=False)
    flow.expect_message(Message.AGREEMENT_NEEDED)
    yield "phone with faults"
    flow.phone.open_agreement()
    flow.agreement.heading.wait_for()
    yield "agreement"
    flow.open(session["url"]).forgot_password()
    yield "forgot"
    flow.forgot.close()
    flow.expect_step("phone").submit_phone()
    flow.control("sms_code").wait_for()
    yield "phone with all four forms"
    flow.submit_challenge(name=person().name, id_card=person().id_card, sms_code="0000")
    flow.expect_message(Message.CAPTCHA_NEEDED)
    yield "phone with all four forms and faults"
    flow.open(server.entry(tel=number("2002"))).submit_phone().expect_step("verify")
    yield "verify"
    flow.submit_challenge(sms_code="0000", captcha="0000")
    flow.expect_message(Message.WRONG_CODE)
    yield "verify with a message"
    flow.open(server.entry(tel=number("5002"))).submit_phone().expect_step("waiting")
    yield "waiting"
    server.advance(30)
    flow.expect_step("success")
    yield "success"
    for code in (
        Message.TIMED_OUT,
        Message.ACCOUNT_ABNORMAL,
        Message.TOO_FREQUENT,
        Message.NUMBER_NOT_VERIFIED,
    ):
        flow.open(server.entry(tel=number(f"90{code}"))).submit_phone()
        flow.expect_message(code)
        yield f"message {code}"
    flow.open(f"{server.base_url}/?token=nobody")
    yield "error"
    yield from _reset(flow, server)


def _reset(flow: H5Flow, server: DemoServer) -> Iterator[str]:
    """Show P4 in its variants and each step of P5, with and without faults."""
    flow.open(server.session(contactor={})["url"]).forgot_password().choose_reset()
    flow.expect_message(Message.PHONE_NEEDED)
    yield "forgot without a number"
    flow.open(server.entry(tel=number("3001", Carrier.MOBILE, "四川"))).forgot_password()
    yield "forgot where nothing is online"
    flow.open(server.entry(tel=number("9234"))).forgot_password().choose_reset()
    flow.expect_step("reset_identity").submit_reset_identity().expect_step("forgot")
    yield "forgot with a message"
    flow.open(server.entry(tel=number("3003"))).forgot_password().choose_reset()
    flow.expect_step("reset_identity").submit_reset(name="")
    flow.expect_message(Message.NAME_NEEDED)
    yield "reset_identity with faults"
    flow.submit_reset_identity().expect_step("reset_login_sms").submit_reset(sms_code="000000")
    flow.expect_message(Message.WRONG_CODE)
    yield "reset_login_sms with a fault"
    flow.submit_reset(sms_code="123456").expect_step("reset_sms")
    yield "reset_sms"
    flow.submit_reset(sms_code="123456").expect_step("reset_password")
    flow.submit_reset(new_password="888888")
    flow.expect_message(Message.PASSWORD_TOO_SIMPLE)
    yield "reset_password with a fault"
    flow.submit_reset(new_password="407152").expect_step("phone")
    yield "phone after a reset"
    flow.open(server.entry(tel=number("3004"))).forgot_password().choose_reset()
    flow.expect_step("reset_identity").submit_reset_identity().expect_step("reset_contacts")
    yield "reset_contacts"
    flow.submit_reset(phone1="1")
    flow.expect_message(Message.PHONE_INVALID)
    yield "reset_contacts with faults"


def test_every_page_is_accessible_and_fits(
    flow: H5Flow, page: Page, server: DemoServer, axe: str, device: str
) -> None:
    for name in _walk(flow, server):
        if device == "small-large-text":
            page.evaluate("document.documentElement.style.fontSize = '32px'")
        assert page.evaluate(WRONG_LABELS) == [], f"{name} has labels of nothing"
        for scheme in in_schemes(page):
            shown = f"{name}, {scheme}"
            assert page.evaluate(OVERFLOW) <= 0, f"{shown} overflows"
            assert page.evaluate(SMALL_TARGETS, SMALLEST_TARGET) == [], f"{shown}: small targets"
            assert violations(page, axe) == [], shown


def test_inputs_have_sixteen_pixels_and_the_right_keyboard(
    flow: H5Flow, page: Page, server: DemoServer
) -> None:
    flow.open(server.entry(tel=number("1005"))).submit_phone()
    flow.control("sms_code").wait_for()
    assert flow.control("sms_code").get_attribute("autocomplete") == "one-time-code"
    assert flow.control("sms_code").get_attribute("inputmode") == "numeric"
    assert flow.control("service_password").get_attribute("inputmode") == "numeric"
    sizes = page.evaluate(
        "Array.from(document.querySelectorAll('main input:not([type=hidden])'))"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 16
    assert page.locator("input[type=number]").count() == 0
