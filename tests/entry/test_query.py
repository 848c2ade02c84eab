"""When a `contactor` is complete, so that P1 is skipped."""

import json
from datetime import date

from h5kit.entry.query import contactor
from h5kit.testing.people import number, person

WHO = person()
WHOLE = {
    "usrName": WHO.name,
    "usrId": WHO.id_card,
    "usrProv": "广东",
    "usrCity": "深圳",
    "usrAddr": "彩云路1号",
    "usrPhone": number("0000"),
    "firstContactor": "谷雨",
    "relationshipWithFir": "父母",
    "telOfFir": "13400000001",
}
SECOND = {"secondContactor": "白露", "relationshipWithSec": "朋友", "telOfSec": "13400000002"}
TODAY = date(2026, 12, 1)


def _contacts(**given: str) -> list[str] | None:
    applicant, phone = contactor(json.dumps(given), TODAY)
    assert phone == given.get("usrPhone", "")
    return [contact.name for contact in applicant.contacts] if applicant else None


def test_a_complete_contactor_has_one_or_two_contacts() -> None:
    assert _contacts(**WHOLE) == ["谷雨"]
    assert _contacts(**WHOLE, **SECOND) == ["谷雨", "白露"]


def test_a_contactor_without_a_needed_value_is_incomplete() -> None:
    for missing in WHOLE:
        assert _contacts(**{k: v for k, v in WHOLE.items() if k != missing}) is None, missing


def test_a_started_second_contact_must_be_complete() -> None:
    for missing, value in SECOND.items():
        part = {k: v for k, v in SECOND.items() if k != missing}
        assert _contacts(**WHOLE, **part) is None, missing
        assert _contacts(**WHOLE, **{missing: value}) is None, missing
