"""Take the screenshots of the sandbox console: a scenario halfway, with its answers typed in."""

import io
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from e2e.sandbox.console import Console
from h5kit.testing.server import DemoServer

COLOURS: Final = 96
LOOKS: Final = (
    ("sandbox-1280-light", 1280, 900, "light", "zh-CN"),
    ("sandbox-1280-dark", 1280, 900, "dark", "zh-CN"),
    ("sandbox-390-light", 390, 1700, "light", "zh-CN"),
    ("sandbox-1280-en", 1280, 900, "light", "en"),
    ("sandbox-390-en", 390, 1700, "light", "en"),
)
"""Name, width and height of the window, colour scheme, language."""


def take(browser: Browser, server: DemoServer, folder: Path, mentioned: str) -> None:
    """Take each picture that `mentioned` names, or all if it is empty."""
    for name, width, height, scheme, lang in LOOKS:
        if mentioned and f"pictures/{name}.png" not in mentioned:
            continue
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page = context.new_page()
        page.goto(f"{server.base_url}/sandbox?lang={lang}")
        _go_half_way(page)
        _keep(page.screenshot(), folder / f"{name}.png")
        context.close()


def _go_half_way(page: Page) -> None:
    console = Console(page).begin("2002")
    console.submit()
    console.flow.expect_step("verify")
    console.expect_lit("verify")
    console.type_in("captcha")
    console.type_in("sms_code")
    # No element is focused or hovered.
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    expect(page.locator("#events b").first).to_have_text("resize")


def _keep(raw: bytes, path: Path) -> None:
    Image.open(io.BytesIO(raw)).convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(path)
