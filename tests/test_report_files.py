"""`h5kit report` and `h5kit schemas`: documents from files, faults in one line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bench.report_page import PAGE, page
from h5kit import report_files, schemas
from h5kit.cli import main
from h5kit.identity import check_character
from h5kit.records import Style, encode, envelope
from h5kit.report.rules import packaged
from tests.records.made import NOW, call, records

CONTACTOR = {
    "usrName": "欧阳云朵",
    "usrId": "33099919900101001" + check_character("33099919900101001"),
    "usrProv": "浙江",
    "usrCity": "杭州",
    "usrAddr": "西湖区样例路1号",
    "usrPhone": "13400000000",
    "firstContactor": "司徒星河",
    "relationshipWithFir": "朋友",
    "telOfFir": "13400000001",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Records with two calls."""
    made = tmp_path / "records.json"
    made.write_bytes(encode(records(call(), call("95588", seconds=9))))
    return made


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["report", *map(str, arguments), "--at", str(NOW)])


def test_a_report_in_a_few_lines(file: Path) -> None:
    done = run("--records", file)
    assert done.exit_code == 0
    assert "2 with 2 numbers" in done.output


@pytest.mark.parametrize(
    ("option", "key"), [("--json", "calls_overview"), ("--score", "overview"), ("--tags", "tags")]
)
def test_a_document_as_json(file: Path, option: str, key: str) -> None:
    done = run("--records", file, option)
    assert done.exit_code == 0
    assert key in json.loads(done.output)


@pytest.mark.parametrize("style", Style)
def test_the_envelope_and_both_styles_are_read(tmp_path: Path, style: Style) -> None:
    file = tmp_path / "answer.json"
    file.write_bytes(b"\xef\xbb\xbf" + envelope(records(call()), style))
    done = run("--records", file, "--json")
    assert json.loads(done.output)["call_log_group_by_tel"][0]["recent_call_time"] == str(
        NOW - 3600
    )


def test_an_applicant_and_a_list_of_numbers_are_read(file: Path, tmp_path: Path) -> None:
    who, own = tmp_path / "who.json", tmp_path / "own.csv"
    who.write_text(json.dumps(CONTACTOR), "utf-8")
    own.write_text(
        "number,name,description,categories,tags,mark,marked\n95588,样例,,,,,\n", "utf-8"
    )
    done = run("--records", file, "--applicant", who, "--directory", own, "--json")
    made = json.loads(done.output)
    assert made["user_info"]["user_name"] == "欧阳云朵"
    assert made["mergency_contact"][0]["call_times"] == "1"
    assert {row["tags_yellow_page"] for row in made["call_log_group_by_tel"]} == {"", "样例"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--records", "nowhere.json"),
        ("--records", "empty"),
        ("--records", "answer"),
        ("--records", "good", "--applicant", "empty"),
        ("--records", "good", "--applicant", "nowhere.json"),
        ("--records", "good", "--directory", "empty"),
    ],
)
def test_a_fault_is_one_line(file: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "empty").write_text("{}")
    (tmp_path / "answer").write_text('{"status":3101,"msg":"","data":{}}')
    places = {
        "good": file,
        **{name: tmp_path / name for name in ("empty", "answer", "nowhere.json")},
    }
    done = run(*(places.get(word, word) for word in arguments))
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert done.output.count("\n") == 1


def test_a_time_is_epoch_seconds_or_iso(subtests: pytest.Subtests) -> None:
    for text, when in [
        (str(NOW), NOW),
        ("2026-11-21", NOW),
        ("2026-11-21T00:00:00", NOW),
        ("2026-11-20T16:00:00+00:00", NOW),
    ]:
        with subtests.test(text=text, when=when):
            assert report_files.moment(text) == when


@pytest.mark.parametrize("text", ["soon", "0001-01-01", "9999-12-31", "9999999999999", "1"])
def test_a_malformed_time_is_one_line(file: Path, text: str) -> None:
    done = CliRunner().invoke(main, ["report", "--records", str(file), "--at", text])
    assert (done.exit_code, done.output.count("\n")) == (1, 1)


def test_schemas_are_named_printed_and_written(tmp_path: Path) -> None:
    named = CliRunner().invoke(main, ["schemas"])
    assert len(named.output.splitlines()) == len(schemas.NAMES)
    printed = CliRunner().invoke(main, ["schemas", "--json", "--write", str(tmp_path / "new")])
    assert set(json.loads(printed.output)) == set(schemas.NAMES)
    assert len(list((tmp_path / "new").iterdir())) == len(schemas.NAMES)
    (tmp_path / "file").touch()
    wrong = CliRunner().invoke(main, ["schemas", "--write", str(tmp_path / "file")])
    assert (wrong.exit_code, wrong.output.count("\n")) == (1, 1)


def test_the_page_about_the_report_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(packaged())
