"""The delivery log: jobs with their tries, and redelivery."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select

from h5kit.store import schema as t
from h5kit.store.jobs import Delivery, Try
from h5kit.store.runner import Transaction
from h5kit.store.statements import jobs


def newest(c: Transaction, sid: str, limit: int, kinds: Collection[str]) -> list[Delivery]:
    """Return jobs with their tries, newest first."""
    query = select(t.jobs).order_by(t.jobs.c.created_at.desc()).limit(limit)
    if sid:
        query = query.where(t.jobs.c.sid == sid)
    if kinds:
        query = query.where(t.jobs.c.kind.in_(kinds))
    return _with_tries(c, query)


def find(c: Transaction, job_id: str) -> Delivery | None:
    """Return a job with its tries, None if there is no such job."""
    return next(iter(_with_tries(c, select(t.jobs).where(t.jobs.c.id == job_id))), None)


def _with_tries(c: Transaction, query: Select[Any]) -> list[Delivery]:
    rows = c.execute(query).mappings().all()
    of_jobs = t.tries.c.job.in_([r["id"] for r in rows])
    tries: dict[str, list[Try]] = {}
    for row in c.execute(select(t.tries).where(of_jobs).order_by(t.tries.c.number)).mappings():
        tries.setdefault(row["job"], []).append(Try(**row))
    return [
        Delivery(
            id=r["id"],
            kind=r["kind"],
            sid=r["sid"],
            state=r["state"],
            due_at=r["due_at"],
            payload=jobs.unsealed_payload(c, r) or b"{}",
            tries=tuple(tries.get(r["id"], ())),
        )
        for r in rows
    ]


def redeliver(c: Transaction, job_id: str, now: float) -> bool:
    """Queue a finished job for another round of tries; return False if there is no such job.

    The numbers of the tries continue from the previous round.
    """
    j = t.jobs.c
    ended = select(j.kind, j.turn).where(j.id == job_id, j.state.in_([jobs.DONE, jobs.FAILED]))
    row = c.execute(ended.with_for_update()).first()
    if row is None:
        return False
    jobs.change(c, job_id, state=jobs.WAITING, due_at=now, turn=row.turn + 1, tries=0,
                tries_before=j.tries_before + j.tries)  # fmt: skip
    c.enqueue(job_id, row.kind, row.turn + 1, now)
    return True
