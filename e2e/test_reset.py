"""Forgotten service password: every order of steps, region rule and message, in all modes."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.modes import rows_of
from h5kit.carrier.numbering import Carrier
from h5kit.messages import Message
from h5kit.testing.pages import H5Flow
from h5kit.testing.people import number, person
from h5kit.testing.server import DemoServer

NEW_PASSWORD = "407152"
ORDERS = {
    "3001": ["reset_password"],
    "3002": ["reset_sms", "reset_password"],
    "3003": ["reset_login_sms", "reset_sms", "reset_password"],
    "3004": ["reset_contacts", "reset_password"],
    "3005": ["reset_sms", "reset_contacts", "reset_password"],
    "3006": ["reset_sms"],
}
M, U, T = Carrier.MOBILE, Carrier.UNICOM, Carrier.TELECOM
OFFLINE = [(M, region) for region in ("湖北", "江西", "四川", "山东", "浙江")]
ONLINE = [(M, "广东"), (M, "吉林"), (M, "湖南"), (U, "浙江"), (U, "北京"), (T, "湖北"), (T, "上海")]
BY_CARRIER = {
    Message.WRONG_IDENTITY: ("reset_identity", "id_card"),
    Message.PASSWORD_NOT_DIGITS: ("reset_password", "new_password"),
    Message.PASSWORD_NOT_SIX_DIGITS: ("reset_password", "new_password"),
    Message.PASSWORD_NOT_EIGHT_DIGITS: ("reset_password", "new_password"),
    Message.PASSWORD_TOO_SIMPLE: ("reset_password", "new_password"),
    Message.PASSWORD_UNCHANGED: ("reset_password", "new_password"),
    Message.RESET_FAILED: ("forgot", ""),
    Message.RESET_UNAVAILABLE: ("forgot", ""),
    Message.WRONG_CODE: ("reset_sms", "sms_code"),
    Message.SMS_FAILED: ("reset_identity", ""),
    Message.SMS_LIMIT_REACHED: ("forgot", ""),
    Message.SMS_FAILED_DIAL_HOTLINE: ("forgot", ""),
    Message.WRONG_CODE_NEW_SENT: ("reset_sms", "sms_code"),
    Message.CALLED_NUMBERS_NEEDED: ("reset_contacts", "phone1"),
}
ASKED = {
    Message.RESET_FAILED: "reset_password",
    Message.SMS_FAILED: "reset_sms",
    Message.SMS_LIMIT_REACHED: "reset_sms",
    Message.SMS_FAILED_DIAL_HOTLINE: "reset_sms",
}
"""The step that a message answers, if the message leads to another step."""


def _at_identity(flow: H5Flow, server: DemoServer, tel: str) -> H5Flow:
    """Show the first step of a reset; the server has made the moves as far as there."""
    session = server.session(tel=tel)
    server.call(f"/sandbox/flows/{session['handle']}", {"step": "reset_identity"})
    return flow.open(session["url"]).expect_step("reset_identity")


def _begin(flow: H5Flow, server: DemoServer, tel: str) -> H5Flow:
    """Go as far as the first step of a reset, by way of P4."""
    flow.open(server.entry(tel=tel)).forgot_password().choose_reset()
    return flow.expect_step("reset_identity")


def _answer(flow: H5Flow, server: DemoServer, step: str, tel: str) -> None:
    """Answer a step of a reset with right values."""
    contacts = {f"phone{n}": number(f"100{n}") for n in range(1, 6)}
    if "sms" in step:
        flow.submit_reset(sms_code=server.last_code(tel))
    elif step == "reset_contacts":
        flow.submit_reset(**contacts)
    else:
        flow.submit_reset(new_password=NEW_PASSWORD)


def test_a_reset_goes_through_the_carriers_steps_and_back_to_p2(
    flow: H5Flow, server: DemoServer, mode: str, subtests: pytest.Subtests
) -> None:
    for last_four, order in ORDERS.items():
        with subtests.test(last_four=last_four):
            tel = number(last_four)
            _begin(flow, server, tel).submit_reset_identity()
            for step in order:
                flow.expect_step(step)
                _answer(flow, server, step, tel)
            flow.expect_step("phone")
            ending = "由运营商短信下发" if last_four == "3006" else "请输入新服务密码"
            expect(flow.told).to_contain_text("服务密码重置成功，")
            expect(flow.told).to_contain_text(ending)
            assert flow.control("phone").input_value() == tel
            assert flow.control("service_password").input_value() == ""
            password = server.last_code(tel) if last_four == "3006" else NEW_PASSWORD
            flow.submit_phone(password=password).expect_step("success")


def test_a_region_without_online_reset_shows_its_red_line(
    flow: H5Flow, server: DemoServer, mode: str, subtests: pytest.Subtests
) -> None:
    for carrier, region in OFFLINE:
        with subtests.test(carrier=carrier, region=region):
            flow.open(server.entry(tel=number("3001", carrier, region))).forgot_password()
            expect(flow.forgot.red_line).to_be_visible()
            flow.choose_reset().expect_step("forgot")
            expect(flow.forgot.red_line).to_be_visible()
            flow.choose_reset(carrier="联通").expect_step("reset_identity")


def test_a_region_with_online_reset_leads_to_p5(
    flow: H5Flow, server: DemoServer, mode: str, subtests: pytest.Subtests
) -> None:
    for carrier, region in ONLINE:
        with subtests.test(carrier=carrier, region=region):
            flow.open(server.entry(tel=number("3001", carrier, region))).forgot_password()
            expect(flow.forgot.red_line).to_have_count(0)
            expect(flow.main.get_by_text(f"{region}{carrier}", exact=True)).to_be_visible()
            flow.choose_reset().expect_step("reset_identity").submit_reset_identity()
            flow.expect_step("reset_password")
            eight = "40715280"
            flow.submit_reset(new_password=eight)
            if (carrier, region) == (M, "广东"):
                flow.expect_step("phone")
            else:
                flow.expect_message(Message.PASSWORD_NOT_SIX_DIGITS)


def test_virtual_and_unknown_carriers_show_the_red_line(
    flow: H5Flow, server: DemoServer, mode: str, subtests: pytest.Subtests
) -> None:
    for tel in ("17012343001", "17112343001", "19212343001", "10912343001"):
        with subtests.test(tel=tel):
            flow.open(server.session(contactor={})["url"]).forgot_password()
            flow.choose_reset(tel)
            if tel.startswith("10"):
                flow.expect_message(Message.PHONE_INVALID)
            else:
                expect(flow.forgot.red_line).to_be_visible()


def test_p4_has_both_methods_and_the_notes_word_for_word(
    flow: H5Flow, server: DemoServer, mode: str
) -> None:
    flow.open(server.session(contactor={})["url"]).forgot_password()
    text = re.sub(r"\s+", "", flow.main.inner_text())
    for words in (
        "忘记服务密码怎么办？",
        "方法一：通过运营商官网重置",
        "方法二：拨打客服电话重置",
        "手机拨打10086，转“人工客服”",
        "手机拨打10010，转“人工客服”",
        "手机拨打10000，转“人工客服”",
        "重置说明：",
        "1.以下地区官网不支持在线重置，如需重置请拨打10086：",
        "1)湖北移动、江西移动、四川移动、山东移动、浙江移动等5个地区",
        "2)广东移动的预付费和吉祥号用户",
        "2.特殊情况提示：",
        "1)吉林移动：每天仅可获取1次短信验证码",
        "2)广东移动：失败达到3次，24小时内不能重置服务密码",
        "3.如页面停留时间较长或其他异常情况，请拨打客服电话重置",
    ):
        assert words in text
    assert flow.control("phone").get_attribute("placeholder") == "请输入手机号"
    for hotline in ("10086", "10010", "10000"):
        assert flow.main.locator(f"a[href='tel:{hotline}']").count() == 1


def test_the_hotline_of_the_numbers_carrier_comes_first(flow: H5Flow, server: DemoServer) -> None:
    for carrier, hotline in ((M, "10086"), (U, "10010"), (T, "10000")):
        flow.open(server.entry(tel=number("3001", carrier))).forgot_password()
        expect(flow.hotlines.first).to_have_text(hotline)


def test_a_hotline_can_be_copied(flow: H5Flow, page: Page, server: DemoServer) -> None:
    flow.open(server.session(contactor={})["url"]).forgot_password()
    copy = flow.button_named("复制10010")
    flow.forgot.copy("10010")
    expect(copy).to_have_text("已复制")
    assert page.evaluate("getSelection().toString()") == "10010"
    flow.fill(phone="")
    page.keyboard.press("Control+V")
    assert flow.control("phone").input_value() == "10010"


def test_p5_shows_its_rules_word_for_word(flow: H5Flow, server: DemoServer, mode: str) -> None:
    _at_identity(flow, server, number("3005")).submit_reset_identity().expect_step("reset_sms")
    rules = (
        "重置说明：",
        "1.服务密码由0-9的6位数字组成（广东移动神州行用户为8位数字）。",
        "2.为保证您的权益，请不要设置成以下简易密码：",
        "1）为某一个数字组成（888888）；",
        "2）由某一组数字顺序或倒序排列组成（123456）；",
        "3）登记身份证件的连续6位数字；",
        "4）手机号中连续6位数字；",
    )
    for words in ("短信验证码已下发，请正确输入", *rules):
        assert words in re.sub(r"\s+", "", flow.main.inner_text())
    flow.submit_reset(sms_code="123456").expect_step("reset_contacts")
    words = "请输入5天前90天内，主动拨打且通话时长在30秒以上的手机号。"
    assert words in re.sub(r"\s+", "", flow.main.inner_text())
    flow.submit_reset(**{f"phone{n}": number(f"100{n}") for n in range(1, 6)})
    flow.expect_step("reset_password")
    for words in rules:
        assert words in re.sub(r"\s+", "", flow.main.inner_text())


def test_each_message_of_the_carrier_is_shown_at_its_place(
    flow: H5Flow, server: DemoServer, mode: str, subtests: pytest.Subtests
) -> None:
    for code, (step, field) in BY_CARRIER.items():
        with subtests.test(code=code):
            tel = number(f"92{code:02d}", T)
            _at_identity(flow, server, tel).submit_reset_identity()
            asked = ASKED.get(code, step)
            if asked not in {"reset_identity", "forgot"}:
                flow.expect_step(asked)
                _answer(flow, server, asked, tel)
            shown = flow.expect_message(code)
            flow.expect_step(step)
            expect(shown).to_contain_text(Message(code).text())
            if field:
                flow.expect_fault(field, code)
            if code in {
                Message.RESET_FAILED,
                Message.RESET_UNAVAILABLE,
                Message.SMS_FAILED_DIAL_HOTLINE,
            }:
                expect(flow.hotlines).to_have_count(3)
            if code == Message.SMS_LIMIT_REACHED:
                expect(shown).to_contain_text("请明天再来授权")
            if code == Message.WRONG_CODE_NEW_SENT:
                assert len(server.call(f"/sandbox/sms?tel={tel}")) == 2


def test_a_wrong_name_gets_26_and_keeps_typed_values(
    flow: H5Flow, server: DemoServer, mode: str
) -> None:
    who = person()
    _at_identity(flow, server, number("3001")).submit_reset(name="错误", id_card=who.id_card)
    flow.expect_message(Message.WRONG_IDENTITY)
    assert flow.control("id_card").input_value() == who.id_card
    flow.submit_reset(name=who.name).expect_step("reset_password")


def test_the_identity_is_checked_before_the_carrier_is_asked(
    flow: H5Flow, server: DemoServer, mode: str
) -> None:
    _at_identity(flow, server, number("3001")).submit_reset(name="", id_card="330999199001010001")
    flow.expect_message(Message.NAME_NEEDED)
    flow.expect_message(Message.ID_CARD_INVALID)
    flow.submit_reset(name="云" * 21)
    flow.expect_message(Message.NAME_TOO_LONG)


NEW_PASSWORDS = [
    (T, "", 18),
    (T, "40715a", 28),
    (T, "40715", 29),
    (T, "4071528", 29),
    (M, "4071528", 30),
    (T, "888888", 31),
    (T, "345678", 31),
    (T, "876543", 31),
    (T, "{id_card}", 31),
    (T, "{tel}", 31),
]


def test_a_new_password_is_checked_before_the_carrier_is_asked(
    flow: H5Flow, server: DemoServer, mode: str, subtests: pytest.Subtests
) -> None:
    for carrier, given, code in rows_of(mode, NEW_PASSWORDS, lambda _: "at its field"):
        with subtests.test(carrier=carrier, given=given):
            tel, who = number("3001", carrier, "广东" if carrier is M else None), person()
            _at_identity(flow, server, tel).submit_reset_identity(who).expect_step("reset_password")
            flow.submit_reset(new_password=given.format(id_card=who.id_card[3:9], tel=tel[2:8]))
            flow.expect_fault("new_password", code)
            assert flow.control("new_password").input_value() == ""
            flow.submit_reset(new_password=NEW_PASSWORD).expect_step("phone")


def test_codes_and_contacts_are_checked_too(flow: H5Flow, server: DemoServer, mode: str) -> None:
    tel = number("3005")
    _at_identity(flow, server, tel).submit_reset_identity().expect_step("reset_sms")
    flow.submit_reset()
    flow.expect_message(Message.SMS_CODE_NEEDED)
    flow.submit_reset(sms_code="000000")
    flow.expect_message(Message.WRONG_CODE)
    flow.submit_reset(sms_code=server.last_code(tel)).expect_step("reset_contacts")
    contacts = {f"phone{n}": number(f"100{n}") for n in range(1, 6)}
    flow.submit_reset(**{**contacts, "phone3": contacts["phone1"], "phone4": "021"})
    flow.expect_fault("phone3", Message.CONTACT_REPEATED, 3)
    flow.expect_fault("phone4", Message.PHONE_INVALID)
    assert flow.control("phone1").input_value() == contacts["phone1"]
    flow.submit_reset(**{**contacts, "phone5": number("0000")})
    flow.expect_fault("phone1", Message.CALLED_NUMBERS_NEEDED)
    flow.submit_reset(**contacts).expect_step("reset_password")


def test_each_step_leads_back_to_p2_with_the_number_kept(
    flow: H5Flow, server: DemoServer, mode: str, subtests: pytest.Subtests
) -> None:
    for steps in rows_of(mode, range(5), lambda _: "back"):
        with subtests.test(steps=steps):
            order = ["reset_login_sms", "reset_sms", "reset_password"]
            tel = number("3004" if steps == 4 else "3003")
            _at_identity(flow, server, tel)
            if steps:
                flow.submit_reset_identity()
            for step in order[: min(steps, 3) - 1] if 0 < steps < 4 else []:
                flow.expect_step(step)
                _answer(flow, server, step, tel)
            expected = ["reset_identity", *order, "reset_contacts"][steps]
            flow.expect_step(expected)
            flow.press("< 返回认证")
            flow.expect_step("phone")
            assert flow.control("phone").input_value() == tel


def test_a_limit_shows_when_it_ends(flow: H5Flow, server: DemoServer, mode: str) -> None:
    tel = number("3002", M, "广东")
    _at_identity(flow, server, tel).submit_reset_identity().expect_step("reset_sms")
    for _ in range(2):
        flow.submit_reset(sms_code="000000")
        flow.expect_message(Message.WRONG_CODE)
    flow.submit_reset(sms_code="000000")
    shown = flow.expect_step("forgot").expect_message(Message.RESET_FAILED)
    expect(shown).to_contain_text(re.compile(r"\d+月\d+日 \d\d:\d\d 后可重试"))
    flow.choose_reset()
    flow.expect_step("forgot").expect_message(Message.RESET_FAILED)


def test_another_code_can_be_requested_after_the_countdown(
    flow: H5Flow, server: DemoServer
) -> None:
    tel = number("3002")
    session = server.session(tel=tel)
    flow.open(session["url"]).forgot_password().choose_reset().expect_step("reset_identity")
    flow.submit_reset_identity().expect_step("reset_sms")
    expect(flow.countdown).to_contain_text("秒后重发")
    expect(flow.button_named("重新获取")).to_be_hidden()
    server.advance(61)
    flow.open(session["url"]).request_code()
    expect(flow.countdown).to_contain_text("秒后重发")
    assert len(server.call(f"/sandbox/sms?tel={tel}")) == 2
    flow.submit_reset(sms_code=server.last_code(tel)).expect_step("reset_password")


def test_a_killed_app_comes_back_to_the_same_step_without_another_sms(
    flow: H5Flow, context: BrowserContext, server: DemoServer, mode: str
) -> None:
    tel = number("3002")
    session = server.session(tel=tel)
    flow.open(session["url"]).forgot_password().choose_reset().expect_step("reset_identity")
    flow.submit_reset_identity().expect_step("reset_sms")
    server.advance(20)
    context.pages[0].close()
    back = H5Flow(context.new_page()).open(session["url"]).expect_step("reset_sms")
    left = back.countdown.get_attribute("data-h5-countdown")
    assert 0 < int(left or 0) <= 40
    assert len(server.call(f"/sandbox/sms?tel={tel}")) == 1
    back.submit_reset(sms_code=server.last_code(tel)).expect_step("reset_password")


def test_a_stale_tab_changes_nothing_and_shows_the_current_step(
    flow: H5Flow, context: BrowserContext, server: DemoServer, mode: str
) -> None:
    tel = number("3002")
    session = server.session(tel=tel)
    flow.open(session["url"]).forgot_password().choose_reset().expect_step("reset_identity")
    stale = H5Flow(context.new_page()).open(session["url"]).expect_step("reset_identity")
    flow.submit_reset_identity().expect_step("reset_sms")
    stale.submit_reset_identity().expect_step("reset_sms")
    assert len(server.call(f"/sandbox/sms?tel={tel}")) == 1


def test_back_in_a_reset_shows_the_current_step(
    flow: H5Flow, page: Page, server: DemoServer, mode: str
) -> None:
    page.goto("data:text/html,partner")
    _begin(flow, server, number("3001")).submit_reset_identity().expect_step("reset_password")
    page.go_back()
    page.go_forward()
    flow.expect_step("reset_password")


def test_two_taps_make_one_reset(flow: H5Flow, server: DemoServer, mode: str) -> None:
    tel, who = number("3002"), person()
    _at_identity(flow, server, tel).fill(name=who.name, id_card=who.id_card)
    flow.button_named("下一步").dblclick()
    flow.expect_step("reset_sms")
    assert len(server.call(f"/sandbox/sms?tel={tel}")) == 1


def test_five_idle_minutes_end_a_reset_in_25(
    flow: H5Flow, page: Page, server: DemoServer, mode: str
) -> None:
    session = server.session(tel=number("3002"))
    flow.open(session["url"]).forgot_password().choose_reset().expect_step("reset_identity")
    flow.submit_reset_identity().expect_step("reset_sms")
    server.advance(301)
    page.goto(session["url"])
    flow.expect_step("failed").expect_message(Message.TIMED_OUT)
    flow.restart()
    flow.expect_step("phone")


def test_a_silent_carrier_leads_back_to_the_identity(
    flow: H5Flow, server: DemoServer, mode: str
) -> None:
    who = person()
    _at_identity(flow, server, number("5003")).submit_reset_identity(who).expect_step("waiting")
    server.advance(61)
    flow.expect_step("reset_identity").expect_message(Message.SUBMIT_FAILED)
    assert flow.control("name").input_value() == who.name
