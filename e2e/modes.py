"""How much script a browser runs, and what of a long table is worth running in every mode."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

MODES = ("htmx", "no-htmx", "no-script")
SCRIPTED = MODES[:2]
"""Those in which the page script runs."""

Row = TypeVar("Row")


def in_modes(rows: Iterable[Row], kind: Callable[[Row], Hashable]) -> list[tuple[str, Row]]:
    """Return (mode, row): every row with htmx, in the other modes the first row of each kind.

    Rows of a kind take the same way through page and script, so that a second one in another
    mode would show nothing new.
    """
    every = list(rows)
    first = list({kind(row): row for row in reversed(every)}.values())
    return [(mode, row) for mode in MODES for row in (every if mode == MODES[0] else first)]
