"""The kit for TypeScript where no browser is needed: its numbers, and the demo that it starts."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from h5kit.carrier.numbering import PhoneData, guess
from h5kit.carrier.sandbox.numbers import is_usual
from h5kit.messages import Message
from npm.node import commands as node_commands
from tests.eventually import SECONDS, eventually

KIT = Path(__file__).parents[2] / "npm" / "testing"
H5KIT = Path(sys.executable).parent / "h5kit"
NUMBERS = "const {number, ending} = require('./contract');"
DEMO = "const {Demo} = require('./demo');"


def _node(script: str) -> subprocess.CompletedProcess[str]:
    node, _ = node_commands()
    command = [*node, "-e", script, str(H5KIT)]
    return subprocess.run(  # noqa: S603
        command, cwd=KIT, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def _told(script: str) -> Any:
    done = _node(script)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_thousands_of_numbers_of_a_carrier_differ_and_can_be_reset_online() -> None:
    made = "Array.from({length: 5000}, () => number('3001', '移动'))"
    numbers = _told(f"{NUMBERS} console.log(JSON.stringify({made}))")
    assert len(set(numbers)) == 5000
    assert {guess(tel).carrier for tel in numbers} == {"移动"}
    assert all(is_usual(tel) and tel.endswith("3001") for tel in numbers)


def test_a_number_is_of_its_carrier_and_region() -> None:
    made = "Array.from({length: 200}, () => number('1001', '电信', '海南'))"
    numbers = _told(f"{NUMBERS} console.log(JSON.stringify({made}))")
    assert {(guess(tel).carrier, PhoneData.region(tel)) for tel in numbers} == {("电信", "海南")}
    (tel,) = _told(f"{NUMBERS} console.log(JSON.stringify([number('1001', undefined, '广东')]))")
    assert PhoneData.region(tel) == "广东"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("number('10')", "no row of the scenario table"),
        ("number('7777')", "no row of the scenario table"),
        (f"number('90{len(Message)}')", "no row of the scenario table"),
        ("number('90 1')", "no row of the scenario table"),
        ("ending('7777')", "no row of the scenario table"),
        ("number('1001', '中国移动')", "移动, 联通, 电信"),
        ("number('1001', undefined, '广东省')", "广东, 广西"),
    ],
)
def test_what_there_is_not_is_refused(call: str, said: str) -> None:
    caught = f"try {{ {call} }} catch (e) {{ console.log(JSON.stringify([e.name, e.message])) }}"
    name, message = _told(f"{NUMBERS} {caught}")
    assert name == "RangeError"
    assert said in message


def test_a_demo_that_does_not_start_says_why() -> None:
    done = _node(f"{DEMO} Demo.start(process.argv[1], ['--partners', 'nowhere.toml'])")
    assert "demo ended with 1: " in done.stderr
    assert "nowhere.toml" in done.stderr
    assert "ENOENT" in _node(f"{DEMO} Demo.start('h5kit-that-is-not-there')").stderr


def test_a_refusal_is_told_in_the_demos_words_and_a_demo_that_has_ended_can_be_stopped() -> None:
    script = """
    Demo.start(process.argv[1]).then(async demo => {
      const refused = await demo.session({nonsense: '1'}).catch(fault => fault.message);
      await demo.stop();
      await demo.stop();
      console.log(JSON.stringify(refused));
    })"""
    refused = _told(DEMO + script)
    assert refused.startswith("/v1/sessions answered 400: ")
    assert "nonsense" in refused


def test_a_demo_ends_with_whoever_started_it() -> None:
    node, _ = node_commands()
    script = f"{DEMO} Demo.start(process.argv[1]).then(demo => console.log(demo.baseUrl))"
    command = [*node, "-e", script, str(H5KIT)]
    with subprocess.Popen(command, cwd=KIT, stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603
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
