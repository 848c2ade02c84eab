"""The commands `h5kit limits show` and `h5kit limits clear`."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from h5kit.carrier.numbering import Carrier
from h5kit.cli import main
from h5kit.demo import DATABASE, keys_of
from h5kit.steps.limits import number_key
from h5kit.store.databases import open_file
from h5kit.store.plan import Plan, Use
from h5kit.testing.people import number
from tests.production.written import SOUND, written
from tests.store.made import flow

TEL = number("1001", Carrier.MOBILE, "吉林")
OTHER = number("1001", Carrier.UNICOM)


def _used(file: Path, key: str, *kinds: str) -> None:
    """Store uses of TEL and one of another number, so late that no day ends before the test."""

    async def main() -> None:
        store = open_file(file, (key,))
        now = time.time()
        mine = [Use(number_key(store.lookup_key, TEL), kind, now + 60) for kind in kinds]
        other = Use(number_key(store.lookup_key, OTHER), "sms", now + 60)
        begun = flow()
        await store.create(begun)
        await store.transition(begun, begun, Plan(uses=(*mine, other)))
        await store.close()

    asyncio.run(main())


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A settings file whose database knows five faults and two SMS codes of TEL."""
    config = written(tmp_path, **{"limits.sms_a_day": 7})
    uses = ["gateway_fault"] * 5 + ["sms"] * 2 + ["reset_sms"]
    _used(tmp_path / "h5kit.db", SOUND["keys"][0], *uses)
    return config


def _limits(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["limits", *arguments])


def _shown(config: Path, *tel: str) -> dict[tuple[str, str], Any]:
    rows = json.loads(_limits("show", *tel, "--config", str(config), "--json").output)
    return {(row["kind"], row["window"]): row for row in rows}


def test_show_prints_what_counts_and_until_when(config: Path) -> None:
    rows = _shown(config, TEL)
    counts = {name: (row["count"], row["limit"]) for name, row in rows.items()}
    assert counts == {
        ("gateway_fault", "in 30 minutes"): (5, 5),
        ("gateway_fault", "today (Shanghai)"): (5, 20),
        ("wrong_password", "in 30 minutes"): (0, 10),
        ("reset_failure", "in 24 hours"): (0, 0),
        ("reset_sms", "today (Shanghai)"): (1, 1),
        ("sms", "in 30 minutes"): (2, 5),
        ("sms", "today (Shanghai)"): (2, 7),
    }
    reached = {name[0]: row["message"] for name, row in rows.items() if row["until"]}
    assert reached == {"gateway_fault": 47, "reset_sms": 39}
    lines = _limits("show", TEL, "--config", str(config)).output.splitlines()
    assert lines[0].startswith("gateway_fault  5 of 5  in 30 minutes  message 47 until 2")
    assert lines[3] == "reset_failure  0 of no limit  in 24 hours"


def test_clear_deletes_the_uses_of_one_number_and_is_in_the_audit_log(config: Path) -> None:
    assert _limits("clear", TEL, "--config", str(config)).output == "cleared: 8\n"
    assert {row["count"] for row in _shown(config, TEL).values()} == {0}
    assert _shown(config, OTHER)["sms", "in 30 minutes"]["count"] == 1
    assert _limits("clear", TEL, "--config", str(config)).output == "cleared: 0\n"
    listed = CliRunner().invoke(main, ["audit", "list", "--config", str(config), "--json"])
    rows = json.loads(listed.output)
    assert [(row["what"], row["sid"]) for row in rows] == [("limits_cleared", "")] * 2
    assert all(row["who"].startswith("command") for row in rows)
    assert TEL not in listed.output


def test_a_number_is_understood_in_any_spelling(config: Path, subtests: pytest.Subtests) -> None:
    parts = TEL[:3], TEL[3:7], TEL[7:]
    for spelling in [(f"+86{TEL}",), parts, ("-".join(parts),), ("+86", *parts)]:
        with subtests.test(spelling=spelling):
            assert _shown(config, *spelling)["sms", "in 30 minutes"]["count"] == 2


def test_errors_are_one_line_and_repeat_no_number(
    tmp_path: Path, config: Path, subtests: pytest.Subtests
) -> None:
    broken = written(tmp_path / "broken", **{"reset.rules": "none.toml"})
    for code, arguments in {
        1: ("show", f"{TEL}5", "--config", str(config)),
        2: ("show", TEL),
    }.items():
        with subtests.test(arguments=arguments):
            done = _limits(*arguments)
            assert (done.exit_code, done.stderr.count("\n")) == (code, 1)
            assert TEL not in done.output
    for at in [("--data", str(tmp_path / "none")), ("--config", str(broken))]:
        with subtests.test(at=at):
            done = _limits("clear" if at[0] == "--data" else "show", TEL, *at)
            assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
            assert TEL not in done.output


def test_a_demo_has_no_limits_but_its_uses_are_shown(tmp_path: Path) -> None:
    _used(tmp_path / DATABASE, keys_of(tmp_path)[0], "sms")
    rows = json.loads(_limits("show", TEL, "--data", str(tmp_path), "--json").output)
    assert {row["count"] for row in rows if row["kind"] == "sms"} == {1}
    assert {row["limit"] for row in rows if row["kind"] != "reset_sms"} == {0}
