"""The job handler that collects records from the gateway and computes report, score and tags.

It requests the records until they are complete or the collection times out. The documents and the
follow-up pushes are written in one transaction, so a kill at any point neither loses nor repeats
them. Records are available as soon as they are complete and are never requested again. The other
documents wait for the number directory and fail without it, because a score without tags would be
too good. A programming error in the gateway fails the collection at once.
"""

import asyncio
from collections.abc import Callable
from typing import assert_never

import msgspec
import structlog

from h5kit.carrier.gateway import Gateway
from h5kit.clock import Clock
from h5kit.delivery.jobs import record_jobs, report_jobs
from h5kit.delivery.record_requests import (
    MAX_POLL_SECONDS,
    MIN_POLL_SECONDS,
    GatewayBroken,
    request_records,
)
from h5kit.entry.partners import Partners
from h5kit.flow.outcomes import Collected, CollectOutcome, NotYet, Refused
from h5kit.model import Authorization, Partner
from h5kit.records import Records, Style, decode, encode, envelope
from h5kit.report import Study, build_study, report_of, score_of, tags_of
from h5kit.report.directory import NumberDirectory
from h5kit.report.directory.port import DirectoryError
from h5kit.settings import Settings
from h5kit.store.documents import Document, DocumentKind, Readiness
from h5kit.store.jobs import Done, Failed, Job, Outcome, Poll, TryResult
from h5kit.store.store import Store

MOST_LOST = 3
"""The maximum number of crashed or broken tries in a row after the collection has timed out."""

WAITING, READY, FAILED = Readiness.WAITING, Readiness.READY, Readiness.FAILED

Compute = Callable[[Study], object]
COMPUTED: dict[DocumentKind, Compute] = {
    DocumentKind.REPORT: report_of,
    DocumentKind.SCORE: score_of,
    DocumentKind.TAGS: tags_of,
}
"""The documents that are computed from the records."""

log = structlog.get_logger()


class PulledDocument(msgspec.Struct, frozen=True):
    """The body of a pull's answer (contract, section 5: pulling data)."""

    status: int
    msg: str
    data: object


class CollectHandler:
    """Collects the records of an authorization and computes its documents."""

    most_tries = 0

    def __init__(
        self,
        gateway: Gateway,
        results: Store,
        partners: Partners,
        directory: NumberDirectory,
        clock: Clock,
        settings: Settings,
    ) -> None:
        """Create the handler; `results` is the store."""
        self._gateway = gateway
        self._results = results
        self._partners = partners
        self._directory = directory
        self._clock = clock
        self._settings = settings

    @property
    def lease_seconds(self) -> float:
        """The timeout of one try: the request for the records and computing the documents."""
        return self._settings.collect_lease_seconds

    async def __call__(self, job: Job) -> Outcome:
        """Request the records unless they are stored already; then compute the documents."""
        grant = await self._results.authorization(job.sid)
        partner = self._partners.by_appid(grant.partner) if grant else None
        if grant is None or partner is None:
            return Failed(TryResult("erased"))
        if job.tries > MOST_LOST and self._clock.now() > self._until(grant):
            return self._failed(grant, partner, "broken")
        if (records := await self._stored_records(job.sid)) is not None:
            return await self._compute(grant, partner, records)
        seconds = self._settings.record_seconds
        answer = await request_records(self._gateway, job.sid, self._clock, seconds)
        return await self._outcome(grant, partner, answer)

    async def _outcome(
        self, grant: Authorization, partner: Partner, answer: CollectOutcome | GatewayBroken
    ) -> Outcome:
        match answer:
            case GatewayBroken():
                return self._failed(grant, partner, f"gateway broken: {answer.fault}")
            case Collected():
                return await self._collected(grant, partner, answer.records)
            case NotYet():
                return self._poll(grant, partner, answer.seconds, "never came")
            case Refused():
                if not answer.session_over:
                    why = f"message {answer.message}"
                    return self._poll(grant, partner, MAX_POLL_SECONDS, why)
                return self._failed(grant, partner, f"message {answer.message}")
            case _:
                assert_never(answer)

    def _until(self, grant: Authorization) -> float:
        return grant.granted_at + self._settings.results.collect_seconds

    def _poll(
        self,
        grant: Authorization,
        partner: Partner,
        seconds: float,
        why: str,
        complete: tuple[Document, ...] = (),
    ) -> Outcome:
        """Poll again in `seconds`, or fail if the collection has timed out by then.

        `complete` are documents that can be stored already.
        """
        now = self._clock.now()
        at = now + min(max(seconds, MIN_POLL_SECONDS), MAX_POLL_SECONDS)
        if at > self._until(grant):
            return self._failed(grant, partner, why, complete)
        return Poll(at, complete, record_jobs(grant, partner, now) if complete else ())

    def _failed(
        self,
        grant: Authorization,
        partner: Partner,
        why: str,
        complete: tuple[Document, ...] = (),
    ) -> Outcome:
        now = self._clock.now()
        log.warning("collection_failed", sid=grant.sid, why=why)
        documents = {kind: Document(grant.sid, kind, FAILED, now) for kind in DocumentKind}
        documents |= {d.kind: d for d in complete if d.readiness is READY}
        jobs = report_jobs(grant, partner, now, is_made=False)
        if complete:
            jobs += record_jobs(grant, partner, now)
        return Failed(TryResult(why), tuple(documents.values()), jobs)

    async def _stored_records(self, sid: str) -> Records | None:
        """Return the records if the report is waiting for the number directory, else None."""
        document = await self._results.find_document(sid, DocumentKind.REPORT)
        if document is None or document.readiness is not WAITING:
            return None
        return await asyncio.to_thread(decode, document.body, now=document.made_at)

    async def _collected(self, grant: Authorization, partner: Partner, records: Records) -> Outcome:
        records = msgspec.structs.replace(records, sid=grant.sid, uid=grant.uid, tel=grant.tel)
        # On a thread: each thousand calls take some milliseconds.
        document = await asyncio.to_thread(_records_document, partner, records, self._clock.now())
        return await self._compute(grant, partner, records, document)

    async def _compute(
        self,
        grant: Authorization,
        partner: Partner,
        records: Records,
        document: Document | None = None,
    ) -> Outcome:
        """Compute the documents; `document` are the records themselves if not stored yet."""
        now = self._clock.now()
        try:
            study = await self._study(grant, records, now)
        except DirectoryError:
            log.warning("directory_silent", sid=grant.sid)
            complete: tuple[Document, ...] = ()
            if document is not None:
                complete = (document, await asyncio.to_thread(_waiting_report, records, now))
            return self._poll(grant, partner, MAX_POLL_SECONDS, "directory", complete)
        computed = await asyncio.to_thread(_computed, study, grant.sid, now)
        are_ready = all(one.readiness is READY for one in computed)
        jobs = report_jobs(grant, partner, now, is_made=are_ready)
        if document is None:
            return Done(TryResult(), computed, jobs)
        return Done(TryResult(), (document, *computed), (*record_jobs(grant, partner, now), *jobs))

    async def _study(self, grant: Authorization, records: Records, now: float) -> Study:
        applicant = await self._results.applicant(grant.sid)
        return await build_study(records, applicant, self._directory, at=now)


def _records_document(partner: Partner, records: Records, now: float) -> Document:
    style = Style.SAMPLE if partner.sample_style else Style.EPOCH
    body = envelope(records, style)
    return Document(records.sid, DocumentKind.RECORDS, READY, now, body)


def _waiting_report(records: Records, now: float) -> Document:
    """Return the report that waits for the number directory: its body holds the records."""
    body = encode(records, whole=True)
    return Document(records.sid, DocumentKind.REPORT, WAITING, now, body)


def _computed(study: Study, sid: str, now: float) -> tuple[Document, ...]:
    return tuple(_document(sid, kind, compute, study, now) for kind, compute in COMPUTED.items())


def _document(sid: str, kind: DocumentKind, compute: Compute, study: Study, now: float) -> Document:
    """Compute one document; if unexpected records break it, the other documents still succeed."""
    try:
        body = msgspec.json.encode(PulledDocument(0, "OK", compute(study)))
    except Exception as fault:  # noqa: BLE001
        log.error("document_broken", sid=sid, kind=kind.value, fault=type(fault).__name__)  # noqa: TRY400
        return Document(sid, kind, FAILED, now)
    return Document(sid, kind, READY, now, body)
