"""The page object of the sandbox console."""

import re

from playwright.sync_api import Locator, Page, expect

from h5kit.testing.pages import H5Flow

LIT = "#machine .step.here"
LONGEST = 30_000
"""The milliseconds that the slowest scenario of these tests takes."""


class Console:
    """The sandbox console."""

    def __init__(self, page: Page) -> None:
        """Take the page that shows the console."""
        self.page = page
        self.flow = H5Flow(page.frame_locator("iframe"))

    def begin(self, scenario: str, step: str = "phone") -> "Console":
        """Choose a row of the table."""
        self.page.locator(f"button[name=scenario][value='{scenario}']").last.click()
        self.flow.expect_step(step)
        return self

    def press(self, name: str) -> None:
        """Press a button outside the phone."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def expect_lit(self, step: str, timeout: float = LONGEST) -> None:
        """Wait until a step of the state picture is highlighted."""
        expect(self.page.locator(LIT)).to_contain_text(step, timeout=timeout)

    def submit(self) -> str:
        """Answer the current step: codes by clicks beside the phone, the rest by 代填本步."""
        shown = str(self.flow.main.get_attribute("data-h5-step"))
        self.expect_lit(shown)
        for name in ("sms_code", "captcha"):
            if self.flow.is_asked(name):
                self.type_in(name)
        self.page.locator("#fill").click()
        token = self.flow.root.locator("input[name=_step]").input_value()
        getattr(self.flow, shown).submit()
        self.flow.root.locator(f"input[name=_step][value='{token}']").wait_for(state="detached")
        return shown

    def type_in(self, field: str) -> str:
        """Click the newest answer for a field; return it."""
        answer = self.answers(field).first
        answer.click()
        value = str(answer.get_attribute("data-value"))
        expect(self.flow.control(field)).to_have_value(value)
        expect(self.flow.control(field)).to_be_focused()
        return value

    def answers(self, field: str) -> Locator:
        """Return the buttons that type something into a field, the newest first."""
        return self.page.locator(f"[data-into={field}]")

    @property
    def handle(self) -> str:
        """The handle of the shown flow."""
        found = re.search(r"handle=([^&]+)", self.page.url)
        return found[1] if found else ""
