"""The worker that sends pushes: at least once, three times at most, each try committed first."""

import asyncio
import base64
import contextlib
import json
from typing import Any

import structlog

from h5kit.clock import Clock
from h5kit.delivery.answers import is_ok
from h5kit.delivery.outbound import Answer, Outbound
from h5kit.delivery.signing import sign
from h5kit.entry.partners import Partners
from h5kit.settings import Settings
from h5kit.storage.port import Job, Jobs, Try

MOST_TRIES = 3
AT_ONCE = 8
ANSWER_KEPT = 200
LOOK_SECONDS = 5
"""How often to look without having been woken: `h5kit deliveries redeliver` is another process."""

log = structlog.get_logger()


class Worker:
    """Takes due pushes from the store and sends them, several at a time."""

    def __init__(
        self, jobs: Jobs, outbound: Outbound, partners: Partners, clock: Clock, settings: Settings
    ) -> None:
        """Join the parts; `run` starts the work."""
        self._jobs = jobs
        self._outbound = outbound
        self._partners = partners
        self._clock = clock
        self._settings = settings
        self._woken = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._is_closing = False

    def wake(self) -> None:
        """Say that there may be something due."""
        self._woken.set()

    async def run(self) -> None:
        """Send what is due, until closed; cancel to stop (a try under way is lost and counted)."""
        while not self._is_closing:
            self._woken.clear()
            while self._has_room and (job := await self._claim()) is not None:
                task = asyncio.create_task(self._send(job))
                self._sending.add(task)
                task.add_done_callback(self._sent)
            await self._wait()

    @property
    def _has_room(self) -> bool:
        return not self._is_closing and len(self._sending) < AT_ONCE

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("push_broken", fault=type(task.exception()).__name__)
        self._woken.set()

    async def _claim(self) -> Job | None:
        now = self._clock.now()
        return await self._jobs.claim(now, self._settings.push_lease_seconds, MOST_TRIES)

    async def _wait(self) -> None:
        """Wait until the next push is due, or until somebody says that there may be one."""
        due = None if len(self._sending) >= AT_ONCE else await self._jobs.next_due()
        woken = asyncio.ensure_future(self._woken.wait())
        waits: set[asyncio.Future[Any]] = {woken}
        if due is not None:
            waits.add(asyncio.ensure_future(self._until(due)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED, timeout=LOOK_SECONDS)
        finally:
            for waiting in waits:
                waiting.cancel()

    async def _until(self, when: float) -> bool:
        await self._clock.sleep_until(when)
        return True

    async def _send(self, job: Job) -> None:
        payload = json.loads(job.payload)
        body = base64.b64decode(payload["body"])
        partner = self._partners.by_appid(payload["partner"])
        at = self._clock.now()
        if partner is None:
            answer = Answer(error="partner")
        else:
            headers = sign(partner.secret, job.id, at, body)
            answer = await self._outbound.post(
                payload["url"], body, headers, deadline=self._settings.push_deadline_seconds
            )
        await self._record(job, at, answer)

    async def _record(self, job: Job, at: float, answer: Answer) -> None:
        done = not answer.error and is_ok(answer.status, answer.body)
        spacing = self._settings.push_spacing_seconds
        retry_at = None
        if not done and job.tries < MOST_TRIES:
            retry_at = self._clock.now() + spacing[min(job.tries, len(spacing)) - 1]
        tried = Try(
            job=job.id,
            number=job.number,
            at=at,
            outcome="ok" if done else answer.error or "refused",
            status=answer.status,
            answer=answer.body.decode("utf-8", "replace")[:ANSWER_KEPT],
            seconds=round(answer.seconds, 3),
        )
        await self._jobs.finish(job, tried, retry_at=retry_at, done=done)
        log.info("push", sid=job.sid, kind=job.kind, number=job.number, outcome=tried.outcome,
                 status=answer.status)  # fmt: skip

    async def close(self, seconds: float = 5) -> None:
        """Begin no more sends; let those under way finish for `seconds`, then drop them."""
        self._is_closing = True
        if self._sending:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await asyncio.gather(*self._sending, return_exceptions=True)
        for task in self._sending:
            task.cancel()
