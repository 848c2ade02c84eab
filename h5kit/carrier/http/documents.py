"""Parse the JSON of a gateway, also JSON in a text, with stray blanks around its keys."""

import contextlib
import json
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from h5kit.carrier.http.deviations import Deviations, misread
from h5kit.carrier.http.spellings import kind_of, visible

BROKEN: Final = (msgspec.MsgspecError, ValueError, RecursionError)
"""What parsing foreign JSON may raise: ValueError includes UnicodeDecodeError."""
MOST_BY_HAND: Final = 1_048_576
"""The size of JSON above which only the fast parser is used; only records can be larger."""
Parts = Mapping[str, msgspec.Raw]
"""The members of an object; their values are parsed when they are read."""


def members(raw: bytes | msgspec.Raw, path: str, deviations: Deviations) -> Parts:
    """Return the members of an object, or of an object that stands in a text.

    Of several members with the same name the last one counts. Raises WireFaultError for anything
    else.
    """
    with contextlib.suppress(*BROKEN):
        return msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    with contextlib.suppress(*BROKEN):
        text = msgspec.json.decode(raw, type=str).strip()
        if text.startswith("{"):
            deviations.note(path, "an object", "an object as text")
            return msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    if len(bytes(raw)) > MOST_BY_HAND:
        raise misread(path, "an object", "no JSON")
    return _members_by_hand(raw, path, deviations)


def _members_by_hand(raw: bytes | msgspec.Raw, path: str, deviations: Deviations) -> Parts:
    found = parse(raw, path, "an object")
    if not isinstance(found, dict):
        raise misread(path, "an object", kind_of(found))
    deviations.note(path, "JSON", "texts with control or half characters")
    return {key: msgspec.Raw(_written(value)) for key, value in found.items()}


def parse(raw: bytes | msgspec.Raw, path: str, expected: str) -> Any:
    """Return any JSON, also with control characters or half surrogate pairs in its texts.

    Both come from gateways that write JSON by hand or cut a text in the middle of a character.
    Raises WireFaultError for anything else.
    """
    with contextlib.suppress(*BROKEN):
        return msgspec.json.decode(raw)
    try:
        return json.loads(bytes(raw).decode(), strict=False, parse_constant=_refuse)
    except UnicodeDecodeError:
        raise misread(path, expected, "bytes that are not UTF-8") from None
    except BROKEN:
        raise misread(path, expected, "no JSON") from None


def member(parts: Parts, path: str, deviations: Deviations) -> msgspec.Raw | None:
    """Return the member that the last part of a path names, None without one.

    A key with stray blanks counts if no other key has this name. Raises WireFaultError if several
    such keys claim the name.
    """
    name = path.rpartition(".")[2]
    if name in parts:
        return parts[name]
    spelled = [key for key in parts if not key.isidentifier() and visible(key) == name]
    if not spelled:
        return None
    if len(spelled) > 1:
        raise misread(path, "one key", "several keys with blanks")
    deviations.note(path, "its key", "a key with blanks")
    return parts[spelled[0]]


def _written(value: object) -> bytes:
    """Return JSON without the halves of characters, which have no UTF-8."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "ignore")


def _refuse(constant: str) -> None:
    raise ValueError(constant)
