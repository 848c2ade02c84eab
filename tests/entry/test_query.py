"""When a `contactor` is complete, so that P1 is skipped."""

import json
from datetime import date

import pytest

from h5kit.entry import contactor
from h5kit.entry.query import BadEntryError, read
from h5kit.messages import Message
from h5kit.model import Applicant, Contact, Entry, Partner
from tests.entry.made import CONTACTOR, SECOND, TEL, WHO

TODAY = date(2026, 12, 1)


def _contacts(**given: str) -> list[str] | None:
    found = contactor.read(json.dumps(given), TODAY)
    assert found.phone == given.get("usrPhone", "")
    return [contact.name for contact in found.applicant.contacts] if found.applicant else None


def test_a_complete_contactor_has_one_or_two_contacts() -> None:
    assert _contacts(**CONTACTOR) == ["谷雨"]
    assert _contacts(**CONTACTOR, **SECOND) == ["谷雨", "白露"]


def test_a_contactor_without_a_needed_value_is_incomplete() -> None:
    for missing in CONTACTOR:
        assert _contacts(**{k: v for k, v in CONTACTOR.items() if k != missing}) is None, missing


def test_an_incomplete_second_contact_costs_only_itself() -> None:
    for missing, value in SECOND.items():
        part = {k: v for k, v in SECOND.items() if k != missing}
        assert _contacts(**CONTACTOR, **part) == ["谷雨"], missing
        assert _contacts(**CONTACTOR, **{missing: value}) == ["谷雨"], missing


def test_the_applicant_is_read_with_every_field() -> None:
    found = contactor.read(json.dumps(CONTACTOR), TODAY)
    assert found.ignored == ()
    assert found.applicant == Applicant(
        name=WHO.name,
        id_card=WHO.id_card,
        province="广东",
        city="深圳",
        address="样例路1号",
        phone=TEL,
        contacts=(Contact(name="谷雨", relation="父母", phone="13400000001"),),
    )


def _entry(**given: str) -> Entry:
    partner = Partner(
        appid="a",
        name="n",
        token="t" * 16,
        secret="s" * 16,
        callback_hosts=("shop.example",),
        redirect_url="https://shop.example/done",
        redirect_hosts=("shop.example",),
    )
    return read(given, partner, TODAY)


def test_a_parameter_has_a_longest_length() -> None:
    assert _entry(uid="u" * 128).uid == "u" * 128
    with pytest.raises(BadEntryError, match="uid"):
        _entry(uid="u" * 129)
    url = f"https://shop.example/{'a' * 2027}"
    assert len(url) == 2048
    assert _entry(callback=url).callback == url
    assert _entry(callback=f"{url}a").callback == ""
    assert _entry(redirect_url=url).redirect_url == url
    with pytest.raises(BadEntryError, match="redirect_url"):
        _entry(redirect_url=f"{url}a")
    text = json.dumps(CONTACTOR)
    assert _entry(contactor=text.ljust(8192)).applicant is not None
    assert _entry(contactor=text.ljust(8193)).applicant is None


def test_a_refused_parameter_is_named_with_the_message_of_the_page() -> None:
    for name, value, message in (
        ("tel", "1340000", Message.PHONE_INVALID),
        ("uid", "a\nb", Message.SUBMIT_FAILED),
        ("size", "huge", Message.SUBMIT_FAILED),
        ("redirect_url", "https://other.example/", Message.SUBMIT_FAILED),
    ):
        with pytest.raises(BadEntryError) as refused:
            _entry(**{name: value})
        fault = refused.value
        assert (fault.name, fault.message, fault.status) == (name, message, 400)


def test_a_district_written_as_the_city_stays_before_the_address() -> None:
    for address, gives in (("样例路1号", "浦东新区样例路1号"), ("浦东新区样例路1号",) * 2):
        given = {**CONTACTOR, "usrProv": "上海", "usrCity": "浦东新区", "usrAddr": address}
        applicant = contactor.read(json.dumps(given), TODAY).applicant
        assert applicant is not None
        assert (applicant.city, applicant.address) == ("上海", gives)


def test_an_unused_callback_is_named_and_blanks_around_values_do_not_count() -> None:
    for url, used, why in (
        (" https://shop.example/a\u200b", "https://shop.example/a", None),
        ("http://shop.example/a", "", "not https at a listed host"),
        ("https://other.example/a", "", "not https at a listed host"),
    ):
        entry = _entry(callback=url, tel=" 13400000001 ", lang=" en ", size="large\u3000")
        assert (entry.callback, [one.why for one in entry.ignored]) == (used, [why] if why else [])
        assert (entry.tel, entry.lang, entry.size) == ("13400000001", "en", "large")
    assert _entry(uid=" u ").uid == " u "
