"""Jumping to a step submits every step before it, as a person would."""

from typing import Any

import pytest

from h5kit.messages import Status
from h5kit.testing.people import number
from tests.conftest import Visit

WAYS = [
    ("0000", "success"),
    ("1001", "success"),
    ("2001", "verify"),
    ("2002", "verify"),
    ("3001", "forgot"),
    ("3001", "reset_identity"),
    ("3003", "reset_login_sms"),
    ("3002", "reset_sms"),
    ("3004", "reset_contacts"),
    ("3005", "reset_password"),
    ("9043", "failed"),
]


def _jump(visit: Visit, step: object) -> Any:
    handle = visit.address.rsplit("/", 1)[-1]
    return visit.client.post(f"/sandbox/flows/{handle}", json={"step": step})


@pytest.mark.parametrize(("last_four", "step"), WAYS)
def test_a_step_is_reached_as_a_person_would(visit: Visit, last_four: str, step: str) -> None:
    visit.enter(tel=number(last_four))
    told = _jump(visit, step).json()
    assert told["step"] == step
    visit.take(visit.client.get(visit.address))
    assert visit.step == step


def test_p1_is_filled_with_an_invented_person(visit: Visit) -> None:
    visit.enter()
    first = _jump(visit, "phone").json()
    assert (first["step"], first["history"][-1]["event"]) == ("phone", "filled")


def test_a_step_outside_the_scenario_is_not_reached(visit: Visit) -> None:
    visit.enter(tel=number("0000"))
    assert _jump(visit, "verify").json()["step"] == "success"
    visit.enter(tel=number("9027"))
    assert _jump(visit, "success").json()["step"] == "phone"


@pytest.mark.parametrize("step", ["", "nowhere", None, 1, {"a": 1}])
def test_an_unknown_step_is_refused(visit: Visit, step: object) -> None:
    visit.enter(tel=number("0000"))
    refused = _jump(visit, step)
    assert (refused.status_code, refused.json()["status"]) == (400, Status.BAD_PARAMETER)
