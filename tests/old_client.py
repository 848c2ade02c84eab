"""A client that reads answers as the old clients of this dialect do: literally and without mercy.

- Java's HttpClient 3 and 4: bytes without a named charset are ISO-8859-1.
- Go: a field of the source's tables has one type; an int in quotes, or a text that comes as a
  number, ends the reading. A field without a table (the envelope) is read by `ENVELOPE`.
- PHP: every value is cast to text, so it is a text or a number that looks like one.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLES = Path(__file__).parent / "data"
GO = {
    "string": (str,),
    "int": (int,),
    "float": (int, float),
    "timestamp": (int, float),
    "bool": (bool,),
    "array": (list,),
    "object": (dict,),
    "int/string": (int, str),
    "float/string": (int, float, str),
    "object/string": (dict, str),
}
ENVELOPE = {"status": "int", "msg": "string", "data": "object", "action": "string"}
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
CHARSET = re.compile(r";\s*charset=\"?([^\";]+)", re.IGNORECASE)

Types = Mapping[str, set[type]]


class UnreadableError(AssertionError):
    """An old client can't take the answer."""


def types_of(*fields: tuple[str, str]) -> Types:
    """Return what a Go client declares for fields: the types that a name has in its table."""
    found: dict[str, set[type]] = {}
    for name, kind in fields:
        found.setdefault(name, set()).update(GO[kind])
    return found


def table(name: str) -> list[tuple[str, str]]:
    """Return the fields of a table of the source and their types."""
    lines = (TABLES / f"{name}-fields.tsv").read_text("utf-8").splitlines()
    return [(row.split("\t")[0], row.split("\t")[1]) for row in lines]


@dataclass(frozen=True, slots=True)
class OldClient:
    """Takes answers whose fields have these types; raises UnreadableError for any other."""

    types: Types

    def take(self, content_type: str, body: bytes) -> Any:
        """Return the JSON of an answer as this client understands it."""
        named = CHARSET.search(content_type)
        found = json.loads(body.decode(named[1] if named else "iso-8859-1"))
        for name, value in _values(found):
            self._check_type(name, value)
            self._cast(name, value)
        return found

    def _check_type(self, name: str, value: object) -> None:
        declared = self.types.get(name)
        if declared and type(value) not in declared:
            raise UnreadableError(f"{name} is a {type(value).__name__}")

    @staticmethod
    def _cast(name: str, value: object) -> None:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if value is None or (is_number and not PLAIN_NUMBER.fullmatch(str(value))):
            raise UnreadableError(f"{name} is no text when cast: {value!r}")


def _values(found: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value with the name of its field, an item's with an empty one."""
    yield name, found
    if isinstance(found, dict):
        for key, value in found.items():
            yield from _values(value, key)
    elif isinstance(found, list):
        for value in found:
            yield from _values(value)


def texts(found: Any) -> set[str]:
    """Return all texts of an answer that are not ASCII."""
    return {
        text
        for name, value in _values(found)
        for text in (name, value)
        if isinstance(text, str) and not text.isascii()
    }
