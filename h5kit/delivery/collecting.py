"""The handler that collects: records from the gateway, then report, score and tags from them.

It asks until the records are there or the time is over; what came of it is written together with
the pushes that follow, so that a kill at any point leads to the same end, once. Records are given
out as soon as they are there, and never asked for again; the rest waits for the number directory
and fails without it, since a score that knows no tags would speak well of everybody. A gateway with
a programming error fails the collection at once.
"""

import asyncio
from collections.abc import Callable
from typing import assert_never

import msgspec
import structlog

from h5kit.carrier.gateway import Gateway
from h5kit.clock import Clock
from h5kit.delivery import events
from h5kit.delivery.asking import LATEST, SOONEST, Broken, ask
from h5kit.entry.partners import Partners
from h5kit.flow.outcomes import Collected, CollectOutcome, NotYet, Refused
from h5kit.model import Authorization, Partner
from h5kit.records import Records, Style, decode, encode, envelope
from h5kit.report import Study, look_into, report_of, score_of, tags_of
from h5kit.report.directory import NumberDirectory
from h5kit.report.directory.port import DirectoryError
from h5kit.settings import Settings
from h5kit.store.documents import Document, DocumentKind, Readiness
from h5kit.store.jobs import Done, Failed, Job, Outcome, Poll, TryResult
from h5kit.store.store import Store

MOST_LOST = 3
"""How many tries in a row may be lost, with their worker or broken, once the time is over."""

WAITING, READY, FAILED = Readiness.WAITING, Readiness.READY, Readiness.FAILED

Make = Callable[[Study], object]
MADE: dict[DocumentKind, Make] = {
    DocumentKind.REPORT: report_of,
    DocumentKind.SCORE: score_of,
    DocumentKind.TAGS: tags_of,
}
"""What is made of the records, beside the records themselves."""

log = structlog.get_logger()


class PulledDocument(msgspec.Struct, frozen=True):
    """What a pull answers (contract, section 5)."""

    status: int
    msg: str
    data: object


class Collecting:
    """Collects what an authorization gives a right to, and makes what partners want of it."""

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
        """Ask once, unless the records are there; make all else of them once they are."""
        grant = await self._results.authorization(job.sid)
        partner = self._partners.by_appid(grant.partner) if grant else None
        if grant is None or partner is None:
            return Failed(TryResult("erased"))
        if job.tries > MOST_LOST and self._clock.now() > self._until(grant):
            return self._failed(grant, partner, "broken")
        if (kept := await self._kept(job.sid)) is not None:
            return await self._reported(grant, partner, kept)
        seconds = self._settings.record_seconds
        answer = await ask(self._gateway, job.sid, self._clock, seconds)
        return await self._answered(grant, partner, answer)

    async def _answered(
        self, grant: Authorization, partner: Partner, answer: CollectOutcome | Broken
    ) -> Outcome:
        match answer:
            case Broken():
                return self._failed(grant, partner, f"gateway broken: {answer.fault}")
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

    def _until(self, grant: Authorization) -> float:
        return grant.granted_at + self._settings.results.collect_seconds

    def _later(
        self,
        grant: Authorization,
        partner: Partner,
        seconds: float,
        why: str,
        own: tuple[Document, ...] = (),
    ) -> Outcome:
        """Go on later, unless the time is over by then; `own` is what is there already."""
        now = self._clock.now()
        at = now + min(max(seconds, SOONEST), LATEST)
        if at > self._until(grant):
            return self._failed(grant, partner, why, own)
        return Poll(at, own, events.recorded(grant, partner, now) if own else ())

    def _failed(
        self, grant: Authorization, partner: Partner, why: str, own: tuple[Document, ...] = ()
    ) -> Outcome:
        now = self._clock.now()
        log.warning("collection_failed", sid=grant.sid, why=why)
        failed = {kind: Document(grant.sid, kind, FAILED, now) for kind in DocumentKind}
        jobs = events.reported(grant, partner, now, is_made=False)
        failed |= {document.kind: document for document in own if document.readiness is READY}
        if own:
            jobs += events.recorded(grant, partner, now)
        return Failed(TryResult(why), tuple(failed.values()), jobs)

    async def _kept(self, sid: str) -> Records | None:
        """Return the records whose report waits for the number directory, None where none does."""
        document = await self._results.find_document(sid, DocumentKind.REPORT)
        if document is None or document.readiness is not WAITING:
            return None
        return await asyncio.to_thread(decode, document.body, now=document.made_at)

    async def _collected(self, grant: Authorization, partner: Partner, records: Records) -> Outcome:
        records = msgspec.structs.replace(records, sid=grant.sid, uid=grant.uid, tel=grant.tel)
        # Some milliseconds of computing for each thousand calls: off the loop.
        own = await asyncio.to_thread(_records, partner, records, self._clock.now())
        return await self._reported(grant, partner, records, own)

    async def _reported(
        self,
        grant: Authorization,
        partner: Partner,
        records: Records,
        own: Document | None = None,
    ) -> Outcome:
        """Make all else of the records; `own` is their document where it isn't written yet."""
        now = self._clock.now()
        try:
            study = await self._study(grant, records, now)
        except DirectoryError:
            log.warning("directory_silent", sid=grant.sid)
            waiting = (own, await asyncio.to_thread(_waiting, records, now)) if own else ()
            return self._later(grant, partner, LATEST, "directory", waiting)
        made = await asyncio.to_thread(_made, study, grant.sid, now)
        is_whole = all(document.readiness is READY for document in made)
        jobs = events.reported(grant, partner, now, is_made=is_whole)
        if own is None:
            return Done(TryResult(), made, jobs)
        return Done(TryResult(), (own, *made), (*events.recorded(grant, partner, now), *jobs))

    async def _study(self, grant: Authorization, records: Records, now: float) -> Study:
        applicant = await self._results.applicant(grant.sid)
        return await look_into(records, applicant, self._directory, at=now)


def _records(partner: Partner, records: Records, now: float) -> Document:
    style = Style.SAMPLE if partner.sample_style else Style.EPOCH
    body = envelope(records, style)
    return Document(records.sid, DocumentKind.RECORDS, READY, now, body)


def _waiting(records: Records, now: float) -> Document:
    """Return the report while it can't be made: in its place is what it is to be made of."""
    body = encode(records, whole=True)
    return Document(records.sid, DocumentKind.REPORT, WAITING, now, body)


def _made(study: Study, sid: str, now: float) -> tuple[Document, ...]:
    return tuple(_document(sid, kind, make, study, now) for kind, make in MADE.items())


def _document(sid: str, kind: DocumentKind, make: Make, study: Study, now: float) -> Document:
    """Make one document; records that no rule foresaw must not take the other documents along."""
    try:
        body = msgspec.json.encode(PulledDocument(0, "OK", make(study)))
    except Exception as fault:  # noqa: BLE001
        log.error("document_broken", sid=sid, kind=kind.value, fault=type(fault).__name__)  # noqa: TRY400
        return Document(sid, kind, FAILED, now)
    return Document(sid, kind, READY, now, body)
