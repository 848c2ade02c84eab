"""Documents are sealed before their transaction and opened after it: a large one on a thread."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from h5kit.store.documents import Document, DocumentKind, Readiness
from h5kit.store.jobs import Again, Outcome
from h5kit.store.sealing import Sealer
from h5kit.threads import by_size, is_large


@dataclass(frozen=True, slots=True)
class SealedDocument:
    """A document as the database keeps it."""

    sid: str
    kind: DocumentKind
    readiness: Readiness
    made_at: float
    body: bytes = field(repr=False)


async def sealed(sealer: Sealer, documents: Iterable[Document]) -> tuple[SealedDocument, ...]:
    """Return documents as they are kept."""
    return tuple([await by_size(len(d.body), partial(_sealed, sealer, d)) for d in documents])


def _sealed(sealer: Sealer, d: Document) -> SealedDocument:
    body = sealer.seal(d.body, _place(d.sid, d.kind))
    return SealedDocument(d.sid, d.kind, d.readiness, d.made_at, body)


async def opened(sealer: Sealer, kept: SealedDocument | None) -> Document | None:
    """Return a document that is kept; raises SealError where no key opens it."""
    if kept is None:
        return None
    body = await by_size(
        len(kept.body), partial(sealer.unseal, kept.body, _place(kept.sid, kept.kind))
    )
    return Document(kept.sid, kept.kind, kept.readiness, kept.made_at, body)


async def sealed_of(sealer: Sealer, outcome: Outcome) -> tuple[SealedDocument, ...]:
    """Return the documents that are written with a job's outcome, as they are kept."""
    return () if isinstance(outcome, Again) else await sealed(sealer, outcome.documents)


def are_large(documents: Iterable[SealedDocument]) -> bool:
    """Say whether a transaction that keeps these belongs on a thread."""
    return any(is_large(len(document.body)) for document in documents)


def _place(sid: str, kind: DocumentKind) -> str:
    """Return what a document's seal authenticates: its row."""
    return f"documents/{sid}/{kind}"
