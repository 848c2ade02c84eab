"""Documents by sid and kind, each sealed."""

from collections.abc import Iterable

from sqlalchemy import select, text

from h5kit.store import schema as t
from h5kit.store.documents import Document, DocumentKind, Readiness
from h5kit.store.runner import Transaction

_PUT = text(
    "INSERT INTO documents (sid, kind, readiness, made_at, body) "
    "VALUES (:sid, :kind, :readiness, :made_at, :body) ON CONFLICT (sid, kind) DO UPDATE SET "
    "readiness = excluded.readiness, made_at = excluded.made_at, body = excluded.body "
    "WHERE NOT (documents.readiness = 'ready' AND excluded.readiness = 'failed')"
)


def put(c: Transaction, documents: Iterable[Document]) -> None:
    """Keep documents, each in place of what its sid and kind had.

    Never downgrade a ready document to failed; a partner may already have it.
    """
    for document in documents:
        row = {
            "sid": document.sid,
            "kind": document.kind.value,
            "readiness": document.readiness.value,
            "made_at": document.made_at,
            "body": c.sealer.seal(document.body, _place(document.sid, document.kind)),
        }
        c.execute(_PUT, row)


def find(c: Transaction, sid: str, kind: DocumentKind) -> Document | None:
    """Return a document as it stands."""
    d = t.documents.c
    one = select(d.readiness, d.made_at, d.body).where(d.sid == sid, d.kind == kind.value)
    row = c.execute(one).first()
    if row is None:
        return None
    body = c.sealer.unseal(row.body, _place(sid, kind))
    return Document(sid, kind, Readiness(row.readiness), row.made_at, body)


def _place(sid: str, kind: DocumentKind) -> str:
    return f"documents/{sid}/{kind}"
