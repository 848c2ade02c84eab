"""The job handler that sends pushes: at least once, at most three tries (contract, §4: pushes)."""

from collections.abc import Callable
from functools import partial

import msgspec
import structlog

from h5kit.clock import Clock
from h5kit.delivery.answers import is_ok, text_of
from h5kit.delivery.envelope import Encryption, seal
from h5kit.delivery.jobs import PushPayload
from h5kit.delivery.outbound import Outbound, PostResult
from h5kit.delivery.signing import sign
from h5kit.entry.partners import Partners
from h5kit.settings import Settings
from h5kit.store.jobs import Done, Job, Outcome, Retry, TryResult
from h5kit.store.store import Store
from h5kit.threads import by_size

OnTry = Callable[[str, str, float], None]
MOST_TRIES = 3
ANSWER_CHARACTERS = 200
ACCEPTED = "ok"

log = structlog.get_logger()


class PushHandler:
    """Sends the body of a push job to its address, signed with the partner's secret."""

    most_tries = MOST_TRIES

    def __init__(
        self,
        outbound: Outbound,
        results: Store,
        partners: Partners,
        clock: Clock,
        settings: Settings,
        on_try: OnTry | None = None,
    ) -> None:
        """Create the handler; it calls `on_try(kind, outcome, seconds)` after each try."""
        self._on_try = on_try
        self._outbound = outbound
        self._results = results
        self._partners = partners
        self._clock = clock
        self._settings = settings

    @property
    def lease_seconds(self) -> float:
        """The timeout of one try."""
        return self._settings.push.lease_seconds

    async def __call__(self, job: Job) -> Outcome:
        """Send the push once."""
        answer = await self._send(job)
        result = TryResult(
            outcome=outcome_of(answer),
            status=answer.status,
            answer=text_of(answer.body)[:ANSWER_CHARACTERS],
            seconds=round(answer.seconds, 3),
        )
        log.info("push", sid=job.sid, kind=job.kind, number=job.number, outcome=result.outcome,
                 status=answer.status)  # fmt: skip
        if self._on_try is not None:
            self._on_try(job.kind, result.outcome, result.seconds)
        if result.outcome == ACCEPTED:
            return Done(result)
        spacing = self._settings.push.spacing_seconds
        # Relative to the start of the try, so that advancing the sandbox's clock adds no delay.
        ended = job.started_at + answer.seconds
        return Retry(ended + spacing[min(job.tries, len(spacing)) - 1], result)

    async def _send(self, job: Job) -> PostResult:
        payload = msgspec.json.decode(job.payload, type=PushPayload)
        partner = self._partners.by_appid(payload.partner)
        if partner is None:
            return PostResult(error="partner")
        plain = await self._body(job.sid, payload)
        if plain is None:
            return PostResult(error="erased")
        # Real time: receivers reject timestamps far from theirs, and the sandbox's clock may be
        # ahead.
        at = self._clock.real()
        encryption = Encryption(partner.records_encryption) if payload.document else Encryption.NONE
        body, headers = await by_size(
            len(plain), partial(_signed, partner.secret, encryption, plain, job.id, at)
        )
        return await self._outbound.post(
            payload.url, body, headers, deadline=self._settings.push.deadline_seconds
        )

    async def _body(self, sid: str, payload: PushPayload) -> bytes | None:
        """Return the body to send, None if its document was erased."""
        if payload.document is None:
            return payload.body
        document = await self._results.find_document(sid, payload.document)
        return None if document is None else document.body


def outcome_of(result: PostResult) -> str:
    """Return the outcome of a try in a word: `ok`, `refused`, or the error of the post."""
    is_accepted = not result.error and is_ok(result.status, result.body)
    return ACCEPTED if is_accepted else result.error or "refused"


def _signed(
    secret: str, encryption: Encryption, body: bytes, event_id: str, at: float
) -> tuple[bytes, dict[str, str]]:
    """Return the body with the partner's encryption, and the headers with its signature."""
    sent = seal(secret, encryption, body)
    return sent, sign(secret, event_id, at, sent)
