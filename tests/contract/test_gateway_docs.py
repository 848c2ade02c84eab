"""docs/gateway.md says what the code does: shapes, faults, deadlines, tests."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from h5kit.carrier import dialect
from h5kit.carrier.dialect import PATHS, Call
from h5kit.carrier.faults import MESSAGES, TRANSPORT
from h5kit.carrier.http import BreakerRule, Deadlines
from h5kit.challenges import FIELDS, Round, on_page
from tests.contract.test_gateways import TestInProcess as InProcess

PAGE = (Path(__file__).parents[2] / "docs" / "gateway.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if line.startswith("| ")
]


def _row(first: str) -> list[str]:
    (row,) = (row for row in ROWS if row[0] == f"`{first}`")
    return row


def test_the_records_have_their_row() -> None:
    assert _row(PATHS[Call.RECORD])[1] == "`sid`"


@pytest.mark.parametrize("call", sorted(set(Call) - {Call.RECORD}))
def test_a_call_has_its_row_and_its_data_in_order(call: Call) -> None:
    kind: Any = getattr(dialect, f"{call.value.capitalize()}Data")
    told = re.findall(r"`(\w+)`", _row(PATHS[call])[2])
    assert tuple(told) == kind.__struct_fields__


def test_a_round_has_the_parameters_of_its_challenges_in_the_wires_order() -> None:
    for call, round_ in ((Call.LOGIN, Round.LOGIN), (Call.VERIFY, Round.VERIFY)):
        _, asked = _row(PATHS[call])[1].split("as asked")
        sent = [one.parameter for one in FIELDS if one in on_page(round_)]
        assert re.findall(r"`(\w+)`", asked) == sent


@pytest.mark.parametrize("fault", MESSAGES)
def test_a_fault_has_its_row_and_its_message(fault: Any) -> None:
    assert _row(fault.value)[1] == str(MESSAGES[fault])


def test_the_breakers_faults_and_rule_are_named() -> None:
    rule = BreakerRule()
    line = next(text for text in PAGE.split("\n\n") if text.startswith("**Breaker.**"))
    named = set(re.findall(r"`(\w+)`", line))
    assert named == {fault.value for fault in TRANSPORT}
    assert f"After {rule.faults} transport faults" in line
    assert f"for {rule.seconds:.0f} s" in line


def test_the_deadlines_are_told_as_they_are() -> None:
    line = next(text for text in PAGE.split("\n\n") if text.startswith("**Deadlines**"))
    told = dict(re.findall(r"`(\w+)` (\d+)[,.]", line.replace("\n", " ")))
    assert {name: int(seconds) for name, seconds in told.items()} == {
        one.name: one.default for one in fields(Deadlines)
    }


def test_the_suite_is_as_large_as_told(request: pytest.FixtureRequest) -> None:
    del request
    promises = [name for name in dir(InProcess) if name.startswith("test_")]
    cases = 0
    for name in promises:
        marks = getattr(getattr(InProcess, name), "pytestmark", [])
        counts = [len(list(mark.args[1])) for mark in marks if mark.name == "parametrize"]
        cases += counts[0] if counts else 1
    told = re.search(r"About (\d+) tests", PAGE)
    assert told is not None
    assert abs(cases - int(told[1])) <= 10
