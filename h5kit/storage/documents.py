"""The transactions on documents and sealed facts, and erasing; the same on every database."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Delete,
    LargeBinary,
    Text,
    bindparam,
    delete,
    select,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from h5kit.storage import schema as t
from h5kit.storage.results import Document, DocumentKind, Readiness, Sealed

MOST_FORGOTTEN = 200
_PUT = text(
    "INSERT INTO documents (sid, kind, readiness, made_at, body) "
    "VALUES (:sid, :kind, :readiness, :made_at, :body) ON CONFLICT (sid, kind) DO UPDATE SET "
    "readiness = excluded.readiness, made_at = excluded.made_at, body = excluded.body"
)
_SEAL = text(
    "INSERT INTO applicants (sid, key_id, box) VALUES (:sid, :key_id, :box) "
    "ON CONFLICT (sid) DO UPDATE SET key_id = excluded.key_id, box = excluded.box"
)


class _Holds(FunctionElement[bool]):
    """Whether a column of bytes holds some bytes: every database says it in words of its own."""

    inherit_cache = True
    type = Boolean()


@compiles(_Holds, "sqlite")
def _in_sqlite(element: _Holds, compiler: Any, **kw: Any) -> str:
    return f"instr({compiler.process(element.clauses, **kw)}) > 0"


@compiles(_Holds, "postgresql")
def _in_postgresql(element: _Holds, compiler: Any, **kw: Any) -> str:
    column, part = (compiler.process(e, **kw) for e in element.clauses)
    return f"position({part} IN {column}) > 0"


def _erasures() -> tuple[Delete, ...]:
    sid = bindparam("sid", type_=Text)
    of_jobs = t.tries.c.job.in_(select(t.jobs.c.id).where(t.jobs.c.sid == sid))
    flow = _Holds(t.flows.c.doc, bindparam("bytes", type_=LargeBinary))
    return (
        delete(t.tries).where(of_jobs),
        delete(t.jobs).where(t.jobs.c.sid == sid),
        delete(t.documents).where(t.documents.c.sid == sid),
        delete(t.applicants).where(t.applicants.c.sid == sid),
        delete(t.authorizations).where(t.authorizations.c.sid == sid),
        delete(t.flows).where(flow),
    )


_ERASURES = _erasures()


def put(c: Connection, documents: Iterable[Document]) -> None:
    """Keep documents, each in place of what its sid and kind had."""
    for document in documents:
        row = {
            "sid": document.sid,
            "kind": document.kind.value,
            "readiness": document.readiness.value,
            "made_at": document.made_at,
            "body": document.body,
        }
        c.execute(_PUT, row)


def find(c: Connection, sid: str, kind: DocumentKind) -> Document | None:
    """Return a document as it stands."""
    d = t.documents.c
    one = select(d.readiness, d.made_at, d.body).where(d.sid == sid, d.kind == kind.value)
    row = c.execute(one).first()
    return row and Document(sid, kind, Readiness(row.readiness), row.made_at, row.body)


def seal(c: Connection, sealed: Sealed) -> None:
    """Keep a person's encrypted facts."""
    c.execute(_SEAL, {"sid": sealed.sid, "key_id": sealed.key_id, "box": sealed.box})


def sealed(c: Connection, sid: str) -> Sealed | None:
    """Return a person's encrypted facts."""
    a = t.applicants.c
    row = c.execute(select(a.key_id, a.box).where(a.sid == sid)).first()
    return row and Sealed(sid, row.key_id, row.box)


def newest_sid(c: Connection, partner: str, uid: str, person: str) -> str | None:
    """Return the newest sid of a uid or person."""
    a = t.authorizations.c
    if not (uid or person):
        return None
    wanted = select(a.sid).where(a.partner == partner).order_by(a.granted_at.desc(), a.sid).limit(1)
    if uid:
        wanted = wanted.where(a.uid == uid)
    if person:
        wanted = wanted.where(a.person == person)
    return c.execute(wanted).scalar()


def erase(c: Connection, sid: str) -> bool:
    """Delete every row of a sid; False where there was none."""
    # In the order in which workers take them: first the job, then its tries.
    c.execute(select(t.jobs.c.id).where(t.jobs.c.sid == sid).with_for_update()).all()
    of = {"sid": sid, "bytes": sid.encode()}
    gone = [c.execute(e, {k: of[k] for k in _needed(e)}).rowcount for e in _ERASURES]
    return any(gone)


def _needed(statement: Delete) -> tuple[str, ...]:
    return ("bytes",) if statement.table is t.flows else ("sid",)


def erase_person(c: Connection, partner: str, person: str) -> tuple[str, ...]:
    """Delete every row of a person; return the sids."""
    a = t.authorizations.c
    mine = select(a.sid).where(a.partner == partner, a.person == person, a.person != "")
    return _erase_all(c, tuple(c.execute(mine).scalars()))


def forget(c: Connection, partner: str, before: float) -> int:
    """Erase the partner's oldest sids that were granted before a time; return how many."""
    a = t.authorizations.c
    old = select(a.sid).where(a.partner == partner, a.granted_at < before)
    old = old.order_by(a.granted_at).limit(MOST_FORGOTTEN)
    return len(_erase_all(c, tuple(c.execute(old).scalars())))


def _erase_all(c: Connection, sids: tuple[str, ...]) -> tuple[str, ...]:
    for sid in sids:
        erase(c, sid)
    return sids
