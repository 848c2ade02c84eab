"""The store: flows, authorizations, documents and jobs, on any database."""

from collections.abc import Collection

from h5kit.clock import Clock
from h5kit.flow.record import Flow
from h5kit.model import Applicant, Authorization
from h5kit.store.document_sealing import are_large, seal_documents, seal_outcome, unseal_document
from h5kit.store.documents import Document, DocumentKind
from h5kit.store.jobs import Chores, Delivery, Handlers, Job, NewJob, Outcome, Worker
from h5kit.store.observers import Observer
from h5kit.store.plan import NOTHING_ELSE, Applied, Plan, TransitionResult, Use
from h5kit.store.runner import Runner
from h5kit.store.site import SiteStore
from h5kit.store.statements import (
    authorizations,
    deliveries,
    documents,
    erasing,
    flows,
    health,
    jobs,
    resealing,
    sweep,
    transitions,
    uses,
)
from h5kit.store.statements.resealing import Resealed
from h5kit.threads import is_large


class Store:
    """The store on one database; `site` is the part of the report site and its console.

    `lookup_key` is the key of the hashes by which people and numbers are found.
    """

    def __init__(self, runner: Runner) -> None:
        """Use the runner's database."""
        self._runner = runner
        self._observers: tuple[Observer, ...] = ()
        self.lookup_key = runner.lookup_key
        self.site = SiteStore(runner)

    def observe(self, *observers: Observer) -> None:
        """Add observers, which are called after each committed creation or change of a flow."""
        self._observers += observers

    # Flows: changed only by compare-and-set on (state, rev).

    async def create(self, flow: Flow) -> None:
        """Add a new flow. A power cut may lose it: opening a flow doesn't wait for the disk."""
        await self._runner.run_light(lambda c: flows.create(c, flow))
        self._tell_opened(flow)

    async def create_once(
        self, partner: str, key: str, digest: str, answer: bytes, now: float, flow: Flow
    ) -> tuple[str, bytes]:
        """Add a new flow and its answer; if `key` was used before, return the earlier answer.

        `key` is the request's Idempotency-Key, `digest` a hash of its body. Returns
        (digest, answer): the given ones for a new flow, else those of the first request.
        """
        stored = await self._runner.run(
            lambda c: flows.create_once(c, partner, key, digest, answer, now, flow)
        )
        if stored == (digest, answer):
            self._tell_opened(flow)
        return stored

    async def find(self, flow_id: str) -> Flow | None:
        """Return a flow, None if there is none or it has been deleted."""
        return await self._runner.read(lambda c: flows.find(c, flow_id))

    async def transition(
        self, before: Flow, after: Flow, plan: Plan = NOTHING_ELSE
    ) -> TransitionResult:
        """Replace `before` by `after` and write the plan, in one database transaction.

        The transition is refused if the flow's state or revision has changed, if another flow
        holds the number, if a limit is reached, or if the sid, or the partner's uid, already has an
        authorization. A refused transition writes only the plan's `uses` and `refunds`.
        """
        run = self._runner.run_light if plan.is_intermediate else self._runner.run
        result = await run(lambda c: transitions.transition(c, before, after, plan))
        if isinstance(result, Applied):
            self._tell_changed(before, after)
        return result

    async def touch(self, before: Flow, after: Flow, *, release: bool = False) -> bool:
        """Replace `before` by `after` without a new revision, for example with a new captcha.

        With `release` the flow's claim on its number is deleted. Returns False if the flow has
        changed since it was read.
        """
        is_changed = await self._runner.run_light(lambda c: flows.touch(c, before, after, release))
        if is_changed:
            self._tell_changed(before, after)
        return is_changed

    async def holder(self, key: str, now: float) -> str | None:
        """Return the id of the flow that has claimed the number, or None."""
        return await self._runner.read(lambda c: transitions.holder(c, key, now))

    async def uses(self, key: str, since: float) -> tuple[Use, ...]:
        """Return the uses of a key since a time."""
        return await self._runner.read(lambda c: uses.since(c, key, since))

    async def clear_uses(self, key: str) -> int:
        """Delete all uses of a key; return how many there were."""
        return await self._runner.run(lambda c: uses.clear(c, key))

    async def count(self, key: str, until: float) -> int:
        """Increment a key's counter, which expires at `until`; return its new value."""
        return await self._runner.run_light(lambda c: uses.count(c, key, until))

    async def sweep(self, before: float, now: float) -> int:
        """Delete a batch of flows last touched before `before`, and all other expired rows.

        Returns the number of deleted flows; more may remain until it returns 0. A flow that can be
        restarted is replaced by a stub for another day.
        """
        return await self._runner.run(lambda c: sweep.sweep(c, self.lookup_key, before, now))

    # Jobs: written by a transition, by a job's outcome, or by `add_jobs`.

    async def add_jobs(self, *new: NewJob) -> None:
        """Add jobs in one transaction; ignore those whose id exists."""
        await self._runner.run(lambda c: jobs.add(c, new))

    def worker(self, handlers: Handlers, chores: Chores, clock: Clock) -> Worker:
        """Return a worker for the kinds of job in `handlers`; it ignores other kinds."""
        return self._runner.worker(self, handlers, chores, clock)

    async def claim(self, now: float, handlers: Handlers, busy: Collection[str] = ()) -> Job | None:
        """Claim the next due job and commit its try; None when nothing is due."""
        return await self._runner.run(lambda c: jobs.claim(c, now, handlers, busy))

    async def claim_by_id(
        self, job_id: str, turn: int, now: float, handlers: Handlers
    ) -> Job | None:
        """Claim the job and commit its try; None if it was queued again since (another turn)."""
        return await self._runner.run(lambda c: jobs.claim_by_id(c, job_id, turn, now, handlers))

    async def finish(self, job: Job, outcome: Outcome) -> None:
        """Write the outcome of a try, with its documents and follow-up jobs."""
        sealed = await seal_outcome(self._runner.sealer, outcome)
        await self._runner.run(
            lambda c: jobs.finish(c, job, outcome, sealed), is_large=are_large(sealed)
        )

    async def next_due(self, kinds: Collection[str], busy: Collection[str] = ()) -> float | None:
        """Return when the next job is due or its lease expires, None when there is no job."""
        return await self._runner.read(lambda c: jobs.next_due(c, kinds, busy))

    async def deliveries(
        self, sid: str = "", limit: int = 100, kinds: tuple[str, ...] = ()
    ) -> list[Delivery]:
        """Return jobs with their tries, newest first; of all kinds if `kinds` is empty."""
        return await self._runner.read(lambda c: deliveries.newest(c, sid, limit, kinds))

    async def delivery(self, job_id: str) -> Delivery | None:
        """Return a job with its tries, None if there is no such job."""
        return await self._runner.read(lambda c: deliveries.find(c, job_id))

    async def redeliver(self, job_id: str, now: float) -> bool:
        """Queue a finished or failed job for another round of tries; False if there is none."""
        return await self._runner.run(lambda c: deliveries.redeliver(c, job_id, now))

    # Authorizations, applicants and documents.

    async def is_granted(self, partner: str, uid: str) -> bool:
        """Return whether the partner's uid has an authorization."""
        return await self._runner.read(lambda c: authorizations.is_granted(c, partner, uid))

    async def authorization(self, sid: str) -> Authorization | None:
        """Return the authorization of a sid, without its applicant."""
        return await self._runner.read(lambda c: authorizations.find(c, sid))

    async def applicant(self, sid: str) -> Applicant | None:
        """Return the applicant of a sid, None if none was stored or it has been deleted."""
        return await self._runner.read(lambda c: authorizations.applicant(c, sid))

    async def newest_sid(self, partner: str, *, uid: str = "", person: str = "") -> str | None:
        """Return the newest sid of a partner's uid or person (`Authorization.person`).

        Returns None if there is none, or if neither is given.
        """
        return await self._runner.read(lambda c: authorizations.newest_sid(c, partner, uid, person))

    async def partners_with_grants(self) -> tuple[str, ...]:
        """Return the appids of all partners with authorizations, removed partners included."""
        return await self._runner.read(authorizations.partners)

    async def put_documents(self, *new: Document) -> None:
        """Insert or replace documents in one transaction; a failed one never replaces a ready."""
        sealed = await seal_documents(self._runner.sealer, new)
        await self._runner.run(lambda c: documents.put(c, sealed), is_large=are_large(sealed))

    async def find_document(self, sid: str, kind: DocumentKind) -> Document | None:
        """Return a document in its current state, None if the sid has no document of this kind."""
        size = await self._runner.read(lambda c: documents.size(c, sid, kind))
        sealed = await self._runner.read(
            lambda c: documents.find(c, sid, kind), is_large=is_large(size)
        )
        return await unseal_document(self._runner.sealer, sealed)

    async def forget_applicants(self, before: float) -> int:
        """Delete the applicants whose report became ready, or failed, before a time."""
        return await self._runner.run(lambda c: authorizations.forget_applicants(c, before))

    async def erase(self, sid: str) -> bool:
        """Delete everything that belongs to a sid; return False if there was nothing.

        A job that is running for the sid ends without writing anything.
        """
        return await self._runner.run(lambda c: erasing.erase(c, sid))

    async def erase_person(self, partner: str, person: str) -> tuple[str, ...]:
        """Delete everything of all sids of a person; return their sids."""
        return await self._runner.run(lambda c: erasing.erase_person(c, partner, person))

    async def erase_granted_before(self, partner: str, before: float) -> int:
        """Erase the partner's oldest sids granted before a time; return how many.

        Each call erases one batch: call it until it returns 0.
        """
        return await self._runner.run(lambda c: erasing.erase_old(c, partner, before))

    # Operations.

    async def probe(self, now: float) -> None:
        """Insert and delete a row; raises the database's error if it can't write."""
        await self._runner.run(lambda c: health.probe(c, now))

    async def backlog(self) -> int:
        """Return how many jobs are waiting or running."""
        return await self._runner.read(health.backlog)

    async def reseal(self) -> Resealed:
        """Encrypt all sealed data with the newest key."""
        return await resealing.reseal_all(self._runner)

    async def close(self) -> None:
        """Finish pending writes and close the database."""
        await self._runner.close()

    def _tell_opened(self, flow: Flow) -> None:
        for observer in self._observers:
            observer.opened(flow)

    def _tell_changed(self, before: Flow, after: Flow) -> None:
        for observer in self._observers:
            observer.changed(before, after)
