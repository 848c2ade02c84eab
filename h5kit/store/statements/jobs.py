"""Jobs and their tries: added, taken by a worker, finished.

The tables say what is to be done, how often it was tried and what came of it. A worker claims what
is due under a lease, or an engine tells it which job to take (`Transaction.enqueue`).
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
    Again,
    Done,
    Failed,
    Handlers,
    Job,
    JobHandler,
    Later,
    NewJob,
    Outcome,
    TryResult,
)
from h5kit.store.runner import Transaction
from h5kit.store.sealing import SealError
from h5kit.store.statements import documents

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
ANSWER_KEPT = 200
log = structlog.get_logger()
_OPEN = or_(t.jobs.c.state == WAITING, t.jobs.c.state == RUNNING)
_ADD = text(
    "INSERT INTO jobs (id, kind, sid, payload, state, due_at, tries, tries_before, created_at, "
    "turn) VALUES (:id, :kind, :sid, :payload, 'waiting', :due_at, 0, 0, :due_at, 0) "
    "ON CONFLICT (id) DO NOTHING"
)


def add(c: Transaction, new: Iterable[NewJob]) -> None:
    """Write jobs, except those whose id is there already."""
    for job in new:
        _add(c, job)


def _add(c: Transaction, job: NewJob) -> None:
    payload = c.sealer.seal(job.payload, f"jobs/{job.id}")
    row = {"id": job.id, "kind": job.kind, "sid": job.sid, "payload": payload,
           "due_at": job.due_at}  # fmt: skip
    if c.quick(_ADD, row).rowcount == 1:
        c.enqueue(job.id, job.kind, 0, job.due_at)


def claim(c: Transaction, now: float, handlers: Handlers, busy: Collection[str] = ()) -> Job | None:
    """Take the next due job; the try is written down before anything is done.

    A running job whose lease has lapsed lost its worker in the middle of a try: that try counts,
    so a crash can never lead to one try more. `busy` are those this very worker is at.
    """
    mine = (_OPEN, t.jobs.c.kind.in_(handlers), t.jobs.c.id.not_in(busy))
    due = select(t.jobs).where(*mine, t.jobs.c.due_at <= now).order_by(t.jobs.c.due_at).limit(1)
    # Where several workers claim at once, each takes another job.
    due = due.with_for_update(skip_locked=True)
    while (row := c.execute(due).mappings().first()) is not None:
        if (job := _begin(c, row, now, handlers[row["kind"]])) is not None:
            return job
    return None


def take(c: Transaction, job_id: str, turn: int, now: float, handlers: Handlers) -> Job | None:
    """Take a job in its turn; None where it has moved on since, or has no try left."""
    one = select(t.jobs).where(t.jobs.c.id == job_id, t.jobs.c.turn == turn, _OPEN)
    row = c.execute(one.with_for_update()).mappings().first()
    return None if row is None else _begin(c, row, now, handlers[row["kind"]])


def _begin(c: Transaction, row: RowMapping, now: float, handler: JobHandler) -> Job | None:
    """Commit to a try, or to the end: a crash has ended the last one, or no key opens the job."""
    if row["state"] == RUNNING:
        _lost(c, row["id"], row["tries_before"] + row["tries"])
    most, tries = handler.most_tries, row["tries"] + 1
    if most and tries > most:
        change(c, row["id"], state=FAILED)
        return None
    number = row["tries_before"] + tries
    payload = opened(c, row)
    state, outcome = (FAILED, "sealed") if payload is None else (RUNNING, "started")
    change(c, row["id"], state=state, tries=tries, due_at=now + handler.lease_seconds)
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


def opened(c: Transaction, row: RowMapping) -> bytes | None:
    """Return what a job holds, None where no key opens it."""
    try:
        return c.sealer.unseal(row["payload"], f"jobs/{row['id']}")
    except SealError:
        return None


def change(c: Transaction, job_id: str, **values: object) -> None:
    """Give a job's columns new values."""
    c.execute(update(t.jobs).where(t.jobs.c.id == job_id).values(**values))


def _lost(c: Transaction, job_id: str, number: int) -> None:
    lost = _try(job_id, number), t.tries.c.outcome == "started"
    c.execute(update(t.tries).where(*lost).values(outcome="worker lost"))


def _try(job_id: str, number: int) -> ColumnElement[bool]:
    return (t.tries.c.job == job_id) & (t.tries.c.number == number)


def finish(c: Transaction, job: Job, outcome: Outcome, kept: Sequence[SealedDocument]) -> None:
    """Write how a try ended, and what follows from it.

    Where another worker has the job by now, or it was erased, nothing follows.
    """
    match outcome:
        case Later(at):
            if _put_off(c, job, at):
                _follow_up(c, outcome, kept)
        case Again(at, result) if not job.is_last:
            turn = job.turn + 1
            if _end(c, job, result, state=WAITING, due_at=at, turn=turn):
                c.enqueue(job.id, job.kind, turn, at)
        case Again(_, result):
            _end(c, job, result, state=FAILED)
        case Done(result):
            if _end(c, job, result, state=DONE):
                _follow_up(c, outcome, kept)
        case Failed(result):
            if _end(c, job, result, state=FAILED):
                _follow_up(c, outcome, kept)
        case _:
            assert_never(outcome)


def _end(c: Transaction, job: Job, result: TryResult, **values: Any) -> bool:
    """Write the result of a try, and end it if it is still the one under way."""
    holds = _change(c, job, values)
    kept = {"outcome": result.outcome, "status": result.status, "seconds": result.seconds}
    of_this = update(t.tries).where(_try(job.id, job.number))
    c.execute(of_this.values(**kept, answer=result.answer[:ANSWER_KEPT]))
    return holds


def _change(c: Transaction, job: Job, values: dict[str, Any]) -> bool:
    """Change the job if this worker's try is still the one under way."""
    j = t.jobs.c
    mine = (j.id == job.id, j.state == RUNNING, j.tries == job.tries, j.turn == job.turn)
    return c.execute(update(t.jobs).where(*mine).values(**values)).rowcount == 1


def _put_off(c: Transaction, job: Job, at: float) -> bool:
    """Take the try back and put the job in line again."""
    turn = job.turn + 1
    values = {"state": WAITING, "due_at": at, "turn": turn, "tries": job.tries - 1}
    if not _change(c, job, values):
        return False
    c.execute(delete(t.tries).where(_try(job.id, job.number)))
    c.enqueue(job.id, job.kind, turn, at)
    return True


def _follow_up(
    c: Transaction, outcome: Done | Failed | Later, kept: Sequence[SealedDocument]
) -> None:
    documents.put(c, kept)
    add(c, outcome.jobs)


def next_due(c: Transaction, kinds: Collection[str], busy: Collection[str] = ()) -> float | None:
    """Return when the next job is due or the next lease lapses."""
    mine = (_OPEN, t.jobs.c.kind.in_(kinds), t.jobs.c.id.not_in(busy))
    return c.execute(select(func.min(t.jobs.c.due_at)).where(*mine)).scalar()
