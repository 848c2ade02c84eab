"""`make pictures`: takes the pictures of the README and the docs from the running product."""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bench import report_pictures
from h5kit.testing.browser import find_chromium, launch_options
from h5kit.testing.pages import H5Flow
from h5kit.testing.people import number
from h5kit.testing.server import DemoServer

TARGET = Path(__file__).parent.parent / "docs" / "pictures"
WIDTHS = (320, 375, 414)
COLOURS = 48


def _take(page: Page, name: str, folder: Path) -> None:
    raw = page.screenshot(full_page=True)
    image = Image.open(io.BytesIO(raw)).convert("RGB").quantize(COLOURS)
    image.save(folder / f"{name}.png", optimize=True)
    print(folder / f"{name}.png")


def _walk(page: Page, server: DemoServer, folder: Path, look: str) -> None:
    """Take every page of the flow."""
    flow = H5Flow(page)

    def take(name: str) -> None:
        _take(page, f"{name}-{look}", folder)

    flow.open(server.entry())
    take("basic_info")
    flow.press("提交")
    flow.expect_message(1)
    take("basic_info-faults")
    flow.open(server.entry(tel=number("0000")))
    take("phone")
    flow.submit_phone(password="112233")  # noqa: S106
    flow.expect_message(27)
    take("phone-27")
    flow.press("《运营商授权协议》")
    page.get_by_role("heading", name="《运营商授权协议》").wait_for()
    take("agreement")
    flow.open(server.entry(tel=number("1005"))).submit_phone()
    flow.control("sms_code").wait_for()
    take("phone-forms")
    flow.open(server.entry(tel=number("2002"))).submit_phone().expect_step("verify")
    take("verify")
    flow.open(server.entry(tel=number("5002"))).submit_phone().expect_step("waiting")
    take("waiting")
    server.advance(30)
    flow.expect_step("success")
    take("success")
    for code in (25, 48, 43):
        flow.open(server.entry(tel=number(f"90{code}"))).submit_phone()
        flow.expect_message(code)
        take(f"message-{code}")
    flow.open(server.entry(tel=number("0000"))).press("忘记密码")
    flow.expect_step("forgot")
    take("forgot")


def _each_look(browser: Browser, server: DemoServer, folder: Path, widths: tuple[int, ...]) -> None:
    for width in widths:
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": 700},
                color_scheme="dark" if scheme == "dark" else "light",
                device_scale_factor=2,
                is_mobile=True,
                has_touch=True,
            )
            _walk(context.new_page(), server, folder, f"{width}-{scheme}")
            context.close()


def main() -> None:
    """Take the README's pictures, or all looks into the folder that is named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    folder.mkdir(parents=True, exist_ok=True)
    widths = WIDTHS if len(sys.argv) > 1 else (375,)
    with DemoServer() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options(find_chromium()))
        _each_look(browser, server, folder, widths)
        report_pictures.take(browser, folder)
        browser.close()


if __name__ == "__main__":
    main()
