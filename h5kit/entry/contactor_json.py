"""Reads the JSON text of `contactor`, also where a client encoded it once too often."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import unquote_to_bytes

import msgspec

from h5kit.entry.json_values import Repeated, digits_of, object_of, once_each

LONGEST: Final = 8192
TOO_LONG: Final = f"longer than {LONGEST} characters"
NO_OBJECT: Final = "not a JSON object"
_REFERENCE: Final = re.compile(r"&#[0-9]{3,7};")
"""How browsers send a character that the charset of the form's page (GBK) doesn't have."""


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
        yield _unescaped(text)
    if "\\" in text:
        yield _unquoted(text)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _unescaped(text: str) -> str:
    """Return the text without HTML's references, "" if one has too many digits for a number."""
    try:
        return html.unescape(text)
    except ValueError:
        return ""


def _unquoted(text: str) -> str:
    """Return the text of a JSON string; its quotes may be lost, as PHP's addslashes leaves it."""
    quoted = text.strip() if text.strip().startswith('"') else f'"{text.strip()}"'
    try:
        return msgspec.json.decode(quoted, type=str)
    except (msgspec.DecodeError, UnicodeError):
        return ""


def _object(text: str) -> Mapping[str, object] | None:
    found = object_of(text.strip().removeprefix("\ufeff"))
    return None if found is None else once_each((name.strip(), found[name]) for name in found)


def text_of(value: object) -> tuple[str, str]:
    """Return (a value's text, ""), or ("", why it is none); a number is its digits, null is ""."""
    if value is None or isinstance(value, str):
        return _REFERENCE.sub(lambda found: html.unescape(found[0]), value or ""), ""
    if isinstance(value, Repeated):
        return "", "given twice"
    digits = digits_of(value)
    return (digits, "") if digits else ("", "neither text nor a whole number")
