"""Zoos of what people type and paste: names, ID cards, numbers, and codes, through the forms."""

from typing import Any

import pytest

from h5kit import phone_numbers
from h5kit.challenges import Ask
from h5kit.flow.states import State
from h5kit.messages import Message
from tests.steps.made import P1, P2, faults_of, form_of
from tests.zoo import rows

FOREIGN_CARD = "91108419880229002X"


def test_names_are_folded_or_get_their_message(subtests: pytest.Subtests) -> None:
    for row in rows("names"):
        with subtests.test(row["where"], text=row["text"]):
            card = {"id_card": FOREIGN_CARD} if row.get("foreign") else {}
            form = form_of(State.BASIC_INFO, {**P1, **card, "name": row["text"]})
            _expect(form, "name", row)


def test_a_contacts_name_is_read_like_the_persons(subtests: pytest.Subtests) -> None:
    for row in rows("names"):
        if gives := row.get("gives"):
            with subtests.test(row["where"], text=row["text"]):
                form = form_of(State.BASIC_INFO, {**P1, "contact1_name": row["text"]})
                assert faults_of(form) == {}
                assert form["contact1_name"].data == gives


def test_id_cards_are_folded_or_get_message_3(subtests: pytest.Subtests) -> None:
    for row in rows("cards"):
        with subtests.test(row["where"], text=row["text"]):
            form = form_of(State.BASIC_INFO, {**P1, "id_card": row["text"]})
            assert faults_of(form) == ({} if row["gives"] else {"id_card": Message.ID_CARD_INVALID})
            assert not row["gives"] or form["id_card"].data == row["gives"]


def test_numbers_have_one_spelling_everywhere(subtests: pytest.Subtests) -> None:
    for row in rows("numbers"):
        text, number = row["text"], row.get("read")
        with subtests.test(row["where"], text=text):
            assert number is None or phone_numbers.read(text) == number
            own = (number or "13900001001") if row.get("mobile") else None
            assert phone_numbers.mobile(text) == own
            contact = (own or number or "02162770000") if row.get("contact") else None
            assert phone_numbers.contact_number(text) == contact
            form = form_of(State.BASIC_INFO, {**P1, "contact1_phone": text})
            assert ("contact1_phone" in faults_of(form)) == (contact is None)


def test_codes_are_found_in_what_was_pasted(subtests: pytest.Subtests) -> None:
    for row in rows("codes"):
        with subtests.test(row["where"], text=row["text"]):
            form = form_of(State.PHONE, {**P2, "sms_code": row["text"]}, ~Ask.NOTHING)
            _expect(form, "sms_code", {"message": "WRONG_CODE", **row})


def _expect(form: Any, field: str, row: dict[str, Any]) -> None:
    """Check that a field keeps what the row gives, or else has its message and no other."""
    if "gives" in row:
        assert field not in faults_of(form)
        assert form[field].data == row["gives"]
    else:
        assert faults_of(form)[field] is Message[row["message"]]
