"""How commands end: 0 when told to stop, one line on standard error when called wrongly."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

WRONG = [
    ["demo", "--nope"],
    ["demo", "--port", "x"],
    ["nosuch"],
    ["check", "12"],
    ["report"],
    ["deliveries", "list"],
    ["demo", "--partners", "nosuch.toml"],
]


def _run(*words: str, **options: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "h5kit.cli", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, **options)  # type: ignore[call-overload,no-any-return]  # noqa: S603


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_what_is_wrong_is_said_in_one_line_on_standard_error(
    words: list[str], tmp_path: Path
) -> None:
    with _run(*words, cwd=tmp_path) as process:
        told, said = process.communicate(timeout=30)
    assert process.returncode in {1, 2}
    assert told == ""
    assert said.startswith("Error: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", ["demo", "sandbox", "listen"])
def test_a_command_that_serves_ends_well_when_it_is_told_to(
    command: str, sent: signal.Signals
) -> None:
    with _run(command, "--port", "0") as process:
        ready = process.stderr if command == "listen" else process.stdout
        assert ready is not None
        assert ready.readline()
        process.send_signal(sent)
        _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (0, "")
