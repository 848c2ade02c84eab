"""Timeline of the report's period with a block for each silence."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from h5kit.languages import Language
from h5kit.records.times import DAY, month_of, month_start, months_until
from h5kit.web.http.svg import Canvas, DataTable, Picture, Width, box, line, picture, words
from h5kit.web.report.formats import moment
from h5kit.web.report.labels import month_name

Silence = tuple[str, str, int]
"""Start and end as epoch text, and whole hours: a row of `blank_times_list`."""

TOP, BAR = 22, 26
HEIGHT: Final = TOP + BAR + 22
LABEL: Final = 44
"""The width of a label."""


def silences(
    rows: Sequence[Silence], language: Language, *, since: str, until: float,
    missing: Sequence[str] = (),
) -> Picture:  # fmt: skip
    """Return the picture of `blank_times_list`; `since` is a month (`2026/06`), `until` epoch.

    A month (`yyyymm`) in `missing` is dashed: it has no data, so it may or may not be silent.
    """
    start = month_start(since.replace("/", ""))
    longest = max((hours for _, _, hours in rows), default=0)
    if rows:
        text = "%(n)s 次连续 3 天以上无通话，最长 %(hours)s 小时"
        description = language.fill(text, n=len(rows), hours=longest)
    else:
        description = language.text("没有 3 天以上的静默")
    table = DataTable(
        tuple(map(language.text, ("开始", "结束", "时长"))),
        tuple((moment(a), moment(b), language.fill("%(n)s 小时", n=hours)) for a, b, hours in rows),
    )
    return picture("silences", language.text("静默时间轴"), description, table,
                   lambda width: _draw(width, rows, missing, start, until, language))  # fmt: skip


def _draw(
    width: Width, rows: Sequence[Silence], missing: Sequence[str], start: int, until: float,
    language: Language,
) -> Canvas:  # fmt: skip
    scale = (width - 2) / max(until - start, 1)
    months = _months(start, until, scale, width, language)
    parts = [box(1, TOP, width - 2, BAR, "track"), *months]
    for month in missing:
        begins, ends = month_start(month), month_start(_after(month))
        x, wide = 1 + (begins - start) * scale, (ends - begins) * scale
        parts.append(box(x + 2, TOP + 2, wide - 4, BAR - 4, "hole"))
        parts.append(words(x + wide / 2, TOP + BAR / 2 + 4, language.text("缺"), "mid soft"))
    free_from = 0.0
    for a, b, hours in rows:
        x, end = 1 + max(int(a) - start, 0) * scale, 1 + (int(b) - start) * scale
        parts.append(box(x, TOP, max(end - x, 3), BAR, "silent"))
        at = min(max((x + end) / 2, LABEL / 2), width - LABEL / 2)
        if at - LABEL / 2 >= free_from:
            label = language.fill("%(n)s 天", n=hours // 24)
            parts.append(words(at, TOP - 7, label, "mid"))
            free_from = at + LABEL / 2
    return Canvas(HEIGHT, tuple(parts))


def _months(
    start: int, until: float, scale: float, width: Width, language: Language
) -> list[Markup]:
    """Return a tick and a name for each month that begins on the line."""
    parts: list[Markup] = []
    for month in months_until(until, 12):
        begins = month_start(month)
        if begins < start or month < month_of(start):
            continue
        x = 1 + (begins - start) * scale
        parts.append(line(x, TOP, x, TOP + BAR + 5))
        if x + LABEL / 2 < width:
            parts.append(words(x + 3, TOP + BAR + 16, month_name(month, language), "soft"))
    return parts


def _after(month: str) -> str:
    """Return the following month."""
    return month_of(month_start(month) + 32 * DAY)
