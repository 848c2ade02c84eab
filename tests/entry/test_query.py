"""What a `contactor` must have so that P1 need not be shown."""

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


def test_a_whole_one_has_one_contact_or_two() -> None:
    assert _contacts(**WHOLE) == ["谷雨"]
    assert _contacts(**WHOLE, **SECOND) == ["谷雨", "白露"]


def test_one_that_lacks_anything_is_not_whole() -> None:
    for missing in WHOLE:
        assert _contacts(**{k: v for k, v in WHOLE.items() if k != missing}) is None, missing


def test_a_second_contact_that_is_begun_must_be_whole() -> None:
    for missing, value in SECOND.items():
        part = {k: v for k, v in SECOND.items() if k != missing}
        assert _contacts(**WHOLE, **part) is None, missing
        assert _contacts(**WHOLE, **{missing: value}) is None, missing
