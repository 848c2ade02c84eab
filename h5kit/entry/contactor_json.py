"""Reads the JSON text of `contactor`, also where a client encoded it once too often."""

import html
import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import unquote_to_bytes

import msgspec

LONGEST: Final = 8192
TOO_LONG: Final = f"longer than {LONGEST} characters"
NO_OBJECT: Final = "not a JSON object"
MOST_EXACT: Final = 2**53
"""From here on a number with a fraction or exponent may have lost digits."""
_REFERENCE: Final = re.compile(r"&#[0-9]{3,7};")
"""How browsers send a character that the charset of the form's page (GBK) doesn't have."""


class Repeated(list[object]):
    """The values of a name that a JSON object has more than once."""


def read(text: str) -> Mapping[str, object] | str:
    """Return the object's values by name, or why there is none; never a part of the text."""
    is_too_long = len(text) > LONGEST
    for reading in _readings(text):
        if len(reading) > LONGEST:
            is_too_long = True
            continue
        document = _object(reading)
        if document is not None:
            return document
    return TOO_LONG if is_too_long else NO_OBJECT


def _readings(text: str) -> Iterator[str]:
    """Yield the text, and what it is if a client percent-encoded, escaped or quoted it twice."""
    yield text
    if "%" in text:
        yield _decoded(unquote_to_bytes(text))
        yield _decoded(unquote_to_bytes(text.replace("+", " ")))
    if "&" in text:
        yield html.unescape(text)
    if "\\" in text:
        yield _unquoted(text)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _unquoted(text: str) -> str:
    """Return the text of a JSON string; its quotes may be lost, as PHP's addslashes leaves it."""
    quoted = text.strip() if text.strip().startswith('"') else f'"{text.strip()}"'
    try:
        return msgspec.json.decode(quoted, type=str)
    except (msgspec.DecodeError, UnicodeError):
        return ""


def _object(text: str) -> Mapping[str, object] | None:
    plain = text.strip().removeprefix("\ufeff")
    try:
        # msgspec is strict, but keeps only the last value of a repeated name.
        msgspec.json.decode(plain, type=dict[str, object])
        found: Mapping[str, object] = json.loads(plain, object_pairs_hook=_stripped)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return found


def _stripped(pairs: list[tuple[str, object]]) -> dict[str, object]:
    return once_each([(name.strip(), value) for name, value in pairs])


def once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return a JSON object whose repeated names have all their values, as `Repeated`."""
    found: dict[str, object] = {}
    for name, value in pairs:
        earlier = found.get(name)
        if name not in found:
            found[name] = value
        elif isinstance(earlier, Repeated):
            earlier.append(value)
        else:
            found[name] = Repeated([earlier, value])
    return found


def digits_of(value: object) -> str | None:
    """Return the digits of a JSON number that is a whole one and exact, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not (
        math.isfinite(value) and value.is_integer() and abs(value) < MOST_EXACT
    ):
        return None
    return str(int(value))


def text_of(value: object) -> tuple[str, str]:
    """Return (a value's text, ""), or ("", why it is none); a number is its digits, null is ""."""
    if value is None or isinstance(value, str):
        return _REFERENCE.sub(lambda found: html.unescape(found[0]), value or ""), ""
    if isinstance(value, Repeated):
        return "", "given twice"
    digits = digits_of(value)
    return (digits, "") if digits else ("", "neither text nor a whole number")
