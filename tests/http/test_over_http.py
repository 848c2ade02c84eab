"""Flows through HttpGateway and `h5kit sandbox` behave as in process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from h5kit.carrier.http import Deadlines, HttpGateway
from h5kit.clock import MovableClock
from h5kit.messages import Message
from h5kit.testing.people import number, person
from h5kit.testing.process import SandboxServer
from tests.conftest import Visit
from tests.http.made import made, made_over

WHO = person()
CONTACTS = {f"phone{n}": number(f"00{n:02d}") for n in range(1, 6)}
ENDS = {
    "5004": Message.SERVICE_BUSY,
    "5005": Message.SERVICE_BUSY,
    "5006": Message.CARRIER_BUSY,
    "9047": Message.CARRIER_BUSY,
    "9046": Message.CARRIER_MAINTENANCE,
    "9055": Message.SERVICE_BUSY,
}
SILENCE = Deadlines(login=0.3, forget=0.3)


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    """A sandbox in a process of its own."""
    with SandboxServer() as running:
        yield running


def _client(folder: Path, server: SandboxServer, deadlines: Deadlines) -> Iterator[TestClient]:
    clock = MovableClock()
    gateway = HttpGateway(
        base_url=server.base_url,
        appid=server.partner["appid"],
        secret=server.partner["secret"],
        clock=clock,
        deadlines=deadlines,
    )
    app = made_over(folder, gateway, clock)
    with TestClient(app, base_url="http://127.0.0.1:8000") as running:
        yield running


@pytest.fixture
def client(tmp_path: Path, server: SandboxServer) -> Iterator[TestClient]:
    """A browser without JavaScript, on h5kit with a carrier over HTTP."""
    yield from _client(tmp_path, server, Deadlines())


@pytest.fixture
def impatient(tmp_path: Path, server: SandboxServer) -> Iterator[Visit]:
    """A person on h5kit with short deadlines for the carrier."""
    for client in _client(tmp_path, server, SILENCE):
        yield Visit(client)


def test_a_flow_with_a_password_only_succeeds(visit: Visit) -> None:
    assert visit.enter(tel=number("0000")).phone().step == "success"


@pytest.mark.parametrize("row", ["1001", "1002", "1003", "1004", "1005", "1007"])
def test_a_flow_with_a_challenge_succeeds(visit: Visit, server: SandboxServer, row: str) -> None:
    tel = number(row)
    visit.enter(tel=tel).phone()
    fields = {"sms_code": 'data-h5-field="sms_code"', "captcha": 'data-h5-field="captcha"',
              "name": 'data-h5-field="name"'}  # fmt: skip
    asked = {name for name, mark in fields.items() if mark in visit.page}
    assert (
        asked
        == {
            "1001": {"sms_code"},
            "1002": {"captcha"},
            "1003": {"sms_code", "captcha"},
            "1004": {"name"},
            "1005": {"sms_code", "captcha", "name"},
            "1007": {"sms_code"},
        }[row]
    )
    codes = server.codes(tel)
    given = {"sms_code": codes[0]} if codes else {}
    visit.phone(**given, captcha="h5ok", name=WHO.name, id_card=WHO.id_card)
    assert visit.step == "success"


def test_a_wrong_code_shows_37_and_the_right_one_is_accepted(
    visit: Visit, server: SandboxServer
) -> None:
    tel = number("1001")
    visit.enter(tel=tel).phone()
    visit.phone(sms_code="000000")
    assert (visit.step, visit.messages) == ("phone", [Message.WRONG_CODE])
    assert visit.phone(sms_code=server.codes(tel)[0]).step == "success"


def test_a_flow_with_a_second_verification_succeeds(visit: Visit, server: SandboxServer) -> None:
    tel = number("2002")
    assert visit.enter(tel=tel).phone().step == "verify"
    before = visit.page
    visit.post(go="captcha")
    assert visit.step == "verify"
    assert visit.page != before
    assert visit.post(sms_code=server.codes(tel)[0], captcha="h5ok").step == "success"


def test_an_ended_session_of_the_carrier_is_shown(visit: Visit, server: SandboxServer) -> None:
    visit.enter(tel=number("2001")).phone()
    server.advance(1801)
    visit.post(sms_code="123456")
    assert (visit.step, visit.messages) == ("failed", [Message.TIMED_OUT])


@pytest.mark.parametrize(
    ("row", "steps"),
    [
        ("3003", ["reset_login_sms", "reset_sms", "reset_password"]),
        ("3005", ["reset_sms", "reset_contacts", "reset_password"]),
        ("3006", ["reset_sms"]),
    ],
)
def test_a_reset_follows_the_order_of_its_steps(
    visit: Visit, server: SandboxServer, row: str, steps: list[str]
) -> None:
    tel = number(row)
    visit.enter(tel=tel).post(go="forgot").post(go="reset")
    visit.post(name=WHO.name, id_card=WHO.id_card)
    seen = []
    while visit.step.startswith("reset_"):
        seen.append(visit.step)
        codes = server.codes(tel)
        given = {"sms_code": codes[0]} if visit.step.endswith("sms") else {}
        visit.post(**given, **CONTACTS, new_password="407152")
    assert seen == steps
    assert visit.step == "phone"


@pytest.mark.parametrize("row", ENDS)
def test_a_carrier_that_fails_shows_its_message_on_p2(visit: Visit, row: str) -> None:
    visit.enter(tel=number(row)).phone()
    assert (visit.step, visit.messages) == ("phone", [ENDS[row]])


@pytest.mark.parametrize("row", [row for row in ENDS if row.startswith("5")])
def test_a_carrier_that_fails_in_a_reset_shows_its_message(visit: Visit, row: str) -> None:
    visit.enter(tel=number(row)).post(go="forgot").post(go="reset")
    visit.post(name=WHO.name, id_card=WHO.id_card)
    assert (visit.step, visit.messages) == ("reset_identity", [ENDS[row]])


def test_a_carrier_that_never_answers_shows_21(impatient: Visit) -> None:
    impatient.enter(tel=number("5003")).phone()
    assert (impatient.step, impatient.messages) == ("phone", [Message.SUBMIT_FAILED])


def test_a_carrier_that_never_answers_a_reset_shows_21(impatient: Visit) -> None:
    impatient.enter(tel=number("5003")).post(go="forgot").post(go="reset")
    impatient.post(name=WHO.name, id_card=WHO.id_card)
    assert (impatient.step, impatient.messages) == ("reset_identity", [Message.SUBMIT_FAILED])


@pytest.mark.parametrize("row", ENDS)
def test_the_same_row_ends_the_same_in_process(tmp_path: Path, row: str) -> None:
    with TestClient(made(tmp_path), base_url="http://127.0.0.1:8000") as inside:
        visit = Visit(inside).enter(tel=number(row)).phone()
    assert (visit.step, visit.messages) == ("phone", [ENDS[row]])


def test_the_sandboxs_addresses_do_not_exist(client: TestClient) -> None:
    assert client.get("/sandbox/scenarios").status_code == 404
