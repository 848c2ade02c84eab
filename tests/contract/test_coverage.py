"""Promises that hold the parts together: messages, states and pages, texts of the pages."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from e2e.shown import SHOWN
from h5kit.carrier.sandbox import SCENARIOS, is_scenario
from h5kit.flow.machine import MOVES, Event, MoveNotAllowedError, after, mermaid
from h5kit.flow.states import ENDED, State
from h5kit.messages import CATALOGUE
from h5kit.resources import templates_dir
from h5kit.steps.registry import FORMS

ROWS = [
    "0000",
    "1001",
    "1002",
    "1003",
    "1004",
    "1005",
    "1006",
    "1007",
    "2001",
    "2002",
    "2003",
    "2004",
    "2005",
    "3001",
    "3002",
    "3003",
    "3004",
    "3005",
    "3006",
    "5001",
    "5002",
    "5003",
    "5004",
    "5005",
    "5006",
    "5010",
    "5011",
    "5012",
    "5013",
    "5014",
    "90MM",
    "91MM",
    "92MM",
    "93MM",
]


def test_every_message_has_a_scenario_and_a_browser_test_that_shows_it() -> None:
    codes = set(CATALOGUE) - {0}
    assert all(is_scenario(f"90{code:02d}") for code in codes)
    assert codes == SHOWN


def test_the_scenario_table_has_the_contracts_rows() -> None:
    # Rows of ours may stand among them.
    assert [s.last_four for s in SCENARIOS if s.last_four in ROWS] == ROWS


@pytest.mark.parametrize("state", sorted(State))
def test_a_state_has_its_fragment(state: State) -> None:
    fragment = templates_dir() / "fragments" / f"{state}.html"
    assert f'data-h5-step="{state}"' in fragment.read_text("utf-8")


@pytest.mark.parametrize("state", sorted(FORMS))
def test_a_state_with_a_form_has_a_module_of_its_name(state: State) -> None:
    assert find_spec(f"h5kit.steps.{state}") is not None


def test_every_state_with_a_form_can_be_submitted() -> None:
    leaving = {state for state, _ in MOVES}
    assert set(FORMS) <= leaving


def test_a_move_that_the_table_does_not_have_is_refused() -> None:
    with pytest.raises(MoveNotAllowedError):
        after(State.SUCCESS, Event.SUBMITTED)


def test_every_state_of_the_flow_can_be_reached_and_left() -> None:
    live = set(State) - ENDED
    assert {s for s, e in MOVES if e is Event.EXPIRED} == live
    assert {to for to in MOVES.values() if to} >= live - {State.VERIFY}
    assert "waiting --> success: granted" in mermaid()


def test_the_docs_show_the_machine_as_it_is() -> None:
    page = Path(__file__).parents[2] / "docs" / "flow.md"
    assert mermaid() in page.read_text("utf-8")
