# Made from `h5kit.testing.aio` by `make generated`; change that instead.
"""What all steps have in common, for Playwright's sync API: what a person sees and can do.

Things are found by role and label first (the texts of the pages), by the frozen attributes where a
text says too little (contract, section 2).
"""

import time
from typing import ClassVar

from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect

from h5kit.messages import Message
from h5kit.testing.words import Words, in_any_language

Root = Page | Frame | FrameLocator
PATIENCE = 15_000
"""Milliseconds to wait for a step, a message, an answer; Playwright's own 5,000 are few."""
POINTING_SECONDS = 5
"""How long a pointer is led to what stands in a frame before it is clicked all the same."""


def touch(root: Root, target: Locator) -> None:
    """Click something that a step shows, once the browser leads a pointer there.

    What shows a frame draws it a moment after it has grown, and until then Chromium gives a click
    on the new part to the page around it, where it is lost (one in 200 was).
    """
    end = time.monotonic() + POINTING_SECONDS
    while _is_framed(root) and time.monotonic() < end:
        target.hover()
        if target.evaluate("e => e.matches(':hover')"):
            break
    target.click()


def _is_framed(root: Root) -> bool:
    if isinstance(root, Frame):
        return root.parent_frame is not None
    return isinstance(root, FrameLocator)


class Step:
    """A step of the flow, in a page or in a frame of one."""

    name: ClassVar[str] = ""
    button: ClassVar[str] = "提交"

    def __init__(self, root: Root) -> None:
        """Take the page, the frame, or its locator, that the flow is shown in."""
        self.root = root

    @property
    def main(self) -> Locator:
        """The step's `<main>`; any step's where the class stands for none."""
        return self.root.locator(f"main[data-h5-step{f'={self.name}' if self.name else ''}]")

    @property
    def heading(self) -> Locator:
        """The step's heading."""
        return self.main.get_by_role("heading", level=1)

    def field(self, name: str) -> Locator:
        """Return a field's group by the field's name."""
        return self.main.locator(f"[data-h5-field={name}]")

    def control(self, name: str) -> Locator:
        """Return a field's input, select or box."""
        return self.field(name).locator("input,select")

    def message(self, code: int) -> Locator:
        """Return where a message is shown, if it is."""
        return self.main.locator(f"[data-h5-message='{code}']:visible").first

    def expect(self, timeout: float = PATIENCE) -> None:
        """Wait until the step is shown; `timeout` in milliseconds."""
        expect(self.main).to_be_visible(timeout=timeout)

    def expect_message(
        self, code: int, contact: int | None = None, timeout: float = PATIENCE
    ) -> Locator:
        """Wait until a message is shown with its exact text; returns its element."""
        shown = self.message(code)
        expect(shown).to_contain_text(Message(code).text(contact or 1), timeout=timeout)
        return shown

    def expect_fault(
        self, name: str, code: int, contact: int | None = None, timeout: float = PATIENCE
    ) -> Locator:
        """Wait until a message stands at its field, word for word; returns its element."""
        shown = self.field(name).locator(f"[data-h5-message='{code}']")
        expect(shown).to_have_text(Message(code).text(contact), timeout=timeout)
        return shown

    @property
    def told(self) -> Locator:
        """What the page tells that is no message: 服务密码重置成功."""
        return self.main.get_by_role("status")

    @property
    def hotlines(self) -> Locator:
        """The hotlines' links, the number's own carrier first."""
        return self.main.locator("a[href^='tel:']")

    @property
    def countdown(self) -> Locator:
        """How long until another SMS code may be had; empty once it may."""
        return self.main.locator("[data-h5-countdown]")

    @property
    def picture(self) -> Locator:
        """The captcha's picture."""
        return self.field("captcha").locator("img")

    def button_named(self, words: str) -> Locator:
        """Return a button by its Chinese words, on an English page too."""
        return self.main.get_by_role("button", name=in_any_language(words))

    def link_named(self, words: str) -> Locator:
        """Return a link by its Chinese words, on an English page too."""
        return self.main.get_by_role("link", name=in_any_language(words))

    def press(self, words: str) -> None:
        """Press a button by its words."""
        touch(self.root, self.button_named(words))

    def request_code(self) -> None:
        """重新获取: have another SMS code sent, once the countdown is over."""
        self.press(Words.RESEND)
        self.answered()

    def another_picture(self) -> None:
        """换一个: wait until the captcha is another one."""
        before = self.picture.get_attribute("src")
        self.press(Words.ANOTHER_PICTURE)
        expect(self.picture).not_to_have_attribute("src", str(before), timeout=PATIENCE)

    def restart(self) -> None:
        """重新授权: a new flow, where the message offers it."""
        self.press(Words.RESTART)

    def is_asked(self, name: str) -> bool:
        """Say whether the step has a field."""
        return self.control(name).count() > 0

    def fill(self, **values: str) -> None:
        """Fill fields by their names: select what is chosen, tick a box for `yes`."""
        for name, value in values.items():
            control = self.control(name)
            kind = control.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
            if kind == "select":
                control.select_option(value)
            elif kind == "checkbox":
                if control.is_checked() != (value == "yes"):
                    touch(self.root, control)
            else:
                control.fill(value)

    def submit(self, **values: str) -> None:
        """Fill fields and press the step's button, then wait for the answer."""
        self.fill(**values)
        self.press(self.button)
        self.answered()

    def answered(self) -> None:
        """Wait until no form's request runs any more: what is shown then is the answer.

        Where no script sends the form the address changes before its document is there, whole.
        """
        if not isinstance(self.root, FrameLocator):
            self.root.wait_for_load_state("domcontentloaded", timeout=PATIENCE)
        busy = self.root.locator("form[data-h5-busy]")
        expect(busy).to_have_count(0, timeout=PATIENCE)
