"""Run one try of a job, for every kind of worker. The lease is the timeout; it never raises."""

import asyncio

import structlog

from h5kit.clock import Clock
from h5kit.store.jobs import Job, JobHandler, Outcome, Retry, TryResult

BROKEN_SECONDS = 60
"""The pause before the retry of a handler that raised or timed out."""

log = structlog.get_logger()


async def run_try(handler: JobHandler, job: Job, clock: Clock) -> Outcome:
    """Return the handler's outcome, `Retry` if it raises or exceeds its lease."""
    try:
        async with asyncio.timeout(handler.lease_seconds):
            return await handler(job)
    except Exception as fault:  # noqa: BLE001 - a broken job must not stop the worker
        name = type(fault).__name__
        # Only the type: the text of an exception may contain personal data.
        log.error("job_broken", sid=job.sid, kind=job.kind, number=job.number, fault=name)  # noqa: TRY400
        return Retry(clock.now() + BROKEN_SECONDS, TryResult("broken"))
