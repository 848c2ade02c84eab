"""A page object for the whole flow, for Playwright's async API."""

from collections.abc import Callable
from typing import Protocol, Self

from playwright.async_api import FrameLocator, Locator, expect

from h5kit.testing.aio import steps
from h5kit.testing.aio.step import PATIENCE, AsyncStep, Root
from h5kit.testing.endings import Ending, ending
from h5kit.testing.people import Person, number, person

LONGEST = 90_000
"""Milliseconds for the slowest scenario, its deadline included."""

ANY_CODE = "123456"
RESETTING = ("reset_identity", "reset_login_sms", "reset_sms", "reset_contacts", "reset_password")


class Opener(Protocol):
    """An object with the address of a flow, such as a session."""

    @property
    def url(self) -> str:
        """The address at which the person opens the flow."""
        ...


class AsyncH5Flow(AsyncStep):
    """The flow in a page or in a frame.

    Each step is an attribute with the step's name (`flow.reset_sms`). The methods are shortcuts for
    the most frequent actions and return the flow.
    """

    def __init__(self, root: Root) -> None:
        """`root` is the page, the frame, or the frame's locator that shows the flow."""
        super().__init__(root)
        self.basic_info = steps.AsyncBasicInfoStep(root)
        self.phone = steps.AsyncPhoneStep(root)
        self.verify = steps.AsyncVerifyStep(root)
        self.waiting = steps.AsyncWaitingStep(root)
        self.forgot = steps.AsyncForgotStep(root)
        self.reset_identity = steps.AsyncResetIdentityStep(root)
        self.reset_login_sms = steps.AsyncResetLoginSmsStep(root)
        self.reset_sms = steps.AsyncResetSmsStep(root)
        self.reset_contacts = steps.AsyncResetContactsStep(root)
        self.reset_password = steps.AsyncResetPasswordStep(root)
        self.success = steps.AsyncSuccessStep(root)
        self.failed = steps.AsyncFailedStep(root)
        self.agreement = steps.AsyncAgreement(root)

    async def open(self, address: str | Opener) -> Self:
        """Open an address or a session; in a frame by setting the frame's address."""
        url = address if isinstance(address, str) else address.url
        if isinstance(self.root, FrameLocator):
            await self.root.owner.evaluate("(frame, url) => { frame.src = url }", url)
            await self.main.or_(self.root.locator("main")).first.wait_for()
        else:
            await self.root.goto(url)
        return self

    async def expect_step(
        self,
        name: str,
        timeout: float = PATIENCE,
    ) -> Self:
        """Wait until a step is shown; `timeout` in milliseconds."""
        shown = self.root.locator(f"main[data-h5-step={name}]")
        await expect(shown).to_be_visible(timeout=timeout)
        return self

    async def submit_basic_info(self, who: Person | None = None, **values: str) -> Self:
        """Fill P1 with an invented person and submit it; `values` override fields by name.

        If neither `values` nor the page has a phone number, it uses one that is granted at once.
        """
        await self.basic_info.submit_person(who, **values)
        return self

    async def submit_phone(
        self, tel: str = "", password: str = "246813", *, agree: bool = True
    ) -> Self:
        """Fill P2 and submit it."""
        asked = {"phone": tel} if tel else {}
        ticked = {"agree": "yes"} if agree else {}
        await self.phone.submit(**asked, service_password=password, **ticked)
        return self

    async def submit_challenge(self, **values: str) -> Self:
        """Answer the carrier's challenges on P2 or P3 by field name, and submit."""
        shown = self.verify if await self.verify.main.count() else self.phone
        await shown.submit(**values)
        return self

    async def forgot_password(self) -> Self:
        """Open P4 from P2."""
        await self.phone.forgot_password()
        return await self.expect_step("forgot")

    async def choose_reset(self, tel: str = "", carrier: str = "") -> Self:
        """Press 重置密码 on P4; `tel` if P4 asks for a number, `carrier` for 我已携号转网."""
        values = {"phone": tel, "carrier": carrier}
        await self.forgot.submit(**{name: value for name, value in values.items() if value})
        return self

    async def submit_reset_identity(self, who: Person | None = None) -> Self:
        """Answer the first step of a reset with a person's name and ID card."""
        who = who or person()
        await self.reset_identity.submit(name=who.name, id_card=who.id_card)
        return self

    async def submit_reset(self, **values: str) -> Self:
        """Answer the current step of a reset by field name."""
        shown = await self.main.get_attribute("data-h5-step")
        await getattr(self, str(shown)).submit(**values)
        return self

    async def complete(
        self,
        scenario: str = "0000",
        *,
        who: Person | None = None,
        code: Callable[[], str] | None = None,
    ) -> Self:
        """Answer all steps until the scenario's end: 授权成功, or its message.

        `scenario` is a row's last four digits; `code` returns the SMS code (default 123456). Raises
        AssertionError if the flow ends differently, ValueError for digits that are not in the
        scenario table.
        """
        end, who = ending(scenario), who or person()
        for _ in range(12):
            shown = await self._settled(end)
            if not shown:
                return self
            await self._answer(shown, end, who, code() if code else ANY_CODE)
            end = end.after(shown)
        raise AssertionError(f"the flow does not come to the end of {scenario}")

    async def _settled(self, end: Ending) -> str:
        """Wait for a step that must be answered; return its name, "" at the end."""
        at_end = self._end(end)
        settled = self.root.locator("main[data-h5-step]:not([data-h5-step=waiting])")
        await at_end.or_(settled).first.wait_for(timeout=LONGEST)
        if await at_end.count():
            return ""
        shown = str(await self.main.get_attribute("data-h5-step"))
        if shown not in end.asked:
            raise AssertionError(f"scenario {end.last_four} ends in {shown}, not where it should")
        return shown

    def _end(self, end: Ending) -> Locator:
        if end.message:
            return self.root.locator(f"[data-h5-message='{end.message}']:visible").first
        return self.success.main

    async def _answer(self, shown: str, end: Ending, who: Person, code: str) -> None:
        token = self.root.locator("input[name=_step]")
        before = await token.input_value()
        if shown == "basic_info":
            await self.submit_basic_info(who, phone=number(end.last_four))
        elif shown == "forgot":
            asks = await self.forgot.is_asked("phone")
            await self.choose_reset(number(end.last_four) if asks else "")
        elif shown == "phone" and end.resets:
            await self._fill_number(end)
            await self.phone.forgot_password()
        else:
            await self._give(getattr(self, shown), end, who, code)
        await self.root.locator(f"input[name=_step][value='{before}']").wait_for(state="detached")

    async def _fill_number(self, end: Ending) -> None:
        phone = self.phone.control("phone")
        if await phone.is_editable() and not await phone.input_value():
            await phone.fill(number(end.last_four))

    async def _give(self, step: AsyncStep, end: Ending, who: Person, code: str) -> None:
        """Answer everything that the step asks for."""
        if step.name == "phone":
            await self._fill_number(end)
        known = {
            **who.answers,
            "sms_code": code,
            "new_password": who.new_password,
            "agree": "yes",
        }
        asked = {name: value for name, value in known.items() if await step.is_asked(name)}
        if step.name == "reset_contacts":
            asked = {f"phone{n}": number(f"100{n}") for n in range(1, 6)}
        await step.submit(**asked)
