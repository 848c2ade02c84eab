"""Tabs, Back, reload, killed apps and timeouts all show the flow's current step."""

from playwright.sync_api import BrowserContext, Page, expect

from h5kit.messages import Message
from h5kit.testing.pages import H5Flow
from h5kit.testing.people import number, person
from h5kit.testing.server import DemoServer


def test_a_killed_app_comes_back_to_the_sms_step_without_another_sms(
    flow: H5Flow, context: BrowserContext, server: DemoServer, mode: str
) -> None:
    tel = number("1001")
    session = server.session(tel=tel)
    flow.open(session["url"]).submit_phone()
    flow.control("sms_code").wait_for()
    context.pages[0].close()
    back = H5Flow(context.new_page()).open(session["url"])
    back.control("sms_code").wait_for()
    assert len(server.call(f"/sandbox/sms?tel={tel}")) == 1
    back.submit_challenge(sms_code=server.last_code(tel)).expect_step("success")


def test_a_forwarded_link_with_a_tail_opens_its_flow(
    flow: H5Flow, page: Page, server: DemoServer, mode: str
) -> None:
    session = server.session(tel=number("0000"))
    for tail in ("。", "，请在五分钟内完成", ") ", "&from=singlemessage"):
        flow.open(session["url"] + tail).expect_step("phone")
        expect(page).to_have_url(session["url"])
    flow.submit_phone().expect_step("success")


def test_values_typed_in_p1_survive_a_killed_app(
    flow: H5Flow, context: BrowserContext, server: DemoServer, mode: str
) -> None:
    who = person()
    session = server.session()
    flow.open(session["url"]).submit_basic_info(who, phone="", contact1_phone="123")
    flow.expect_message(Message.PHONE_NEEDED)
    context.pages[0].close()
    back = H5Flow(context.new_page()).open(session["url"])
    assert back.control("name").input_value() == who.name
    assert back.control("city").input_value() == "深圳"
    assert back.control("contact1_relation").input_value() == "父母"


def test_a_stale_tab_changes_nothing_and_shows_the_current_step(
    flow: H5Flow, context: BrowserContext, server: DemoServer, mode: str
) -> None:
    session = server.session(tel=number("2001"))
    stale = H5Flow(context.new_page()).open(session["url"])
    flow.open(session["url"]).submit_phone().expect_step("verify")
    stale.submit_phone().expect_step("verify")
    assert server.flow(session["handle"])["carrier_logins"] == 1


def test_back_after_the_first_submit_shows_the_current_step(
    flow: H5Flow, page: Page, server: DemoServer, mode: str
) -> None:
    page.goto("data:text/html,partner")
    flow.open(server.entry(tel=number("2001"))).submit_phone().expect_step("verify")
    page.go_back()
    page.go_forward()
    flow.expect_step("verify")


def test_reload_shows_the_step_and_its_message_again(
    flow: H5Flow, page: Page, server: DemoServer, mode: str
) -> None:
    session = server.session(tel=number("1001"))
    flow.open(session["url"]).submit_phone()
    flow.control("sms_code").wait_for()
    flow.submit_challenge(sms_code="000000")
    flow.expect_message(Message.WRONG_CODE)
    page.goto(session["url"])
    flow.expect_message(Message.WRONG_CODE)


def test_two_taps_make_one_login(flow: H5Flow, server: DemoServer) -> None:
    session = server.session(tel=number("5001"))
    flow.open(session["url"])
    flow.fill(service_password="246813")
    flow.control("agree").check()
    flow.button_named("提交").dblclick()
    flow.expect_step("success", timeout=20_000)
    assert server.flow(session["handle"])["carrier_logins"] == 1


def test_a_second_submit_during_the_carrier_call_gets_24(
    flow: H5Flow, context: BrowserContext, server: DemoServer, mode: str
) -> None:
    session = server.session(tel=number("5002"))
    other = H5Flow(context.new_page()).open(session["url"])
    flow.open(session["url"]).submit_phone().expect_step("waiting")
    other.submit_phone()
    other.expect_message(Message.QUERY_RUNNING)
    server.advance(30)
    other.expect_step("success")
    assert server.flow(session["handle"])["carrier_logins"] == 1


def test_five_idle_minutes_end_in_25_and_one_tap_begins_again_with_p1_kept(
    flow: H5Flow, server: DemoServer, page: Page, mode: str
) -> None:
    who = person()
    session = server.session()
    flow.open(session["url"])
    flow.submit_basic_info(who, phone=number("0000"), contact1_phone=number("0001"))
    flow.expect_step("phone")
    server.advance(301)
    page.goto(session["url"])
    flow.expect_step("failed").expect_message(Message.TIMED_OUT)
    flow.restart()
    flow.expect_step("basic_info")
    assert flow.control("name").input_value() == who.name
    flow.press("提交")
    flow.expect_step("phone").complete(who=who)
    page.goto(session["url"])
    flow.expect_step("success")


def test_a_submit_after_the_timeout_gets_25(flow: H5Flow, server: DemoServer, mode: str) -> None:
    flow.open(server.entry(tel=number("0000")))
    server.advance(301)
    flow.submit_phone()
    flow.expect_message(Message.TIMED_OUT)


def test_the_whole_flow_ends_after_twenty_minutes(
    flow: H5Flow, page: Page, server: DemoServer
) -> None:
    session = server.session(tel=number("0000"))
    for _ in range(5):
        flow.open(session["url"])
        flow.forgot_password()
        flow.forgot.close()
        flow.expect_step("phone")
        server.advance(245)
    page.goto(session["url"])
    flow.expect_message(Message.TIMED_OUT)


def test_a_deleted_flow_shows_25_and_begins_again_with_one_tap(
    flow: H5Flow, server: DemoServer, mode: str
) -> None:
    tel = number("0000")
    session = server.session(tel=tel)
    server.advance(1900)
    flow.open(session["url"])
    flow.expect_message(Message.TIMED_OUT)
    flow.restart()
    flow.expect_step("phone").submit_phone(tel)
    flow.expect_step("success")


def test_the_agreement_opens_without_losing_what_was_typed(
    flow: H5Flow, server: DemoServer, mode: str
) -> None:
    tel = number("0000")
    flow.open(server.session(contactor={})["url"])
    flow.fill(phone=tel)
    expect(flow.control("agree")).not_to_be_checked()
    flow.phone.open_agreement()
    expect(flow.agreement.heading).to_be_visible()
    flow.agreement.back()
    flow.expect_step("phone")
    assert flow.control("phone").input_value() == tel
    expect(flow.control("agree")).not_to_be_checked()


def test_opening_and_closing_p4_keeps_everything_except_the_password(
    flow: H5Flow, server: DemoServer, mode: str
) -> None:
    tel = number("0000")
    flow.open(server.session(contactor={})["url"])
    flow.fill(phone=tel, service_password="246813")
    flow.forgot_password()
    flow.forgot.close()
    flow.expect_step("phone")
    assert flow.control("phone").input_value() == tel
    assert flow.control("service_password").input_value() == ""


def test_an_app_that_opens_the_entry_again_is_not_locked_out(
    flow: H5Flow, server: DemoServer, mode: str
) -> None:
    tel = number("1001")
    entry = server.entry(tel=tel, uid=f"again-{mode}-{tel}")
    flow.open(entry).submit_phone()
    flow.control("sms_code").wait_for()
    flow.open(entry).submit_phone()
    flow.control("sms_code").wait_for()
    flow.submit_challenge(sms_code="123456").expect_step("success")


def test_another_sms_can_be_requested_after_the_last_one_has_expired(
    flow: H5Flow, server: DemoServer
) -> None:
    tel = number("1001")
    session = server.session(tel=tel)
    flow.open(session["url"]).submit_phone()
    expect(flow.countdown).to_contain_text("秒后重发")
    expect(flow.button_named("重新获取")).to_be_hidden()
    server.advance(61)
    flow.open(session["url"]).request_code()
    expect(flow.countdown).to_contain_text("秒后重发")
    assert len(server.call(f"/sandbox/sms?tel={tel}")) == 2
    flow.submit_challenge(sms_code=server.last_code(tel)).expect_step("success")


def test_the_redirect_is_a_link(flow: H5Flow, page: Page, server: DemoServer) -> None:
    target = f"{server.base_url}/healthz"
    session = server.session(tel=number("0000"), redirect_url=target)
    flow.open(session["url"]).complete()
    flow.success.close()
    page.wait_for_url(target)
