"""Everything that is kept: flows, authorizations, documents and jobs, on any runner."""

from collections.abc import Collection

from h5kit.clock import Clock
from h5kit.flow.record import Flow
from h5kit.model import Applicant, Authorization
from h5kit.store.document_sealing import are_large, opened, sealed, sealed_of
from h5kit.store.documents import Document, DocumentKind
from h5kit.store.jobs import Chores, Delivery, Handlers, Job, NewJob, Outcome, Worker
from h5kit.store.observers import Observer
from h5kit.store.plan import NOTHING_ELSE, Moved, MoveResult, Plan, Use
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
    moves,
    resealing,
    sweep,
    uses,
)
from h5kit.store.statements.resealing import Resealed
from h5kit.threads import is_large


class Store:
    """The store on one database; `site` is what the report site and its console keep.

    `lookup_key` is the key of the hashes by which persons and numbers are found.
    """

    def __init__(self, runner: Runner) -> None:
        """Take what runs the transactions."""
        self._runner = runner
        self._observers: tuple[Observer, ...] = ()
        self.lookup_key = runner.lookup_key
        self.site = SiteStore(runner)

    def observe(self, *observers: Observer) -> None:
        """Tell these, too, of every flow that is created or changed, once it is committed."""
        self._observers += observers

    # Flows: changed only by compare-and-set on (state, rev).

    async def create(self, flow: Flow) -> None:
        """Keep a new flow; one that only was opened isn't worth waiting for the disk."""
        await self._runner.run_light(lambda c: flows.create(c, flow))
        self._tell_opened(flow)

    async def remember(
        self, partner: str, key: str, digest: str, answer: bytes, now: float, flow: Flow
    ) -> tuple[str, bytes]:
        """Create the flow and keep its answer, or return what an equal key got first."""
        kept = await self._runner.run(
            lambda c: flows.remember(c, partner, key, digest, answer, now, flow)
        )
        if kept == (digest, answer):
            self._tell_opened(flow)
        return kept

    async def find(self, flow_id: str) -> Flow | None:
        """Return a flow, or None when it isn't known (any more)."""
        return await self._runner.look(lambda c: flows.find(c, flow_id))

    async def move(self, before: Flow, after: Flow, plan: Plan = NOTHING_ELSE) -> MoveResult:
        """Replace `before` by `after` in one transaction with all that is planned.

        Nothing is changed unless the flow still stands at `before`'s state and revision, the
        number can be held, no bar is reached, and the grant is not a second one of its sid, or of
        its partner and uid.
        """
        run = self._runner.run_light if plan.is_passing else self._runner.run
        result = await run(lambda c: moves.move(c, before, after, plan))
        if isinstance(result, Moved):
            self._tell_moved(before, after)
        return result

    async def touch(self, before: Flow, after: Flow, *, release: bool = False) -> bool:
        """Replace `before` by `after` without a new revision (a draft, a fresh captcha).

        With `release` the number that the flow holds is let go.
        """
        is_changed = await self._runner.run_light(lambda c: flows.touch(c, before, after, release))
        if is_changed:
            self._tell_moved(before, after)
        return is_changed

    async def holder(self, key: str, now: float) -> str | None:
        """Return the id of the flow that holds the number, or None."""
        return await self._runner.look(lambda c: moves.holder(c, key, now))

    async def uses(self, key: str, since: float) -> tuple[Use, ...]:
        """Return what a key was used for since a time."""
        return await self._runner.look(lambda c: uses.since(c, key, since))

    async def count(self, key: str, until: float) -> int:
        """Count one use of a key that is kept until a time; return how many there are."""
        return await self._runner.run_light(lambda c: uses.count(c, key, until))

    async def sweep(self, before: float, now: float) -> int:
        """Forget flows last touched before `before` and what has lapsed; return how many.

        Not always all at once: there may be more until it returns 0. Of a flow that can begin
        again a stub is left for a day more.
        """
        return await self._runner.run(lambda c: sweep.sweep(c, self.lookup_key, before, now))

    # Jobs: written by a move, by a job's outcome, or by `add`.

    async def add(self, *new: NewJob) -> None:
        """Write jobs in one transaction."""
        await self._runner.run(lambda c: jobs.add(c, new))

    def worker(self, handlers: Handlers, chores: Chores, clock: Clock) -> Worker:
        """Return a worker for the kinds of `handlers`; jobs of other kinds are left alone."""
        return self._runner.worker(self, handlers, chores, clock)

    async def claim(self, now: float, handlers: Handlers, busy: Collection[str] = ()) -> Job | None:
        """Take the next due job and commit this try; None when nothing is due."""
        return await self._runner.run(lambda c: jobs.claim(c, now, handlers, busy))

    async def take(self, job_id: str, turn: int, now: float, handlers: Handlers) -> Job | None:
        """Take a job in its turn and commit this try; None where it has moved on."""
        return await self._runner.run(lambda c: jobs.take(c, job_id, turn, now, handlers))

    async def finish(self, job: Job, outcome: Outcome) -> None:
        """Write how a try ended, with all that follows from it."""
        kept = await sealed_of(self._runner.sealer, outcome)
        await self._runner.run(
            lambda c: jobs.finish(c, job, outcome, kept), is_large=are_large(kept)
        )

    async def next_due(self, kinds: Collection[str], busy: Collection[str] = ()) -> float | None:
        """Return when the next job is due or its lease lapses, None when there is none."""
        return await self._runner.look(lambda c: jobs.next_due(c, kinds, busy))

    async def deliveries(
        self, sid: str = "", limit: int = 100, kinds: tuple[str, ...] = ()
    ) -> list[Delivery]:
        """Return jobs with their tries, newest first; of all kinds where none are named."""
        return await self._runner.look(lambda c: deliveries.newest(c, sid, limit, kinds))

    async def delivery(self, job_id: str) -> Delivery | None:
        """Return one job with its tries, None when it isn't known."""
        return await self._runner.look(lambda c: deliveries.find(c, job_id))

    async def redeliver(self, job_id: str, now: float) -> bool:
        """Give a finished or failed job a fresh round of tries; False when it isn't known."""
        return await self._runner.run(lambda c: deliveries.redeliver(c, job_id, now))

    # Authorizations and what they lead to.

    async def is_granted(self, partner: str, uid: str) -> bool:
        """Say whether this partner's uid has an authorization."""
        return await self._runner.look(lambda c: authorizations.is_granted(c, partner, uid))

    async def authorization(self, sid: str) -> Authorization | None:
        """Return the authorization of a sid, without what its applicant told."""
        return await self._runner.look(lambda c: authorizations.find(c, sid))

    async def applicant(self, sid: str) -> Applicant | None:
        """Return what the applicant told, None where nothing was or it's forgotten."""
        return await self._runner.look(lambda c: authorizations.applicant(c, sid))

    async def newest_sid(self, partner: str, *, uid: str = "", person: str = "") -> str | None:
        """Return the newest sid of a partner's uid or person (`Authorization.person`).

        None where there is none, or where neither was given.
        """
        return await self._runner.look(lambda c: authorizations.newest_sid(c, partner, uid, person))

    async def granting(self) -> tuple[str, ...]:
        """Return the appids of all partners with authorizations, known ones or not."""
        return await self._runner.look(authorizations.partners)

    async def put(self, *given: Document) -> None:
        """Keep documents in one transaction; each replaces what its sid and kind had.

        A ready document stays where another one says that its making failed.
        """
        kept = await sealed(self._runner.sealer, given)
        await self._runner.run(lambda c: documents.put(c, kept), is_large=are_large(kept))

    async def find_document(self, sid: str, kind: DocumentKind) -> Document | None:
        """Return a document as it stands, None where none was ever expected."""
        size = await self._runner.look(lambda c: documents.size(c, sid, kind))
        kept = await self._runner.look(
            lambda c: documents.find(c, sid, kind), is_large=is_large(size)
        )
        return await opened(self._runner.sealer, kept)

    async def forget_applicants(self, before: float) -> int:
        """Forget what applicants told whose report was made, or failed, before a time."""
        return await self._runner.run(lambda c: authorizations.forget_applicants(c, before))

    async def erase(self, sid: str) -> bool:
        """Delete everything that belongs to a sid; False where there was nothing.

        A job under way ends without writing anything.
        """
        return await self._runner.run(lambda c: erasing.erase(c, sid))

    async def erase_person(self, partner: str, person: str) -> tuple[str, ...]:
        """Delete everything of all sids of a person; return the sids."""
        return await self._runner.run(lambda c: erasing.erase_person(c, partner, person))

    async def forget(self, partner: str, before: float) -> int:
        """Erase the partner's sids that were granted before `before`; return how many.

        The oldest first, some hundreds a call: call it again until it returns 0.
        """
        return await self._runner.run(lambda c: erasing.erase_old(c, partner, before))

    # What operators watch and do.

    async def probe(self, now: float) -> None:
        """Write something and take it back; raises what the database raises where it can't."""
        await self._runner.run(lambda c: health.probe(c, now))

    async def backlog(self) -> int:
        """Return how many jobs wait or run."""
        return await self._runner.look(health.backlog)

    async def reseal(self) -> Resealed:
        """Move everything that is sealed to the newest key."""
        return await resealing.everything(self._runner)

    async def close(self) -> None:
        """Finish what is being written and let go."""
        await self._runner.close()

    def _tell_opened(self, flow: Flow) -> None:
        for observer in self._observers:
            observer.opened(flow)

    def _tell_moved(self, before: Flow, after: Flow) -> None:
        for observer in self._observers:
            observer.moved(before, after)
