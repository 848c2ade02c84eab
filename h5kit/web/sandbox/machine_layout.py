"""Layout of the state picture: where steps and ways are, computed from the table alone.

The step with the most ways (the carrier's call) is a bar, the others stand around it in two rows:
the flow above, its branch below. A way to or from the bar or to the next box is straight. Every
other way takes its target's bus (`machine_buses`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from h5kit.web.sandbox.machine_buses import EDGE, Buses, Point, StepRow, Way

BOX_WIDTH, BOX_HEIGHT, COLUMN = 96, 40, 108
BAR_HEIGHT: Final = 32
CHANNEL: Final = 34
"""Distance between a row and the bar."""

HUB_PORT, SIDE_PORT = 9, 7
"""Distance from an edge's middle to the ends of ways to and from the bar, or a neighbour."""

LOOP_AT, LOOP_WIDTH, LOOP_HEIGHT = 42, 14, 8
"""A way from a step to itself: where from the box's middle, and how large."""


@dataclass(frozen=True, slots=True)
class Box:
    """Place and size of a step."""

    x: float
    y: float
    width: float = BOX_WIDTH
    height: float = BOX_HEIGHT

    @property
    def middle(self) -> float:
        """The middle of its width."""
        return self.x + self.width / 2

    def edge(self, direction: int) -> float:
        """Return its upper (-1) or lower (1) edge."""
        return self.y if direction < 0 else self.y + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of all steps and the lines of all ways; `hub` is the step drawn as a bar."""

    width: float
    height: float
    hub: str
    boxes: Mapping[str, Box]
    lines: Mapping[Way, tuple[Point, ...]]


def layout(steps: Sequence[str], ways: Collection[Way], branch: Collection[str]) -> Layout:
    """Return the layout; `branch` stands below the bar, together with the steps that lead there."""
    hub = max(steps, key=lambda step: sum(step in way for way in ways))
    below = {*branch, *(a for a, b in ways if b in branch)} - {hub}
    rows = (
        StepRow(tuple(step for step in steps if step not in below and step != hub), -1),
        StepRow(tuple(step for step in steps if step in below), 1),
    )
    buses = Buses(rows, [way for way in ways if hub not in way], BOX_WIDTH, COLUMN)
    boxes = _boxes(hub, rows, buses)
    outside = {step: row.outside for row in rows for step in row.steps}
    lines = {way: _line(way, hub, boxes, outside, buses) for way in ways}
    bar = boxes[hub]
    width, height = bar.x + bar.width + EDGE, boxes[rows[1].steps[0]].edge(1) + buses.room(rows[1])
    return Layout(width, height, hub, boxes, lines)


def _boxes(hub: str, rows: tuple[StepRow, StepRow], buses: Buses) -> dict[str, Box]:
    upper = buses.room(rows[0])
    bar = upper + BOX_HEIGHT + CHANNEL
    lower = bar + BAR_HEIGHT + CHANNEL
    columns = max(len(row.steps) for row in rows)
    boxes = {hub: Box(buses.left, bar, (columns - 1) * COLUMN + BOX_WIDTH, BAR_HEIGHT)}
    for row, y in zip(rows, (upper, lower), strict=True):
        boxes |= {step: Box(buses.left + i * COLUMN, y) for i, step in enumerate(row.steps)}
    return boxes


def _line(
    way: Way, hub: str, boxes: Mapping[str, Box], outside: Mapping[str, int], buses: Buses
) -> tuple[Point, ...]:
    a, b = way
    if hub in way:
        return _to_or_from_the_bar(way, hub, boxes, outside)
    if a == b:
        return _loop(boxes[a], outside[a])
    if way not in buses:
        return _beside(boxes[a], boxes[b])
    start, end = boxes[a].edge(outside[a]), boxes[b].edge(outside[b])
    return buses.line(way, start, end)


def _to_or_from_the_bar(
    way: Way, hub: str, boxes: Mapping[str, Box], outside: Mapping[str, int]
) -> tuple[Point, ...]:
    step = way[0] if way[1] == hub else way[1]
    inwards = -outside[step]
    x = boxes[step].middle + (-HUB_PORT if step == way[0] else HUB_PORT)
    line = ((x, boxes[step].edge(inwards)), (x, boxes[hub].edge(-inwards)))
    return line if step == way[0] else line[::-1]


def _loop(box: Box, outside: int) -> tuple[Point, ...]:
    right, y = box.middle + LOOP_AT, box.edge(outside)
    left, far = right - LOOP_WIDTH, y + outside * LOOP_HEIGHT
    return ((right, y), (right, far), (left, far), (left, y))


def _beside(a: Box, b: Box) -> tuple[Point, ...]:
    if a.x < b.x:
        y = a.y + a.height / 2 - SIDE_PORT
        return ((a.x + a.width, y), (b.x, y))
    y = a.y + a.height / 2 + SIDE_PORT
    return ((a.x, y), (b.x + b.width, y))
