"""Regions of the numbers in contact: a bar of calls for each region."""

from collections.abc import Sequence
from typing import Final

from h5kit.languages import Language
from h5kit.report.document import RegionRow
from h5kit.web.http.svg import (
    Canvas,
    DataTable,
    Picture,
    Width,
    box,
    fitted,
    measured,
    picture,
    words,
)

MOST: Final = 12
ROW: Final = 26
UNKNOWN: Final = "未知"
LEFT, RIGHT = 72, 120
"""The least width of the names, and of the counts behind the bars."""
GAP: Final = 12
MOST_LEFT: Final = 110
_Row = tuple[str, int, int]
"""Name, calls, numbers."""


def regions(rows: Sequence[RegionRow], language: Language) -> Picture | None:
    """Return the picture of `calls_sa_by_region`, None without regions."""
    if not rows:
        return None
    shown = _shown(rows, language)
    table = DataTable(
        tuple(map(language.text, ("地区", "通话（次）", "号码（个）"))),
        tuple((name, str(calls), str(numbers)) for name, calls, numbers in shown),
    )
    description = language.fill("%(n)s 个地区的通话次数和号码数", n=len(rows))
    return picture("regions", language.text("联系人所在地"), description, table,
                   lambda width: _draw(width, shown, language))  # fmt: skip


def _shown(rows: Sequence[RegionRow], language: Language) -> list[_Row]:
    """Return the first regions, and the sum of all others as the last row."""
    known = [
        (language.text(r.region or UNKNOWN), int(r.call_times), r.total_format_tel) for r in rows
    ]
    first, rest = known[:MOST], known[MOST:]
    if rest:
        name = language.fill("其余 %(n)s 地", n=len(rest))
        first.append((name, sum(r[1] for r in rest), sum(r[2] for r in rest)))
    return first


def _draw(width: Width, rows: Sequence[_Row], language: Language) -> Canvas:
    most = max(calls for _, calls, _ in rows) or 1
    counts = [
        language.fill("%(calls)s 次 · %(numbers)s 号", calls=calls, numbers=numbers)
        for _, calls, numbers in rows
    ]
    left = min(max(LEFT, *(measured(name) + GAP for name, _, _ in rows)), MOST_LEFT)
    right = max(RIGHT, *(measured(count) + GAP for count in counts))
    scale = (width - left - right) / most
    parts = []
    for n, ((name, calls, _), count) in enumerate(zip(rows, counts, strict=True)):
        y = n * ROW
        parts.append(words(0, y + 15, fitted(name, left - GAP)))
        parts.append(box(left, y + 2, max(calls * scale, 1), 18, "bar"))
        parts.append(words(left + calls * scale + 8, y + 15, count, "soft"))
    return Canvas(len(rows) * ROW, tuple(parts))
