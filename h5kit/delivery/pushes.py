"""The handler that sends pushes: at least once, three times at most (contract, §4)."""

from collections.abc import Callable
from functools import partial

import msgspec
import structlog

from h5kit.clock import Clock
from h5kit.delivery.answers import is_ok
from h5kit.delivery.envelope import Encryption, seal
from h5kit.delivery.events import Payload
from h5kit.delivery.outbound import Outbound, PostResult
from h5kit.delivery.signing import sign
from h5kit.entry.partners import Partners
from h5kit.settings import Settings
from h5kit.store.jobs import Done, Job, Outcome, Retry, TryResult
from h5kit.store.store import Store
from h5kit.threads import by_size

Tried = Callable[[str, str, float], None]
MOST_TRIES = 3
ANSWER_KEPT = 200

log = structlog.get_logger()


class Pushes:
    """Sends a job's body to its address, signed with the partner's secret."""

    most_tries = MOST_TRIES

    def __init__(
        self,
        outbound: Outbound,
        results: Store,
        partners: Partners,
        clock: Clock,
        settings: Settings,
        tried: Tried | None = None,
    ) -> None:
        """Join the parts; `tried(kind, outcome, seconds)` is told of each try."""
        self._tried = tried
        self._outbound = outbound
        self._results = results
        self._partners = partners
        self._clock = clock
        self._settings = settings

    @property
    def lease_seconds(self) -> float:
        """The longest that one try may take."""
        return self._settings.push.lease_seconds

    async def __call__(self, job: Job) -> Outcome:
        """Send the push once."""
        answer = await self._send(job)
        is_taken = not answer.error and is_ok(answer.status, answer.body)
        told = TryResult(
            outcome="ok" if is_taken else answer.error or "refused",
            status=answer.status,
            answer=answer.body.decode("utf-8", "replace")[:ANSWER_KEPT],
            seconds=round(answer.seconds, 3),
        )
        log.info("push", sid=job.sid, kind=job.kind, number=job.number, outcome=told.outcome,
                 status=answer.status)  # fmt: skip
        if self._tried is not None:
            self._tried(job.kind, told.outcome, told.seconds)
        if is_taken:
            return Done(told)
        spacing = self._settings.push.spacing_seconds
        # Measured from the try's own start, so that moving the sandbox's clock adds nothing.
        ended = job.started_at + answer.seconds
        return Retry(ended + spacing[min(job.tries, len(spacing)) - 1], told)

    async def _send(self, job: Job) -> PostResult:
        payload = msgspec.json.decode(job.payload, type=Payload)
        partner = self._partners.by_appid(payload.partner)
        if partner is None:
            return PostResult(error="partner")
        found = await self._body(job.sid, payload)
        if found is None:
            return PostResult(error="erased")
        # Receivers reject a timestamp far from their own; the sandbox's clock may be ahead.
        at = self._clock.real()
        wanted = Encryption(partner.records_encryption) if payload.document else Encryption.NONE
        body, headers = await by_size(
            len(found), partial(_signed, partner.secret, wanted, found, job.id, at)
        )
        return await self._outbound.post(
            payload.url, body, headers, deadline=self._settings.push.deadline_seconds
        )

    async def _body(self, sid: str, payload: Payload) -> bytes | None:
        """Return the body to send, as it is pulled."""
        if payload.document is None:
            return payload.body
        document = await self._results.find_document(sid, payload.document)
        return None if document is None else document.body


def _signed(
    secret: str, encryption: Encryption, body: bytes, event_id: str, at: float
) -> tuple[bytes, dict[str, str]]:
    """Return a push's body, encrypted as the partner wants it, and the headers that sign it."""
    sent = seal(secret, encryption, body)
    return sent, sign(secret, event_id, at, sent)
