"""Where the people live that were talked with: a bar a region; no map is needed to compare."""

from collections.abc import Sequence
from typing import Final

from h5kit.report.document import RegionRow
from h5kit.web.http.drawing import Canvas, DataTable, Picture, Width, box, cut, picture, words

MOST: Final = 12
ROW: Final = 26
UNKNOWN: Final = "未知"
LONGEST: Final = 5
"""Letters of a region's name that have room."""
LEFT, RIGHT = 72, 120
_Row = tuple[str, int, int]
"""Name, calls, numbers."""


def regions(rows: Sequence[RegionRow]) -> Picture | None:
    """Return the picture of `calls_sa_by_region`, None where there is none."""
    if not rows:
        return None
    shown = _shown(rows)
    table = DataTable(
        ("地区", "通话（次）", "号码（个）"),
        tuple((name, str(calls), str(numbers)) for name, calls, numbers in shown),
    )
    return picture("regions", "联系人所在地", f"{len(rows)} 个地区的通话次数和号码数", table,
                   lambda width: _draw(width, shown))  # fmt: skip


def _shown(rows: Sequence[RegionRow]) -> list[_Row]:
    """Return the first regions, and all others as one."""
    known = [(r.region or UNKNOWN, int(r.call_times), r.total_format_tel) for r in rows]
    first, rest = known[:MOST], known[MOST:]
    if rest:
        first.append((f"其余 {len(rest)} 地", sum(r[1] for r in rest), sum(r[2] for r in rest)))
    return first


def _draw(width: Width, rows: Sequence[_Row]) -> Canvas:
    most = max(calls for _, calls, _ in rows) or 1
    scale = (width - LEFT - RIGHT) / most
    parts = []
    for n, (name, calls, numbers) in enumerate(rows):
        y = n * ROW
        parts.append(words(0, y + 15, cut(name, LONGEST)))
        parts.append(box(LEFT, y + 2, max(calls * scale, 1), 18, "bar"))
        told = f"{calls} 次 · {numbers} 号"
        parts.append(words(LEFT + calls * scale + 8, y + 15, told, "soft"))
    return Canvas(len(rows) * ROW, tuple(parts))
