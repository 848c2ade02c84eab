"""The documents computed for an authorization: their kinds and their states."""

from dataclasses import dataclass, field
from enum import StrEnum


class DocumentKind(StrEnum):
    """The documents of one authorization. Partners pull each one separately."""

    RECORDS = "records"
    REPORT = "report"
    SCORE = "score"
    TAGS = "tags"


class Readiness(StrEnum):
    """Whether a document is being computed (status 3101), ready, or has failed (status 3102)."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a sid. `body` is the JSON that a pull returns, b"" until it is ready.

    While a report waits for the number directory, `body` holds the records it is computed from.
    `made_at` is when `readiness` was set, in seconds since the epoch.
    """

    sid: str
    kind: DocumentKind
    readiness: Readiness
    made_at: float
    body: bytes = field(default=b"", repr=False)
