"""Lists of known numbers in CSV: the package's own and an operator's."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from h5kit import phone_numbers
from h5kit.report.directory.port import Mark

COLUMNS = ("number", "name", "description", "categories", "tags", "mark", "marked")
"""The header; `categories` and `tags` are lists separated by `|`."""


class ListingError(ValueError):
    """A list is invalid; the text names the line."""


@dataclass(frozen=True, slots=True)
class ListedNumber:
    """A line of a list: name, description, categories, tags and mark of a number."""

    name: str = ""
    description: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    mark: Mark | None = None


Listing = Mapping[str, ListedNumber]
"""Entries by the number's digits; fixed lines include the area code."""


def read(path: Path) -> Listing:
    """Return an operator's list (UTF-8, with or without BOM); raises ListingError."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as fault:
        raise ListingError(f"{path} can't be read: {fault.strerror}") from None
    except UnicodeDecodeError:
        raise ListingError(f"{path} is not UTF-8") from None
    return parse(text.splitlines(), str(path))


@cache
def packaged() -> Listing:
    """Return the package's list: public service numbers, and invented ones for the sandbox."""
    text = files("h5kit.data").joinpath("numbers.csv").read_text("utf-8")
    return parse([line for line in text.splitlines() if not line.startswith("#")], "numbers.csv")


def parse(lines: Iterable[str], source: str) -> Listing:
    """Parse the lines of a list, header first; raises ListingError."""
    rows = csv.DictReader(lines, restkey="", restval=None)
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise ListingError(f"{source}: the first line must be {','.join(COLUMNS)}")
    listing = {}
    for row in rows:
        where = f"{source}, line {rows.line_num}"
        if "" in row or None in row.values():
            raise ListingError(f"{where}: {len(COLUMNS)} columns are needed")
        number = phone_numbers.read(row["number"])
        if not (number.isascii() and number.isdecimal()):
            raise ListingError(f"{where}: the number must be digits")
        listing[number] = _entry(row, where)
    return MappingProxyType(listing)


def _entry(row: Mapping[str, str], where: str) -> ListedNumber:
    marked = row["marked"].strip() or "0"
    if not (marked.isascii() and marked.isdecimal() and len(marked) < 10):  # noqa: PLR2004 - a count
        raise ListingError(f"{where}: marked must be a count")
    mark = row["mark"].strip()
    return ListedNumber(
        name=row["name"].strip(),
        description=row["description"].strip(),
        categories=_items(row["categories"]),
        tags=_items(row["tags"]),
        mark=Mark(mark, int(marked)) if mark else None,
    )


def _items(cell: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in cell.split("|") if item.strip())
