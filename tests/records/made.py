"""Build records for tests, with invented numbers and a fixed time."""

from typing import Any

import msgspec

from h5kit.records import Call, Direction, Records, encode, times

TEL = "13400000000"
NOW = times.month_start("202611") + 20 * times.DAY
"""21 November 2026, midnight in Shanghai."""


def call(tel: str = "13400000001", *, ago: int = 3600, seconds: int = 60, **other: Any) -> Call:
    """Return an incoming call, an hour before `NOW` by default."""
    direction = Direction.OUTGOING if other.pop("outgoing", False) else Direction.INCOMING
    return Call(tel, NOW - ago, seconds, direction, **other)


def records(*calls: Call, **other: Any) -> Records:
    """Return records of these calls."""
    return Records(tel=TEL, sid="SID1", calls=calls, **other)


def document(made: Records | None = None) -> dict[str, Any]:
    """Return the JSON document of records, for tests to change."""
    found: dict[str, Any] = msgspec.json.decode(encode(made or records(call()), whole=True))
    return found
