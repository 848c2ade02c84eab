"""Documents that are made of an authorization: their kinds, and how far each one is."""

from dataclasses import dataclass, field
from enum import StrEnum


class DocumentKind(StrEnum):
    """What is made of one authorization, each pulled and pushed by itself."""

    RECORDS = "records"
    REPORT = "report"
    SCORE = "score"
    TAGS = "tags"


class Readiness(StrEnum):
    """Whether a document can be had: being made (3101), ready, or its making failed (3102)."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a sid; `body` is what is answered, b"" while there is none.

    `made_at` is when it became what it is, in seconds since the epoch.
    """

    sid: str
    kind: DocumentKind
    readiness: Readiness
    made_at: float
    body: bytes = field(default=b"", repr=False)
