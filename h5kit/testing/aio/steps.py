"""One page object a step, for Playwright's async API: what a person sees and can do there."""

from playwright.async_api import Locator

from h5kit.testing.aio.step import AsyncStep, Root, touch
from h5kit.testing.people import HOME, Person, number, person
from h5kit.testing.words import Words, in_any_language


class AsyncBasicInfoStep(AsyncStep):
    """P1 基础信息."""

    name = "basic_info"

    async def submit_person(self, who: Person | None = None, **values: str) -> None:
        """Fill P1 for an invented person and submit it; `values` override by field name.

        Where neither they nor the page have a phone number it is one that is granted at once.
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
        """Choose the city; without script the cities are fetched by a button."""
        more = self.button_named(Words.CITY)
        if await more.is_visible():
            await touch(self.root, more)
        await self.control("city").select_option(city)


class AsyncPhoneStep(AsyncStep):
    """P2 手机信息, with whatever the carrier asks there."""

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
    """The carrier works; the page goes on by itself."""

    name = "waiting"


class AsyncForgotStep(AsyncStep):
    """P4 忘记服务密码怎么办？."""

    name = "forgot"
    button = "重置密码"

    @property
    def red_line(self) -> Locator:
        """!该地区不支持官网找回: where only the hotline helps."""
        return self.main.get_by_text(in_any_language(Words.RED_LINE))

    async def copy(self, hotline: str) -> None:
        """复制: put a hotline on the clipboard."""
        await self.press(f"{Words.COPY}{hotline}")

    async def close(self) -> None:
        """×: close P4, back to P2."""
        await self.press(Words.CROSS)


class AsyncResetStep(AsyncStep):
    """Any step of P5."""

    async def back(self) -> None:
        """< 返回认证: back to P2."""
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
        """Fill 手机号码1 to 手机号码5 and submit them."""
        await self.submit(**{f"phone{n}": tel for n, tel in enumerate(numbers, 1)})


class AsyncResetPasswordStep(AsyncResetStep):
    """P5: the new service password."""

    name = "reset_password"
    button = "下一步"


class AsyncSuccessStep(AsyncStep):
    """P6 授权成功."""

    name = "success"

    async def close(self) -> None:
        """关闭: on to the partner's address, if there is one, or back to the app that listens."""
        await self.press(Words.CLOSE)


class AsyncFailedStep(AsyncStep):
    """The flow has ended without an authorization."""

    name = "failed"


class AsyncAgreement:
    """《运营商授权协议》, which P2 opens; no step, the flow stays where it is."""

    def __init__(self, root: Root) -> None:
        """Take the page, the frame, or its locator, that the flow is shown in."""
        self.root = root

    @property
    def main(self) -> Locator:
        """Its `<main>`."""
        return self.root.locator("main[data-h5-agreement]")

    @property
    def heading(self) -> Locator:
        """Its heading."""
        return self.main.get_by_role("heading", name=in_any_language(Words.AGREEMENT))

    async def back(self) -> None:
        """返回: back to P2."""
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
