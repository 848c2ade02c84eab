"""Every message of the catalogue appears on a page, word for word, with its recoveries."""

import pytest
from playwright.sync_api import expect

from e2e.modes import rows_of
from h5kit.carrier.numbering import Carrier
from h5kit.messages import Message, Recovery
from h5kit.testing.pages import H5Flow
from h5kit.testing.people import number, person
from h5kit.testing.server import DemoServer

P1_FAULTS = [
    ({"name": ""}, "name", Message.NAME_NEEDED),
    ({"name": "云" * 21}, "name", Message.NAME_TOO_LONG),
    ({"id_card": "330999199001010001"}, "id_card", Message.ID_CARD_INVALID),
    ({"id_card": "330999900101001"}, "id_card", Message.ID_CARD_INVALID),
    ({"province": "", "city": ""}, "province", Message.PROVINCE_NEEDED),
    ({"city": ""}, "city", Message.CITY_NEEDED),
    ({"address": ""}, "address", Message.ADDRESS_NEEDED),
    ({"address": "路" * 51}, "address", Message.ADDRESS_TOO_LONG),
    ({"phone": ""}, "phone", Message.PHONE_NEEDED),
    ({"phone": "12345678901"}, "phone", Message.PHONE_INVALID),
    ({"contact1_name": ""}, "contact1_name", Message.CONTACT_NAME_NEEDED),
    ({"contact1_name": "雨" * 21}, "contact1_name", Message.CONTACT_NAME_TOO_LONG),
    ({"contact1_phone": "123"}, "contact1_phone", Message.CONTACT_PHONE_INVALID),
    ({"contact1_relation": ""}, "contact1_relation", Message.CONTACT_RELATION_NEEDED),
    ({"contact1_phone": "{tel}"}, "contact1_phone", Message.CONTACT_IS_APPLICANT),
    (
        {"contact2_name": "白露", "contact2_relation": "朋友", "contact2_phone": "{contact}"},
        "contact2_phone",
        Message.CONTACT_REPEATED,
    ),
    ({"contact3_name": "白露"}, "contact3_relation", Message.CONTACT_RELATION_NEEDED),
    ({"contact3_relation": "朋友"}, "contact3_name", Message.CONTACT_NAME_NEEDED),
]

BY_CARRIER = [message for message in Message if message]
"""The messages that a carrier can answer to the login: rows 90MM."""


def test_p1_shows_the_message_at_its_field(
    flow: H5Flow, server: DemoServer, subtests: pytest.Subtests
) -> None:
    for given, field, code in P1_FAULTS:
        with subtests.test(given=given):
            tel, contact = number("0000"), number("0001")
            words = {k: v.format(tel=tel, contact=contact) for k, v in given.items()}
            flow.open(server.entry())
            flow.submit_basic_info(person(), **{"phone": tel, "contact1_phone": contact, **words})
            digit = next((int(c) for c in field if c.isdigit()), None)
            flow.expect_fault(field, code, digit)
            assert flow.control(field).get_attribute("aria-invalid") == "true"
            assert flow.control("address").input_value() == words.get(
                "address", "莲花街道彩云路1号"
            )


def test_all_faults_of_p1_show_at_once_and_the_first_has_the_focus(
    flow: H5Flow, server: DemoServer, mode: str
) -> None:
    flow.open(server.entry())
    flow.press("提交")
    for code in (
        Message.NAME_NEEDED,
        Message.ID_CARD_INVALID,
        Message.PROVINCE_NEEDED,
        Message.CITY_NEEDED,
        Message.ADDRESS_NEEDED,
        Message.PHONE_NEEDED,
        Message.CONTACT_NAME_NEEDED,
        Message.CONTACT_PHONE_INVALID,
        Message.CONTACT_RELATION_NEEDED,
    ):
        flow.expect_message(code)
    if mode != "no-script":
        expect(flow.control("name")).to_be_focused()
    assert flow.control("name").get_attribute("autofocus") is not None


P2_FAULTS = [
    ("", "246813", Message.PHONE_NEEDED),
    ("1234", "246813", Message.PHONE_INVALID),
    ("17012340000", "246813", Message.NUMBER_UNSUPPORTED),
    ("{other}", "24681a", Message.PASSWORD_NOT_DIGITS),
    ("{other}", "12345", Message.PASSWORD_NOT_SIX_DIGITS),
    ("{guangdong}", "2468135", Message.PASSWORD_NOT_EIGHT_DIGITS),
]


def test_p2_shows_the_message_before_the_carrier_is_asked(
    flow: H5Flow, server: DemoServer, subtests: pytest.Subtests
) -> None:
    for tel, password, code in P2_FAULTS:
        with subtests.test(code=code):
            numbers = {
                "other": number("0000", Carrier.UNICOM),
                "guangdong": number("0000", Carrier.MOBILE, "广东"),
            }
            session = server.session(contactor={})
            flow.open(session["url"]).submit_phone(tel.format(**numbers), password)
            flow.expect_message(code)
            assert server.flow(session["handle"])["carrier_logins"] == 0
            assert flow.control("service_password").input_value() == ""


def test_eight_digits_are_a_service_password_in_guangdong(flow: H5Flow, server: DemoServer) -> None:
    tel = number("0000", Carrier.MOBILE, "广东")
    flow.open(server.entry(tel=tel)).submit_phone(password="24681357").expect_step("success")


def test_p2_shows_17_and_18_together(flow: H5Flow, server: DemoServer, mode: str) -> None:
    flow.open(server.entry(tel=number("0000"))).submit_phone(password="", agree=False)
    flow.expect_message(Message.AGREEMENT_NEEDED)
    flow.expect_message(Message.PASSWORD_NEEDED)


def test_an_empty_password_gets_18_when_the_carrier_asks_for_it(
    flow: H5Flow, server: DemoServer, mode: str
) -> None:
    flow.open(server.entry(tel=number("0000"))).submit_phone(password="")
    flow.expect_message(Message.PASSWORD_NEEDED)


def test_a_carrier_that_asks_for_no_password_gets_none(flow: H5Flow, server: DemoServer) -> None:
    flow.open(server.entry(tel=number("1007"))).submit_phone(password="")
    flow.control("sms_code").wait_for()
    flow.submit_challenge(sms_code="123456").expect_step("success")


@pytest.mark.parametrize(
    ("last_four", "code"), [("1001", Message.SMS_CODE_NEEDED), ("1002", Message.CAPTCHA_NEEDED)]
)
def test_an_empty_code_is_asked_for(
    flow: H5Flow, server: DemoServer, mode: str, last_four: str, code: Message
) -> None:
    flow.open(server.entry(tel=number(last_four))).submit_phone()
    flow.control("sms_code" if code == Message.SMS_CODE_NEEDED else "captcha").wait_for()
    flow.submit_challenge()
    flow.expect_message(code)


def test_name_and_id_are_checked_on_p2(flow: H5Flow, server: DemoServer) -> None:
    flow.open(server.entry(tel=number("1004"))).submit_phone()
    flow.control("name").wait_for()
    flow.submit_challenge(name="", id_card="1")
    flow.expect_message(Message.NAME_NEEDED)
    flow.expect_message(Message.ID_CARD_INVALID)
    flow.submit_challenge(name="错误", id_card=person().id_card)
    flow.expect_message(Message.WRONG_IDENTITY)


@pytest.mark.parametrize(("last_four", "field"), [("1001", "sms_code"), ("1002", "captcha")])
def test_a_wrong_code_gets_37_at_its_field(
    flow: H5Flow, server: DemoServer, mode: str, last_four: str, field: str
) -> None:
    flow.open(server.entry(tel=number(last_four))).submit_phone()
    flow.control(field).wait_for()
    flow.submit_challenge(**{field: "0000"})
    flow.expect_fault(field, Message.WRONG_CODE)
    assert flow.control(field).input_value() == ""


def test_a_wrong_password_gets_27_and_offers_the_reset(
    flow: H5Flow, server: DemoServer, mode: str
) -> None:
    flow.open(server.entry(tel=number("0000"))).submit_phone(password="112233")
    flow.expect_fault("service_password", Message.WRONG_PASSWORD)
    flow.press("重置密码")
    flow.expect_step("forgot")


def _shown_as(code: Message) -> tuple[object, ...]:
    """Return everything that decides how a message is shown."""
    m = Message(code).row
    return bool(m.field), m.severity, m.recoveries, bool(m.wait_seconds)


def test_each_answer_of_the_carrier_is_shown_word_for_word(
    flow: H5Flow, server: DemoServer, mode: str, subtests: pytest.Subtests
) -> None:
    for code in rows_of(mode, BY_CARRIER, _shown_as):
        with subtests.test(code=code):
            flow.open(server.entry(tel=number(f"90{code:02d}"))).submit_phone()
            flow.expect_message(code)
            recoveries = Message(code).row.recoveries
            if Recovery.RESET_PASSWORD in recoveries:
                expect(flow.button_named("重置密码")).to_be_visible()
            if Recovery.RESTART in recoveries:
                flow.restart()
                flow.expect_step("phone")
            if Recovery.HOTLINE in recoveries:
                expect(flow.hotlines).to_have_count(3)
            if Recovery.TOMORROW in recoveries:
                expect(flow.main).to_contain_text("请明天再来授权")


AFTER_P3 = [
    Message.WRONG_IDENTITY,
    Message.WRONG_PASSWORD,
    Message.WRONG_CODE,
    Message.WRONG_CODE_NEW_SENT,
    Message.CARRIER_BUSY,
    Message.SIGNED_IN_ELSEWHERE,
    Message.NUMBER_NOT_VERIFIED,
]


def test_a_second_verification_can_end_in_a_message(
    flow: H5Flow, server: DemoServer, subtests: pytest.Subtests
) -> None:
    for code in AFTER_P3:
        with subtests.test(code=code):
            flow.open(server.entry(tel=number(f"91{code:02d}"))).submit_phone().expect_step(
                "verify"
            )
            flow.submit_challenge(sms_code="123456")
            flow.expect_message(code)


BEFORE_ALL = [
    Message.NUMBER_UNSUPPORTED,
    Message.SUBMIT_FAILED,
    Message.NUMBER_BUSY,
    Message.TOO_FREQUENT,
    Message.NUMBER_FORBIDDEN,
]


def test_a_number_can_be_refused_before_anything_is_asked(
    flow: H5Flow, server: DemoServer, subtests: pytest.Subtests
) -> None:
    for code in BEFORE_ALL:
        with subtests.test(code=code):
            flow.open(server.entry(tel=number(f"93{code:02d}"))).submit_phone()
            flow.expect_message(code)


def test_an_unknown_token_gets_22(flow: H5Flow, server: DemoServer, mode: str) -> None:
    flow.open(f"{server.base_url}/?token=nobody")
    flow.expect_message(Message.NOT_AUTHORIZED)


def test_a_uid_that_was_granted_gets_23(flow: H5Flow, server: DemoServer, mode: str) -> None:
    tel = number("0000")
    uid = f"twice-{tel}"
    flow.open(server.entry(tel=tel, uid=uid)).complete()
    flow.open(server.entry(tel=tel, uid=uid))
    flow.expect_message(Message.ALREADY_AUTHORIZED)


def test_a_number_in_another_flow_gets_45(flow: H5Flow, server: DemoServer, mode: str) -> None:
    tel = number("1001")
    flow.open(server.entry(tel=tel)).submit_phone()
    flow.control("sms_code").wait_for()
    flow.open(server.entry(tel=tel)).submit_phone()
    flow.expect_message(Message.NUMBER_BUSY)
