# Made by `python -m h5kit.testing.aio`; change the async form instead.
"""One page object a step, for Playwright's sync API: what a person sees and can do there.

Things are found by role and label first (the texts of the pages), by the frozen attributes where a
text says too little (contract, section 2).
"""

from typing import ClassVar

from playwright.sync_api import FrameLocator, Locator, Page, expect

from h5kit import messages
from h5kit.testing.people import Person, person

Root = Page | FrameLocator
PATIENCE = 15_000
"""Milliseconds to wait for a step."""


class Step:
    """A step of the flow, in a page or in a frame of one."""

    name: ClassVar[str] = ""
    button: ClassVar[str] = "提交"

    def __init__(self, root: Root) -> None:
        """Take the page, or the frame locator, that the flow is shown in."""
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

    def expect_message(self, code: int, contact: int | None = None) -> Locator:
        """Wait until a message is shown with its exact text; returns its element."""
        shown = self.message(code)
        expect(shown).to_contain_text(messages.text(code, contact or 1))
        return shown

    def press(self, words: str) -> None:
        """Press a button by its words."""
        self.main.get_by_role("button", name=words, exact=True).click()

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
                control.set_checked(value == "yes")
            else:
                control.fill(value)

    def submit(self, **values: str) -> None:
        """Fill fields and press the step's button, then wait for the answer."""
        self.fill(**values)
        self.press(self.button)
        self.answered()

    def answered(self) -> None:
        """Wait until no form's request runs any more: what is shown then is the answer."""
        expect(self.root.locator("form[data-h5-busy]")).to_have_count(0)


class BasicInfoStep(Step):
    """P1 基础信息."""

    name = "basic_info"

    def submit_person(self, who: Person | None = None, **values: str) -> None:
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
            "contact1_phone": who.contact,
            **values,
        }
        city = given.pop("city")
        self.fill(**given)
        if city:
            self.choose_city(city)
        self.submit()

    def choose_city(self, city: str) -> None:
        """Choose the city; without script the cities are fetched by a button."""
        more = self.main.get_by_role("button", name="选择城市", exact=True)
        if more.is_visible():
            more.click()
        self.control("city").select_option(city)


class PhoneStep(Step):
    """P2 手机信息, with whatever the carrier asks there."""

    name = "phone"

    def forgot_password(self) -> None:
        """Open P4."""
        self.press("忘记密码")

    def open_agreement(self) -> None:
        """Open 《运营商授权协议》."""
        self.press("《运营商授权协议》")


class VerifyStep(Step):
    """P3 验证."""

    name = "verify"
    button = "确定"


class WaitingStep(Step):
    """The carrier works; the page goes on by itself."""

    name = "waiting"


class ForgotStep(Step):
    """P4 忘记服务密码怎么办？."""

    name = "forgot"
    button = "重置密码"

    @property
    def hotlines(self) -> Locator:
        """The hotlines' links, the number's own carrier first."""
        return self.main.locator("a[href^='tel:']")

    def close(self) -> None:
        """Close P4: back to P2."""
        self.press("关闭")


class ResetStep(Step):
    """Any step of P5."""

    def back(self) -> None:
        """< 返回认证: back to P2."""
        self.press("< 返回认证")


class ResetIdentityStep(ResetStep):
    """P5: name and ID card."""

    name = "reset_identity"
    button = "下一步"


class ResetLoginSmsStep(ResetStep):
    """P5: the SMS code of the carrier's login."""

    name = "reset_login_sms"


class ResetSmsStep(ResetStep):
    """P5: the SMS code of the reset."""

    name = "reset_sms"


class ResetContactsStep(ResetStep):
    """P5: five numbers that were called."""

    name = "reset_contacts"

    def submit_numbers(self, *numbers: str) -> None:
        """Fill 手机号码1 to 手机号码5 and submit them."""
        self.submit(**{f"phone{n}": tel for n, tel in enumerate(numbers, 1)})


class ResetPasswordStep(ResetStep):
    """P5: the new service password."""

    name = "reset_password"
    button = "下一步"


class SuccessStep(Step):
    """P6 授权成功."""

    name = "success"

    def close(self) -> None:
        """关闭: on to the partner's address, where there is one."""
        self.main.get_by_role("link", name="关闭", exact=True).click()


class FailedStep(Step):
    """The flow has ended without an authorization."""

    name = "failed"

    def restart(self) -> None:
        """重新授权: a new flow, where the message offers it."""
        self.press("重新授权")


STEPS: tuple[type[Step], ...] = (
    BasicInfoStep,
    PhoneStep,
    VerifyStep,
    WaitingStep,
    ForgotStep,
    ResetIdentityStep,
    ResetLoginSmsStep,
    ResetSmsStep,
    ResetContactsStep,
    ResetPasswordStep,
    SuccessStep,
    FailedStep,
)
"""All steps, in the order of the flow."""
