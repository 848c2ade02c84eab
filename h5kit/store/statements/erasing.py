"""Delete everything of a sid: flow, authorization, applicant, documents, jobs and tries."""

from sqlalchemy import Delete, Text, bindparam, delete, select

from h5kit.store import schema as t
from h5kit.store.runner import Transaction

MOST_AT_ONCE = 200


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


def erase(c: Transaction, sid: str) -> bool:
    """Delete every row of a sid; return False if there was none."""
    # Lock the jobs first, as workers do (job, then tries), so that no deadlock is possible.
    c.execute(select(t.jobs.c.id).where(t.jobs.c.sid == sid).with_for_update()).all()
    deleted = [c.execute(erasure, {"sid": sid}).rowcount for erasure in _ERASURES]
    return any(deleted)


def erase_person(c: Transaction, partner: str, person: str) -> tuple[str, ...]:
    """Delete every row of a person; return their sids."""
    a = t.authorizations.c
    sids = select(a.sid).where(a.partner == partner, a.person == person, a.person != "")
    return _erase_all(c, tuple(c.execute(sids).scalars()))


def erase_old(c: Transaction, partner: str, before: float) -> int:
    """Erase the partner's oldest sids granted before a time, one batch; return how many."""
    a = t.authorizations.c
    old = select(a.sid).where(a.partner == partner, a.granted_at < before)
    old = old.order_by(a.granted_at).limit(MOST_AT_ONCE)
    return len(_erase_all(c, tuple(c.execute(old).scalars())))


def _erase_all(c: Transaction, sids: tuple[str, ...]) -> tuple[str, ...]:
    for sid in sids:
        erase(c, sid)
    return sids
