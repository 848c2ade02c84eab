"""Procrastinate's side of a job: put in line by its SQL function, inside our own transaction.

The engine's row holds our job's id and turn and nothing else: no payload, no sid, no person.
Its queues are our kinds, so a worker fetches only what it has a handler for.
"""

import time
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from h5kit.store.queue import Lined

TASK = "h5kit.job"
_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(:kind, :task, 0, NULL, NULL, "
    "jsonb_build_object('job_id', CAST(:id AS text), 'turn', CAST(:turn AS int)), "
    "to_timestamp(CAST(:at AS float8)))]::procrastinate_job_to_defer_v1[])"
)
# Found, locked and put back in one statement: two that look at once put nothing back twice.
_PUT_BACK = text(
    "SELECT procrastinate_retry_job_v2(lost.id, now(), NULL, NULL, NULL) FROM ("
    "SELECT job.id FROM procrastinate_jobs job "
    "LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id "
    "WHERE job.status = 'doing' AND (worker.id IS NULL "
    "OR worker.last_heartbeat < now() - make_interval(secs => CAST(:stalled AS float8))) "
    "FOR UPDATE OF job SKIP LOCKED) lost"
)
_KNOWN = text("CREATE TABLE IF NOT EXISTS engine_steps (name TEXT NOT NULL PRIMARY KEY)")
_DONE = text("SELECT name FROM engine_steps")
_MARK = text("INSERT INTO engine_steps VALUES (:name)")


def defer(c: Connection, lined: Iterable[Lined | None]) -> None:
    """Give jobs to the engine; they run if this transaction is committed.

    What is due is given without a time, so that no difference between clocks holds it up.
    """
    for job in lined:
        if job is not None:
            at = job.due_at if job.due_at > time.time() else None
            row = {"kind": job.kind, "task": TASK, "id": job.id, "turn": job.turn, "at": at}
            c.execute(_DEFER, row)


def put_back(c: Connection, stalled: float) -> int:
    """Put in line again what workers were at that have been silent for so long; say how many."""
    return len(c.execute(_PUT_BACK, {"stalled": stalled}).all())


def lay(c: Connection) -> None:
    """Bring the engine's own tables to the form of the installed version.

    Its package ships the whole schema and every step there ever was: an empty database gets the
    one, a database of an older version the steps that it lacks.
    """
    c.execute(_KNOWN)
    done = set(c.execute(_DONE).scalars())
    folder = Path(str(resources.files("procrastinate"))) / "sql"
    steps = {step.name: step for step in sorted((folder / "migrations").glob("*.sql"))}
    lacking = [name for name in steps if name not in done]
    for file in [steps[name] for name in lacking] if done else [folder / "schema.sql"]:
        _run(c, file.read_text("utf-8"))
    for name in lacking:
        c.execute(_MARK, {"name": name})


def _run(c: Connection, script: str) -> None:
    """Run a file of statements, which the driver takes only without parameters."""
    driver: Any = c.connection.driver_connection
    driver.execute(script)
