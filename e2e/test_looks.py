"""Themed, large and English pages: no axe violation, no overflow, large enough targets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.accessible import Scheme, violations
from e2e.test_devices import OVERFLOW, SMALL_TARGETS, SMALLEST_TARGET
from h5kit.messages import Message
from h5kit.testing.pages import H5Flow
from h5kit.testing.people import number
from h5kit.testing.server import DemoServer

TOKEN, SECRET = "token-of-the-shop", "secret-of-the-shop"
PARTNERS = f"""
[[partner]]
appid = "shop"
name = "商店"
token = "{TOKEN}"
secret = "{SECRET}"
basic_info = true
redirect_url = "http://127.0.0.1/done"
[partner.theme]
accent = "#0a6b45"
accent_dark = "#6fd3a4"
logo = "logo.svg"
radius = 3
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><circle r="9"/></svg>'
LOOKS = {"themed": {}, "large": {"size": "large"}, "english": {"lang": "en"}}
LARGE_TARGET = 59.9
HEIGHT = 700
PHONES: tuple[tuple[Scheme, int], ...] = (("light", 390), ("dark", 320))
SMALL_TEXT = """least => Array.from(document.querySelectorAll('main *')).filter(e =>
  e.getClientRects().length && !e.matches('option,.v') && e.textContent.trim()
  && parseFloat(getComputedStyle(e).fontSize) < least).map(e => e.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """A demo with a partner that has a theme."""
    folder = tmp_path_factory.mktemp("partners")
    (folder / "logo.svg").write_text(LOGO)
    (folder / "partners.toml").write_text(PARTNERS, "utf-8")
    with DemoServer("--partners", str(folder / "partners.toml")) as running:
        running.partner = {"token": TOKEN, "secret": SECRET}
        yield running


@pytest.fixture
def context_options() -> dict[str, object]:
    """A dark phone."""
    return {
        "viewport": {"width": 320, "height": HEIGHT},
        "color_scheme": "dark",
        "is_mobile": True,
        "has_touch": True,
    }


def _walk(flow: H5Flow, server: DemoServer, fields: dict[str, str]) -> Iterator[str]:
    """Show one page after another; yield the name of each."""

    def opened(last_four: str) -> None:
        flow.open(server.session(tel=number(last_four), **fields)["url"])

    flow.open(server.session(**fields)["url"]).basic_info.submit()
    flow.expect_message(Message.NAME_NEEDED)
    yield "basic_info with faults"
    opened("1005")
    flow.submit_phone()
    flow.control("sms_code").wait_for()
    yield "phone with all four forms"
    flow.phone.open_agreement()
    expect(flow.agreement.main).to_be_visible()
    yield "agreement"
    opened("2002")
    flow.submit_phone()
    flow.expect_step("verify").submit_challenge(sms_code="0000", captcha="0000")
    flow.expect_message(Message.WRONG_CODE)
    yield "verify with a message"
    opened("3003")
    flow.forgot_password()
    yield "forgot"
    flow.choose_reset()
    flow.expect_step("reset_identity").submit_reset_identity().expect_step("reset_login_sms")
    yield "reset_login_sms"
    for code in (Message.TIMED_OUT, Message.ACCOUNT_ABNORMAL, Message.TOO_FREQUENT):
        opened(f"90{code}")
        flow.submit_phone()
        flow.expect_message(code)
        yield f"message {code}"
    opened("0000")
    flow.submit_phone()
    flow.expect_step("success")
    yield "success"


@pytest.mark.parametrize("look", LOOKS)
def test_every_look_is_accessible_and_fits(
    flow: H5Flow, page: Page, server: DemoServer, axe: str, look: str
) -> None:
    least = LARGE_TARGET if look == "large" else SMALLEST_TARGET
    for name in _walk(flow, server, LOOKS[look]):
        for scheme, width in PHONES:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.emulate_media(color_scheme=scheme)
            shown = f"{name}, {scheme}, {width}"
            assert page.evaluate(OVERFLOW) <= 0, f"{shown} overflows"
            assert page.evaluate(SMALL_TARGETS, least) == [], f"{shown}: small targets"
            if look == "large":
                assert page.evaluate(SMALL_TEXT, 18) == [], f"{shown}: small text"
            assert violations(page, axe) == [], shown


def test_texts_of_the_script_are_in_the_pages_language(
    flow: H5Flow, page: Page, server: DemoServer
) -> None:
    flow.open(server.session(tel=number("0000"), lang="en")["url"])
    page.get_by_role("button", name="Show password").click()
    expect(flow.control("service_password")).to_have_attribute("type", "text")
    expect(page.get_by_text("Hide", exact=True)).to_be_visible()


def test_a_theme_without_the_dark_look_stays_light(
    page: Page, tmp_path: Path, context_options: dict[str, object]
) -> None:
    file = tmp_path / "partners.toml"
    file.write_text(PARTNERS.replace("radius = 3", 'dark = "off"').replace("logo", "#"), "utf-8")
    with DemoServer("--partners", str(file)) as running:
        running.partner = {"token": TOKEN, "secret": SECRET}
        # The page fixture allows only the other server.
        page = page.context.new_page()
        H5Flow(page).open(running.session(tel=number("0000"))["url"]).expect_step("phone")
        colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        button = page.evaluate("getComputedStyle(document.querySelector('.b')).backgroundColor")
    assert (colour, button) == ("rgb(241, 243, 246)", "rgb(10, 107, 69)")
