"""Monthly calls, minutes and bills: three small bar charts on the same months, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from h5kit.report.document import MonthRow
from h5kit.web.http.drawing import Canvas, DataTable, Picture, Width, box, line, picture, words

BARS: Final = 84
TITLE: Final = 36
PANEL: Final = BARS + TITLE + 26
GAP: Final = 20
LOST: Final = "缺"


@dataclass(frozen=True, slots=True)
class _Bar:
    month: str
    value: float | None
    told: str


def months(rows: Sequence[MonthRow], missing: Sequence[str]) -> Picture | None:
    """Return the picture of `calls_sa_monthly_usage`, None where there is no month.

    The calls of a month (`yyyymm`) in `missing` are shown as missing, not as none.
    """
    if not rows:
        return None
    oldest_first = list(reversed(rows))
    charts = (
        ("通话次数（次）", [_counted(row, row.call_times, 1, missing) for row in oldest_first]),
        ("通话时长（分钟）", [_counted(row, row.call_length, 60, missing) for row in oldest_first]),
        ("月消费（元）", [_bill(row) for row in oldest_first]),
    )
    return picture("months", "每月通话与消费", _description(oldest_first), _table(charts),
                   lambda width: _draw(width, charts))  # fmt: skip


_Charts = Sequence[tuple[str, Sequence[_Bar]]]


def _counted(row: MonthRow, text: str, unit: int, missing: Sequence[str]) -> _Bar:
    if row.month.replace("/", "") in missing:
        return _Bar(row.month, None, LOST)
    value = round(int(text) / unit)
    return _Bar(row.month, value, str(value))


def _bill(row: MonthRow) -> _Bar:
    amount = row.month_bill_amount
    if isinstance(amount, str):
        return _Bar(row.month, None, {"未出账单": "未出"}.get(amount, LOST))
    return _Bar(row.month, amount, f"{amount:.0f}")


def _description(rows: Sequence[MonthRow]) -> str:
    return f"{rows[0].month} 至 {rows[-1].month} 每月的通话次数、通话分钟数和消费金额"


def _table(charts: _Charts) -> DataTable:
    columns = [bars for _, bars in charts]
    rows = tuple(
        (first.month, *(bar.told for bar in bars))
        for first, bars in zip(columns[0], zip(*columns, strict=True), strict=True)
    )
    return DataTable(("月份", *(title for title, _ in charts)), rows)


def _draw(width: Width, charts: _Charts) -> Canvas:
    across = width is Width.WIDE
    wide = (width - 2 * GAP) / 3 if across else float(width)
    parts: list[Markup] = []
    for n, (title, bars) in enumerate(charts):
        x, y = (n * (wide + GAP), 0) if across else (0, n * (PANEL + GAP))
        parts += _panel(x, y, wide, title, bars)
    return Canvas(PANEL if across else 3 * PANEL + 2 * GAP, tuple(parts))


def _panel(x: float, y: float, width: float, title: str, bars: Sequence[_Bar]) -> list[Markup]:
    step, floor = width / len(bars), y + TITLE + BARS
    highest = max((bar.value or 0 for bar in bars), default=0) or 1
    parts = [words(x, y + 13, title, "name"), line(x, floor, x + width, floor)]
    for n, bar in enumerate(bars):
        middle = x + (n + 0.5) * step
        high = BARS * (bar.value or 0) / highest
        if bar.value is None:
            parts.append(box(middle - step * 0.3, floor - 18, step * 0.6, 18, "hole"))
        elif bar.value:
            parts.append(box(middle - step * 0.3, floor - high, step * 0.6, high, "bar"))
        at = floor - 5 if bar.value is None else floor - high - 4
        parts.append(words(middle, at, bar.told, "mid" if bar.value is not None else "mid soft"))
        parts.append(words(middle, floor + 15, f"{int(bar.month[-2:])}月", "mid soft"))
    return parts
