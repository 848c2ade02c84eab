"""Messages, states, steps, pages and docs are complete and match each other."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from e2e import coverage_page, noted
from h5kit.carrier.sandbox import SCENARIOS, is_scenario
from h5kit.flow.machine import TRANSITIONS, Event, NoTransitionError, after, mermaid
from h5kit.flow.progress import replace
from h5kit.flow.record import Flow
from h5kit.flow.states import ENDED, State
from h5kit.messages import Message
from h5kit.resources import templates_dir
from h5kit.steps.step import Go
from h5kit.steps.table import STEPS

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


def test_every_message_has_a_scenario() -> None:
    assert [m for m in Message if m and not is_scenario(f"90{m:02d}")] == []


def test_a_message_that_no_browser_test_has_shown_fails_the_browser_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(noted, "FOLDER", tmp_path)
    monkeypatch.setattr(coverage_page, "PAGE", tmp_path / "messages.html")
    shown = set(Message) - {Message.OK, Message.WRONG_CODE}
    for message in shown:
        noted.keep(message, "a test")
        noted.picture_of(message).write_bytes(b"")
    assert coverage_page.main() == 1
    assert capsys.readouterr().err == f"shown by no browser test: {Message.WRONG_CODE:d}\n"
    noted.keep(Message.WRONG_CODE, "another test")
    noted.picture_of(Message.WRONG_CODE).write_bytes(b"")
    assert coverage_page.main() == 0


def test_the_scenario_table_has_the_contracts_rows() -> None:
    # The table may also have rows of ours.
    assert [s.last_four for s in SCENARIOS if s.last_four in ROWS] == ROWS


def test_a_state_has_its_fragment(subtests: pytest.Subtests) -> None:
    for state in sorted(State):
        with subtests.test(state=state):
            fragment = templates_dir() / "fragments" / f"{state}.html"
            assert f'data-h5-step="{state}"' in fragment.read_text("utf-8")


COMBINED = {
    State.RESET_LOGIN_SMS: "reset_sms",
    State.WAITING: "formless",
    State.SUCCESS: "formless",
    State.FAILED: "formless",
}
"""The steps that share a module."""


def test_a_step_is_in_the_module_of_its_name(subtests: pytest.Subtests) -> None:
    for state in sorted(State):
        with subtests.test(state=state):
            name = COMBINED.get(state, state.value)
            module = import_module(f"h5kit.steps.{name}")
            assert any(STEPS[state] is value for value in vars(module).values())
            if state not in COMBINED:
                assert module.STEP is STEPS[state]


def test_only_a_step_with_a_form_can_be_submitted() -> None:
    plain = Flow(id="", partner="", state=State.PHONE, rev=1, created_at=0, touched_at=0)
    with_form = {s for s in State if STEPS[s].build_form(replace(plain, state=s), None) is not None}
    assert with_form == {s for s in State if Go.SUBMIT in STEPS[s].buttons}
    assert with_form <= {state for state, _ in TRANSITIONS}


def test_a_steps_page_has_its_buttons(subtests: pytest.Subtests) -> None:
    for state in sorted(State):
        with subtests.test(state=state):
            own = _go_of(f"fragments/{state}.html")
            shared = _go_of("macros/fields.html", "macros/notices.html", "macros/reset.html")
            # A form that is sent without a button counts as submit.
            buttons = set(STEPS[state].buttons) - {Go.SUBMIT}
            assert own <= buttons | {Go.SUBMIT}
            assert buttons <= own | shared


def _go_of(*pages: str) -> set[str]:
    text = "".join((templates_dir() / page).read_text("utf-8") for page in pages)
    return set(re.findall(r'name="go" value="([a-z]+)"', text))


def test_a_transition_that_is_not_in_the_table_is_refused() -> None:
    with pytest.raises(NoTransitionError):
        after(State.SUCCESS, Event.SUBMITTED)


def test_every_state_of_the_flow_can_be_reached_and_left() -> None:
    live = set(State) - ENDED
    assert {s for s, e in TRANSITIONS if e is Event.EXPIRED} == live
    assert {to for to in TRANSITIONS.values() if to} >= live - {State.VERIFY}
    assert "waiting --> success: granted" in mermaid()


def test_the_docs_show_the_state_machine() -> None:
    page = Path(__file__).parents[2] / "docs" / "flow.md"
    assert mermaid() in page.read_text("utf-8")
