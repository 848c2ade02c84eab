"""What people paste into the fields arrives whole, and is understood."""

from playwright.sync_api import Page

from h5kit.messages import Message
from h5kit.testing.pages import H5Flow
from h5kit.testing.people import HOME, number, person
from h5kit.testing.receiver import Receiver
from h5kit.testing.server import DemoServer

WITHOUT_A_CODE = "【运营商】尊敬的客户，您的短信验证码已经发送，请注意查收，切勿告诉他人。"


def _paste(flow: H5Flow, page: Page, **values: str) -> None:
    """Insert texts as a paste does: a `maxlength` would cut them."""
    for name, text in values.items():
        flow.control(name).focus()
        page.keyboard.insert_text(text)


def _sms(code: str) -> str:
    return f"【运营商】尊敬的客户，您好：您的验证码是 {code[:3]} {code[3:]}，5分钟内有效。客服10086"


def test_what_is_pasted_with_blanks_labels_and_invisible_characters_is_understood(
    flow: H5Flow, page: Page, server: DemoServer, receiver: Receiver, mode: str
) -> None:
    who, tel, uid = person(), number("1003"), f"pasted-{mode}"
    flow.open(server.entry(uid=uid)).expect_step("basic_info")
    flow.basic_info.fill(province=HOME["province"], contact1_relation="朋友")
    flow.basic_info.choose_city(HOME["city"])
    _paste(
        flow,
        page,
        name=f"\u200b {' '.join(who.name)}\ufe0f ",
        id_card=f" {who.id_card[:6]} {who.id_card[6:10]} {who.id_card[10:14]} {who.id_card[14:]} ",
        address=f"{HOME['address']}\u200b",
        phone=f"手机：+86 {tel[:3]}-{tel[3:7]}-{tel[7:]} ",
        contact1_name="Anna Maria O\u2019Neill",
        contact1_phone="固定电话：+86 (10) 6305-1234 转 8001",
    )
    flow.basic_info.press("提交")
    flow.expect_step("phone")
    assert flow.control("phone").input_value() == tel
    flow.submit_phone(password="２４６ ８１３").control("captcha").wait_for()
    _paste(flow, page, sms_code=WITHOUT_A_CODE, captcha="ｈ５ ｏｋ")
    flow.phone.press("提交")
    flow.phone.expect_fault("sms_code", Message.WRONG_CODE)
    _paste(flow, page, sms_code=_sms(server.last_code(tel)), captcha=" H5OK\u200b")
    flow.phone.press("提交")
    flow.expect_step("success")
    assert receiver.wait(uid)[0].json()["tel"] == tel
