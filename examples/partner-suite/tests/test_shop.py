"""The shop's own path: its page, the authorization, the push, and back."""

from urllib.error import HTTPError
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from shop.app import DIRECTLY

from h5kit.testing import H5Flow


@pytest.mark.parametrize("phone", ["iPhone 15", "Pixel 7"])
def test_a_customer_authorizes_and_comes_back(shop, h5_mobile, h5_scenario, h5_webhooks, phone):
    order = uuid4().hex
    shop.tel[order] = h5_scenario("1003")
    page = h5_mobile(phone)
    page.goto(f"{shop.url}/?order={order}")
    page.get_by_role("button", name="去授权").click()
    flow = H5Flow(page).complete("1003")
    pushed = h5_webhooks.wait("auth")
    assert (pushed["status"], pushed["tel"], pushed["uid"]) == (0, shop.tel[order], order)
    flow.success.close()
    expect(page.get_by_role("heading", name="订单已提交")).to_be_visible()


def test_the_order_is_granted_by_the_push(page, pushed_shop, h5_scenario):
    order = uuid4().hex
    pushed_shop.tel[order] = h5_scenario("0000")
    page.goto(f"{pushed_shop.url}/?order={order}")
    page.get_by_role("button", name="去授权").click()
    H5Flow(page).complete()
    page.goto(f"{pushed_shop.url}/order?order={order}")
    expect(page.get_by_role("heading", name="已授权")).to_be_visible()


def test_a_push_without_h5kits_signature_grants_nothing(pushed_shop):
    order = uuid4().hex
    body = f'{{"status":0,"uid":"{order}","sid":"SID0","tel":"13400000000"}}'.encode()
    with pytest.raises(HTTPError, match="400"):
        DIRECTLY.open(f"{pushed_shop.url}/push", body, timeout=10)
    assert order not in pushed_shop.granted


def test_a_customer_authorizes_with_the_code_from_the_sms(page, h5_session, h5_scenario, h5_sms):
    tel = h5_scenario("1001")
    flow = H5Flow(page).open(h5_session(tel=tel)).submit_phone()
    flow.phone.control("sms_code").wait_for()
    flow.submit_challenge(sms_code=h5_sms.last(tel)).expect_step("success")


def test_a_mistyped_code_shows_a_message_and_loses_no_input(page, h5_session, h5_scenario):
    tel = h5_scenario("1001")
    flow = H5Flow(page).open(h5_session(tel=tel)).submit_phone()
    flow.submit_challenge(sms_code="000000")
    flow.expect_message(37)
    assert flow.phone.control("phone").input_value() == tel
    flow.submit_challenge(sms_code="123456").expect_step("success")
