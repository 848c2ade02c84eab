"""The picture of the flow shows the table, all of it but what time does, and where a flow is."""

import re

import msgspec
import pytest

from h5kit.flow.machine import Event
from h5kit.flow.record import Move
from h5kit.flow.states import State
from h5kit.web.sandbox.machine_picture import NAMES, WAYS, machine, way_of, ways_of_the_table


def _history(*states: State) -> tuple[Move, ...]:
    return tuple(
        Move(event=Event.SUBMITTED, to=state, at=float(n)) for n, state in enumerate(states)
    )


def test_every_way_of_the_table_is_drawn_and_no_other() -> None:
    assert set(WAYS) == ways_of_the_table()


def test_no_two_ways_lie_on_one_another() -> None:
    assert len(set(WAYS.values())) == len(WAYS)


@pytest.mark.parametrize("state", State)
def test_the_present_step_alone_is_lit(state: State) -> None:
    drawn = machine(_history(State.PHONE, state), state)
    assert re.findall(r'class="step here".*?class="mid[^"]*">([^<]+)<', drawn) in (
        [NAMES[state]],
        [f"{NAMES[state]} · {state}"],
    )
    assert f"现在在{NAMES[state]}" in drawn


def test_ways_that_were_gone_are_strong_and_the_last_is_strongest() -> None:
    history = _history(State.PHONE, State.WAITING, State.VERIFY)
    drawn = machine(history, State.VERIFY)
    assert drawn.count('class="way gone"') == 1
    assert drawn.count('class="way last"') == 1
    assert way_of(history)[-1] == (State.WAITING, State.VERIFY)
    assert f'd="{WAYS[State.WAITING, State.VERIFY]}" class="way last"' in drawn


def test_a_flow_that_time_has_ended_is_drawn_too() -> None:
    began, ended = _history(State.PHONE, State.FAILED)
    history = (began, msgspec.structs.replace(ended, event=Event.EXPIRED))
    drawn = machine(history, State.FAILED)
    assert 'class="way last"' not in drawn
    assert 'class="way gone"' not in drawn
    assert drawn.count('class="step here"') == 1


def test_without_a_flow_nothing_is_lit() -> None:
    assert "here" not in machine((), None)
