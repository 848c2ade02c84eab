"""Exit codes: 0 when a command is stopped; one line on standard error for a wrong call."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from h5kit.cli import main
from h5kit.demo import make_demo

WRONG = [
    ["demo", "--nope"],
    ["demo", "--port", "x"],
    ["nosuch"],
    ["check", "12"],
    ["report"],
    ["deliveries", "list"],
    ["deliveries", "list", "--data", "nosuch"],
    ["audit", "--data", "nosuch", "verify"],
    ["demo", "--partners", "nosuch.toml"],
]


def _run(*words: str, **options: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "h5kit.cli", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, **options)  # type: ignore[call-overload,no-any-return]  # noqa: S603


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_a_wrong_call_is_one_line_on_standard_error(words: list[str], tmp_path: Path) -> None:
    with _run(*words, cwd=tmp_path) as process:
        told, said = process.communicate(timeout=30)
    assert process.returncode in {1, 2}
    assert told == ""
    assert said.startswith("Error: ")
    assert said.count("\n") == 1


def _commands(group: click.Group, *above: str) -> Iterator[list[str]]:
    for name, command in group.commands.items():
        yield [*above, name]
        if isinstance(command, click.Group):
            yield from _commands(command, *above, name)


def test_every_command_has_help_without_other_options(subtests: pytest.Subtests) -> None:
    for words in list(_commands(main)):
        with subtests.test(words=words):
            told = CliRunner().invoke(main, [*words, "--help"])
            assert (told.exit_code, told.output.splitlines()[0][:12]) == (0, "Usage: main ")


@pytest.mark.parametrize("words", [["--data", "{}", "list"], ["list", "--data", "{}"]])
def test_config_may_stand_before_or_after_the_commands_name(
    words: list[str], tmp_path: Path
) -> None:
    make_demo(tmp_path)
    told = CliRunner().invoke(main, ["users", *(word.format(tmp_path) for word in words)])
    assert (told.exit_code, told.stderr) == (0, "")


def test_a_serving_command_exits_with_0_when_it_is_stopped(subtests: pytest.Subtests) -> None:
    for sent in [signal.SIGINT, signal.SIGTERM]:
        for command in ["demo", "sandbox", "listen"]:
            with subtests.test(sent=sent, command=command):
                with _run(command, "--port", "0") as process:
                    ready = process.stderr if command == "listen" else process.stdout
                    assert ready is not None
                    assert ready.readline()
                    process.send_signal(sent)
                    _, said = process.communicate(timeout=30)
                assert (process.returncode, said) == (0, "")
