"""The transactions on documents and sealed facts, and erasing; the same on every database."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, Delete, Text, bindparam, delete, exists, func, select, text

from h5kit.model import Applicant, Authorization
from h5kit.store import schema as t
from h5kit.store.document_sealing import SealedDocument
from h5kit.store.results import DocumentKind, Readiness
from h5kit.store.sealing import sealer_of

MOST_FORGOTTEN = 200
_PUT = text(
    "INSERT INTO documents (sid, kind, readiness, made_at, body) "
    "VALUES (:sid, :kind, :readiness, :made_at, :body) ON CONFLICT (sid, kind) DO UPDATE SET "
    "readiness = excluded.readiness, made_at = excluded.made_at, body = excluded.body "
    "WHERE NOT (documents.readiness = 'ready' AND excluded.readiness = 'failed')"
)
# From one partner to the next by the index: DISTINCT would read an entry of every authorization.
_GRANTING = text(
    "WITH RECURSIVE found(appid) AS (SELECT min(partner) FROM authorizations UNION ALL "
    "SELECT (SELECT min(partner) FROM authorizations WHERE partner > found.appid) FROM found "
    "WHERE found.appid IS NOT NULL) SELECT appid FROM found WHERE appid IS NOT NULL"
)
_authorization = msgspec.msgpack.Decoder(Authorization).decode
_applicant = msgspec.msgpack.Decoder(Applicant).decode


def _erasures() -> tuple[Delete, ...]:
    sid = bindparam("sid", type_=Text)
    of_jobs = t.tries.c.job.in_(select(t.jobs.c.id).where(t.jobs.c.sid == sid))
    return (
        delete(t.tries).where(of_jobs),
        delete(t.jobs).where(t.jobs.c.sid == sid),
        delete(t.documents).where(t.documents.c.sid == sid),
        delete(t.applicants).where(t.applicants.c.sid == sid),
        delete(t.authorizations).where(t.authorizations.c.sid == sid),
        delete(t.flows).where(t.flows.c.sid == sid),
    )


_ERASURES = _erasures()


def put(c: Connection, documents: Iterable[SealedDocument]) -> None:
    """Keep documents, each in place of what its sid and kind had.

    What is ready was given out: that it could not be made again takes it back from nobody.
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


def size(c: Connection, sid: str, kind: DocumentKind) -> int:
    """Return how many bytes are kept of a document."""
    d = t.documents.c
    one = select(func.length(d.body)).where(d.sid == sid, d.kind == kind.value)
    return c.execute(one).scalar() or 0


def find(c: Connection, sid: str, kind: DocumentKind) -> SealedDocument | None:
    """Return a document as it is kept."""
    d = t.documents.c
    one = select(d.readiness, d.made_at, d.body).where(d.sid == sid, d.kind == kind.value)
    row = c.execute(one).first()
    if row is None:
        return None
    return SealedDocument(sid, kind, Readiness(row.readiness), row.made_at, row.body)


def authorization(c: Connection, sid: str) -> Authorization | None:
    """Return the authorization of a sid."""
    a = t.authorizations.c
    doc = c.execute(select(a.doc).where(a.sid == sid)).scalar()
    if doc is None:
        return None
    return _authorization(sealer_of(c).unseal(doc, f"authorizations/{sid}"))


def applicant(c: Connection, sid: str) -> Applicant | None:
    """Return what the applicant of a sid told."""
    a = t.applicants.c
    box = c.execute(select(a.box).where(a.sid == sid)).scalar()
    return None if box is None else _applicant(sealer_of(c).unseal(box, f"applicants/{sid}"))


def forget_applicants(c: Connection, before: float) -> int:
    """Forget what applicants told whose report was made, or failed, before a time."""
    d = t.documents.c
    # From the few that are kept to their report, not from all reports there are.
    over = exists().where(
        d.sid == t.applicants.c.sid,
        d.kind == DocumentKind.REPORT.value,
        d.readiness != Readiness.WAITING.value,
        d.made_at < before,
    )
    return c.execute(delete(t.applicants).where(over)).rowcount


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


def granting(c: Connection) -> tuple[str, ...]:
    """Return the appids of all partners that have authorizations."""
    return tuple(c.execute(_GRANTING).scalars())


def erase(c: Connection, sid: str) -> bool:
    """Delete every row of a sid; False where there was none."""
    # In the order in which workers take them: first the job, then its tries.
    c.execute(select(t.jobs.c.id).where(t.jobs.c.sid == sid).with_for_update()).all()
    gone = [c.execute(erasure, {"sid": sid}).rowcount for erasure in _ERASURES]
    return any(gone)


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
