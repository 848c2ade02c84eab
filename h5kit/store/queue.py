"""The transactions on jobs and their tries, the same on every database.

The tables say what is to be done, how often it was tried and what came of it. Who does it when is
another matter: on SQLite a worker claims what is due under a lease, on PostgreSQL an engine runs
it (`lined` is what the engine is given).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

import structlog
from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from h5kit.store import documents
from h5kit.store import schema as t
from h5kit.store.document_sealing import SealedDocument
from h5kit.store.jobs import (
    Again,
    Delivery,
    Done,
    Failed,
    Handler,
    Job,
    Later,
    NewJob,
    Outcome,
    Told,
    Try,
)
from h5kit.store.quick import Runner
from h5kit.store.sealing import SealError, sealer_of

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
ANSWER_KEPT = 200
log = structlog.get_logger()
_OPEN = or_(t.jobs.c.state == WAITING, t.jobs.c.state == RUNNING)
_ADD = text(
    "INSERT INTO jobs (id, kind, sid, payload, state, due_at, tries, tries_before, created_at, "
    "turn) VALUES (:id, :kind, :sid, :payload, 'waiting', :due_at, 0, 0, :due_at, 0) "
    "ON CONFLICT (id) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Lined:
    """A job that was put in line: for which kind of worker, in which turn, from when on."""

    id: str
    kind: str
    turn: int
    due_at: float


def add(c: Runner, job: NewJob) -> Lined | None:
    """Write a job; None where there is one of that id already."""
    payload = sealer_of(c).seal(job.payload, f"jobs/{job.id}")
    row = {"id": job.id, "kind": job.kind, "sid": job.sid, "payload": payload,
           "due_at": job.due_at}  # fmt: skip
    if c.execute(_ADD, row).rowcount != 1:
        return None
    return Lined(job.id, job.kind, 0, job.due_at)


def claim(
    c: Connection, now: float, handlers: Mapping[str, Handler], busy: Collection[str] = ()
) -> Job | None:
    """Take the next due job; the try is written down before anything is done.

    A running job whose lease has lapsed lost its worker in the middle of a try: that try counts,
    so a crash can never lead to one try more. `busy` are those this very worker is at.
    """
    mine = (_OPEN, t.jobs.c.kind.in_(handlers), t.jobs.c.id.not_in(busy))
    due = select(t.jobs).where(*mine, t.jobs.c.due_at <= now).order_by(t.jobs.c.due_at).limit(1)
    while (row := c.execute(due).mappings().first()) is not None:
        if (job := _begin(c, row, now, handlers[row["kind"]])) is not None:
            return job
    return None


def take(
    c: Connection, job_id: str, turn: int, now: float, handlers: Mapping[str, Handler]
) -> Job | None:
    """Take a job in its turn; None where it has moved on since, or has no try left."""
    one = select(t.jobs).where(t.jobs.c.id == job_id, t.jobs.c.turn == turn, _OPEN)
    row = c.execute(one.with_for_update()).mappings().first()
    return None if row is None else _begin(c, row, now, handlers[row["kind"]])


def _begin(c: Connection, row: RowMapping, now: float, handler: Handler) -> Job | None:
    """Commit to a try, or to the end: a crash has ended the last one, or no key opens the job."""
    if row["state"] == RUNNING:
        _lost(c, row["id"], row["tries_before"] + row["tries"])
    most, tries = handler.most_tries, row["tries"] + 1
    if most and tries > most:
        _set(c, row["id"], state=FAILED)
        return None
    number = row["tries_before"] + tries
    payload = _opened(c, row)
    state, outcome = (FAILED, "sealed") if payload is None else (RUNNING, "started")
    _set(c, row["id"], state=state, tries=tries, due_at=now + handler.lease_seconds)
    begun = {"job": row["id"], "number": number, "at": now, "outcome": outcome}
    c.execute(insert(t.tries).values(**begun, status=None, answer="", seconds=0))
    if payload is None:
        # With its key back it can be sent again; until then it must not hold up the others.
        log.error("job_sealed", sid=row["sid"], kind=row["kind"], number=number)
        return None
    return Job(
        id=row["id"],
        kind=row["kind"],
        sid=row["sid"],
        payload=payload,
        tries=tries,
        number=number,
        turn=row["turn"],
        started_at=now,
        is_last=tries == most,
    )


def _opened(c: Connection, row: RowMapping) -> bytes | None:
    """Return what a job holds, None where no key opens it."""
    try:
        return sealer_of(c).unseal(row["payload"], f"jobs/{row['id']}")
    except SealError:
        return None


def _set(c: Connection, job_id: str, **values: object) -> None:
    c.execute(update(t.jobs).where(t.jobs.c.id == job_id).values(**values))


def _lost(c: Connection, job_id: str, number: int) -> None:
    lost = _try(job_id, number), t.tries.c.outcome == "started"
    c.execute(update(t.tries).where(*lost).values(outcome="worker lost"))


def _try(job_id: str, number: int) -> ColumnElement[bool]:
    return (t.tries.c.job == job_id) & (t.tries.c.number == number)


def finish(
    c: Connection, job: Job, outcome: Outcome, kept: tuple[SealedDocument, ...]
) -> tuple[Lined, ...]:
    """Write how a try ended and what follows from it; return what is in line now.

    `kept` are the outcome's documents, sealed.
    Where another worker has the job by now, or it was erased, nothing follows.
    """
    match outcome:
        case Later(at):
            later = _put_off(c, job, at)
            return (*later, *_follow_up(c, outcome, kept)) if later else ()
        case Again(at, told) if not job.is_last:
            again = Lined(job.id, job.kind, job.turn + 1, at)
            holds = _end(c, job, told, state=WAITING, due_at=at, turn=again.turn)
            return (again,) if holds else ()
        case Again(_, told):
            _end(c, job, told, state=FAILED)
            return ()
        case Done(told):
            return _follow_up(c, outcome, kept) if _end(c, job, told, state=DONE) else ()
        case Failed(told):
            return _follow_up(c, outcome, kept) if _end(c, job, told, state=FAILED) else ()
        case _:
            assert_never(outcome)


def _end(c: Connection, job: Job, told: Told, **values: Any) -> bool:
    """Write what a try told, and end it if it is still the one under way."""
    holds = _change(c, job, values)
    kept = {"outcome": told.outcome, "status": told.status, "seconds": told.seconds}
    of_this = update(t.tries).where(_try(job.id, job.number))
    c.execute(of_this.values(**kept, answer=told.answer[:ANSWER_KEPT]))
    return holds


def _change(c: Connection, job: Job, values: dict[str, Any]) -> bool:
    """Change the job if this worker's try is still the one under way."""
    j = t.jobs.c
    mine = (j.id == job.id, j.state == RUNNING, j.tries == job.tries, j.turn == job.turn)
    return c.execute(update(t.jobs).where(*mine).values(**values)).rowcount == 1


def _put_off(c: Connection, job: Job, at: float) -> tuple[Lined, ...]:
    """Take the try back and put the job in line again."""
    later = Lined(job.id, job.kind, job.turn + 1, at)
    values = {"state": WAITING, "due_at": at, "turn": later.turn, "tries": job.tries - 1}
    if not _change(c, job, values):
        return ()
    c.execute(delete(t.tries).where(_try(job.id, job.number)))
    return (later,)


def _follow_up(
    c: Connection, outcome: Done | Failed | Later, kept: tuple[SealedDocument, ...]
) -> tuple[Lined, ...]:
    documents.put(c, kept)
    return tuple(lined for job in outcome.jobs if (lined := add(c, job)))


def next_due(c: Connection, kinds: Collection[str], busy: Collection[str] = ()) -> float | None:
    """Return when the next job is due or the next lease lapses."""
    mine = (_OPEN, t.jobs.c.kind.in_(kinds), t.jobs.c.id.not_in(busy))
    return c.execute(select(func.min(t.jobs.c.due_at)).where(*mine)).scalar()


def deliveries(c: Connection, sid: str, limit: int, kinds: Collection[str]) -> list[Delivery]:
    """Return jobs with their tries, newest first."""
    query = select(t.jobs).order_by(t.jobs.c.created_at.desc()).limit(limit)
    if sid:
        query = query.where(t.jobs.c.sid == sid)
    if kinds:
        query = query.where(t.jobs.c.kind.in_(kinds))
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
            payload=_opened(c, r) or b"{}",
            tries=tuple(made.get(r["id"], ())),
        )
        for r in rows
    ]


def redeliver(c: Connection, job_id: str, now: float) -> Lined | None:
    """Give an ended job a fresh round of tries; their numbers go on."""
    j = t.jobs.c
    ended = select(j.kind, j.turn).where(j.id == job_id, j.state.in_([DONE, FAILED]))
    row = c.execute(ended.with_for_update()).first()
    if row is None:
        return None
    _set(c, job_id, state=WAITING, due_at=now, turn=row.turn + 1, tries=0,
         tries_before=j.tries_before + j.tries)  # fmt: skip
    return Lined(job_id, row.kind, row.turn + 1, now)
