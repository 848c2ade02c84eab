"""The handler that collects: records from the gateway, then report, score and tags from them.

It asks until the records are there or the time is over; what came of it is written together with
the pushes that follow, so that a kill at any point leads to the same end, once.
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
from h5kit.storage.jobs import Again, Done, Failed, Job, Later, Outcome, Told
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

    def _later(self, grant: Authorization, partner: Partner, seconds: float, why: str) -> Outcome:
        """Ask again, unless the time is over by then."""
        at = self._clock.now() + min(max(seconds, SOONEST), LATEST)
        if at > grant.granted_at + self._settings.collect_seconds:
            return self._failed(grant, partner, why)
        return Later(at)

    def _failed(self, grant: Authorization, partner: Partner, why: str) -> Outcome:
        now = self._clock.now()
        log.warning("collection_failed", sid=grant.sid, why=why)
        documents = tuple(Document(grant.sid, kind, Readiness.FAILED, now) for kind in DocumentKind)
        return Failed(Told(why), documents, events.reported(grant, partner, now, is_made=False))

    async def _collected(self, grant: Authorization, partner: Partner, records: Records) -> Outcome:
        now = self._clock.now()
        records = msgspec.structs.replace(records, sid=grant.sid, uid=grant.uid, tel=grant.tel)
        try:
            study = await self._study(grant, records, now)
        except DirectoryError:
            log.warning("directory_silent", sid=grant.sid)
            return Again(now + LATEST, Told("directory"))
        # Some milliseconds of computing for each thousand calls: off the loop.
        made = await asyncio.to_thread(_made, grant, partner, records, study, now)
        jobs = (
            *events.recorded(grant, partner, now),
            *events.reported(grant, partner, now, is_made=made.is_whole),
        )
        return Done(Told(), made.documents, jobs)

    async def _study(self, grant: Authorization, records: Records, now: float) -> Study:
        applicant = await self._results.applicant(grant.sid)
        return await look_into(records, applicant, self._directory, at=now)


def _made(
    grant: Authorization, partner: Partner, records: Records, study: Study, now: float
) -> _Made:
    style = Style.SAMPLE if partner.sample_style else Style.EPOCH
    own = Document(grant.sid, DocumentKind.RECORDS, Readiness.READY, now, envelope(records, style))
    others = [_document(grant.sid, kind, make, study, now) for kind, make in MADE.items()]
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
