"""Flows through HttpGateway and `h5kit sandbox` work as in process."""

import json
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from h5kit.testing.pages import H5Flow
from h5kit.testing.people import number
from h5kit.testing.process import SandboxServer


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    """`h5kit sandbox`."""
    with SandboxServer() as running:
        yield running


@pytest.fixture(scope="module")
def behind(
    sandbox: SandboxServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """h5kit connected to it: its address and the partner's token."""
    folder = str(tmp_path_factory.mktemp("behind"))
    credentials = (sandbox.partner["appid"], sandbox.partner["secret"])
    command = [sys.executable, "-m", "e2e.behind", sandbox.base_url, *credentials, folder]
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.terminate()


@pytest.fixture
def server(behind: dict[str, str]) -> object:
    """The server of the page fixture, which reports requests to other servers."""
    return type("Behind", (), behind)()


def _entry(behind: dict[str, str], tel: str = "") -> str:
    query = {"token": behind["token"], **({"tel": tel} if tel else {})}
    return f"{behind['base_url']}/?{urlencode(query)}"


def test_a_flow_that_begins_with_p1_succeeds(
    flow: H5Flow, behind: dict[str, str], mode: str
) -> None:
    flow.open(_entry(behind)).complete("0000").expect_step("success")


def test_a_flow_with_a_challenge_succeeds(
    flow: H5Flow, behind: dict[str, str], mode: str, subtests: pytest.Subtests
) -> None:
    for last_four in ("1001", "1002", "1003", "1004", "1005", "2002"):
        with subtests.test(last_four=last_four):
            flow.open(_entry(behind, number(last_four))).complete(last_four).expect_step("success")


def test_the_code_that_the_other_process_sent_is_accepted(
    flow: H5Flow, behind: dict[str, str], sandbox: SandboxServer
) -> None:
    tel = number("1001")
    flow.open(_entry(behind, tel)).submit_phone()
    flow.control("sms_code").wait_for()
    flow.submit_challenge(sms_code=sandbox.codes(tel)[0]).expect_step("success")


def test_resets_and_faults_end_as_in_process(
    flow: H5Flow, behind: dict[str, str], subtests: pytest.Subtests
) -> None:
    for last_four in ("3003", "3006", "9047", "5004", "5006"):
        with subtests.test(last_four=last_four):
            flow.open(_entry(behind, number(last_four))).complete(last_four)
