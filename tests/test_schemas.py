"""The JSON Schemas are valid, closed, up to date, and match the sandbox's documents."""

import asyncio
from typing import Any

import jsonschema
import msgspec
import pytest

from h5kit import schemas
from h5kit.carrier.sandbox.owners import Owner
from h5kit.carrier.sandbox.records import invented_records
from h5kit.carrier.sandbox.scenarios import scenario_for
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
