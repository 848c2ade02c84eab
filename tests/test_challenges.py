"""Each row of the challenge table works from the page to the carrier and back."""

import asyncio
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from starlette.testclient import TestClient

from h5kit.carrier.dialect import PATHS, READING, GatewayCall
from h5kit.carrier.gateway import Session, Subject
from h5kit.carrier.http import HttpGateway
from h5kit.carrier.http.bodies import RawAnswer
from h5kit.carrier.sandbox import gateway as sandbox
from h5kit.carrier.sandbox.scenarios import Script, Step
from h5kit.carrier.sandbox.served import APPID, SECRET, create_sandbox
from h5kit.challenges import EVERYTHING, FIELDS, ROWS, Answers, Ask, ChallengeRow, Round, on_page
from h5kit.clock import MovableClock
from h5kit.flow.outcomes import Challenge, Granted, Refused
from h5kit.settings import FlowSettings
from h5kit.steps import phone, verify
from h5kit.steps.challenge_fields import answers
from h5kit.steps.fields import FormData
from h5kit.testing.people import number, person
from tests.conftest import Visit
from tests.http.made import made

WHO = person()
RIGHT = Answers(**WHO.answers)
WRONG = "x"
ASKED = pytest.mark.parametrize(
    ("row", "round_"),
    [pytest.param(row, round_, id=f"{row.name}-{round_}") for row in ROWS for round_ in row.places],
)
Asking = Callable[[ChallengeRow, Round], None]


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Asking:
    """Make the sandbox ask for one challenge in one round, for every number."""

    def ask(row: ChallengeRow, round_: Round) -> None:
        login = () if round_ is Round.LOGIN else (Step(Ask.PASSWORD),)
        script = Script(rounds=(*login, Step(row.ask)))
        monkeypatch.setattr(sandbox, "scenario_for", lambda *_: script)

    return ask


class Wire:
    """An adapter's connections to a served sandbox in process; it stores what was sent."""

    def __init__(self, clock: MovableClock) -> None:
        """Serve a sandbox."""
        transport = httpx2.ASGITransport(create_sandbox(clock))
        self._client = httpx2.AsyncClient(transport=transport, base_url="http://sandbox")
        self.sent: dict[str, Any] = {}

    async def exchange(self, call: GatewayCall, query: dict[str, str], body: bytes) -> RawAnswer:
        """Send a request; return the answer."""
        if body:
            self.sent = msgspec.json.decode(body)
        method = "GET" if call in READING else "POST"
        answer = await self._client.request(method, PATHS[call], params=query, content=body)
        return RawAnswer(answer.content)

    async def close(self) -> None:
        """Close the client."""
        await self._client.aclose()


def _adapter(clock: MovableClock) -> tuple[HttpGateway, Wire]:
    adapter = HttpGateway(base_url="http://sandbox", appid=APPID, secret=SECRET, clock=clock)
    wire = Wire(clock)
    adapter._calls._connections = wire  # type: ignore[assignment]  # all that the calls use of them
    return adapter, wire


@ASKED
def test_an_answer_arrives_at_the_carrier(row: ChallengeRow, round_: Round, asking: Asking) -> None:
    asking(row, round_)
    asyncio.run(_dialogue(row, round_))


async def _dialogue(row: ChallengeRow, round_: Round) -> None:
    """Answer one round through adapter and served sandbox: each field wrong once, then right."""
    adapter, wire = _adapter(MovableClock())
    tel = number("0000")
    asked: object = await adapter.begin(Subject(tel))
    assert isinstance(asked, Challenge)
    session = Session(asked.sid, tel, round_)
    if round_ is Round.VERIFY:
        asked = await adapter.submit(Session(asked.sid, tel), RIGHT)
    assert isinstance(asked, Challenge)
    assert (asked.round, asked.asks) == (round_, row.ask)
    for one in row.fields:
        wrong = await adapter.submit(session, replace(RIGHT, **{one.name: WRONG}))
        assert isinstance(wrong, Refused)
        assert (wrong.message, wrong.session_over) == (row.wrong, False)
        assert wire.sent[one.parameter] == WRONG
    assert await adapter.submit(session, RIGHT) == Granted(session.sid)
    assert all(wire.sent[one.parameter] == getattr(RIGHT, one.name) for one in row.fields)
    await adapter.close()


@ASKED
def test_a_page_asks_and_its_answer_is_accepted(
    row: ChallengeRow, round_: Round, asking: Asking, tmp_path: Path
) -> None:
    asking(row, round_)
    with TestClient(made(tmp_path, flow=FlowSettings(page_waits_seconds=30))) as client:
        visit = Visit(client).enter(tel=number("0000")).phone()
        places = [visit.page.find(f'data-h5-field="{one.name}"') for one in row.fields]
        if row.ask is Ask.PASSWORD:  # P2 has this field before the carrier asks for it
            assert visit.step == "success"
            return
        assert -1 not in places
        assert places == sorted(places)
        empty = visit.post(agree="yes").messages
        assert empty == [one.empty for one in row.fields]
        wrong = {one.name: one.right and WRONG for one in row.fields}
        assert visit.post(agree="yes", **WHO.answers | wrong).step != "success"
        assert visit.post(agree="yes", **WHO.answers).step == "success"


def test_a_form_with_every_challenge_returns_every_answer() -> None:
    for form_class, round_ in ((phone.form_class, Round.LOGIN), (verify.form_class, Round.VERIFY)):
        form = form_class(EVERYTHING)(FormData(WHO.answers))
        asked = {one.name for one in on_page(round_)}
        expected = {name: value for name, value in WHO.answers.items() if name in asked}
        assert answers(form) == Answers(**expected)


def test_every_ask_and_every_attribute_of_answers_has_a_row() -> None:
    assert [row.ask for row in ROWS] == list(Ask)
    assert [one.name for one in FIELDS] == [one.name for one in fields(Answers)]
    for names in ([row.name for row in ROWS], [one.parameter for one in FIELDS]):
        assert len(set(names)) == len(names)
    assert all(row.places and row.asked_by and row.fields for row in ROWS)
    assert all(one.parameter and one.label and one.control.placeholder for one in FIELDS)
    for round_ in Round:
        places = [row.places[round_] for row in ROWS if round_ in row.places]
        assert len(set(places)) == len(places)


def test_the_repr_of_answers_has_no_value() -> None:
    assert not [value for value in WHO.answers.values() if value in repr(RIGHT)]
