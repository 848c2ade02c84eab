"""Commands: help everywhere, JSON where promised, one clear line for a fault."""

import json
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from h5kit.cli import main


@pytest.mark.parametrize("command", ["", *main.commands])
def test_every_command_has_help(command: str) -> None:
    done = CliRunner().invoke(main, [*([command] if command else []), "--help"])
    assert done.exit_code == 0
    assert "Usage" in done.output


@pytest.mark.parametrize(("command", "rows"), [("scenarios", 34), ("messages", 56), ("flow", 56)])
def test_tables_come_as_text_and_as_json(command: str, rows: int) -> None:
    text = CliRunner().invoke(main, [command])
    as_json = CliRunner().invoke(main, [command, "--json"])
    assert (text.exit_code, as_json.exit_code) == (0, 0)
    assert len(json.loads(as_json.output)) == rows


def test_a_port_that_is_taken_is_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = CliRunner().invoke(main, ["demo", "--port", str(taken.getsockname()[1])])
    assert done.exit_code == 1
    assert done.output.startswith("Error: 127.0.0.1:")
    assert done.output.count("\n") == 1


def test_a_bad_partners_file_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "partners.toml"
    file.write_text("[[partner]]\nappid = 'shop'\n")
    data = str(tmp_path / "data")
    done = CliRunner().invoke(
        main, ["demo", "--port", "0", "--data", data, "--partners", str(file)]
    )
    assert done.exit_code == 1
    assert done.output.strip().endswith("partner 1: name is missing")
    assert done.output.count("\n") == 1


def test_a_worker_on_sqlite_is_refused_in_one_line(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 's.db'}"
    done = CliRunner().invoke(main, ["worker", "--database", database, "--partners", "none.toml"])
    assert done.exit_code == 1
    assert done.output.startswith("Error: on SQLite")
    assert done.output.count("\n") == 1


def test_a_worker_without_its_database_says_so_and_not_the_password(tmp_path: Path) -> None:
    file = tmp_path / "partners.toml"
    file.write_text("")
    database = "postgresql://h5kit:swordfish@127.0.0.1:1/h5kit"
    done = CliRunner().invoke(main, ["worker", "--database", database, "--partners", str(file)])
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert "swordfish" not in done.output
