"""The state picture shows every transition except timeouts, and the state of a flow."""

import re
from itertools import pairwise

import msgspec
import pytest

from h5kit.flow.machine import TRANSITIONS, Event
from h5kit.flow.record import Transition
from h5kit.flow.states import RESETTING, State
from h5kit.web.sandbox.machine_buses import Point, Way
from h5kit.web.sandbox.machine_layout import Box, Layout, layout
from h5kit.web.sandbox.machine_picture import (
    LAYOUT,
    NAMES,
    machine,
    path_of,
    way_of,
    ways_of_the_table,
)


def _history(*states: State) -> tuple[Transition, ...]:
    return tuple(
        Transition(event=Event.SUBMITTED, to=state, at=float(n)) for n, state in enumerate(states)
    )


TABLE = ways_of_the_table()
MORE_STEPS = (*State, "face", "video")
MORE_WAYS = {
    *TABLE,
    ("phone", "face"),
    ("face", "waiting"),
    ("waiting", "face"),
    ("face", "failed"),
    ("face", "reset_password"),
    ("video", "waiting"),
    ("video", "video"),
    ("forgot", "video"),
}
"""A larger table: two more steps, one of them on a branch, and more transitions."""


def _grown() -> Layout:
    return layout(MORE_STEPS, MORE_WAYS, (*RESETTING, "video"))


@pytest.fixture(params=["today", "grown"])
def drawn(request: pytest.FixtureRequest) -> Layout:
    """The picture of the table, and of the larger table."""
    return LAYOUT if request.param == "today" else _grown()


def test_exactly_the_steps_and_transitions_of_the_table_are_drawn() -> None:
    assert set(LAYOUT.boxes) == set(State)
    assert set(LAYOUT.lines) == TABLE


def test_a_new_step_and_its_transitions_are_drawn_automatically() -> None:
    drawn = _grown()
    assert set(drawn.boxes) == set(MORE_STEPS)
    assert set(drawn.lines) == MORE_WAYS
    assert ">face<" in machine((), None, drawn)


def test_a_new_transition_of_the_table_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TRANSITIONS, (State.SUCCESS, Event.EDITED), State.PHONE)
    assert ways_of_the_table() - TABLE == {(State.SUCCESS, State.PHONE)}


def test_the_waiting_step_is_the_bar_in_the_middle(drawn: Layout) -> None:
    assert drawn.hub == State.WAITING


def test_no_two_transitions_share_a_line(drawn: Layout) -> None:
    assert len(set(drawn.lines.values())) == len(drawn.lines)


def test_no_two_steps_overlap(drawn: Layout) -> None:
    boxes = list(drawn.boxes.values())
    assert [(a, b) for a in boxes for b in boxes if a is not b and _overlap(a, b)] == []


def _overlap(a: Box, b: Box) -> bool:
    is_beside = a.x + a.width <= b.x or b.x + b.width <= a.x
    return not (is_beside or a.y + a.height <= b.y or b.y + b.height <= a.y)


def test_a_line_begins_and_ends_at_the_edges_of_its_steps(drawn: Layout) -> None:
    loose = [
        way
        for way, line in drawn.lines.items()
        if not (_touches(drawn.boxes[way[0]], line[0]) and _touches(drawn.boxes[way[1]], line[-1]))
    ]
    assert loose == []


def _touches(box: Box, point: Point) -> bool:
    x, y = point
    on_side = x in {box.x, box.x + box.width} and box.y < y < box.y + box.height
    return on_side or (y in {box.y, box.y + box.height} and box.x < x < box.x + box.width)


def test_no_line_crosses_a_step_or_leaves_the_picture(drawn: Layout) -> None:
    assert [way for way, line in drawn.lines.items() if not _is_clear(drawn, line)] == []


def _is_clear(drawn: Layout, line: tuple[Point, ...]) -> bool:
    inside = all(0 < x < drawn.width and 0 < y < drawn.height for x, y in line)
    return inside and not any(
        _overlap(box, Box(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]), abs(a[1] - b[1])))
        for box in drawn.boxes.values()
        for a, b in pairwise(line)
    )


def test_lines_to_different_targets_do_not_overlap(drawn: Layout) -> None:
    lanes = [(way, a, b) for way, line in drawn.lines.items() for a, b in pairwise(line)]
    assert [
        (one[0], other[0])
        for one in lanes
        for other in lanes
        if one[0][1] != other[0][1] and _is_upon(one, other)
    ] == []


def _is_upon(one: tuple[Way, Point, Point], other: tuple[Way, Point, Point]) -> bool:
    """Return whether two line segments share more than a point."""
    (_, a, b), (_, c, d) = one, other
    for along, across in ((0, 1), (1, 0)):
        if len({a[across], b[across], c[across], d[across]}) == 1:
            begin = max(min(a[along], b[along]), min(c[along], d[along]))
            return begin < min(max(a[along], b[along]), max(c[along], d[along]))
    return False


def test_only_the_current_step_is_highlighted(subtests: pytest.Subtests) -> None:
    for state in State:
        with subtests.test(state=state):
            drawn = machine(_history(State.PHONE, state), state)
            assert re.findall(r'class="step here".*?class="mid[^"]*">([^<]+)<', drawn) in (
                [NAMES[state]],
                [f"{NAMES[state]} · {state}"],
            )
            assert f"现在在{NAMES[state]}" in drawn


def test_taken_transitions_are_highlighted_and_the_last_one_most() -> None:
    history = _history(State.PHONE, State.WAITING, State.VERIFY)
    drawn = machine(history, State.VERIFY)
    assert drawn.count('class="way gone"') == 1
    assert drawn.count('class="way last"') == 1
    assert way_of(history)[-1] == (State.WAITING, State.VERIFY)
    assert f'd="{path_of(LAYOUT.lines[State.WAITING, State.VERIFY])}" class="way last"' in drawn


def test_a_timed_out_flow_is_drawn_too() -> None:
    began, ended = _history(State.PHONE, State.FAILED)
    history = (began, msgspec.structs.replace(ended, event=Event.EXPIRED))
    drawn = machine(history, State.FAILED)
    assert 'class="way last"' not in drawn
    assert 'class="way gone"' not in drawn
    assert drawn.count('class="step here"') == 1


def test_without_a_flow_nothing_is_highlighted() -> None:
    assert "here" not in machine((), None)
