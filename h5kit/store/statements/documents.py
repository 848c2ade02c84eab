"""Sealed documents by sid and kind."""

from collections.abc import Iterable

from sqlalchemy import func, select, text

from h5kit.store import schema as t
from h5kit.store.document_sealing import SealedDocument
from h5kit.store.documents import DocumentKind, Readiness
from h5kit.store.runner import Transaction

_PUT = text(
    "INSERT INTO documents (sid, kind, readiness, made_at, body) "
    "VALUES (:sid, :kind, :readiness, :made_at, :body) ON CONFLICT (sid, kind) DO UPDATE SET "
    "readiness = excluded.readiness, made_at = excluded.made_at, body = excluded.body "
    "WHERE NOT (documents.readiness = 'ready' AND excluded.readiness = 'failed')"
)


def put(c: Transaction, documents: Iterable[SealedDocument]) -> None:
    """Insert or replace documents.

    Never downgrade a ready document to failed: a partner may already have it.
    """
    for document in documents:
        row = {
            "sid": document.sid,
            "kind": document.kind.value,
            "readiness": document.readiness.value,
            "made_at": document.made_at,
            "body": document.body,
        }
        c.execute(_PUT, row)


def size(c: Transaction, sid: str, kind: DocumentKind) -> int:
    """Return the stored size of a document in bytes, 0 if there is none."""
    d = t.documents.c
    one = select(func.length(d.body)).where(d.sid == sid, d.kind == kind.value)
    return c.execute(one).scalar() or 0


def find(c: Transaction, sid: str, kind: DocumentKind) -> SealedDocument | None:
    """Return a document with its body still encrypted, None if there is none."""
    d = t.documents.c
    one = select(d.readiness, d.made_at, d.body).where(d.sid == sid, d.kind == kind.value)
    row = c.execute(one).first()
    if row is None:
        return None
    return SealedDocument(sid, kind, Readiness(row.readiness), row.made_at, row.body)
