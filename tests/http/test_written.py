"""A grant of the carrier is written even if the database is away for a moment."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from starlette.testclient import TestClient

from h5kit.carrier.gateway import Answers, Session, Subject
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.flow.outcomes import Ask, CarrierOutcome, Challenge, Granted, Refused, Round
from h5kit.flow.record import Flow
from h5kit.messages import Message
from h5kit.store import retry
from h5kit.store.plan import NOTHING_ELSE, Plan, TransitionResult
from h5kit.store.store import Store
from h5kit.testing.people import number
from tests.conftest import Visit
from tests.http.made import OTHER, made

AWAY = OperationalError("UPDATE", {}, Exception("server closed the connection"))


def _away(*faults: Exception) -> type[Store]:
    """Return a store that raises these faults, one for each try, before it writes a grant."""
    left = list(faults)

    class Away(Store):
        async def transition(
            self, before: Flow, after: Flow, plan: Plan = NOTHING_ELSE
        ) -> TransitionResult:
            if plan.grant and left:
                raise left.pop(0)
            return await super().transition(before, after, plan)

    return Away


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the pauses between retries."""
    monkeypatch.setattr(retry, "RETRY_SECONDS", (0, 0))


@pytest.mark.parametrize("fault", [AWAY, sqlite3.OperationalError("database is locked")])
def test_a_grant_is_written_once_the_database_is_back(tmp_path: Path, fault: Exception) -> None:
    with TestClient(made(tmp_path, store=_away(fault, fault))) as client:
        visit = Visit(client).enter(tel=number("0000")).phone()
        assert visit.step == "success"
        assert visit.flow["carrier_logins"] == 1


@pytest.mark.parametrize(
    "faults", [(AWAY, AWAY, AWAY), (IntegrityError("INSERT", {}, Exception("unique")),)]
)
def test_the_page_keeps_waiting_while_a_grant_cannot_be_written(
    tmp_path: Path, faults: tuple[Exception, ...], logs: list[Any]
) -> None:
    with TestClient(made(tmp_path, store=_away(*faults))) as client:
        visit = Visit(client).enter(tel=number("0000")).phone()
        assert (visit.status, visit.step) == (200, "waiting")
    assert [line["fault"] for line in logs if line["event"] == "call_unwritten"] == [
        type(faults[0]).__name__
    ]


def test_two_flows_never_have_one_sid(tmp_path: Path, logs: list[Any]) -> None:
    class Same(SandboxGateway):
        async def begin(self, subject: Subject) -> Challenge | Refused:
            del subject
            return Challenge("SIDsame", Round.LOGIN, Ask.PASSWORD)

        async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
            del answers
            return Granted(session.sid)

    with TestClient(made(tmp_path, Same)) as client:
        assert Visit(client).enter(tel=number("0000")).phone().step == "success"
        visit = Visit(client).enter(tel=number("0000"), token=OTHER.token).phone()
        assert (visit.step, visit.messages) == ("phone", [Message.SERVICE_BUSY])
    assert any(line.get("fault") == "sid_reused" for line in logs)
