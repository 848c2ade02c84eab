"""A page that the browser translates is used to the end as any other."""

import re

from playwright.sync_api import Page, expect

from e2e.modes import SCRIPTED
from e2e.translating import translate_pages
from h5kit.messages import Message
from h5kit.testing.pages import H5Flow
from h5kit.testing.people import number, person
from h5kit.testing.server import DemoServer


def test_a_translated_page_leads_to_the_authorization(
    flow: H5Flow, page: Page, server: DemoServer, mode: str
) -> None:
    tel = number("1003")
    translate_pages(page)
    flow.open(server.entry())
    expect(flow.control("contact1_relation")).to_contain_text("Parent")
    flow.submit_basic_info(person(), phone=tel, contact1_phone="")
    flow.basic_info.message(Message.CONTACT_PHONE_INVALID).wait_for()
    assert flow.control("province").input_value() == "广东"
    flow.submit_basic_info(person(), phone=tel, contact1_phone=number("0001"))
    flow.expect_step("phone").fill(service_password="246813")
    flow.phone.open_agreement()
    flow.agreement.back()
    # Without JavaScript the page is loaded again, and a secret is never sent back to the browser.
    kept = "246813" if mode in SCRIPTED else ""
    expect(flow.control("service_password")).to_have_value(kept)
    flow.submit_phone()
    flow.control("sms_code").wait_for()
    flow.fill(sms_code="123456")
    flow.another_picture()
    expect(flow.control("sms_code")).to_have_value("123456" if mode in SCRIPTED else "")
    flow.submit_challenge(sms_code="123456", captcha="h5ok").expect_step("success")
    expect(flow.main.get_by_role("heading")).to_have_text("Authorized")


def test_a_translated_countdown_counts_and_its_hotlines_can_be_copied(
    flow: H5Flow, page: Page, server: DemoServer
) -> None:
    page.clock.install()
    translate_pages(page)
    flow.open(server.entry(tel=number("3002"))).forgot_password()
    flow.forgot.copy("10086")
    assert page.evaluate("getSelection().toString()") == "10086"
    flow.choose_reset().expect_step("reset_identity")
    flow.submit_reset_identity().expect_step("reset_sms")
    expect(flow.countdown).to_have_text(re.compile(r"^\d+ s to resend$"))
    words = flow.countdown.locator("font font").element_handle()
    page.clock.fast_forward(20_000)
    expect(flow.countdown.locator("b")).to_have_text(re.compile("^(3[0-9]|40)$"))
    assert words.is_visible(), "the words were not translated once more"
    page.clock.fast_forward(60_000)
    expect(flow.countdown).to_be_empty()
    expect(flow.button_named("重新获取")).to_be_visible()
