"""Encrypt documents before their transaction and decrypt them after it.

A large document is encrypted and decrypted on a thread, so that it doesn't block the event loop.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from h5kit.store.documents import Document, DocumentKind, Readiness
from h5kit.store.jobs import Outcome, Retry
from h5kit.store.sealing import Sealer
from h5kit.threads import by_size, is_large


@dataclass(frozen=True, slots=True)
class SealedDocument:
    """A document as the database stores it: `body` is encrypted."""

    sid: str
    kind: DocumentKind
    readiness: Readiness
    made_at: float
    body: bytes = field(repr=False)


async def seal_documents(
    sealer: Sealer, documents: Iterable[Document]
) -> tuple[SealedDocument, ...]:
    """Return the documents with their bodies encrypted."""
    return tuple([await by_size(len(d.body), partial(_sealed, sealer, d)) for d in documents])


def _sealed(sealer: Sealer, d: Document) -> SealedDocument:
    body = sealer.seal(d.body, _place(d.sid, d.kind))
    return SealedDocument(d.sid, d.kind, d.readiness, d.made_at, body)


async def unseal_document(sealer: Sealer, sealed: SealedDocument | None) -> Document | None:
    """Return the document with its body decrypted; raises SealError if no key fits."""
    if sealed is None:
        return None
    body = await by_size(
        len(sealed.body), partial(sealer.unseal, sealed.body, _place(sealed.sid, sealed.kind))
    )
    return Document(sealed.sid, sealed.kind, sealed.readiness, sealed.made_at, body)


async def seal_outcome(sealer: Sealer, outcome: Outcome) -> tuple[SealedDocument, ...]:
    """Return the documents that are written with a job's outcome, encrypted."""
    return () if isinstance(outcome, Retry) else await seal_documents(sealer, outcome.documents)


def are_large(documents: Iterable[SealedDocument]) -> bool:
    """Return whether writing these documents must not run on the event loop."""
    return any(is_large(len(document.body)) for document in documents)


def _place(sid: str, kind: DocumentKind) -> str:
    """Return the name of a document's row, which its seal authenticates."""
    return f"documents/{sid}/{kind}"
