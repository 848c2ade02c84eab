"""The commands `h5kit users` and `h5kit audit`."""

import asyncio
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from h5kit.cli import main
from h5kit.demo import DATABASE, keys_of
from h5kit.store.databases import open_file
from tests.production.written import SOUND, written

PASSWORD = "korrekt-pferd-9"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of a demo that has run."""
    asyncio.run(open_file(tmp_path / DATABASE, keys_of(tmp_path)).close())
    return tmp_path


def _users(data: Path, *arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(main, ["users", "--data", str(data), *arguments], input=given)


def _audit(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["audit", "--data", str(data), *arguments])


def _add(data: Path, name: str = "anna", *options: str) -> Result:
    return _users(data, "add", name, "--password-stdin", *options, given=f"{PASSWORD}\n")


def _listed(data: Path) -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in json.loads(_users(data, "list", "--json").output)}


def test_a_user_is_added_changed_disabled_and_enabled_again(data: Path) -> None:
    assert _add(data).output == "anna: viewer of all\n"
    assert _add(data, "bo", "--role", "operator", "--appid", "shop").exit_code == 0
    assert _users(data, "role", "anna", "auditor").output == "anna: auditor of all\n"
    assert _users(data, "disable", "bo").output == "bo: disabled\n"
    rows = _listed(data)
    assert (rows["anna"]["role"], rows["anna"]["appid"], rows["anna"]["disabled"]) == (
        "auditor", "all", "",
    )  # fmt: skip
    assert (rows["bo"]["appid"], bool(rows["bo"]["disabled"])) == ("shop", True)
    assert _users(data, "disable", "bo", "--undo").output == "bo: active\n"
    lines = _users(data, "list").output.splitlines()
    assert lines == ["anna  auditor  all  active", "bo  operator  shop  active"]


def test_another_role_keeps_the_appid(data: Path) -> None:
    _add(data, "bo", "--appid", "shop")
    assert _users(data, "role", "bo", "auditor").output == "bo: auditor of shop\n"
    assert _listed(data)["bo"]["appid"] == "shop"
    assert _users(data, "role", "bo", "viewer", "--appid", "all").output == "bo: viewer of all\n"
    assert _listed(data)["bo"]["appid"] == "all"


def test_an_unknown_appid_is_refused(tmp_path: Path) -> None:
    config = written(tmp_path)
    asyncio.run(open_file(tmp_path / "h5kit.db", SOUND["keys"]).close())

    def users(*arguments: str) -> Result:
        command = ["users", "--config", str(config), *arguments]
        return CliRunner().invoke(main, command, input=f"{PASSWORD}\n")

    add = ("add", "bo", "--password-stdin", "--appid")
    refused = users(*add, "shpo")
    assert (refused.exit_code, refused.stderr) == (1, "Error: shpo: no partner with that appid\n")
    assert users(*add, "shop").output.endswith("bo: viewer of shop\n")
    assert users("role", "bo", "auditor", "--appid", "shpo").exit_code == 1
    assert users("role", "bo", "auditor").output.endswith("bo: auditor of shop\n")


def test_a_command_prints_its_result_and_no_log(tmp_path: Path) -> None:
    config = str(written(tmp_path))
    asyncio.run(open_file(tmp_path / "h5kit.db", SOUND["keys"]).close())

    def said(*command: str) -> tuple[str, str]:
        # A process of its own, because tests redirect the log.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "h5kit.cli", *command],
            input=f"{PASSWORD}\n", capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout, done.stderr

    users = ("users", "--config", config)
    assert said(*users, "add", "bo", "--password-stdin") == ("bo: viewer of all\n", "")
    assert said(*users, "role", "bo", "auditor") == ("bo: auditor of all\n", "")
    assert said("keys", "rotate", "--config", config) == ("0 rows resealed\n", "")


def test_the_password_is_asked_for_twice_without_echo(data: Path) -> None:
    done = _users(data, "add", "anna", given=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0
    assert PASSWORD not in done.output
    other = _users(data, "add", "bo", given=f"{PASSWORD}\nanother\n")
    assert other.exit_code == 1
    assert list(_listed(data)) == ["anna"]


@pytest.mark.parametrize("password", ["too-small-1", "passwordpassword", "anna-is-here-7"])
def test_a_weak_password_is_refused_in_one_line(data: Path, password: str) -> None:
    done = _users(data, "add", "anna", "--password-stdin", given=f"{password}\n")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: this password is not acceptable: ")
    assert done.stderr.count("\n") == 1
    assert password not in done.output
    assert _listed(data) == {}


@pytest.mark.parametrize(
    "arguments",
    [("role", "nobody", "viewer"), ("disable", "nobody"),
     ("password", "nobody", "--password-stdin")],
)  # fmt: skip
def test_an_unknown_user_is_one_line(data: Path, arguments: tuple[str, ...]) -> None:
    done = _users(data, *arguments, given=f"{PASSWORD}\n")
    assert (done.exit_code, done.stderr) == (1, "Error: nobody: no such user\n")


@pytest.mark.parametrize("name", ["", "a b", "安娜", "-a", "x" * 70, "a\n"])
def test_a_name_with_odd_characters_is_refused(data: Path, name: str) -> None:
    done = _users(data, "add", "--password-stdin", "--", name, given=f"{PASSWORD}\n")
    assert done.exit_code == 1
    assert "a name is 1 to 64" in done.stderr


def test_a_name_can_be_added_once(data: Path) -> None:
    _add(data)
    assert _add(data).stderr == "Error: anna: there is already a user of that name\n"


def test_another_password_ends_the_sessions(data: Path) -> None:
    _add(data)

    async def begin() -> None:
        store = open_file(data / DATABASE, keys_of(data))
        await store.site.accounts.start_session("cookie", "anna", 1.0)
        await store.close()

    async def is_in() -> bool:
        store = open_file(data / DATABASE, keys_of(data))
        found = await store.site.accounts.find_by_session("cookie", 2.0, idle=9.0, lifetime=9.0)
        await store.close()
        return found is not None

    asyncio.run(begin())
    assert asyncio.run(is_in())
    done = _users(data, "password", "anna", "--password-stdin", given="another-Pferd-8\n")
    assert done.output == "anna: password changed\n"
    assert not asyncio.run(is_in())


def test_changes_of_users_are_in_the_audit_log(data: Path) -> None:
    _add(data)
    _users(data, "disable", "anna")
    rows = json.loads(_audit(data, "list", "--json").output)
    assert [row["what"] for row in rows] == ["user_changed", "user_added"]
    assert re.fullmatch(r"command(:\S+)? user:anna", rows[0]["who"])
    assert _audit(data, "list", "--limit", "1").output.startswith("2  ")
    assert _audit(data, "list", "--sid", "S").output == ""


def test_verify_accepts_a_sound_log_and_names_a_changed_entry(data: Path) -> None:
    for name in ("anna", "bo", "cai"):
        _add(data, name)
    sound = _audit(data, "verify")
    noted = re.fullmatch(r"sound: 3 entries, (3:[0-9a-f]{64})\n", sound.output)
    assert sound.exit_code == 0
    assert noted
    with sqlite3.connect(data / DATABASE) as driver:
        driver.execute("UPDATE audit SET who = 'user:nobody' WHERE number = 2")
    driver.close()
    broken = _audit(data, "verify")
    assert broken.exit_code == 1
    assert broken.stderr == "Error: entry 2 was changed, or stands in another's place\n"
    with sqlite3.connect(data / DATABASE) as driver:
        driver.execute("DELETE FROM audit")
        driver.execute("DELETE FROM audit_head")
    driver.close()
    assert _audit(data, "verify").exit_code == 0
    emptied = _audit(data, "verify", "--known", noted[1])
    assert emptied.stderr == "Error: entry 1 was dropped, with all later entries\n"
    assert _audit(data, "verify", "--known", "x").exit_code == 2


def test_rotating_the_keys_signs_the_log_with_the_new_one(tmp_path: Path) -> None:
    old, new = SOUND["keys"][0], "zyxwvutsrqponmlkjihgfedcba9876543210"
    config = written(tmp_path)
    asyncio.run(open_file(tmp_path / "h5kit.db", (old,)).close())
    users = ["users", "--config", str(config), "add", "anna", "--password-stdin"]
    assert CliRunner().invoke(main, users, input=f"{PASSWORD}\n").exit_code == 0
    config = written(tmp_path, keys=[old, new])
    rotate = CliRunner().invoke(main, ["keys", "rotate", "--config", str(config)])
    assert rotate.exit_code == 0, rotate.output
    config = written(tmp_path, keys=[new])
    done = CliRunner().invoke(main, ["audit", "--config", str(config), "verify"])
    assert done.output.startswith("sound: 2 entries")


@pytest.mark.parametrize("group", ["users", "audit"])
def test_the_database_must_be_named_and_must_exist(tmp_path: Path, group: str) -> None:
    assert CliRunner().invoke(main, [group, "list"]).exit_code == 2
    done = CliRunner().invoke(main, [group, "--data", str(tmp_path), "list"])
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert not (tmp_path / DATABASE).exists()
