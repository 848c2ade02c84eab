"""The JSON Schemas are valid, closed, up to date, and match the sandbox's documents."""

import asyncio
import re
from typing import Any

import jsonschema
import msgspec
import pytest

from h5kit import schemas
from h5kit.carrier.sandbox.owners import Owner
from h5kit.carrier.sandbox.records import invented_records
from h5kit.carrier.sandbox.scenarios import SCENARIOS, scenario_for
from h5kit.delivery import payloads
from h5kit.records import Records, Style, encode, envelope
from h5kit.records.times import month_start
from h5kit.report import build_study, report_of, score_of, tags_of
from h5kit.report.directory import EmbeddedDirectory
from h5kit.testing import people
from tests.report.made import applicant
from tools.json_schemas import FOLDER

AT = float(month_start("202611") + 1_700_000)
ROWS = ("0000", "5012", "5014")


def check(name: str, raw: bytes) -> None:
    made = schemas.schema(name)
    jsonschema.Draft202012Validator(made).validate(msgspec.json.decode(raw))


def collected(last_four: str) -> Records:
    tel = people.number(last_four)
    return invented_records(tel, "SID1", scenario_for(tel).records, Owner("u1", "欧*", ""), AT)


def test_a_schema_is_valid_and_its_file_is_up_to_date(subtests: pytest.Subtests) -> None:
    for name in schemas.NAMES:
        with subtests.test(name=name):
            jsonschema.Draft202012Validator.check_schema(schemas.schema(name))
            if name in schemas.SHIPPED:
                assert (FOLDER / f"{name}.json").read_text("utf-8") == schemas.text(name)


def test_nothing_else_ships_beside_the_schemas() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(schemas.SHIPPED)


def test_records_match_their_schema(subtests: pytest.Subtests) -> None:
    for row in ROWS:
        for style in Style:
            with subtests.test(row=row, style=style):
                records = collected(row)
                check("records", encode(records, style))
                check("records-answer", envelope(records, style))


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("is_told", [True, False])
def test_documents_match_their_schemas(row: str, *, is_told: bool) -> None:
    records = collected(row)
    who = applicant(*[call.tel for call in records.calls[:2]]) if is_told else None
    study = asyncio.run(build_study(records, who, EmbeddedDirectory(), at=AT))
    for name, document in (
        ("report", report_of(study)),
        ("score", score_of(study)),
        ("tags", tags_of(study)),
    ):
        check(name, msgspec.json.encode(document))
        check(f"{name}-answer", msgspec.json.encode(schemas.Answer(0, "OK", document)))


def test_every_date_and_time_says_its_format_in_the_schema() -> None:
    date = re.compile("(^|_)(time|date|month|start|end|at|month_list)$|^blank_times_list$")
    told, silent = {}, set()
    for name in ("records", "report", "score"):
        for part, kind in schemas.schema(name)["$defs"].items():
            for field, value in kind.get("properties", {}).items():
                if date.search(field):
                    told[f"{name} {field}"] = found = _format(value)
                    silent |= set() if found.get("description") else {f"{part}.{field}"}
    assert silent == set()
    assert told.keys() >= {"report contact_last_time", "score last_call_time", "records open_date"}
    # The only ones without a pattern: numbers, and times that the carrier may have garbled.
    assert {field for field, found in told.items() if "pattern" not in found} == {
        "records call_time", "report call_time", "report created_at", "score time",
    }  # fmt: skip


def _format(value: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a date, or of the first item of a list of dates."""
    first = value.get("items") or value.get("prefixItems", [None])[0]
    return value if not first else _format(first)


def test_every_date_of_every_scenario_has_its_format(subtests: pytest.Subtests) -> None:
    rows = {s.script.records: s.last_four for s in SCENARIOS if s.last_four.isdecimal()}
    for row in rows.values():
        with subtests.test(row=row):
            records = collected(row)
            study = asyncio.run(build_study(records, None, EmbeddedDirectory(), at=AT))
            check("report", msgspec.json.encode(report_of(study)))
            check("score", msgspec.json.encode(score_of(study)))
            for style in Style:
                check("records", encode(records, style))


@pytest.mark.parametrize(
    ("name", "part", "field"),
    [
        ("report", "calls_sa_by_tags_financial", "contact_last_time"),
        ("report", "call_log_group_by_tel", "recent_call_time"),
        ("report", "calls_sa_monthly_usage", "month"),
        ("records", "bill", "bill_month"),
    ],
)
def test_a_date_in_another_format_does_not_match(name: str, part: str, field: str) -> None:
    records = collected("0000")
    study = asyncio.run(build_study(records, None, EmbeddedDirectory(), at=AT))
    raw = encode(records) if name == "records" else msgspec.json.encode(report_of(study))
    spoilt = msgspec.json.decode(raw)
    spoilt[part][0][field] = "2026-11-20 23:00:00"
    with pytest.raises(jsonschema.ValidationError, match="does not match"):
        check(name, msgspec.json.encode(spoilt))


def test_pushes_match_their_schemas() -> None:
    check("authorization-push", payloads.authorization("13400000000", "", "SID1"))
    check("report-push", b'{"status":2,"sid":"SID1","tel":"13400000000","uid":""}')


@pytest.mark.parametrize(
    ("name", "spoilt"),
    [
        ("report-push", {"status": 1, "sid": "", "tel": "", "uid": ""}),
        ("report-push", {"status": 0, "sid": "", "tel": ""}),
        ("authorization-push", {"status": 0, "tel": "", "uid": "", "sid": "", "name": ""}),
        ("refusal", {"status": "3101", "msg": ""}),
    ],
)
def test_a_wrong_document_does_not_match(name: str, spoilt: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        check(name, msgspec.json.encode(spoilt))
