"""Commands: help everywhere, JSON where promised, one clear line for a fault."""

import json
import re
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from h5kit.carrier.numbering import Carrier
from h5kit.carrier.reset_rules import packaged
from h5kit.cli import main
from h5kit.commands.banners import demo_banner, sandbox_banner
from h5kit.messages import Message
from h5kit.testing.people import number
from h5kit.testing.process import SandboxServer


def test_every_command_has_help(subtests: pytest.Subtests) -> None:
    for command in ["", *main.commands]:
        with subtests.test(command=command):
            done = CliRunner().invoke(main, [*([command] if command else []), "--help"])
            assert done.exit_code == 0
            assert "Usage" in done.output


def test_tables_are_printed_as_text_and_as_json(subtests: pytest.Subtests) -> None:
    for command, rows in [("scenarios", 34), ("messages", len(Message)), ("flow", 60)]:
        with subtests.test(command=command, rows=rows):
            text = CliRunner().invoke(main, [command])
            as_json = CliRunner().invoke(main, [command, "--json"])
            assert (text.exit_code, as_json.exit_code) == (0, 0)
            assert len(json.loads(as_json.output)) == rows


@pytest.mark.parametrize("command", ["demo", "sandbox"])
def test_a_taken_port_is_one_line(command: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = CliRunner().invoke(main, [command, "--port", str(taken.getsockname()[1])])
    assert done.exit_code == 1
    assert done.output.startswith("Error: port ")
    assert " is taken; use another: --port " in done.output
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


RULES = """
[[rule]]
carrier = "联通"
region = "*"
mode = "hotline"
source = "ours"
[[rule]]
carrier = "*"
region = "*"
mode = "online"
digits = [6, 8]
longest_for = "老用户"
failures = 2
sms_a_day = 4
source = "ours"
"""


def test_check_prints_the_rule_of_a_number() -> None:
    guangdong = number("3001", Carrier.MOBILE, "广东")
    done = CliRunner().invoke(main, ["check", guangdong, "--json"])
    told = json.loads(done.output)
    row = told["numbers"][0]
    assert (row["tel"], row["guess"], row["mode"]) == (guangdong, ["移动", "广东"], "online")
    assert (row["digits"], row["failures"], row["failure_hours"]) == ([6, 8], 3, 24)
    assert len(told["rules"]) == len(packaged().rows)
    as_text = CliRunner().invoke(main, ["check", guangdong]).output
    assert as_text.startswith(f"{guangdong} (移动 广东)  移动 广东  online  6 or 8 digits")


def test_check_reads_a_rules_file(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES, "utf-8")
    tels = [number("3001", carrier, "浙江") for carrier in (Carrier.UNICOM, Carrier.MOBILE)]
    done = CliRunner().invoke(main, ["check", *tels, "--rules", str(rules), "--json"])
    assert [row["mode"] for row in json.loads(done.output)["numbers"]] == ["hotline", "online"]
    table = CliRunner().invoke(main, ["check", "--rules", str(rules)]).output
    assert "* *  online  6 or 8 digits  longest for 老用户  2 failures, then 24 h  4 SMS" in table


def test_check_refuses_a_malformed_number(subtests: pytest.Subtests) -> None:
    for number_given in ["123", "10912343001", "广东"]:
        with subtests.test(number_given=number_given):
            done = CliRunner().invoke(main, ["check", number_given])
            assert done.exit_code == 1
            assert done.output == f"Error: {number_given!r} is not a mainland mobile number\n"


def test_check_reports_a_bad_rules_file_in_one_line(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES.replace('"联通"', '"连通"'), "utf-8")
    done = CliRunner().invoke(main, ["check", "--rules", str(rules)])
    assert done.exit_code == 1
    assert done.output.endswith("rule 1: unknown carrier '连通'\n")
    assert done.output.count("\n") == 1


def test_the_sandbox_prints_its_address_when_it_answers() -> None:
    with SandboxServer() as server:
        assert set(server.told) == {"base_url", "partner"}
        assert set(server.partner) == {"appid", "secret"}
        assert len(server.call("/sandbox/scenarios")) == 34


def test_the_sandbox_takes_credentials_and_a_form_of_captchas(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("H5KIT_SANDBOX_SECRET", "secret-of-the-variable")
    with SandboxServer("--appid", "lender", "--captcha", "data-uri") as server:
        assert server.partner == {"appid": "lender", "secret": "secret-of-the-variable"}
        assert server.told["captcha"] == "data-uri"
    lines = sandbox_banner(server.told).splitlines()
    assert [line.split()[-1] for line in lines if "captchas" in line] == ["data-uri"]
    for option, why in [("--appid", "is empty"), ("--secret", "is empty"), ("--captcha", "is not")]:
        done = CliRunner().invoke(main, ["sandbox", option, " "])
        assert (done.exit_code, done.output.count("\n")) == (2, 1)
        assert why in done.output


def test_the_demo_prints_the_consoles_address_first() -> None:
    told = {
        "base_url": "http://127.0.0.1:8000",
        "sandbox_url": "http://127.0.0.1:8000/sandbox",
        "partner": {"token": "t"},
        "admin": {"user": "admin", "password": "p"},
        "data": "data",
    }
    addresses = re.findall(r"http://\S+", demo_banner(told))
    assert addresses[0] == told["sandbox_url"]
