"""The numbers with most calls: a bar for each, split into outgoing and incoming calls."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from h5kit.languages import Language
from h5kit.report.document import FrequentContact
from h5kit.web.http.svg import (
    Canvas,
    DataTable,
    Picture,
    Width,
    box,
    cut,
    measured,
    picture,
    words,
)

ROW: Final = 26
NARROW_ROW: Final = 40
TOP: Final = 24
LONGEST: Final = 16
"""The most characters of a number that fit; a carrier may write anything."""
LEFT, RIGHT = 150, 110
KEY: Final = 17
"""The width of a square of the legend and its gap."""


def contacts(rows: Sequence[FrequentContact], language: Language) -> Picture | None:
    """Return the picture of `calls_sa_by_times`, None without calls."""
    if not rows:
        return None
    table = DataTable(
        tuple(map(language.text, ("号码", "主叫（次）", "被叫（次）"))),
        tuple((r.format_tel, str(r.call_out_times), str(r.call_in_times)) for r in rows),
    )
    title = language.text("高频联系人：主叫与被叫")
    description = language.fill("通话最多的 %(n)s 个号码各自的主叫和被叫次数", n=len(rows))
    return picture("contacts", title, description, table,
                   lambda width: _draw(width, rows, language))  # fmt: skip


def _draw(width: Width, rows: Sequence[FrequentContact], language: Language) -> Canvas:
    is_wide = width is Width.WIDE
    left, top, step = (LEFT, TOP, ROW) if is_wide else (0, TOP, NARROW_ROW)
    room = width - left - (RIGHT if is_wide else 100)
    most = max(row.call_out_times + row.call_in_times for row in rows) or 1
    parts = _legend(left, language)
    for n, row in enumerate(rows):
        y = top + n * step
        parts.append(words(0, y + (15 if is_wide else 12), cut(row.format_tel, LONGEST)))
        parts += _bar(left, y + (2 if is_wide else 17), room / most, row)
    return Canvas(top + len(rows) * step, tuple(parts))


def _legend(x: float, language: Language) -> list[Markup]:
    out = language.text("主叫")
    second = x + KEY + measured(out) + 19
    return [
        box(x, 3, 12, 12, "bar"),
        words(x + KEY, 13, out),
        box(second, 3, 12, 12, "in"),
        words(second + KEY, 13, language.text("被叫")),
    ]


def _bar(x: float, y: float, scale: float, row: FrequentContact) -> list[Markup]:
    out, back = row.call_out_times * scale, row.call_in_times * scale
    sum_of_calls = f"{row.call_out_times} + {row.call_in_times} = {row.call_times}"
    return [
        box(x, y, out, 18, "bar"),
        box(x + out, y, back, 18, "in"),
        words(x + out + back + 8, y + 13, sum_of_calls, "soft"),
    ]
