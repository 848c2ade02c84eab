"""Calls, minutes and bills by month: three bar charts, the oldest month first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from h5kit.languages import Language
from h5kit.report.document import MonthRow
from h5kit.web.http.svg import Canvas, DataTable, Picture, Width, box, line, picture, words
from h5kit.web.report.labels import month_name

BARS: Final = 84
TITLE: Final = 36
PANEL: Final = BARS + TITLE + 26
GAP: Final = 20
LOST: Final = "缺"
NOT_BILLED: Final = "未出账单"


@dataclass(frozen=True, slots=True)
class _Bar:
    month: str
    value: float | None
    label: str


def months(rows: Sequence[MonthRow], missing: Sequence[str], language: Language) -> Picture | None:
    """Return the picture of `calls_sa_monthly_usage`, None without months.

    A month (`yyyymm`) in `missing` is shown as missing, not as one without calls.
    """
    if not rows:
        return None
    oldest_first = list(reversed(rows))
    lost = language.text(LOST)
    calls = [_counted(row, row.call_times, 1, missing, lost) for row in oldest_first]
    lengths = [_counted(row, row.call_length, 60, missing, lost) for row in oldest_first]
    charts = (
        (language.text("通话次数（次）"), calls),
        (language.text("通话时长（分钟）"), lengths),
        (language.text("月消费（元）"), [_bill(row, language) for row in oldest_first]),
    )
    return picture("months", language.text("每月通话与消费"), _description(oldest_first, language),
                   _table(charts, language),
                   lambda width: _draw(width, charts, language))  # fmt: skip


_Charts = Sequence[tuple[str, Sequence[_Bar]]]


def _counted(row: MonthRow, text: str, unit: int, missing: Sequence[str], lost: str) -> _Bar:
    if row.month.replace("/", "") in missing:
        return _Bar(row.month, None, lost)
    value = round(int(text) / unit)
    return _Bar(row.month, value, str(value))


def _bill(row: MonthRow, language: Language) -> _Bar:
    amount = row.month_bill_amount
    if isinstance(amount, str):
        label = "未出" if amount == NOT_BILLED else LOST
        return _Bar(row.month, None, language.text(label))
    return _Bar(row.month, amount, f"{amount:.0f}")


def _description(rows: Sequence[MonthRow], language: Language) -> str:
    text = "%(first)s 至 %(last)s 每月的通话次数、通话分钟数和消费金额"
    return language.fill(text, first=rows[0].month, last=rows[-1].month)


def _table(charts: _Charts, language: Language) -> DataTable:
    columns = [bars for _, bars in charts]
    rows = tuple(
        (first.month, *(bar.label for bar in bars))
        for first, bars in zip(columns[0], zip(*columns, strict=True), strict=True)
    )
    return DataTable((language.text("月份"), *(title for title, _ in charts)), rows)


def _draw(width: Width, charts: _Charts, language: Language) -> Canvas:
    across = width is Width.WIDE
    wide = (width - 2 * GAP) / 3 if across else float(width)
    parts: list[Markup] = []
    for n, (title, bars) in enumerate(charts):
        x, y = (n * (wide + GAP), 0) if across else (0, n * (PANEL + GAP))
        parts += _panel(x, y, wide, title, bars, language)
    return Canvas(PANEL if across else 3 * PANEL + 2 * GAP, tuple(parts))


def _panel(
    x: float, y: float, width: float, title: str, bars: Sequence[_Bar], language: Language
) -> list[Markup]:
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
        parts.append(words(middle, at, bar.label, "mid" if bar.value is not None else "mid soft"))
        parts.append(words(middle, floor + 15, month_name(bar.month, language), "mid soft"))
    return parts
