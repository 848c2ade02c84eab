"""One try of a job, the same for all workers: its lease is its timeout, and it never raises."""

import asyncio

import structlog

from h5kit.clock import Clock
from h5kit.store.jobs import Again, Job, JobHandler, Outcome, TryResult

BROKEN_SECONDS = 60
"""The pause before a retry where the handler raised or timed out."""

log = structlog.get_logger()


async def run_try(handler: JobHandler, job: Job, clock: Clock) -> Outcome:
    """Return the handler's outcome; an exception is a failed try."""
    try:
        async with asyncio.timeout(handler.lease_seconds):
            return await handler(job)
    except Exception as fault:  # noqa: BLE001 - one broken job must not end the worker
        name = type(fault).__name__
        # Only the type: an exception's text may quote what was sent.
        log.error("job_broken", sid=job.sid, kind=job.kind, number=job.number, fault=name)  # noqa: TRY400
        return Again(clock.now() + BROKEN_SECONDS, TryResult("broken"))
