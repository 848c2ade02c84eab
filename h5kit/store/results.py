"""The port to what an authorization leads to: documents by sid, and sealed facts of a person."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from h5kit.model import Applicant, Authorization


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


class Results(Protocol):
    """What partners pull, and forgetting it again."""

    async def put(self, *documents: Document) -> None:
        """Keep documents in one transaction; each replaces what its sid and kind had.

        One that is ready stays where another says that its making failed.
        """
        ...

    async def authorization(self, sid: str) -> Authorization | None:
        """Return the authorization of a sid, without what its applicant told."""
        ...

    async def applicant(self, sid: str) -> Applicant | None:
        """Return what the applicant told, None where nothing was or it's forgotten."""
        ...

    async def forget_applicants(self, before: float) -> int:
        """Forget what applicants told whose report was made, or failed, before a time."""
        ...

    async def find_document(self, sid: str, kind: DocumentKind) -> Document | None:
        """Return a document as it stands, None where none was ever expected."""
        ...

    async def newest_sid(self, partner: str, *, uid: str = "", person: str = "") -> str | None:
        """Return the newest sid of a partner's uid or person (`Authorization.person`).

        Source, section 八; None where there is none, or where neither was given.
        """
        ...

    async def granting(self) -> tuple[str, ...]:
        """Return the appids of all partners that anything is kept of, known ones or not."""
        ...

    async def erase(self, sid: str) -> bool:
        """Delete everything that belongs to a sid; False where there was nothing.

        Its flow, authorization, documents, sealed facts, jobs and tries. A job under way ends
        without writing anything.
        """
        ...

    async def erase_person(self, partner: str, person: str) -> tuple[str, ...]:
        """Delete everything of all sids of a person; return the sids."""
        ...

    async def forget(self, partner: str, before: float) -> int:
        """Erase the partner's sids that were granted before `before`; return how many.

        The oldest first, some hundreds a call: call it again until it returns 0.
        """
        ...
