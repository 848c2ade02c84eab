"""`make pictures`: take the screenshots in README and docs from the running product.

`python -m bench.pictures FOLDER` takes every page at two widths, light and dark, in every language,
for review.
"""

import io
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bench import report_pictures, sandbox_pictures, site_pictures
from h5kit.carrier.numbering import Carrier
from h5kit.languages import FLOW_LANGUAGES, SOURCE_TAG
from h5kit.messages import Message
from h5kit.testing.browser import find_chromium, launch_options
from h5kit.testing.pages import H5Flow
from h5kit.testing.people import number
from h5kit.testing.server import DemoServer

TARGET = Path(__file__).parent.parent / "docs" / "pictures"
WIDTHS = (320, 390)
COLOURS = 48


def _mentioned() -> str:
    """Return the text of README and docs, which name the pictures to keep."""
    top = TARGET.parent.parent
    return "".join(p.read_text("utf-8") for p in (top / "README.md", *top.glob("docs/*.md")))


def _take(page: Page, name: str, folder: Path) -> None:
    if folder == TARGET and f"pictures/{name}.png" not in _mentioned():
        return
    raw = page.screenshot(full_page=True)
    image = Image.open(io.BytesIO(raw)).convert("RGB").quantize(COLOURS)
    image.save(folder / f"{name}.png", optimize=True)
    print(folder / f"{name}.png")


def _walk(page: Page, server: DemoServer, folder: Path, look: str, lang: str) -> None:
    """Take every page of the flow."""
    flow = H5Flow(page)

    def take(name: str) -> None:
        _take(page, f"{name}-{look}", folder)

    def opened(tel: str = "") -> H5Flow:
        given = {"tel": tel} if tel else {}
        return flow.open(server.session(lang=lang, **given)["url"])

    opened()
    take("basic_info")
    flow.press("提交")
    flow.expect_message(Message.NAME_NEEDED)
    take("basic_info-faults")
    opened(number("0000"))
    take("phone")
    flow.submit_phone(password="112233")  # noqa: S106
    flow.expect_message(Message.WRONG_PASSWORD)
    take("phone-27")
    flow.phone.open_agreement()
    flow.agreement.main.wait_for()
    take("agreement")
    opened(number("1005")).submit_phone()
    flow.control("sms_code").wait_for()
    take("phone-forms")
    opened(number("2002")).submit_phone().expect_step("verify")
    take("verify")
    opened(number("5002")).submit_phone().expect_step("waiting")
    take("waiting")
    server.advance(30)
    flow.expect_step("success")
    take("success")
    for code in (Message.TIMED_OUT, Message.TOO_FREQUENT, Message.ACCOUNT_ABNORMAL):
        opened(number(f"90{code}")).submit_phone()
        flow.expect_message(code)
        take(f"message-{code}")
    _reset(flow, server, lang, opened, take)


def _reset(
    flow: H5Flow,
    server: DemoServer,
    lang: str,
    opened: Callable[[str], H5Flow],
    take: Callable[[str], None],
) -> None:
    """Take P4 in its variants and every step of P5, one of them with a fault."""
    flow.open(server.session(contactor={}, lang=lang)["url"]).forgot_password()
    take("forgot")
    opened(number("3001", Carrier.MOBILE, "浙江")).forgot_password()
    take("forgot-offline")
    opened(number("3003")).forgot_password().choose_reset()
    flow.expect_step("reset_identity")
    take("reset_identity")
    flow.submit_reset_identity().expect_step("reset_login_sms").submit_reset(sms_code="123456")
    flow.expect_step("reset_sms")
    take("reset_sms")
    flow.submit_reset(sms_code="123456").expect_step("reset_password")
    flow.submit_reset(new_password="888888")  # noqa: S106 - a weak password
    flow.expect_message(Message.PASSWORD_TOO_SIMPLE)
    take("reset_password-31")
    flow.submit_reset(new_password="407152").expect_step("phone")  # noqa: S106
    take("phone-after-reset")
    opened(number("3004")).forgot_password().choose_reset()
    flow.expect_step("reset_identity").submit_reset_identity().expect_step("reset_contacts")
    take("reset_contacts")
    opened(number("9240")).forgot_password().choose_reset()
    flow.expect_step("reset_identity").submit_reset_identity()
    flow.expect_step("reset_sms").submit_reset(sms_code="123456").expect_step("forgot")
    take("forgot-40")


def _each_look(browser: Browser, server: DemoServer, folder: Path, widths: tuple[int, ...]) -> None:
    looks = [
        ("light", "light", SOURCE_TAG),
        ("dark", "dark", SOURCE_TAG),
        *(
            (tag, "light", tag)
            for tag, language in FLOW_LANGUAGES.items()
            if not language.is_source
        ),
    ]
    for width in widths:
        for name, scheme, lang in looks:
            context = browser.new_context(
                viewport={"width": width, "height": 700},
                color_scheme="dark" if scheme == "dark" else "light",
                device_scale_factor=2,
                is_mobile=True,
                has_touch=True,
            )
            _walk(context.new_page(), server, folder, f"{width}-{name}", lang)
            context.close()


def main() -> None:
    """Take the pictures of README and docs, or every page into the given folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    folder.mkdir(parents=True, exist_ok=True)
    widths = WIDTHS if len(sys.argv) > 1 else (375,)
    with DemoServer() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options(find_chromium()))
        _each_look(browser, server, folder, widths)
        mentioned = _mentioned() if folder == TARGET else ""
        sandbox_pictures.take(browser, server, folder, mentioned)
        report_pictures.take(browser, folder, mentioned)
        site_pictures.take(browser, folder, mentioned)
        browser.close()


if __name__ == "__main__":
    main()
