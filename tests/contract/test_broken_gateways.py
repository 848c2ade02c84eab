"""The contract suite finds gateways with a broken `collect`."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SUITE = """
from examples.gateway.carrier_lookup import CarrierLookupGateway
from examples.gateway.test_carrier_lookup import TestCarrierLookup as Sound
from h5kit.testing.gateway_contract import GatewayContract


class Without(CarrierLookupGateway):
    collect = None


class Mistyped(CarrierLookupGateway):
    async def collect(self, sid):
        return await self._inner.collect()


class Broken(Sound):
    kind = None

    def opened(self):
        return self.wrapped()

    @asynccontextmanager
    async def wrapped(self):
        async with super().opened() as sound:
            yield self.kind(sound._inner, {})


class TestWithout(Broken):
    kind = Without


class TestMistyped(Broken):
    kind = Mistyped


del Sound, Broken
"""


def test_the_contract_suite_finds_a_gateway_that_cannot_collect(tmp_path: Path) -> None:
    written = tmp_path / "test_broken.py"
    written.write_text(f"from contextlib import asynccontextmanager\n{SUITE}", "utf-8")
    run = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "pytest", "-q", "--tb=line", "-p", "no:cacheprovider",
         "-c", os.devnull, "--rootdir", str(tmp_path), str(written)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    failed = set(re.findall(r"^FAILED \S+::(\w+)::(\w+)", run.stdout, re.MULTILINE))
    assert run.returncode == 1, run.stdout[-2000:] + run.stderr[-2000:]
    collecting = {
        "test_the_records_of_a_granted_session_come",
        "test_records_that_are_not_there_yet_say_when_to_ask_again",
        "test_records_that_can_not_be_had_are_refused_for_good",
        "test_the_same_records_come_however_often_they_are_asked_for",
        "test_the_same_records_come_an_hour_later",
        "test_a_session_that_was_not_granted_has_no_records",
        "test_a_question_that_is_cancelled_changes_no_answer",
    }
    assert {name for kind, name in failed if kind == "TestMistyped"} == collecting
    assert {name for kind, name in failed if kind == "TestWithout"} == {
        "test_it_has_every_method_of_the_port",
        *collecting,
    }
    assert "Without is not a complete gateway: collect is missing" in run.stdout
