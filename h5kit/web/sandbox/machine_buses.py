"""Buses of the state picture: all ways to a step that is not a neighbour share one line.

A bus is a lane outside a row, and where it changes rows a lane in the left margin too. Each way
leaves its step outwards, follows the bus of its target, and arrives there from outside.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

Way = tuple[str, str]
Point = tuple[float, float]

LANE, FIRST_LANE, EDGE = 9, 15, 6
"""Distances between two lanes, from a row to its first lane, from the last lane to the edge."""

ARRIVAL, DEPARTURE, APART = -30, -12, 12
"""From a box's middle: where the bus arrives, where the first way leaves, the gap to the next."""

SPACE: Final = 8
"""Distance between two buses on one lane."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """Steps side by side; `outside` is the direction away from the bar: -1 is up, 1 is down."""

    steps: tuple[str, ...]
    outside: int


class Buses:
    """Lanes for ways between steps that are not neighbours; `left` is where the boxes begin."""

    def __init__(
        self, rows: Sequence[StepRow], ways: Iterable[Way], box_width: float, column: float
    ) -> None:
        """Take the rows, the ways between their steps, and the size of boxes and columns."""
        self._rows = rows
        self._row = {step: row for row in rows for step in row.steps}
        self._column = {step: i for row in rows for i, step in enumerate(row.steps)}
        self._ways = sorted(w for w in ways if w[0] != w[1] and not self._is_near(w))
        far = (b for a, b in self._ways if self._row[a] is not self._row[b])
        self._margin = {b: EDGE + LANE * i for i, b in enumerate(dict.fromkeys(far))}
        self.left = EDGE + LANE * len(self._margin) + EDGE
        self._middle = {
            step: self.left + i * column + box_width / 2 for step, i in self._column.items()
        }
        self._lanes = {row.outside: self._packed(row) for row in rows}

    def __contains__(self, way: Way) -> bool:
        """Say whether a way takes a bus."""
        return way in self._ways

    def room(self, row: StepRow) -> float:
        """Return the height that a row's lanes need outside it."""
        lanes = self._lanes[row.outside].values()
        return FIRST_LANE + LANE * max(lanes, default=0) + EDGE

    def line(self, way: Way, start: float, end: float) -> tuple[Point, ...]:
        """Return a way's line from the height `start` at its step to `end` at its target."""
        a, b = way
        x, to = self._leaves_at(way), self._middle[b] + ARRIVAL
        here, there = self._row[a].outside, self._row[b].outside
        lane = start + here * self._lane(here, b)
        if here == there:
            return ((x, start), (x, lane), (to, lane), (to, end))
        last, margin = end + there * self._lane(there, b), self._margin[b]
        return ((x, start), (x, lane), (margin, lane), (margin, last), (to, last), (to, end))

    def _lane(self, outside: int, target: str) -> float:
        return FIRST_LANE + LANE * self._lanes[outside][target]

    def _is_near(self, way: Way) -> bool:
        a, b = way
        return self._row[a] is self._row[b] and abs(self._column[a] - self._column[b]) == 1

    def _leaves_at(self, way: Way) -> float:
        targets = [b for a, b in self._ways if a == way[0]]
        return self._middle[way[0]] + DEPARTURE + APART * targets.index(way[1])

    def _packed(self, row: StepRow) -> dict[str, int]:
        """Return the number of each bus's lane outside a row, the shortest ones next to the row."""
        spans = {b: self._span(row, b) for _, b in self._ways}
        lanes: list[list[tuple[float, float]]] = []
        found = {}
        for target, span in sorted(spans.items(), key=lambda item: item[1][1] - item[1][0]):
            if span[0] > span[1]:  # nothing of this bus is here
                continue
            free = (i for i, taken in enumerate(lanes) if all(_are_apart(span, s) for s in taken))
            number = found[target] = next(free, len(lanes))
            if number == len(lanes):
                lanes.append([])
            lanes[number].append(span)
        return found

    def _span(self, row: StepRow, target: str) -> tuple[float, float]:
        """Return the left and right end of a bus outside a row."""
        own = [way for way in self._ways if way[1] == target]
        at = [self._leaves_at(way) for way in own if way[0] in row.steps]
        if target in row.steps:
            at.append(self._middle[target] + ARRIVAL)
        if target in self._margin and at:
            at.append(self._margin[target])
        return min(at, default=1.0), max(at, default=0.0)


def _are_apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[1] + SPACE < other[0] or other[1] + SPACE < one[0]
