"""docs/gateway.md matches the code: fields, faults, deadlines, methods, promises."""

import re
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from h5kit.carrier import dialect
from h5kit.carrier.completeness import METHODS
from h5kit.carrier.dialect import PATHS, GatewayCall
from h5kit.carrier.faults import MESSAGES, TRANSPORT
from h5kit.carrier.http import BreakerRule, Deadlines
from h5kit.challenges import FIELDS, Round, on_page
from h5kit.delivery.record_requests import MAX_POLL_SECONDS, MIN_POLL_SECONDS, TRANSIENT
from h5kit.messages import Message
from h5kit.settings import SPARE_SECONDS, FlowSettings, GatewaySettings, ResultSettings
from h5kit.testing.gateway_contract import GatewayContract, SandboxRows, Situation
from h5kit.testing.gateway_contract.logins import STAYS_OPEN
from h5kit.testing.gateway_contract.opening import Opening
from h5kit.testing.gateway_contract.resets import STEP_STAYS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "gateway.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if line.startswith("| ")
]


def _row(first: str) -> list[str]:
    (row,) = (row for row in ROWS if row[0] == first)
    return row


def _paragraph(start: str) -> str:
    return next(text for text in PAGE.split("\n\n") if text.startswith(start)).replace("\n", " ")


def test_the_records_have_their_row() -> None:
    assert _row(f"`{PATHS[GatewayCall.RECORD]}`")[1] == "`sid`"


def test_each_call_has_its_row_and_its_data_in_order() -> None:
    kinds: dict[GatewayCall, Any] = {
        call: getattr(dialect, f"{call.value.capitalize()}Data")
        for call in {*GatewayCall} - {GatewayCall.RECORD}
    }
    told = {call: re.findall(r"`(\w+)`", _row(f"`{PATHS[call]}`")[2]) for call in kinds}
    assert told == {call: list(kind.__struct_fields__) for call, kind in kinds.items()}


def test_a_round_has_the_parameters_of_its_challenges_in_order() -> None:
    for call, round_ in ((GatewayCall.LOGIN, Round.LOGIN), (GatewayCall.VERIFY, Round.VERIFY)):
        _, asked = _row(f"`{PATHS[call]}`")[1].split("as asked")
        sent = [one.parameter for one in FIELDS if one in on_page(round_)]
        assert re.findall(r"`(\w+)`", asked) == sent


def test_each_fault_has_its_row_and_its_message() -> None:
    told = {fault: _row(f"`{fault.value}`")[1] for fault in MESSAGES}
    assert told == {fault: str(int(message)) for fault, message in MESSAGES.items()}


def test_the_breakers_faults_and_rule_are_named() -> None:
    rule = BreakerRule()
    line = _paragraph("**Breaker.**")
    named = set(re.findall(r"`(\w+)`", line))
    assert named == {fault.value for fault in TRANSPORT}
    assert f"After {rule.faults} transport faults" in line
    assert f"for {rule.seconds:.0f} s" in line


def test_the_deadlines_are_correct() -> None:
    told = dict(re.findall(r"`(\w+)` (\d+)[,.]", _paragraph("**Deadlines** bound")))
    assert {name: int(seconds) for name, seconds in told.items()} == {
        one.name: one.default for one in fields(Deadlines)
    }


def test_each_promise_of_the_suite_is_on_the_page() -> None:
    told = re.findall(r"^\| ([GLPSCRT]\d+) \|", PAGE, re.MULTILINE)
    kept = sorted(_promises(GatewayContract) + _promises(SandboxRows), key=_place)
    assert kept == told
    assert {number[0] for number in _promises(SandboxRows)} == {"T"}


def _promises(suite: type) -> list[str]:
    tests = [getattr(suite, name) for name in dir(suite) if name.startswith("test_")]
    return [test.__doc__.removesuffix(".") for test in tests]


def _place(number: str) -> tuple[int, int]:
    return "GLPSCRT".index(number[0]), int(number[1:])


def test_each_method_of_the_port_has_its_row() -> None:
    (header,) = (index for index, row in enumerate(ROWS) if row[0] == "method")
    rows = ROWS[header + 2 : header + 2 + len(METHODS)]
    assert [row[0].strip("`").partition("(")[0] for row in rows] == list(METHODS)
    assert "the port's six methods" in PAGE
    assert len(METHODS) == 6


def test_the_page_says_after_which_refusals_a_session_stays_open() -> None:
    for where, messages in {
        "a login or second verification": STAYS_OPEN,
        "a step of a reset": STEP_STAYS,
        "`begin_reset`, whose identity is asked again": {Message.WRONG_IDENTITY},
    }.items():
        _, named, statuses = _row(where)
        assert named == ", ".join(f"{m:d} `{m.name}`" for m in sorted(messages)), where
        assert statuses == ", ".join(str(m.row.statuses[0]) for m in sorted(messages)), where


def test_the_examples_on_the_page_are_the_tested_ones() -> None:
    shown = re.findall(r"```python\n(.+?)```", PAGE, re.DOTALL)
    for name in ("carrier_lookup.py", "test_carrier_lookup.py"):
        assert (ROOT / "examples" / "gateway" / name).read_text("utf-8") in shown, name


def test_each_situation_has_its_row() -> None:
    told = {row[0].strip("`"): row[2] for row in ROWS if row[0].strip("`") in Situation.__members__}
    assert told == {situation.name: situation.value for situation in Situation}


def test_each_override_has_its_row() -> None:
    known = set(_public(vars(Opening))) - {"opened", "talk"}
    (header,) = (index for index, row in enumerate(ROWS) if row[0] == "override")
    rows = ROWS[header + 2 : header + 2 + len(known)]
    assert {re.split(r"\W", row[0].strip("`"))[0] for row in rows} == known


def _public(names: Iterable[str]) -> list[str]:
    return [name for name in names if not name.startswith("_")]


def test_the_page_has_the_exceptions_and_deadlines_of_an_adapter() -> None:
    (transient,) = (row[0] for row in ROWS if row[0].startswith("`collect`: `OSError`"))
    assert all(f"`{kind.__name__}`" in transient for kind in (*TRANSIENT, TimeoutError))
    assert MAX_POLL_SECONDS == 60
    assert f"h5kit waits between {MIN_POLL_SECONDS:.0f} and {MAX_POLL_SECONDS:.0f}" in PAGE
    told = dict(re.findall(r"`(\w+_seconds)` \((\d+)\)", _paragraph("**Deadlines.** h5kit")))
    told |= dict(re.findall(r"`(\w+_seconds)` \((\d+)\)", _paragraph("**Processes.**")))
    gateway, flow, results = GatewaySettings(), FlowSettings(), ResultSettings()
    assert {name: float(seconds) for name, seconds in told.items()} == {
        "call_seconds": flow.call_seconds,
        "captcha_seconds": gateway.captcha_seconds,
        "record_seconds": gateway.record_seconds,
        "collect_seconds": results.collect_seconds,
    }
    assert _paragraph("**Deadlines.** h5kit").count(f"{SPARE_SECONDS} s after") == 2
