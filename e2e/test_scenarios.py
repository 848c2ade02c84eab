"""Every row of the scenario table, in each script mode, ends where it should."""

import pytest
from playwright.sync_api import Page, expect

from h5kit.messages import Message
from h5kit.testing.cases import scenarios
from h5kit.testing.endings import ending
from h5kit.testing.pages import H5Flow
from h5kit.testing.people import number, person
from h5kit.testing.receiver import Receiver
from h5kit.testing.server import DemoServer

GRANTED = [
    "0000", "1001", "1002", "1003", "1004", "1005", "1007",
    "2001", "2002", "2003", "2004", "2005", "4711",
]  # fmt: skip
ASKED_ON_P2 = {
    "1001": {"sms_code"},
    "1002": {"captcha"},
    "1003": {"sms_code", "captcha"},
    "1004": {"name", "id_card"},
    "1005": {"name", "id_card", "sms_code", "captcha"},
    "1007": {"sms_code"},
}
EXTRA = {"name", "id_card", "sms_code", "captcha"}


def test_a_person_who_answers_every_challenge_is_granted(
    flow: H5Flow, server: DemoServer, receiver: Receiver, mode: str, subtests: pytest.Subtests
) -> None:
    for last_four in GRANTED:
        with subtests.test(last_four=last_four):
            tel = number(last_four)
            uid = f"{mode}-{tel}"
            flow.open(server.entry(tel=tel, uid=uid)).complete()
            (push,) = receiver.wait(uid)
            body = push.json()
            assert list(body) == ["status", "tel", "uid", "sid"]
            assert (body["status"], body["tel"], body["uid"]) == (0, tel, uid)


# A pattern such as 90MM is tested with a message of each step that it can belong to.
PATTERNS = ["9048", "9127", "9141", "9226", "9233", "9237", "9244", "9247", "9316", "9345"]
SECONDS = {"5001": 5, "5002": 30, "5003": 61}
"""How far the clock is moved, so that the test does not wait for a slow carrier."""


def test_complete_reaches_the_end_of_every_row(
    flow: H5Flow, server: DemoServer, subtests: pytest.Subtests
) -> None:
    for last_four in [*map(str, scenarios()), *PATTERNS]:
        with subtests.test(last_four=last_four):
            end, session = ending(last_four), server.session(tel=number(last_four))
            flow.open(session["url"])
            if last_four in SECONDS:
                flow.submit_phone().expect_step("waiting")
                server.advance(SECONDS[last_four])
            flow.complete(last_four)
            if end.message:
                flow.expect_message(end.message)
            told = server.flow(session["handle"])
            assert (told["step"] == "success") is (end.message == 0)


def test_p2_asks_for_exactly_the_carriers_challenges(
    flow: H5Flow, server: DemoServer, subtests: pytest.Subtests
) -> None:
    for last_four, asked in ASKED_ON_P2.items():
        with subtests.test(last_four=last_four):
            flow.open(server.entry(tel=number(last_four))).submit_phone()
            for name in asked:
                flow.control(name).wait_for()
            assert {name for name in EXTRA if flow.is_asked(name)} == asked
            assert flow.is_asked("service_password") is (last_four != "1007")


def test_the_code_that_was_sent_is_accepted(flow: H5Flow, server: DemoServer) -> None:
    tel = number("1001")
    flow.open(server.entry(tel=tel)).submit_phone()
    flow.control("sms_code").wait_for()
    flow.submit_challenge(sms_code=server.last_code(tel)).expect_step("success")


def test_the_captcha_that_is_shown_is_accepted(flow: H5Flow, server: DemoServer) -> None:
    session = server.session(tel=number("1002"))
    flow.open(session["url"]).submit_phone()
    flow.control("captcha").wait_for()
    word = server.flow(session["handle"])["captcha"]
    flow.submit_challenge(captcha=word).expect_step("success")


def test_another_picture_keeps_the_typed_sms_code(
    flow: H5Flow, server: DemoServer, mode: str
) -> None:
    flow.open(server.entry(tel=number("1003"))).submit_phone()
    flow.control("captcha").wait_for()
    flow.fill(sms_code="123456")
    flow.another_picture()
    # Without JavaScript the page is loaded again, and a code is never sent back to the browser.
    assert flow.control("sms_code").input_value() == ("" if mode == "no-script" else "123456")
    flow.submit_challenge(sms_code="123456", captcha="h5ok").expect_step("success")


def test_the_first_code_gets_41_and_the_second_is_accepted(
    flow: H5Flow, server: DemoServer, mode: str
) -> None:
    tel = number("1006")
    flow.open(server.entry(tel=tel)).submit_phone()
    flow.control("sms_code").wait_for()
    flow.submit_challenge(sms_code=server.last_code(tel))
    flow.expect_message(Message.WRONG_CODE_NEW_SENT)
    assert flow.control("sms_code").input_value() == ""
    flow.submit_challenge(sms_code=server.last_code(tel)).expect_step("success")


def test_the_carriers_own_note_replaces_the_text(flow: H5Flow, server: DemoServer) -> None:
    flow.open(server.entry(tel=number("2004"))).submit_phone().expect_step("verify")
    assert "详单查询随机码已发送" in flow.main.inner_text()


def test_p3_shows_its_own_text_if_the_carrier_has_none(flow: H5Flow, server: DemoServer) -> None:
    tel = number("2001")
    flow.open(server.entry(tel=tel)).submit_phone().expect_step("verify")
    text = flow.main.inner_text()
    assert "已向您的手机发送另外一条动态验证码短信，请输入授权查询通话记录" in text
    assert tel in text


def test_the_title_of_the_document_follows_the_steps(
    flow: H5Flow, page: Page, server: DemoServer, mode: str
) -> None:
    flow.open(server.entry(tel=number("2001")))
    expect(page).to_have_title("手机信息")
    flow.phone.open_agreement()
    expect(page).to_have_title("《运营商授权协议》")
    flow.agreement.back()
    expect(page).to_have_title("手机信息")
    flow.submit_phone().expect_step("verify")
    expect(page).to_have_title("验证")
    flow.submit_challenge(sms_code="123456").expect_step("success")
    expect(page).to_have_title("授权成功")


@pytest.mark.parametrize("last_four", ["5001"])
def test_a_slow_login_waits_and_then_succeeds(
    flow: H5Flow, server: DemoServer, mode: str, last_four: str
) -> None:
    flow.open(server.entry(tel=number(last_four))).submit_phone().expect_step("waiting")
    flow.expect_step("success", timeout=20_000)


def test_a_login_of_30_seconds_succeeds(flow: H5Flow, server: DemoServer) -> None:
    flow.open(server.entry(tel=number("5002"))).submit_phone().expect_step("waiting")
    server.advance(30)
    flow.expect_step("success")


def test_a_silent_carrier_ends_in_21_after_the_deadline(
    flow: H5Flow, server: DemoServer, mode: str
) -> None:
    flow.open(server.entry(tel=number("5003"))).submit_phone().expect_step("waiting")
    server.advance(61)
    flow.expect_step("phone")
    flow.expect_message(Message.SUBMIT_FAILED)


@pytest.mark.parametrize(
    ("last_four", "code"),
    [
        ("5004", Message.SERVICE_BUSY),
        ("5005", Message.SERVICE_BUSY),
        ("5006", Message.CARRIER_BUSY),
    ],
)
def test_a_broken_carrier_ends_in_a_message(
    flow: H5Flow, server: DemoServer, last_four: str, code: Message
) -> None:
    flow.open(server.entry(tel=number(last_four))).submit_phone()
    flow.expect_message(code)


def test_p1_leads_to_p2_with_the_number_read_only(
    flow: H5Flow, server: DemoServer, receiver: Receiver, mode: str
) -> None:
    tel = number("0000")
    uid = f"p1-{mode}-{tel}"
    flow.open(server.entry(uid=uid)).expect_step("basic_info")
    flow.submit_basic_info(person(), phone=tel, contact1_phone=number("0001"))
    flow.expect_step("phone")
    assert flow.control("phone").get_attribute("readonly") is not None
    assert flow.control("phone").input_value() == tel
    flow.complete()
    receiver.wait(uid)


@pytest.mark.parametrize("last_four", ["2005", "3005", "9143"])
def test_page_objects_work_on_english_pages(
    flow: H5Flow, server: DemoServer, last_four: str
) -> None:
    flow.open(server.session(lang="en")["url"]).complete(last_four)
