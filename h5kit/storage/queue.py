"""The transactions on jobs and their tries, as functions of a connection."""

from typing import Any

from sqlalchemy import Connection, Select, func, insert, or_, select, update

from h5kit.storage import schema as t
from h5kit.storage.port import Delivery, Job, Try

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
ANSWER_KEPT = 200


def claim(c: Connection, now: float, lease: float, max_tries: int) -> Job | None:
    """Take the next due job and write its try down before anything is sent.

    A running job whose lease has lapsed lost its worker in the middle of a try: that try
    counts, so a crash can never lead to a fourth send.
    """
    due = or_(t.jobs.c.state == WAITING, t.jobs.c.state == RUNNING)
    ready = select(t.jobs).where(due, t.jobs.c.due_at <= now).order_by(t.jobs.c.due_at).limit(1)
    while (row := c.execute(ready).mappings().first()) is not None:
        if row["state"] == RUNNING:
            _lost(c, row["id"], row["tries_before"] + row["tries"])
        if row["tries"] >= max_tries:
            _set(c, row["id"], state=FAILED)
            continue
        return _take(c, row["id"], row["kind"], row["sid"], row["payload"],
                     row["tries"] + 1, row["tries_before"], now, lease)  # fmt: skip
    return None


def _take(
    c: Connection,
    job_id: str,
    kind: str,
    sid: str,
    payload: bytes,
    tries: int,
    tries_before: int,
    now: float,
    lease: float,
) -> Job:
    _set(c, job_id, state=RUNNING, tries=tries, due_at=now + lease)
    number = tries_before + tries
    c.execute(
        insert(t.tries).values(
            job=job_id, number=number, at=now, outcome="started", status=None, answer="", seconds=0
        )
    )
    return Job(id=job_id, kind=kind, sid=sid, payload=payload, tries=tries,
               number=number, lease_until=now + lease)  # fmt: skip


def _set(c: Connection, job_id: str, **values: object) -> None:
    c.execute(update(t.jobs).where(t.jobs.c.id == job_id).values(**values))


def _lost(c: Connection, job_id: str, number: int) -> None:
    c.execute(
        update(t.tries)
        .where(t.tries.c.job == job_id, t.tries.c.number == number, t.tries.c.outcome == "started")
        .values(outcome="worker lost")
    )


def finish(c: Connection, job: Job, tried: Try, retry_at: float | None, *, done: bool) -> None:
    """Write how a try ended, if this worker still holds the job."""
    c.execute(
        update(t.tries)
        .where(t.tries.c.job == job.id, t.tries.c.number == job.number)
        .values(
            outcome=tried.outcome,
            status=tried.status,
            answer=tried.answer[:ANSWER_KEPT],
            seconds=tried.seconds,
        )
    )
    state = DONE if done else WAITING if retry_at is not None else FAILED
    holds = (t.jobs.c.id == job.id, t.jobs.c.state == RUNNING, t.jobs.c.tries == job.tries)
    values = {"state": state} | ({"due_at": retry_at} if retry_at is not None else {})
    c.execute(update(t.jobs).where(*holds).values(**values))


_NEXT_DUE = select(func.min(t.jobs.c.due_at)).where(
    or_(t.jobs.c.state == WAITING, t.jobs.c.state == RUNNING)
)


def next_due(c: Connection) -> float | None:
    """Return when the next job is due or the next lease lapses."""
    return c.execute(_NEXT_DUE).scalar()


def deliveries(c: Connection, sid: str, limit: int) -> list[Delivery]:
    """Return jobs with their tries, newest first."""
    query = select(t.jobs).order_by(t.jobs.c.created_at.desc()).limit(limit)
    if sid:
        query = query.where(t.jobs.c.sid == sid)
    return _with_tries(c, query)


def delivery(c: Connection, job_id: str) -> Delivery | None:
    """Return one job with its tries, None when it isn't known."""
    return next(iter(_with_tries(c, select(t.jobs).where(t.jobs.c.id == job_id))), None)


def _with_tries(c: Connection, query: Select[Any]) -> list[Delivery]:
    rows = c.execute(query).mappings().all()
    of_jobs = t.tries.c.job.in_([r["id"] for r in rows])
    made: dict[str, list[Try]] = {}
    for row in c.execute(select(t.tries).where(of_jobs).order_by(t.tries.c.number)).mappings():
        made.setdefault(row["job"], []).append(Try(**row))
    return [
        Delivery(
            id=r["id"],
            kind=r["kind"],
            sid=r["sid"],
            state=r["state"],
            due_at=r["due_at"],
            payload=r["payload"],
            tries=tuple(made.get(r["id"], ())),
        )
        for r in rows
    ]


def redeliver(c: Connection, job_id: str, now: float) -> bool:
    """Give an ended push a fresh round of tries; their numbers go on."""
    ended = (t.jobs.c.id == job_id, t.jobs.c.state.in_([DONE, FAILED]))
    again = (
        update(t.jobs)
        .where(*ended)
        .values(
            state=WAITING, due_at=now, tries_before=t.jobs.c.tries_before + t.jobs.c.tries, tries=0
        )
    )
    return c.execute(again).rowcount == 1
