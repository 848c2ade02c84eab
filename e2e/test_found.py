"""Each role, label and frozen attribute finds exactly one element."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from h5kit.messages import Message
from h5kit.testing.pages import H5Flow
from h5kit.testing.people import number
from h5kit.testing.server import DemoServer

P1_LABELS = ("姓名", "身份证号", "所在地区", "居住地址", "手机号码")
HOST = "<!doctype html><link rel=icon href=data:,><iframe></iframe>"
CONTACT = ("紧急联系人", "关系", "联系号码")
P2_LABELS = ("手机号码", "服务密码", "短信验证码", "图形验证码", "姓名", "身份证")


def _exactly_one(found: Locator) -> None:
    expect(found).to_have_count(1)


def test_each_label_of_p1_finds_its_field(flow: H5Flow, page: Page, server: DemoServer) -> None:
    flow.open(server.entry())
    for label in P1_LABELS:
        _exactly_one(page.get_by_label(label, exact=True).and_(page.locator("input,select")))
    for n in (1, 2, 3):
        _exactly_one(page.get_by_label(f"紧急联系人{n}"))
        group = page.get_by_role("group", name=f"联系人{n}")
        for label in CONTACT:
            _exactly_one(group.get_by_label(label))
    _exactly_one(page.get_by_role("button", name="提交"))


def test_each_element_of_p2_is_found(flow: H5Flow, page: Page, server: DemoServer) -> None:
    flow.open(server.entry(tel=number("1005"))).submit_phone()
    flow.control("sms_code").wait_for()
    for label in P2_LABELS:
        _exactly_one(page.get_by_label(label))
    _exactly_one(page.get_by_role("link", name="忘记密码"))
    _exactly_one(page.get_by_role("checkbox", name="同意《运营商授权协议》"))
    _exactly_one(page.get_by_label("同意《运营商授权协议》"))
    _exactly_one(page.get_by_role("button", name="提交"))
    flow.forgot_password()
    for name in ("×", "关闭"):
        _exactly_one(page.get_by_role("button", name=name))


def test_only_a_shown_message_has_its_code(
    flow: H5Flow, page: Page, server: DemoServer, mode: str
) -> None:
    flow.open(server.entry(tel=number("0000")))
    assert "data-h5-message" not in page.content()
    flow.submit_phone(password="12")
    assert re.findall(r'data-h5-message="(\d+)"', page.locator("main").inner_html()) == [
        str(Message.PASSWORD_NOT_SIX_DIGITS)
    ]


def test_a_lost_submit_shows_message_21(context: BrowserContext, server: DemoServer) -> None:
    # A page of its own, because the `page` fixture allows no failed request.
    page = context.new_page()
    flow = H5Flow(page).open(server.entry(tel=number("0000")))
    page.wait_for_function("window.htmx")
    context.set_offline(True)
    flow.fill(service_password="246813", agree="yes")
    flow.press("提交")
    flow.expect_message(Message.SUBMIT_FAILED)
    context.set_offline(False)
    flow.submit_phone().expect_step("success")


def test_the_last_page_has_a_button_to_the_partner(
    flow: H5Flow, page: Page, server: DemoServer
) -> None:
    home = f"{server.base_url}/healthz"
    flow.open(server.session(tel=number("0000"), redirect_url=home)["url"]).complete()
    _exactly_one(page.get_by_role("button", name="关闭"))
    flow.success.close()
    page.wait_for_url(home)


@pytest.mark.parametrize("kind", ["frame", "locator"])
def test_a_flow_is_opened_in_a_frame_too(page: Page, server: DemoServer, kind: str) -> None:
    page.route("**/host", lambda route: route.fulfill(body=HOST, content_type="text/html"))
    page.goto(f"{server.base_url}/host")
    root = page.frames[-1] if kind == "frame" else page.frame_locator("iframe")
    H5Flow(root).open(server.entry(tel=number("1001"))).complete("1001")


def test_p1_without_a_number_gets_one(flow: H5Flow, server: DemoServer) -> None:
    flow.open(server.entry()).submit_basic_info().expect_step("phone")
