"""Page objects of the flow: one class that fills each step by its labels, as a person would."""

from collections.abc import Callable
from typing import Protocol

from playwright.sync_api import FrameLocator, Locator, Page, expect

from h5kit import messages
from h5kit.testing.people import Person, person


class Opener(Protocol):
    """Whatever leads to a flow: its address."""

    url: str


class H5Flow:
    """The flow in a page (or in a frame of one), driven by roles and labels."""

    def __init__(self, page: Page | FrameLocator) -> None:
        """Take the page, or the frame locator, that the flow is shown in."""
        self._page = page

    @property
    def main(self) -> Locator:
        """The step that is shown."""
        return self._page.locator("main[data-h5-step]")

    def open(self, address: "str | Opener") -> "H5Flow":
        """Go to an address or session; returns itself."""
        if not isinstance(self._page, Page):
            raise TypeError("a frame is opened by the page that holds it")
        self._page.goto(address if isinstance(address, str) else address.url)
        return self

    def expect_step(self, name: str, timeout: float = 15_000) -> "H5Flow":
        """Wait until a step is shown."""
        shown = self._page.locator(f"main[data-h5-step={name}]")
        expect(shown).to_be_visible(timeout=timeout)
        return self

    def expect_message(self, code: int, contact: int | None = None) -> Locator:
        """Wait until a message is shown with its exact text; returns its element."""
        shown = self._page.locator(f"[data-h5-message='{code}']:visible").first
        expect(shown).to_contain_text(messages.text(code, contact or 1))
        return shown

    def field(self, name: str) -> Locator:
        """Return a field's group."""
        return self._page.locator(f"[data-h5-field={name}]")

    def control(self, name: str) -> Locator:
        """Return a field's input, select or box."""
        return self.field(name).locator("input,select")

    def press(self, name: str) -> None:
        """Press a button by its words."""
        self._page.get_by_role("button", name=name, exact=True).click()

    def submit_basic_info(self, who: Person | None = None, **values: str) -> "H5Flow":
        """Fill P1 for an invented person and submit it; `values` override by field name."""
        who = who or person()
        given = {
            "name": who.name,
            "id_card": who.id_card,
            "province": "广东",
            "city": "深圳",
            "address": "莲花街道彩云路1号",
            "contact1_name": "谷雨",
            "contact1_relation": "父母",
            **values,
        }
        self.fill(**{k: v for k, v in given.items() if k != "city"})
        if given["city"]:
            self.choose_city(given["city"])
        self.press("提交")
        return self

    def choose_city(self, city: str) -> None:
        """Choose the city; without script the cities are fetched by a button."""
        more = self._page.get_by_role("button", name="选择城市", exact=True)
        if more.is_visible():
            more.click()
        self.control("city").select_option(city)

    def submit_phone(
        self, tel: str = "", password: str = "246813", *, agree: bool = True
    ) -> "H5Flow":
        """Fill P2 and submit it."""
        if tel:
            self.control("phone").fill(tel)
        self.control("service_password").fill(password)
        if agree:
            self.control("agree").check()
        self.press("提交")
        return self

    def submit_challenge(self, **values: str) -> "H5Flow":
        """Answer what the carrier asks, on P2 or P3, and submit it."""
        self.fill(**values)
        verify = self._page.get_by_role("button", name="确定", exact=True)
        if verify.is_visible():
            verify.click()
        else:
            self.press("提交")
        return self

    def forgot_password(self) -> "H5Flow":
        """Open P4 from P2."""
        self.press("忘记密码")
        return self.expect_step("forgot")

    def choose_reset(self, tel: str = "", carrier: str = "") -> "H5Flow":
        """Press 重置密码 on P4, with a number where it asks for one; `carrier`: 我已携号转网."""
        if tel:
            self.control("phone").fill(tel)
        if carrier:
            self.control("carrier").select_option(carrier)
        self.press("重置密码")
        return self.answered()

    def submit_reset_identity(self, who: Person | None = None) -> "H5Flow":
        """Answer the first step of a reset with somebody's name and ID card."""
        who = who or person()
        return self.submit_reset(name=who.name, id_card=who.id_card)

    def submit_reset(self, **values: str) -> "H5Flow":
        """Answer the step of a reset that is shown: 下一步 or 提交."""
        self.fill(**values)
        self._page.locator("main form button.b").click()
        return self.answered()

    def answered(self) -> "H5Flow":
        """Wait until no form's request runs any more: what is shown then is the answer."""
        expect(self._page.locator("form[data-h5-busy]")).to_have_count(0)
        return self

    def fill(self, **values: str) -> None:
        """Fill fields by their names, selects by what is chosen."""
        for name, value in values.items():
            control = self.control(name)
            if control.evaluate("e => e.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)

    def is_asked(self, name: str) -> bool:
        """Say whether the step has a field."""
        return self.control(name).count() > 0

    def complete(
        self, who: Person | None = None, *, most: int = 8, code: "Callable[[], str] | None" = None
    ) -> "H5Flow":
        """Answer whatever is asked from P2 on until the flow is granted."""
        who = who or person()
        for _ in range(most):
            step = self._settled()
            if step not in {"phone", "verify"}:
                break
            self._answer(who, code() if code else "123456")
        return self.expect_step("success")

    def _settled(self) -> str:
        self._page.locator("main[data-h5-step]:not([data-h5-step=waiting])").wait_for(
            timeout=60_000
        )
        return self.main.get_attribute("data-h5-step") or ""

    def _answer(self, who: Person, code: str) -> None:
        answers = {
            "name": who.name,
            "id_card": who.id_card,
            "sms_code": code,
            "captcha": "h5ok",
            "service_password": who.service_password,
        }
        self.fill(**{k: v for k, v in answers.items() if self.is_asked(k)})
        if self.is_asked("agree"):
            self.control("agree").check()
        token = self._page.locator("input[name=_step]").input_value()
        self.submit_challenge()
        self._page.locator(f"input[name=_step][value='{token}']").wait_for(state="detached")
