"""Any failure of a command is one line and leaves no file behind."""

import asyncio
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from h5kit.cli import main
from h5kit.commands.errors import OneLineErrors
from h5kit.demo import DATABASE, demo_partner, keys_of, make_demo
from h5kit.entry.partners import PartnerFileError
from h5kit.store.databases import open_file
from tests.production.written import SOUND, written

PASSWORD = "database-password"
QUOTED = "13400000001"
COMMANDS = [["serve"], ["keys", "rotate"], ["users", "list"], ["deliveries", "list"],
            ["audit", "verify"]]  # fmt: skip
"""All commands that open a store by a settings file; `worker` is not for SQLite."""


def _h5kit(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def _line(done: Result) -> str:
    """Return the one line of a command that failed."""
    assert isinstance(done.exception, SystemExit)
    assert done.exit_code in {1, 2}
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    return done.stderr.removeprefix("Error: ").rstrip("\n")


@pytest.fixture
def nobody() -> Iterator[int]:
    """A port that is taken but does not answer."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def _newer(folder: Path, keys: tuple[str, ...]) -> Path:
    """Create a database of a newer release; return its file."""
    file = folder / DATABASE
    asyncio.run(open_file(file, keys).close())
    with closing(sqlite3.connect(file)) as c, c:
        c.execute("UPDATE alembic_version SET version_num = '9999'")
    return file


def test_an_invalid_port_is_refused(subtests: pytest.Subtests) -> None:
    for port in ["99999", "65536", "-1"]:
        for command in ["demo", "sandbox", "listen"]:
            with subtests.test(port=port, command=command):
                assert f"{port} is not in the range 0<=x<=65535" in _line(
                    _h5kit(command, "--port", port)
                )


def test_an_unknown_host_is_one_line(subtests: pytest.Subtests) -> None:
    for command in ["demo", "sandbox", "listen"]:
        with subtests.test(command=command):
            line = _line(_h5kit(command, "--port", "0", "--host", "a" * 64 + ".invalid"))
            assert line.startswith("can't listen on aaa")


@pytest.mark.parametrize(
    ("command", "way"),
    [("demo", 'or make demo ARGS="--port {}"'), ("sandbox", "--port {}"), ("listen", "--port {}")],
)
def test_a_taken_port_is_one_line_that_suggests_another(
    nobody: int, command: str, way: str
) -> None:
    line = _line(_h5kit(command, "--port", str(nobody)))
    assert line.startswith(f"port {nobody} of 127.0.0.1 is taken; use another: --port ")
    other = int(line.partition("--port ")[2].split(",")[0])
    assert 0 < other < 65_536
    assert other != nobody
    assert line.endswith(way.format(other))


def test_a_server_whose_port_is_taken_names_the_setting(tmp_path: Path, nobody: int) -> None:
    config = written(tmp_path, **{"server.port": nobody})
    line = _line(_h5kit("serve", "--config", config))
    assert line.startswith(f"port {nobody} of 127.0.0.1 is taken; use another: port = ")
    assert line.endswith(" in [server]")


@pytest.mark.parametrize("limit", ["99999999999999999999", "0", "-5"])
@pytest.mark.parametrize("group", ["deliveries", "audit"])
def test_a_limit_out_of_range_is_refused(tmp_path: Path, group: str, limit: str) -> None:
    make_demo(tmp_path)
    line = _line(_h5kit(group, "list", "--data", tmp_path, "--limit", limit))
    assert f"{limit} is not in the range" in line


@pytest.mark.parametrize("group", ["deliveries", "audit", "users"])
def test_a_demos_file_that_is_not_a_database_is_one_line(tmp_path: Path, group: str) -> None:
    (tmp_path / DATABASE).write_text("no database, but a page and more of text\n" * 200)
    line = _line(_h5kit(group, "--data", tmp_path, "list" if group != "audit" else "verify"))
    assert line == f"{tmp_path / DATABASE} can't be opened as SQLite: DatabaseError"


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_database_that_does_not_answer_is_one_line(
    tmp_path: Path, nobody: int, words: list[str]
) -> None:
    url = f"postgresql://h5kit:{PASSWORD}@127.0.0.1:{nobody}/h5kit"
    line = _line(_h5kit(*words, "--config", written(tmp_path, **{"database.url": url})))
    assert line == "database.url can't be opened: OperationalError"


def test_a_workers_unreachable_database_is_one_line(tmp_path: Path, nobody: int) -> None:
    url = f"postgresql://h5kit:{PASSWORD}@127.0.0.1:{nobody}/h5kit"
    line = _line(_h5kit("worker", "--config", written(tmp_path, **{"database.url": url})))
    assert line == "database.url can't be opened: OperationalError"


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_database_of_a_newer_release_is_one_line(tmp_path: Path, words: list[str]) -> None:
    _newer(tmp_path, tuple(SOUND["keys"]))
    line = _line(_h5kit(*words, "--config", written(tmp_path)))
    assert line == "the database has revision 9999, made by a newer h5kit"


@pytest.mark.parametrize("words", COMMANDS[2:], ids=" ".join)
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"database.url": "mysql://db/h5kit"}, "database.url must be sqlite:///path or"),
        ({"database.url": None}, "database.url is missing"),
        ({"database.url": "sqlite:///"}, "is not a file; write sqlite:///path"),
        ({"database.url": "postgresql://h5kit@db:many/h5kit"}, "database.url is not an address"),
        ({"keys": None}, "keys are missing"),
    ],
    ids=str,
)
def test_settings_that_cannot_open_a_store_are_one_line(
    tmp_path: Path, words: list[str], changes: dict[str, None], says: str
) -> None:
    assert says in _line(_h5kit(*words, "--config", written(tmp_path, **changes)))


def test_each_setting_that_prevents_opening_the_store_has_its_line(tmp_path: Path) -> None:
    config = written(tmp_path, **{"keys": None, "database.url": None})
    done = _h5kit("users", "list", "--config", config)
    lines = done.stderr.splitlines()
    assert done.exit_code == 1
    assert [line.split(" ")[1] for line in lines] == ["keys", "database.url"]


def test_a_store_that_fails_during_a_command_is_one_line(tmp_path: Path) -> None:
    make_demo(tmp_path)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as c, c:
        c.execute("DROP TABLE tries")
        c.execute("DROP TABLE jobs")
    line = _line(_h5kit("deliveries", "list", "--data", tmp_path))
    assert line == "database error: OperationalError"


@pytest.mark.parametrize("data", ["/proc/foo", "{}/file", "{}/file/below"])
def test_a_folder_that_cannot_be_created_is_one_line(tmp_path: Path, data: str) -> None:
    (tmp_path / "file").write_text("no folder")
    folder = data.format(tmp_path)
    line = _line(_h5kit("demo", "--port", "0", "--data", folder))
    assert line.startswith(f"{folder} can't be used: ")
    assert "Errno" not in line


def test_a_demos_database_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    _newer(tmp_path, keys_of(tmp_path))
    line = _line(_h5kit("demo", "--port", "0", "--data", tmp_path))
    assert line == "the database has revision 9999, made by a newer h5kit"


@pytest.mark.parametrize("option", ["--partners", "--rules"])
def test_a_missing_file_is_named_once_and_no_file_is_left(tmp_path: Path, option: str) -> None:
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "h5kit.cli", "demo", "--port", "0", option, "nope.toml"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as process:  # fmt: skip
        told, said = process.communicate(timeout=30)
    assert (process.returncode, told) == (1, "")
    assert said == "Error: nope.toml: No such file or directory\n"
    assert list(tmp_path.iterdir()) == []


def test_a_demo_creates_nothing_before_it_has_read_its_files(tmp_path: Path) -> None:
    partners = tmp_path / "partners.toml"
    partners.write_text(
        f'[[partner]]\nappid = "{demo_partner().appid}"\nname = "x"\n'
        'token = "shop-token-0123456789ab"\nsecret = "shop-secret-0123456789a"\n'
    )
    with pytest.raises(PartnerFileError, match="share an appid"):
        make_demo(tmp_path / "data", partners_file=partners)
    assert not (tmp_path / "data").exists()


def test_the_demo_accepts_loopback_addresses_only(subtests: pytest.Subtests) -> None:
    for address in [
        "http://evil.example/x",
        "ftp://127.0.0.1/",
        "http://127.0.0.1/a b",
        "http://[::1",
        "http://127.0.0.1:99999/",
        "127.0.0.1:80",
        "http://me:word@127.0.0.1/",
        "http://10.0.0.1/",
        "http://127.0.0.1.evil.example/",
    ]:
        for option in ["--receiver", "--report-receiver", "--records-receiver", "--redirect"]:
            with subtests.test(address=address, option=option):
                line = _line(_h5kit("demo", "--port", "0", option, address))
                assert f"'{option}': '{address}' is not an http(s) address on loopback" in line


@click.group(cls=OneLineErrors)
def _group() -> None:
    """A command group like h5kit's."""


@_group.command()
def broken() -> None:
    """Raise an unexpected exception."""
    raise ValueError(QUOTED)


def test_an_unexpected_exception_is_one_line_with_type_and_place() -> None:
    line = _line(CliRunner().invoke(_group, ["broken"]))
    assert line.startswith("an unexpected ValueError in ")
    assert QUOTED not in line


def test_a_failed_start_closes_the_store(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    demo = make_demo(tmp_path)
    writers = set(threading.enumerate()) - before
    with closing(sqlite3.connect(tmp_path / DATABASE)) as c, c:
        c.execute("DROP TABLE users")
    with pytest.raises(OperationalError), TestClient(demo.app):
        pass
    assert writers
    assert not any(writer.is_alive() for writer in writers)
