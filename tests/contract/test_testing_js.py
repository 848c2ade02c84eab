"""The TypeScript testing kit without a browser: its numbers, and the demo that it starts."""

import json
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from h5kit.carrier.numbering import PhoneData, guess
from h5kit.carrier.sandbox.numbers import is_usual
from h5kit.messages import Message
from tests.eventually import SECONDS, eventually
from tools import node

H5KIT = Path(sys.executable).parent / "h5kit"
NUMBERS = "const {number, ending} = require('./contract');"
DEMO = "const {Demo} = require('./demo');"


@dataclass(frozen=True, slots=True)
class Kit:
    """The compiled kit, and scripts that use it."""

    folder: Path

    def command(self, script: str) -> list[str]:
        """Return the command that runs a script; its argument is the command `h5kit`."""
        run, _ = node.commands()
        return [*run, "-e", script, str(H5KIT)]

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run a script to its end."""
        return subprocess.run(  # noqa: S603
            self.command(script),
            cwd=self.folder, capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip

    def printed(self, script: str) -> Any:
        """Return the JSON that a script prints."""
        done = self.run(script)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="session")
def kit(npm_package: Path) -> Kit:
    """The kit in the npm package."""
    return Kit(npm_package / "testing")


def test_thousands_of_numbers_of_a_carrier_differ_and_can_be_reset_online(kit: Kit) -> None:
    made = "Array.from({length: 5000}, () => number('3001', '移动'))"
    numbers = kit.printed(f"{NUMBERS} console.log(JSON.stringify({made}))")
    assert len(set(numbers)) == 5000
    assert {guess(tel).carrier for tel in numbers} == {"移动"}
    assert all(is_usual(tel) and tel.endswith("3001") for tel in numbers)


def test_a_number_has_the_wanted_carrier_and_region(kit: Kit) -> None:
    made = "Array.from({length: 200}, () => number('1001', '电信', '海南'))"
    numbers = kit.printed(f"{NUMBERS} console.log(JSON.stringify({made}))")
    assert {(guess(tel).carrier, PhoneData.region(tel)) for tel in numbers} == {("电信", "海南")}
    (tel,) = kit.printed(
        f"{NUMBERS} console.log(JSON.stringify([number('1001', undefined, '广东')]))"
    )
    assert PhoneData.region(tel) == "广东"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("number('10')", "not a row of the scenario table"),
        ("number('7777')", "not a row of the scenario table"),
        (f"number('90{len(Message)}')", "not a row of the scenario table"),
        ("number('90 1')", "not a row of the scenario table"),
        ("ending('7777')", "not a row of the scenario table"),
        ("number('1001', '中国移动')", "移动, 联通, 电信"),
        ("number('1001', undefined, '广东省')", "广东, 广西"),
    ],
)
def test_unknown_rows_carriers_and_regions_are_refused(kit: Kit, call: str, words: str) -> None:
    caught = f"try {{ {call} }} catch (e) {{ console.log(JSON.stringify([e.name, e.message])) }}"
    name, message = kit.printed(f"{NUMBERS} {caught}")
    assert name == "RangeError"
    assert words in message


def test_a_demo_that_does_not_start_gives_the_reason(kit: Kit) -> None:
    done = kit.run(f"{DEMO} Demo.start(process.argv[1], ['--partners', 'nowhere.toml'])")
    assert "demo ended with 1: " in done.stderr
    assert "nowhere.toml" in done.stderr
    assert "ENOENT" in kit.run(f"{DEMO} Demo.start('h5kit-that-is-not-there')").stderr


def test_a_refusal_has_the_demos_text_and_stop_can_be_repeated(
    kit: Kit,
) -> None:
    script = """
    Demo.start(process.argv[1]).then(async demo => {
      const refused = await demo.session({nonsense: '1'}).catch(fault => fault.message);
      await demo.stop();
      await demo.stop();
      console.log(JSON.stringify(refused));
    })"""
    refused = kit.printed(DEMO + script)
    assert refused.startswith("/v1/sessions answered 400: ")
    assert "nonsense" in refused


def test_a_demo_ends_with_the_process_that_started_it(kit: Kit) -> None:
    script = f"{DEMO} Demo.start(process.argv[1]).then(demo => console.log(demo.baseUrl))"
    command = kit.command(script)
    with subprocess.Popen(command, cwd=kit.folder, stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603
        assert holder.stdout is not None
        port = int(holder.stdout.readline().rpartition(":")[2])
        assert _listens(port)
        holder.kill()
    eventually(lambda: _listens(port), lambda listens: not listens, "ended")


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=SECONDS).close()
    except OSError:
        return False
    return True
