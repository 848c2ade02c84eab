"""The base of all steps' page objects, for Playwright's async API.

Elements are found by role and label (the texts of the pages), or by the contract's attributes if a
text is not specific enough (contract, section 2: the page).
"""

import time
from typing import ClassVar

from playwright.async_api import Frame, FrameLocator, Locator, Page, expect

from h5kit.messages import Message
from h5kit.testing.words import Words, in_any_language

Root = Page | Frame | FrameLocator
PATIENCE = 15_000
"""Milliseconds to wait for a step, a message or an answer; Playwright's default is only 5,000."""
POINTING_SECONDS = 5
"""How long to wait until the browser routes a pointer to an element in a frame."""


async def touch(root: Root, target: Locator) -> None:
    """Click an element of a step, once the browser routes a pointer to it.

    After a frame has grown, Chromium for a moment sends clicks on its new part to the outer page,
    where they are lost (one in 200 was).
    """
    end = time.monotonic() + POINTING_SECONDS
    while _is_framed(root) and time.monotonic() < end:
        await target.hover()
        if await target.evaluate("e => e.matches(':hover')"):
            break
    await target.click()


def _is_framed(root: Root) -> bool:
    if isinstance(root, Frame):
        return root.parent_frame is not None
    return isinstance(root, FrameLocator)


class AsyncStep:
    """A step of the flow, in a page or in a frame."""

    name: ClassVar[str] = ""
    button: ClassVar[str] = "提交"

    def __init__(self, root: Root) -> None:
        """`root` is the page, the frame, or the frame's locator that shows the flow."""
        self.root = root

    @property
    def main(self) -> Locator:
        """The step's `<main>`; that of any step if the class isn't for one step."""
        return self.root.locator(f"main[data-h5-step{f'={self.name}' if self.name else ''}]")

    @property
    def heading(self) -> Locator:
        """The step's heading."""
        return self.main.get_by_role("heading", level=1)

    def field(self, name: str) -> Locator:
        """Return a field's group by the field's name."""
        return self.main.locator(f"[data-h5-field={name}]")

    def control(self, name: str) -> Locator:
        """Return a field's input, select or checkbox."""
        return self.field(name).locator("input,select")

    def message(self, code: int) -> Locator:
        """Return the locator of a message, shown or not."""
        return self.main.locator(f"[data-h5-message='{code}']:visible").first

    async def expect(self, timeout: float = PATIENCE) -> None:
        """Wait until the step is shown; `timeout` in milliseconds."""
        await expect(self.main).to_be_visible(timeout=timeout)

    async def expect_message(
        self, code: int, contact: int | None = None, timeout: float = PATIENCE
    ) -> Locator:
        """Wait until a message is shown with its exact text; return its element."""
        shown = self.message(code)
        await expect(shown).to_contain_text(Message(code).text(contact or 1), timeout=timeout)
        return shown

    async def expect_fault(
        self, name: str, code: int, contact: int | None = None, timeout: float = PATIENCE
    ) -> Locator:
        """Wait until a message is shown at its field with its exact text; return its element."""
        shown = self.field(name).locator(f"[data-h5-message='{code}']")
        await expect(shown).to_have_text(Message(code).text(contact), timeout=timeout)
        return shown

    @property
    def told(self) -> Locator:
        """The page's notice that is not a message, for example 服务密码重置成功."""
        return self.main.get_by_role("status")

    @property
    def hotlines(self) -> Locator:
        """The links of the hotlines, the number's own carrier first."""
        return self.main.locator("a[href^='tel:']")

    @property
    def countdown(self) -> Locator:
        """The countdown until another SMS code can be requested; empty once it can."""
        return self.main.locator("[data-h5-countdown]")

    @property
    def picture(self) -> Locator:
        """The captcha's picture."""
        return self.field("captcha").locator("img")

    def button_named(self, words: str) -> Locator:
        """Return a button by its Chinese text, also on pages in other languages."""
        return self.main.get_by_role("button", name=in_any_language(words))

    def link_named(self, words: str) -> Locator:
        """Return a link by its Chinese text, also on pages in other languages."""
        return self.main.get_by_role("link", name=in_any_language(words))

    async def press(self, words: str) -> None:
        """Press a button by its Chinese text."""
        await touch(self.root, self.button_named(words))

    async def request_code(self) -> None:
        """Press 重新获取 after the countdown: request another SMS code."""
        await self.press(Words.RESEND)
        await self.answered()

    async def another_picture(self) -> None:
        """Press 换一个 and wait for another captcha."""
        before = await self.picture.get_attribute("src")
        await self.press(Words.ANOTHER_PICTURE)
        await expect(self.picture).not_to_have_attribute("src", str(before), timeout=PATIENCE)

    async def restart(self) -> None:
        """Press 重新授权: start a new flow, if the message offers it."""
        await self.press(Words.RESTART)

    async def is_asked(self, name: str) -> bool:
        """Return whether the step has a field."""
        return await self.control(name).count() > 0

    async def fill(self, **values: str) -> None:
        """Fill fields by name: select options, tick a checkbox for `yes`."""
        for name, value in values.items():
            control = self.control(name)
            kind = await control.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
            if kind == "select":
                await control.select_option(value)
            elif kind == "checkbox":
                if await control.is_checked() != (value == "yes"):
                    await touch(self.root, control)
            else:
                await control.fill(value)

    async def submit(self, **values: str) -> None:
        """Fill fields, press the step's button and wait for the answer."""
        await self.fill(**values)
        await self.press(self.button)
        await self.answered()

    async def answered(self) -> None:
        """Wait until no form request is pending, so that the page shows the answer.

        Without script, the address changes before the new document has been loaded completely.
        """
        if not isinstance(self.root, FrameLocator):
            await self.root.wait_for_load_state("domcontentloaded", timeout=PATIENCE)
        busy = self.root.locator("form[data-h5-busy]")
        await expect(busy).to_have_count(0, timeout=PATIENCE)
