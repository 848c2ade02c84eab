"""Procrastinate's SQL inside our own transactions: defer a job, requeue jobs, migrate its tables.

The engine's row holds only our job's id and turn: no payload, no sid, no personal data. Its queues
are our kinds of job, so a worker fetches only jobs that it has a handler for.
"""

import time
from importlib import resources
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

TASK = "h5kit.job"
_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(:kind, :task, 0, NULL, NULL, "
    "jsonb_build_object('job_id', CAST(:id AS text), 'turn', CAST(:turn AS int)), "
    "to_timestamp(CAST(:at AS float8)))]::procrastinate_job_to_defer_v1[])"
)
# One statement finds, locks and requeues: two workers at once never requeue a job twice.
_REQUEUE = text(
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


def defer(c: Connection, job_id: str, kind: str, turn: int, due_at: float) -> None:
    """Hand a job to the engine; it runs once this transaction is committed.

    A job that is due now gets no time, so that a difference between clocks can't delay it.
    """
    at = due_at if due_at > time.time() else None
    c.execute(_DEFER, {"kind": kind, "task": TASK, "id": job_id, "turn": turn, "at": at})


def requeue_stalled(c: Connection, stalled: float) -> int:
    """Requeue the jobs of workers without a heartbeat for `stalled` seconds; return how many."""
    return len(c.execute(_REQUEUE, {"stalled": stalled}).all())


def upgrade(c: Connection) -> None:
    """Migrate the engine's own tables to the installed version.

    Its package ships the whole schema and all migrations: an empty database gets the schema, an
    older one the migrations that it lacks.
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
    """Run a file of several statements, which the driver accepts only without parameters."""
    driver: Any = c.connection.driver_connection
    driver.execute(script)
