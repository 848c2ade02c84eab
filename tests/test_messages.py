"""The catalogue has the source document's messages word for word, and ours beside them."""

from pathlib import Path

import pytest

from h5kit import messages
from h5kit.messages import CATALOGUE, Message, Origin, Recovery, Severity, for_text
from tools import message_names

TABLE = Path(__file__).parent / "data" / "messages.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()[1:]]
THEIRS = {c: m for c, m in CATALOGUE.items() if m.origin is Origin.DOCUMENT}
STATUSES = {
    0: 0, 3001: 24, 3997: 22, 4004: 25, 4006: 38, 4007: 47, 4008: 37, 4009: 39, 4010: 26,
    4012: 27, 4017: 51, 9999: 55, 20005: 48, 20006: 36, 20008: 52, 20011: 50, 20013: 41,
    20014: 35, 20015: 53, 20016: 54, 20018: 45, 20019: 49, 30001: 34, 30002: 30, 30003: 29,
    30004: 32, 30005: 31, 30006: 44, 30007: 33, 30008: 28,
}  # fmt: skip


def test_the_catalogue_is_the_documents_table() -> None:
    assert {int(code): text for code, text in ROWS} == {c: m.text for c, m in THEIRS.items()}


def test_the_half_width_comma_of_message_21_stays(subtests: pytest.Subtests) -> None:
    for code in [21, 35, 42, 48]:
        with subtests.test(code=code):
            assert "," in Message(code).text()


def test_a_message_is_found_by_its_status(subtests: pytest.Subtests) -> None:
    for status, code in STATUSES.items():
        with subtests.test(status=status, code=code):
            assert messages.for_status(status) == code


def test_a_message_without_a_documented_status_has_one_of_ours() -> None:
    without = {c for c, m in CATALOGUE.items() if m.statuses == (2900 + c,)}
    assert without & set(THEIRS) == {*range(1, 22), 23, 40, 42, 43, 46}
    assert without >= set(CATALOGUE) - set(THEIRS)
    assert messages.message_or_busy(123456) == 55


def test_the_contacts_number_replaces_n() -> None:
    assert Message(10).text(2) == "紧急联系人 2：请输入姓名"


def test_every_message_has_a_recovery() -> None:
    expected = {
        **dict.fromkeys((27, 35, 36, 42), Recovery.RESET_PASSWORD),
        **dict.fromkeys((39, 49, 50), Recovery.TOMORROW),
        **dict.fromkeys((33, 34, 40), Recovery.HOTLINE),
        **dict.fromkeys((25, 51), Recovery.RESTART),
        **dict.fromkeys((16, 52, 53, 54), Recovery.NONE),
        **dict.fromkeys((37, 41), Recovery.NEW_CODE),
        22: Recovery.OPERATOR,
        48: Recovery.WAIT,
    }
    assert all(wanted in Message(code).row.recoveries for code, wanted in expected.items())
    assert Message(48).row.wait_seconds == 1800
    assert all(m.recoveries and m.english is not None for m in CATALOGUE.values())
    assert Message(0).row.severity is Severity.OK


def test_a_message_is_found_by_its_exact_text(subtests: pytest.Subtests) -> None:
    for message in [message for message in Message if message]:
        with subtests.test(message=message):
            assert for_text(message.text()) is message
            assert for_text(f"{message.text()} ") is None


def test_ok_is_not_in_the_catalogue_of_messages() -> None:
    assert for_text("OK") is None


def test_the_members_are_made_from_the_catalogue_file() -> None:
    source = message_names.MODULE.read_text("utf-8")
    catalogue = message_names.CATALOGUE.read_text("utf-8")
    assert message_names.generated(source, catalogue) == source
    assert [(m.name, m.value) for m in Message] == [
        (name, int(code)) for code, name, *_ in (r.split("\t") for r in catalogue.splitlines()[1:])
    ]


def test_a_message_of_ours_is_numbered_after_the_documents() -> None:
    assert all(code > max(THEIRS) for code in set(CATALOGUE) - set(THEIRS))
