"""Lists of known numbers as CSV: the packaged one, and an operator's own."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from h5kit.report import numbers
from h5kit.report.directory.port import Mark

COLUMNS = ("number", "name", "description", "categories", "tags", "mark", "marked")
"""The header; `categories` and `tags` hold words with `|` between them."""


class ListingError(ValueError):
    """A list can't be used; the text names the line."""


@dataclass(frozen=True, slots=True)
class ListedNumber:
    """A line: whose number it is, what it is for, and how it is tagged and marked."""

    name: str = ""
    description: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    mark: Mark | None = None


Listing = Mapping[str, ListedNumber]
"""Entries by digits, fixed lines with area code."""


def read(path: Path) -> Listing:
    """Read an operator's list (UTF-8, a BOM is taken); raises ListingError."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as fault:
        raise ListingError(f"{path} can't be read: {fault.strerror}") from None
    except UnicodeDecodeError:
        raise ListingError(f"{path} is not UTF-8") from None
    return parse(text.splitlines(), str(path))


@cache
def packaged() -> Listing:
    """Return the list that ships: public service numbers, and made-up ones for the sandbox."""
    text = files("h5kit.data").joinpath("numbers.csv").read_text("utf-8")
    return parse([line for line in text.splitlines() if not line.startswith("#")], "numbers.csv")


def parse(lines: Iterable[str], source: str) -> Listing:
    """Read the lines of a list, the header first; raises ListingError."""
    rows = csv.DictReader(lines, restkey="", restval=None)
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise ListingError(f"{source}: the first line has to be {','.join(COLUMNS)}")
    listing = {}
    for row in rows:
        where = f"{source}, line {rows.line_num}"
        if "" in row or None in row.values():
            raise ListingError(f"{where}: {len(COLUMNS)} columns are wanted")
        number = numbers.digits_of(row["number"])
        if not (number.isascii() and number.isdecimal()):
            raise ListingError(f"{where}: the number has to be digits")
        listing[number] = _entry(row, where)
    return MappingProxyType(listing)


def _entry(row: Mapping[str, str], where: str) -> ListedNumber:
    marked = row["marked"].strip() or "0"
    if not (marked.isascii() and marked.isdecimal() and len(marked) < 10):  # noqa: PLR2004 - a count
        raise ListingError(f"{where}: marked has to be a count")
    mark = row["mark"].strip()
    return ListedNumber(
        name=row["name"].strip(),
        description=row["description"].strip(),
        categories=_words(row["categories"]),
        tags=_words(row["tags"]),
        mark=Mark(mark, int(marked)) if mark else None,
    )


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split("|") if word.strip())
