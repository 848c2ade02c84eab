"""A page object for each step, for Playwright's async API."""

from playwright.async_api import Locator

from h5kit.testing.aio.step import AsyncStep, Root, touch
from h5kit.testing.people import HOME, Person, number, person
from h5kit.testing.words import Words, in_any_language


class AsyncBasicInfoStep(AsyncStep):
    """P1 基础信息."""

    name = "basic_info"

    async def submit_person(self, who: Person | None = None, **values: str) -> None:
        """Fill P1 with an invented person and submit it; `values` override fields by name.

        If neither `values` nor the page has a phone number, it uses one that is granted at once.
        """
        who = who or person()
        given = {
            "name": who.name,
            "id_card": who.id_card,
            **HOME,
            "contact1_phone": who.contact,
            **values,
        }
        if "phone" not in given and not await self.control("phone").input_value():
            given["phone"] = number("0000")
        city = given.pop("city")
        await self.fill(**given)
        if city:
            await self.choose_city(city)
        await self.submit()

    async def choose_city(self, city: str) -> None:
        """Choose the city; without script, a button loads the cities."""
        more = self.button_named(Words.CITY)
        if await more.is_visible():
            await touch(self.root, more)
        await self.control("city").select_option(city)


class AsyncPhoneStep(AsyncStep):
    """P2 手机信息, with the carrier's challenges."""

    name = "phone"

    async def forgot_password(self) -> None:
        """Open P4."""
        await touch(self.root, self.link_named(Words.FORGOT))

    async def open_agreement(self) -> None:
        """Open 《运营商授权协议》."""
        await self.press(Words.AGREEMENT)


class AsyncVerifyStep(AsyncStep):
    """P3 验证."""

    name = "verify"
    button = "确定"


class AsyncWaitingStep(AsyncStep):
    """A carrier call is pending; the page continues by itself."""

    name = "waiting"


class AsyncForgotStep(AsyncStep):
    """P4 忘记服务密码怎么办？."""

    name = "forgot"
    button = "重置密码"

    @property
    def red_line(self) -> Locator:
        """The notice !该地区不支持官网找回: only the hotline can reset the password."""
        return self.main.get_by_text(in_any_language(Words.RED_LINE))

    async def copy(self, hotline: str) -> None:
        """Press 复制: copy a hotline to the clipboard."""
        await self.press(f"{Words.COPY}{hotline}")

    async def close(self) -> None:
        """Press ×: close P4 and return to P2."""
        await self.press(Words.CROSS)


class AsyncResetStep(AsyncStep):
    """Any step of P5."""

    async def back(self) -> None:
        """Press < 返回认证: return to P2."""
        await self.press(Words.BACK_TO_PHONE)


class AsyncResetIdentityStep(AsyncResetStep):
    """P5: name and ID card."""

    name = "reset_identity"
    button = "下一步"


class AsyncResetLoginSmsStep(AsyncResetStep):
    """P5: the SMS code of the carrier's login."""

    name = "reset_login_sms"


class AsyncResetSmsStep(AsyncResetStep):
    """P5: the SMS code of the reset."""

    name = "reset_sms"


class AsyncResetContactsStep(AsyncResetStep):
    """P5: five numbers that were called."""

    name = "reset_contacts"

    async def submit_numbers(self, *numbers: str) -> None:
        """Fill 手机号码1 to 手机号码5 and submit."""
        await self.submit(**{f"phone{n}": tel for n, tel in enumerate(numbers, 1)})


class AsyncResetPasswordStep(AsyncResetStep):
    """P5: the new service password."""

    name = "reset_password"
    button = "下一步"


class AsyncSuccessStep(AsyncStep):
    """P6 授权成功."""

    name = "success"

    async def close(self) -> None:
        """Press 关闭: go to the partner's address if there is one, or back to the app."""
        await self.press(Words.CLOSE)


class AsyncFailedStep(AsyncStep):
    """The flow has ended without an authorization."""

    name = "failed"


class AsyncAgreement:
    """《运营商授权协议》, opened from P2. It isn't a step: the flow doesn't change."""

    def __init__(self, root: Root) -> None:
        """`root` is the page, the frame, or the frame's locator that shows the flow."""
        self.root = root

    @property
    def main(self) -> Locator:
        """The agreement's `<main>`."""
        return self.root.locator("main[data-h5-agreement]")

    @property
    def heading(self) -> Locator:
        """The agreement's heading."""
        return self.main.get_by_role("heading", name=in_any_language(Words.AGREEMENT))

    async def back(self) -> None:
        """Press 返回: return to P2."""
        await touch(self.root, self.main.get_by_role("link", name=in_any_language(Words.BACK)))


STEPS: tuple[type[AsyncStep], ...] = (
    AsyncBasicInfoStep,
    AsyncPhoneStep,
    AsyncVerifyStep,
    AsyncWaitingStep,
    AsyncForgotStep,
    AsyncResetIdentityStep,
    AsyncResetLoginSmsStep,
    AsyncResetSmsStep,
    AsyncResetContactsStep,
    AsyncResetPasswordStep,
    AsyncSuccessStep,
    AsyncFailedStep,
)
"""All steps, in the order of the flow."""
