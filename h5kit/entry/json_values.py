"""Reads JSON as clients send it: objects that have a name twice, and numbers for text of digits."""

import json
import math
from collections.abc import Iterable
from typing import Final

import msgspec

MOST_EXACT: Final = 2**53
"""From here on a number with a fraction or exponent may have lost digits."""


class Repeated(list[object]):
    """The values of a name that a JSON object has more than once."""


def object_of(text: str) -> dict[str, object] | None:
    """Return the values of a JSON object by name, None if the text is anything else.

    A name that the object has more than once has all its values, as `Repeated`.
    """
    try:
        # msgspec is strict, but keeps only the last value of a repeated name.
        msgspec.json.decode(text, type=dict[str, object])
        found: dict[str, object] = json.loads(text, object_pairs_hook=once_each)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return found


def once_each(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Return the values by name; all values of a repeated name, as `Repeated`."""
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
