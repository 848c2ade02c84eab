"""What each form refuses, with which message at which field."""

from datetime import UTC, date, datetime

import pytest

from h5kit.challenges import Ask
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.steps.basic_info import BasicInfoForm, read_applicant
from h5kit.steps.checks import today_of
from h5kit.testing.people import number
from tests.steps.made import CALLED, P1, P2, SECOND, WHO, faults_of, form_of


def test_p1_refuses_each_field_with_its_message(subtests: pytest.Subtests) -> None:
    assert faults_of(form_of(State.BASIC_INFO, P1)) == {}
    for field, value, message in [
        ("name", "", Message.NAME_NEEDED),
        ("name", "谷", Message.NAME_NEEDED),
        ("name", "谷" * 20, None),
        ("name", "谷" * 21, Message.NAME_TOO_LONG),
        ("id_card", "", Message.ID_CARD_INVALID),
        ("id_card", WHO.id_card[:-1], Message.ID_CARD_INVALID),
        ("city", "杭州", Message.CITY_NEEDED),
        ("address", "", Message.ADDRESS_NEEDED),
        ("address", "路" * 50, None),
        ("address", "路" * 51, Message.ADDRESS_TOO_LONG),
        ("phone", "", Message.PHONE_NEEDED),
        ("phone", "1340000", Message.PHONE_INVALID),
        ("contact1_name", "", Message.CONTACT_NAME_NEEDED),
        ("contact1_name", "雨" * 20, None),
        ("contact1_name", "雨" * 21, Message.CONTACT_NAME_TOO_LONG),
        ("contact1_relation", "", Message.CONTACT_RELATION_NEEDED),
        ("contact1_relation", "邻居", Message.CONTACT_RELATION_NEEDED),
        ("contact1_phone", "", Message.CONTACT_PHONE_INVALID),
        ("contact1_phone", P1["phone"], Message.CONTACT_IS_APPLICANT),
    ]:
        with subtests.test(field=field, value=value):
            faults = faults_of(form_of(State.BASIC_INFO, {**P1, field: value}))
            assert faults == ({field: message} if message else {})


def test_a_city_belongs_to_its_province() -> None:
    for province, fault in (("", Message.PROVINCE_NEEDED), ("外省", Message.PROVINCE_NEEDED)):
        faults = faults_of(form_of(State.BASIC_INFO, {**P1, "province": province}))
        assert faults == {"province": fault, "city": Message.CITY_NEEDED}
    elsewhere = {**P1, "province": "浙江"}
    assert faults_of(form_of(State.BASIC_INFO, elsewhere)) == {"city": Message.CITY_NEEDED}


def test_a_second_contact_may_be_left_out_but_once_begun_must_be_whole() -> None:
    missing = {
        "contact2_name": Message.CONTACT_NAME_NEEDED,
        "contact2_relation": Message.CONTACT_RELATION_NEEDED,
        "contact2_phone": Message.CONTACT_PHONE_INVALID,
    }
    for name, value in SECOND.items():
        assert faults_of(form_of(State.BASIC_INFO, {**P1, **SECOND, name: ""})) == {
            name: missing[name]
        }
        left = {other: message for other, message in missing.items() if other != name}
        assert faults_of(form_of(State.BASIC_INFO, {**P1, name: value})) == left


def test_no_two_contacts_have_one_number() -> None:
    third = {name.replace("2", "3", 1): value for name, value in SECOND.items()}
    for n, same in ((2, P1["contact1_phone"]), (3, P1["contact1_phone"]), (3, "01063051234")):
        sent = {**P1, **SECOND, **third, "contact3_phone": number("0003")}
        faults = faults_of(form_of(State.BASIC_INFO, {**sent, f"contact{n}_phone": same}))
        assert faults == {f"contact{n}_phone": Message.CONTACT_REPEATED}


def test_who_applies_is_read_with_the_contacts_that_were_given() -> None:
    for sent, names in ((P1, ["谷雨"]), ({**P1, **SECOND}, ["谷雨", "白露"])):
        form = form_of(State.BASIC_INFO, sent)
        assert isinstance(form, BasicInfoForm)
        who = read_applicant(form)
        assert (who.name, who.province, who.city, who.address, who.phone) == (
            WHO.name, "广东", "深圳", "彩云路1号", P1["phone"]
        )  # fmt: skip
        assert [contact.name for contact in who.contacts] == names


def test_p2_refuses_each_answer_with_its_message(subtests: pytest.Subtests) -> None:
    asks = ~Ask.NOTHING
    assert faults_of(form_of(State.PHONE, P2, asks)) == {}
    for field, value, message in [
        ("phone", "", Message.PHONE_NEEDED),
        ("name", "", Message.NAME_NEEDED),
        ("name", "谷" * 21, Message.NAME_TOO_LONG),
        ("id_card", "1", Message.ID_CARD_INVALID),
        ("sms_code", "", Message.SMS_CODE_NEEDED),
        ("sms_code", "12 34-56", None),
        ("sms_code", "12_34", None),
        ("sms_code", "一二三四" * 3 + "五", Message.WRONG_CODE),
        ("service_password", "２４６\u200b ８１３", None),
        ("service_password", "24681!", Message.PASSWORD_NOT_DIGITS),
        ("service_password", "246813。", Message.PASSWORD_NOT_DIGITS),
        ("captcha", "", Message.CAPTCHA_NEEDED),
        ("captcha", "是", None),
        ("agree", "", Message.AGREEMENT_NEEDED),
        ("agree", "off", Message.AGREEMENT_NEEDED),
        ("agree", "on", None),
    ]:
        with subtests.test(field=field, value=value):
            faults = faults_of(form_of(State.PHONE, {**P2, field: value}, asks))
            assert faults == ({field: message} if message else {})


def test_a_reset_wants_five_numbers_that_are_not_the_same() -> None:
    assert faults_of(form_of(State.RESET_CONTACTS, CALLED)) == {}
    for n in range(1, 6):
        for wrong in ("", "1340000"):
            faults = faults_of(form_of(State.RESET_CONTACTS, {**CALLED, f"phone{n}": wrong}))
            assert faults == {f"phone{n}": Message.PHONE_INVALID}
        for other in range(1, n):
            same = {**CALLED, f"phone{n}": CALLED[f"phone{other}"]}
            assert faults_of(form_of(State.RESET_CONTACTS, same)) == {
                f"phone{n}": Message.CONTACT_REPEATED
            }


def test_a_day_begins_at_midnight_in_shanghai() -> None:
    midnight = datetime(2026, 12, 1, 16, tzinfo=UTC).timestamp()
    assert today_of(midnight - 1) == date(2026, 12, 1)
    assert today_of(midnight) == date(2026, 12, 2)
