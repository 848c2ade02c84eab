"""The shop's own path: its page, the authorization, the push, and back."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from h5kit.testing import H5Flow


@pytest.mark.parametrize("device", ["iPhone 15", "Pixel 7"])
def test_a_customer_authorizes_and_comes_back(shop, h5_mobile, h5_scenario, h5_webhooks, device):
    order = uuid4().hex
    shop.tel[order] = h5_scenario("1003")
    page = h5_mobile(device)
    page.goto(f"{shop.url}/?order={order}")
    page.get_by_role("button", name="去授权").click()
    flow = H5Flow(page).complete("1003")
    pushed = h5_webhooks.wait("auth")
    assert (pushed["status"], pushed["tel"], pushed["uid"]) == (0, shop.tel[order], order)
    flow.success.close()
    expect(page.get_by_role("heading", name="订单已提交")).to_be_visible()


def test_a_customer_who_types_the_code_from_the_sms(page, h5_session, h5_scenario, h5_sms):
    tel = h5_scenario("1001")
    flow = H5Flow(page).open(h5_session(tel=tel)).submit_phone()
    flow.phone.control("sms_code").wait_for()
    flow.submit_challenge(sms_code=h5_sms.last(tel)).expect_step("success")


def test_a_customer_who_mistypes_is_told_and_loses_nothing(page, h5_session, h5_scenario):
    tel = h5_scenario("1001")
    flow = H5Flow(page).open(h5_session(tel=tel)).submit_phone()
    flow.submit_challenge(sms_code="000000")
    flow.expect_message(37)
    assert flow.phone.control("phone").input_value() == tel
    flow.submit_challenge(sms_code="123456").expect_step("success")
