"""The page objects: both forms are the same, and every step and scenario has its own."""

import inspect

import pytest

from h5kit.carrier.sandbox import SCENARIOS
from h5kit.flow.states import State
from h5kit.testing.aio import steps as async_steps
from h5kit.testing.aio.__main__ import FILES, THERE, made
from h5kit.testing.aio.flow import AsyncH5Flow
from h5kit.testing.endings import LOGIN, RESET, ending
from h5kit.testing.pages import steps
from h5kit.testing.pages.flow import H5Flow


@pytest.mark.parametrize("name", FILES)
def test_the_sync_form_is_made_from_the_async_one(name: str) -> None:
    assert (THERE / name).read_text("utf-8") == made(name), "run python -m h5kit.testing.aio"


@pytest.mark.parametrize("state", sorted(State))
def test_every_step_has_a_page_object_named_as_it(state: State) -> None:
    assert state in {step.name for step in steps.STEPS}
    assert getattr(H5Flow(None), state).name == state  # type: ignore[arg-type]  # not driven here


def test_both_forms_offer_the_same() -> None:
    for plain, waited in zip(steps.STEPS, async_steps.STEPS, strict=True):
        assert f"Async{plain.__name__}" == waited.__name__
    offered = [
        {name for name, _ in inspect.getmembers(kind) if not name.startswith("_")}
        for kind in (H5Flow, AsyncH5Flow)
    ]
    assert offered[0] == offered[1]
    assert {"open", "complete", "submit_phone", "submit_challenge", "submit_basic_info"} < offered[
        0
    ]
    assert {"forgot_password", "expect_step", "expect_message"} < offered[0]


def test_every_row_of_the_scenario_table_has_an_end() -> None:
    for scenario in SCENARIOS:
        last_four = scenario.last_four.replace("MM", "27")
        end = ending(last_four)
        assert end.message == (27 if "MM" in scenario.last_four else end.message)
        assert end.resets is last_four.startswith(("30", "92"))
    assert {*LOGIN, *RESET} == {s.value for s in State} - {"waiting", "success", "failed"}
