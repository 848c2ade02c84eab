"""Heat map of calls by weekday and hour, with evening and night framed."""

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup

from h5kit.languages import Language
from h5kit.records import Call
from h5kit.records.times import DAY, SHANGHAI
from h5kit.web.http.svg import Canvas, DataTable, Picture, Width, box, measured, picture, words

Grid = tuple[tuple[int, ...], ...]
"""Calls by weekday (Monday first), then by the 24 hours from 6:00 on."""

FIRST_HOUR: Final = 6
WEEKDAYS: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
HOURS: Final = tuple((FIRST_HOUR + n) % 24 for n in range(24))
EVENING: Final = (HOURS.index(23), 3)
"""Where 23:00 to 02:00 (source, section 五.2) begins in a row, and how many hours it has."""
NIGHT: Final = (HOURS.index(2), 4)
LEVELS: Final = 4
EPOCH_WEEKDAY: Final = 3
"""1 January 1970 was a Thursday."""

WIDE_LEFT, WIDE_TOP, WIDE_CELL, WIDE_ROW = 40, 34, 27, 24
NARROW_LEFT, NARROW_TOP, NARROW_ROW = 64, 22, 19
HOUR_ROOM: Final = 26
"""The width of an hour's label between a name and the cells."""


def grid_of(calls: Iterable[Call], *, since: int, until: int) -> Grid:
    """Count the calls from `since` to `until` (seconds since the epoch) by weekday and hour.

    A call before 6:00 counts for the day before, so that a night is in one row.
    """
    counts = [[0] * 24 for _ in range(7)]
    for call in calls:
        if since <= call.time <= until:
            day, second = divmod(call.time + SHANGHAI - FIRST_HOUR * 3600, DAY)
            counts[(day + EPOCH_WEEKDAY) % 7][second // 3600] += 1
    return tuple(map(tuple, counts))


def hours(grid: Grid, language: Language) -> Picture:
    """Return the heat map of a grid: hours run to the right, on a phone downwards."""
    description = language.fill(
        "每行从 6 时到次日 6 时。晚间（23 至 2 时）%(evening)s 次，夜间（2 至 6 时）%(night)s 次，"
        "共 %(all)s 次",
        evening=_sum(grid, EVENING),
        night=_sum(grid, NIGHT),
        all=sum(map(sum, grid)),
    )
    return picture("hours", language.text("通话时段分布"), description, _table(grid, language),
                   lambda width: _draw(width, grid, language))  # fmt: skip


def _sum(grid: Grid, window: tuple[int, int]) -> int:
    first, count = window
    return sum(sum(row[first : first + count]) for row in grid)


def _table(grid: Grid, language: Language) -> DataTable:
    columns = zip(*grid, strict=True)
    rows = tuple(
        (language.fill("%(hour)s 时", hour=hour), *map(str, column))
        for hour, column in zip(HOURS, columns, strict=True)
    )
    return DataTable(tuple(map(language.text, ("时段", *WEEKDAYS))), rows)


def _draw(width: Width, grid: Grid, language: Language) -> Canvas:
    return _across(grid, language) if width is Width.WIDE else _down(grid, language)


def _across(grid: Grid, language: Language) -> Canvas:
    bottom = WIDE_TOP + 7 * WIDE_ROW
    days = [language.text(day) for day in WEEKDAYS]
    parts = [words(0, WIDE_TOP + n * WIDE_ROW + 16, day) for n, day in enumerate(days)]
    parts += [
        words(WIDE_LEFT + (n + 0.5) * WIDE_CELL, WIDE_TOP - 6, str(hour), "mid soft")
        for n, hour in enumerate(HOURS)
    ]
    for day, hour, count, level in _cells(grid):
        x, y = WIDE_LEFT + hour * WIDE_CELL, WIDE_TOP + day * WIDE_ROW
        parts += _cell(x, y, WIDE_CELL, WIDE_ROW, count, level)
    for name, (first, hours_long) in (
        (language.text("晚间"), EVENING),
        (language.text("夜间"), NIGHT),
    ):
        x, wide = WIDE_LEFT + first * WIDE_CELL, hours_long * WIDE_CELL
        parts.append(box(x, WIDE_TOP, wide, bottom - WIDE_TOP, "frame"))
        parts.append(words(x + wide / 2, 12, name, "mid name"))
    return Canvas(bottom + 2, tuple(parts))


def _down(grid: Grid, language: Language) -> Canvas:
    bottom = NARROW_TOP + 24 * NARROW_ROW
    names = ((language.text("晚间"), EVENING), (language.text("夜间"), NIGHT))
    left = max(NARROW_LEFT, *(measured(name) + HOUR_ROOM for name, _ in names))
    cell = (Width.NARROW - left) / 7
    parts = [
        words(left + (n + 0.5) * cell, NARROW_TOP - 7, day, "mid")
        for n, day in enumerate(map(language.text, WEEKDAYS))
    ]
    parts += [
        words(left - 6, NARROW_TOP + n * NARROW_ROW + 14, hour, "end soft")
        for n, hour in enumerate(language.fill("%(hour)s时", hour=hour) for hour in HOURS)
    ]
    for day, hour, count, level in _cells(grid):
        x, y = left + day * cell, NARROW_TOP + hour * NARROW_ROW
        parts += _cell(x, y, cell, NARROW_ROW, count, level)
    for name, (first, hours_long) in names:
        y, high = NARROW_TOP + first * NARROW_ROW, hours_long * NARROW_ROW
        parts.append(box(left, y, 7 * cell - 1, high, "frame"))
        parts.append(words(0, y + high / 2 + 4, name, "name"))
    return Canvas(bottom + 2, tuple(parts))


def _cells(grid: Grid) -> Iterable[tuple[int, int, int, int]]:
    """Yield (day, hour, calls, level) of every cell; levels are quarters of the highest count."""
    highest = max(map(max, grid)) or 1
    for day, row in enumerate(grid):
        for hour, count in enumerate(row):
            yield day, hour, count, -(-LEVELS * count // highest)


def _cell(
    x: float, y: float, width: float, height: float, count: int, level: int
) -> Iterable[Markup]:
    yield box(x, y, width - 1, height - 1, f"h{level}")
    if count:
        yield words(x + (width - 1) / 2, y + height / 2 + 4, str(count), f"mid n{level}")
