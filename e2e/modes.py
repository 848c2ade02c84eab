"""The script modes of a browser, and the rows of a long table to run in each mode."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

MODES = ("htmx", "no-htmx", "no-script")
SCRIPTED = MODES[:2]
"""The modes in which the page script runs."""

Row = TypeVar("Row")


def rows_of(mode: str, rows: Iterable[Row], kind: Callable[[Row], Hashable]) -> list[Row]:
    """Return a mode's rows: every one with htmx, in the other modes the first of each kind.

    Rows of a kind use the same code of page and script, so a second one in another mode would
    test nothing new.
    """
    every = list(rows)
    return every if mode == MODES[0] else list({kind(row): row for row in reversed(every)}.values())
