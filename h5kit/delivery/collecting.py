"""The handler that collects: records from the gateway, then report, score and tags from them.

It asks until the records are there or the time is over; what came of it is written together with
the pushes that follow, so that a kill at any point leads to the same end, once. Records are given
out as soon as they are there; the rest waits for the number directory and fails without it, since
a score that knows no tags would speak well of everybody.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

import msgspec
import structlog

from h5kit.carrier.gateway import Gateway
from h5kit.clock import Clock, DeadlineError, before
from h5kit.delivery import events
from h5kit.entry.partners import Partners
from h5kit.flow.outcomes import Collected, CollectOutcome, NotYet, Refused
from h5kit.model import Authorization, Partner
from h5kit.records import Records, Style, envelope
from h5kit.report import Study, look_into, report_of, score_of, tags_of
from h5kit.report.directory import NumberDirectory
from h5kit.report.directory.port import DirectoryError
from h5kit.settings import Settings
from h5kit.storage.jobs import Done, Failed, Job, Later, Outcome, Told
from h5kit.storage.results import Document, DocumentKind, Readiness, Results

ASK_SECONDS = 45
SOONEST, LATEST = 2.0, 60.0
"""Seconds until the gateway is asked again, whatever it says."""

Make = Callable[[Study], object]
MADE: dict[DocumentKind, Make] = {
    DocumentKind.REPORT: report_of,
    DocumentKind.SCORE: score_of,
    DocumentKind.TAGS: tags_of,
}
"""What is made of the records, beside the records themselves."""

log = structlog.get_logger()


class Answer(msgspec.Struct, frozen=True):
    """What a pull answers (contract, section 5)."""

    status: int
    msg: str
    data: object


@dataclass(frozen=True, slots=True)
class _Made:
    """All documents of a sid; what failed is failed, what is ready is ready."""

    documents: tuple[Document, ...]
    is_whole: bool


class Collecting:
    """Collects what an authorization gives a right to, and makes what partners want of it."""

    most_tries = 0

    def __init__(
        self,
        gateway: Gateway,
        results: Results,
        partners: Partners,
        directory: NumberDirectory,
        clock: Clock,
        settings: Settings,
    ) -> None:
        """Join the parts."""
        self._gateway = gateway
        self._results = results
        self._partners = partners
        self._directory = directory
        self._clock = clock
        self._settings = settings

    @property
    def lease_seconds(self) -> float:
        """The longest that one asking, with all that is computed then, may take."""
        return self._settings.collect_lease_seconds

    async def __call__(self, job: Job) -> Outcome:
        """Ask once; make everything where the records are there."""
        grant = await self._results.authorization(job.sid)
        partner = self._partners.by_appid(grant.partner) if grant else None
        if grant is None or partner is None:
            return Failed(Told("erased"))
        if job.tries > 1 and self._clock.now() > self._until(grant):
            # It was broken, or took its worker along, again and again.
            return self._failed(grant, partner, "broken")
        answer = await self._ask(job.sid)
        match answer:
            case Collected():
                return await self._collected(grant, partner, answer.records)
            case NotYet():
                return self._later(grant, partner, answer.seconds, "never came")
            case Refused():
                if not answer.session_over:
                    return self._later(grant, partner, LATEST, f"message {answer.message}")
                return self._failed(grant, partner, f"message {answer.message}")
            case _:
                assert_never(answer)

    async def _ask(self, sid: str) -> CollectOutcome:
        deadline = self._clock.now() + ASK_SECONDS
        try:
            return await before(deadline, self._clock, self._gateway.collect(sid))
        except DeadlineError:
            return NotYet(LATEST)
        except Exception as fault:  # noqa: BLE001 - a broken adapter is asked again
            log.error("gateway_broken", sid=sid, fault=type(fault).__name__)  # noqa: TRY400
            return NotYet(LATEST)

    def _until(self, grant: Authorization) -> float:
        return grant.granted_at + self._settings.collect_seconds

    def _later(
        self,
        grant: Authorization,
        partner: Partner,
        seconds: float,
        why: str,
        own: Document | None = None,
    ) -> Outcome:
        """Ask again, unless the time is over by then; `own` are the records that are there."""
        now = self._clock.now()
        at = now + min(max(seconds, SOONEST), LATEST)
        if at > self._until(grant):
            return self._failed(grant, partner, why, own)
        if own is None:
            return Later(at)
        return Later(at, (own,), events.recorded(grant, partner, now))

    def _failed(
        self, grant: Authorization, partner: Partner, why: str, own: Document | None = None
    ) -> Outcome:
        now = self._clock.now()
        log.warning("collection_failed", sid=grant.sid, why=why)
        failed = {kind: Document(grant.sid, kind, Readiness.FAILED, now) for kind in DocumentKind}
        jobs = events.reported(grant, partner, now, is_made=False)
        if own is not None:
            failed[own.kind] = own
            jobs += events.recorded(grant, partner, now)
        return Failed(Told(why), tuple(failed.values()), jobs)

    async def _collected(self, grant: Authorization, partner: Partner, records: Records) -> Outcome:
        now = self._clock.now()
        records = msgspec.structs.replace(records, sid=grant.sid, uid=grant.uid, tel=grant.tel)
        # Some milliseconds of computing for each thousand calls: off the loop.
        own = await asyncio.to_thread(_records, partner, records, now)
        try:
            study = await self._study(grant, records, now)
        except DirectoryError:
            log.warning("directory_silent", sid=grant.sid)
            return self._later(grant, partner, LATEST, "directory", own)
        made = await asyncio.to_thread(_made, own, study, now)
        jobs = (
            *events.recorded(grant, partner, now),
            *events.reported(grant, partner, now, is_made=made.is_whole),
        )
        return Done(Told(), made.documents, jobs)

    async def _study(self, grant: Authorization, records: Records, now: float) -> Study:
        applicant = await self._results.applicant(grant.sid)
        return await look_into(records, applicant, self._directory, at=now)


def _records(partner: Partner, records: Records, now: float) -> Document:
    style = Style.SAMPLE if partner.sample_style else Style.EPOCH
    body = envelope(records, style)
    return Document(records.sid, DocumentKind.RECORDS, Readiness.READY, now, body)


def _made(own: Document, study: Study, now: float) -> _Made:
    others = [_document(own.sid, kind, make, study, now) for kind, make in MADE.items()]
    is_whole = all(other.readiness is Readiness.READY for other in others)
    return _Made((own, *others), is_whole)


def _document(sid: str, kind: DocumentKind, make: Make, study: Study, now: float) -> Document:
    """Make one document; records that no rule foresaw must not take the other documents along."""
    try:
        body = msgspec.json.encode(Answer(0, "OK", make(study)))
    except Exception as fault:  # noqa: BLE001
        log.error("document_broken", sid=sid, kind=kind.value, fault=type(fault).__name__)  # noqa: TRY400
        return Document(sid, kind, Readiness.FAILED, now)
    return Document(sid, kind, Readiness.READY, now, body)
