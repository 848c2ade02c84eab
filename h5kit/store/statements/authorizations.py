"""Authorizations and their applicants: added once, found by sid, uid or person."""

import msgspec
from sqlalchemy import bindparam, delete, exists, insert, select, text

from h5kit.model import Applicant, Authorization, Private
from h5kit.store import schema as t
from h5kit.store.documents import DocumentKind, Readiness
from h5kit.store.plan import AlreadyGranted, SidReused
from h5kit.store.runner import Transaction

_encode = msgspec.msgpack.Encoder().encode
_authorization = msgspec.msgpack.Decoder(Authorization).decode
_applicant = msgspec.msgpack.Decoder(Applicant).decode
_replace = msgspec.structs.replace

_GRANTED = select(t.authorizations.c.sid).where(
    t.authorizations.c.partner == bindparam("partner"), t.authorizations.c.uid == bindparam("uid")
)
_OF_GRANT = select(t.authorizations.c.sid).where(
    (t.authorizations.c.sid == bindparam("sid"))
    | (
        (t.authorizations.c.partner == bindparam("partner"))
        & (t.authorizations.c.uid == bindparam("uid"))
        & (t.authorizations.c.uid != text("''"))
    )
)
_ADD = insert(t.authorizations)
_ADD_APPLICANT = insert(t.applicants)
# Steps through the index from partner to partner; DISTINCT would read every authorization.
_PARTNERS = text(
    "WITH RECURSIVE found(appid) AS (SELECT min(partner) FROM authorizations UNION ALL "
    "SELECT (SELECT min(partner) FROM authorizations WHERE partner > found.appid) FROM found "
    "WHERE found.appid IS NOT NULL) SELECT appid FROM found WHERE appid IS NOT NULL"
)


def is_granted(c: Transaction, partner: str, uid: str) -> bool:
    """Return whether the partner's uid has an authorization."""
    return c.quick(_GRANTED, {"partner": partner, "uid": uid}).fetchone() is not None


def refusal(c: Transaction, grant: Authorization) -> AlreadyGranted | SidReused | None:
    """Return why the authorization can't be added, None if it can."""
    of = {"sid": grant.sid, "partner": grant.partner, "uid": grant.uid}
    sids = {row[0] for row in c.quick(_OF_GRANT, of).fetchall()}
    if grant.sid in sids:
        return SidReused()
    return AlreadyGranted() if sids else None


def add(c: Transaction, grant: Authorization) -> None:
    """Insert an authorization, and its applicant as a row of its own, which is deleted earlier."""
    row = {
        "sid": grant.sid,
        "partner": grant.partner,
        "uid": grant.uid,
        "granted_at": grant.granted_at,
        "person": grant.person,
        "last_four": grant.last_four,
        "doc": _sealed(c, _replace(grant, applicant=None), f"authorizations/{grant.sid}"),
    }
    c.quick(_ADD, row)
    if grant.applicant is not None:
        box = _sealed(c, grant.applicant, f"applicants/{grant.sid}")
        c.quick(_ADD_APPLICANT, {"sid": grant.sid, "box": box})


def _sealed(c: Transaction, value: Private, of: str) -> bytes:
    return c.sealer.seal(_encode(value), of)


def find(c: Transaction, sid: str) -> Authorization | None:
    """Return the authorization of a sid, without its applicant."""
    a = t.authorizations.c
    doc = c.execute(select(a.doc).where(a.sid == sid)).scalar()
    return None if doc is None else _authorization(c.sealer.unseal(doc, f"authorizations/{sid}"))


def applicant(c: Transaction, sid: str) -> Applicant | None:
    """Return the applicant of a sid, None if none was stored or it has been deleted."""
    a = t.applicants.c
    box = c.execute(select(a.box).where(a.sid == sid)).scalar()
    return None if box is None else _applicant(c.sealer.unseal(box, f"applicants/{sid}"))


def forget_applicants(c: Transaction, before: float) -> int:
    """Delete the applicants whose report became ready, or failed, before a time."""
    d = t.documents.c
    # A correlated subquery, because there are few applicants and many reports.
    has_old_report = exists().where(
        d.sid == t.applicants.c.sid,
        d.kind == DocumentKind.REPORT.value,
        d.readiness != Readiness.WAITING.value,
        d.made_at < before,
    )
    return c.execute(delete(t.applicants).where(has_old_report)).rowcount


def newest_sid(c: Transaction, partner: str, uid: str, person: str) -> str | None:
    """Return the newest sid of a uid or person, None if there is none."""
    a = t.authorizations.c
    if not (uid or person):
        return None
    query = select(a.sid).where(a.partner == partner).order_by(a.granted_at.desc(), a.sid).limit(1)
    if uid:
        query = query.where(a.uid == uid)
    if person:
        query = query.where(a.person == person)
    return c.execute(query).scalar()


def partners(c: Transaction) -> tuple[str, ...]:
    """Return the appids of all partners with authorizations."""
    return tuple(c.execute(_PARTNERS).scalars())
