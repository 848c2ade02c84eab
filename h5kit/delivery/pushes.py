"""The handler that sends pushes: at least once, three times at most (contract, §4)."""

import base64
import json

import structlog

from h5kit.clock import Clock
from h5kit.delivery.answers import is_ok
from h5kit.delivery.outbound import Answer, Outbound
from h5kit.delivery.signing import sign
from h5kit.entry.partners import Partners
from h5kit.settings import Settings
from h5kit.storage.jobs import Again, Done, Job, Outcome, Told

MOST_TRIES = 3
ANSWER_KEPT = 200

log = structlog.get_logger()


class Pushes:
    """Sends a job's body to its address, signed with the partner's secret."""

    most_tries = MOST_TRIES

    def __init__(
        self, outbound: Outbound, partners: Partners, clock: Clock, settings: Settings
    ) -> None:
        """Join the parts."""
        self._outbound = outbound
        self._partners = partners
        self._clock = clock
        self._settings = settings

    @property
    def lease_seconds(self) -> float:
        """The longest that one try may take."""
        return self._settings.push_lease_seconds

    async def __call__(self, job: Job) -> Outcome:
        """Send the push once."""
        answer = await self._send(job)
        is_taken = not answer.error and is_ok(answer.status, answer.body)
        told = Told(
            outcome="ok" if is_taken else answer.error or "refused",
            status=answer.status,
            answer=answer.body.decode("utf-8", "replace")[:ANSWER_KEPT],
            seconds=round(answer.seconds, 3),
        )
        log.info("push", sid=job.sid, kind=job.kind, number=job.number, outcome=told.outcome,
                 status=answer.status)  # fmt: skip
        if is_taken:
            return Done(told)
        spacing = self._settings.push_spacing_seconds
        # From the try's own beginning: a clock that was moved meanwhile must not add to it.
        ended = job.started_at + answer.seconds
        return Again(ended + spacing[min(job.tries, len(spacing)) - 1], told)

    async def _send(self, job: Job) -> Answer:
        payload = json.loads(job.payload)
        body = base64.b64decode(payload["body"])
        partner = self._partners.by_appid(payload["partner"])
        if partner is None:
            return Answer(error="partner")
        headers = sign(partner.secret, job.id, self._clock.now(), body)
        return await self._outbound.post(
            payload["url"], body, headers, deadline=self._settings.push_deadline_seconds
        )
