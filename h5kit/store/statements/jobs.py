"""Jobs and their tries: add, claim, finish.

A worker claims the next due job with a lease, or claims the job that an engine names to it
(`Transaction.enqueue`).
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, assert_never

import structlog
from sqlalchemy import (
    ColumnElement,
    RowMapping,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from h5kit.store import schema as t
from h5kit.store.document_sealing import SealedDocument
from h5kit.store.jobs import (
    Done,
    Failed,
    Handlers,
    Job,
    JobHandler,
    NewJob,
    Outcome,
    Poll,
    Retry,
    TryResult,
)
from h5kit.store.runner import Transaction
from h5kit.store.sealing import SealError
from h5kit.store.statements import documents

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
ANSWER_CHARACTERS = 200
log = structlog.get_logger()
_OPEN = or_(t.jobs.c.state == WAITING, t.jobs.c.state == RUNNING)
_ADD = text(
    "INSERT INTO jobs (id, kind, sid, payload, state, due_at, tries, tries_before, created_at, "
    "turn) VALUES (:id, :kind, :sid, :payload, 'waiting', :due_at, 0, 0, :due_at, 0) "
    "ON CONFLICT (id) DO NOTHING"
)


def add(c: Transaction, new: Iterable[NewJob]) -> None:
    """Insert jobs; ignore those whose id exists."""
    for job in new:
        _add(c, job)


def _add(c: Transaction, job: NewJob) -> None:
    payload = c.sealer.seal(job.payload, f"jobs/{job.id}")
    row = {"id": job.id, "kind": job.kind, "sid": job.sid, "payload": payload,
           "due_at": job.due_at}  # fmt: skip
    if c.quick(_ADD, row).rowcount == 1:
        c.enqueue(job.id, job.kind, 0, job.due_at)


def claim(c: Transaction, now: float, handlers: Handlers, busy: Collection[str] = ()) -> Job | None:
    """Claim the next due job and write its try.

    A running job whose lease has expired has lost its worker during a try. That try counts, so a
    crash never leads to an extra try. `busy` are the ids of the jobs this worker is running.
    """
    claimable = (_OPEN, t.jobs.c.kind.in_(handlers), t.jobs.c.id.not_in(busy))
    due = select(t.jobs).where(*claimable, t.jobs.c.due_at <= now)
    due = due.order_by(t.jobs.c.due_at).limit(1)
    # SKIP LOCKED: workers that claim at the same time get different jobs.
    due = due.with_for_update(skip_locked=True)
    while (row := c.execute(due).mappings().first()) is not None:
        if (job := _start_try(c, row, now, handlers[row["kind"]])) is not None:
            return job
    return None


def claim_by_id(
    c: Transaction, job_id: str, turn: int, now: float, handlers: Handlers
) -> Job | None:
    """Claim a job and write its try; None if it was queued again since, or has no try left."""
    one = select(t.jobs).where(t.jobs.c.id == job_id, t.jobs.c.turn == turn, _OPEN)
    row = c.execute(one.with_for_update()).mappings().first()
    return None if row is None else _start_try(c, row, now, handlers[row["kind"]])


def _start_try(c: Transaction, row: RowMapping, now: float, handler: JobHandler) -> Job | None:
    """Write a try and return the job; fail the job if it has no try left or no key decrypts it."""
    if row["state"] == RUNNING:
        _mark_lost(c, row["id"], row["tries_before"] + row["tries"])
    most, tries = handler.most_tries, row["tries"] + 1
    if most and tries > most:
        change(c, row["id"], state=FAILED)
        return None
    number = row["tries_before"] + tries
    payload = unsealed_payload(c, row)
    state, outcome = (FAILED, "sealed") if payload is None else (RUNNING, "started")
    change(c, row["id"], state=state, tries=tries, due_at=now + handler.lease_seconds)
    started = {"job": row["id"], "number": number, "at": now, "outcome": outcome}
    c.execute(insert(t.tries).values(**started, status=None, answer="", seconds=0))
    if payload is None:
        # Failed, so that it doesn't block other jobs; it can be redelivered once its key is back.
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


def unsealed_payload(c: Transaction, row: RowMapping) -> bytes | None:
    """Return a job's decrypted payload, None if no key decrypts it."""
    try:
        return c.sealer.unseal(row["payload"], f"jobs/{row['id']}")
    except SealError:
        return None


def change(c: Transaction, job_id: str, **values: object) -> None:
    """Set columns of a job."""
    c.execute(update(t.jobs).where(t.jobs.c.id == job_id).values(**values))


def _mark_lost(c: Transaction, job_id: str, number: int) -> None:
    lost = _try(job_id, number), t.tries.c.outcome == "started"
    c.execute(update(t.tries).where(*lost).values(outcome="worker lost"))


def _try(job_id: str, number: int) -> ColumnElement[bool]:
    return (t.tries.c.job == job_id) & (t.tries.c.number == number)


def finish(c: Transaction, job: Job, outcome: Outcome, sealed: Sequence[SealedDocument]) -> None:
    """Write the outcome of a try, with its documents (`sealed`) and follow-up jobs.

    If another worker has claimed the job since, or it was erased, documents and jobs are dropped.
    """
    match outcome:
        case Poll(at):
            if _postpone(c, job, at):
                _follow_up(c, outcome, sealed)
        case Retry(at, result) if not job.is_last:
            turn = job.turn + 1
            if _end(c, job, result, state=WAITING, due_at=at, turn=turn):
                c.enqueue(job.id, job.kind, turn, at)
        case Retry(_, result):
            _end(c, job, result, state=FAILED)
        case Done(result):
            if _end(c, job, result, state=DONE):
                _follow_up(c, outcome, sealed)
        case Failed(result):
            if _end(c, job, result, state=FAILED):
                _follow_up(c, outcome, sealed)
        case _:
            assert_never(outcome)


def _end(c: Transaction, job: Job, result: TryResult, **values: Any) -> bool:
    """Write the result of a try; return whether it is still the job's current try."""
    is_current = _change(c, job, values)
    logged = {"outcome": result.outcome, "status": result.status, "seconds": result.seconds}
    this_try = update(t.tries).where(_try(job.id, job.number))
    c.execute(this_try.values(**logged, answer=result.answer[:ANSWER_CHARACTERS]))
    return is_current


def _change(c: Transaction, job: Job, values: dict[str, Any]) -> bool:
    """Change the job if this worker's try is still its current try; return whether it was."""
    j = t.jobs.c
    current = (j.id == job.id, j.state == RUNNING, j.tries == job.tries, j.turn == job.turn)
    return c.execute(update(t.jobs).where(*current).values(**values)).rowcount == 1


def _postpone(c: Transaction, job: Job, at: float) -> bool:
    """Delete the try and queue the job again."""
    turn = job.turn + 1
    values = {"state": WAITING, "due_at": at, "turn": turn, "tries": job.tries - 1}
    if not _change(c, job, values):
        return False
    c.execute(delete(t.tries).where(_try(job.id, job.number)))
    c.enqueue(job.id, job.kind, turn, at)
    return True


def _follow_up(
    c: Transaction, outcome: Done | Failed | Poll, sealed: Sequence[SealedDocument]
) -> None:
    documents.put(c, sealed)
    add(c, outcome.jobs)


def next_due(c: Transaction, kinds: Collection[str], busy: Collection[str] = ()) -> float | None:
    """Return when the next job is due or the next lease expires, None when there is no job."""
    claimable = (_OPEN, t.jobs.c.kind.in_(kinds), t.jobs.c.id.not_in(busy))
    return c.execute(select(func.min(t.jobs.c.due_at)).where(*claimable)).scalar()
