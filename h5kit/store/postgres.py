"""The store on PostgreSQL: any number of web and worker processes on any hosts share it."""

from collections.abc import Iterable

from sqlalchemy import Connection, create_engine, select, text
from sqlalchemy.pool import NullPool

from h5kit.clock import Clock
from h5kit.flow.record import Flow
from h5kit.model import Applicant, Authorization
from h5kit.store import documents, line, moves, queue, resealing, soundness
from h5kit.store import schema as t
from h5kit.store.document_sealing import opened, sealed
from h5kit.store.jobs import Chores, Delivery, Handlers, Job, NewJob, Outcome, documents_of
from h5kit.store.lookup import lookup_key
from h5kit.store.migrate import migrate
from h5kit.store.plain import Plain, Transactions, driver_url
from h5kit.store.port import Hold, Moved, Resealed, Reserve, Use
from h5kit.store.results import Document, DocumentKind
from h5kit.store.sealing import Sealer
from h5kit.store.shared import PACE, Pace, SharedWorker
from h5kit.store.site import SiteStore

SWEEP_LOCK = 7_241_054
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:of, 0))")
_ONE_SWEEP = text("SELECT pg_try_advisory_xact_lock(:lock)")


def _lock(
    c: Connection, before: Flow, grant: Authorization | None, reserve: Reserve | None
) -> None:
    """Make those wait who would move the same flow, grant the same uid or use the same budget.

    Statements see what others have committed meanwhile; so what a move looks at must stay as it
    is until the move is committed. SQLite has one writer and needs none of this.
    """
    c.execute(select(t.flows.c.rev).where(t.flows.c.id == before.id).with_for_update())
    if grant is not None and grant.uid:
        c.execute(_ONE_AT_A_TIME, {"of": f"{grant.partner}\x1f{grant.uid}"})
    if reserve is not None:
        c.execute(_ONE_AT_A_TIME, {"of": f"uses\x1f{reserve.key}"})


class PostgresStore:
    """The store in one database; its tables are made, or brought up to date, at the start."""

    def __init__(self, url: str, keys: Iterable[str], pace: Pace = PACE) -> None:
        """`url` is `postgresql://…` as libpq has it; `keys` seal what is a person's.

        Raises SQLAlchemy's OperationalError, SealError where `keys` don't open what is kept.
        """
        engine = create_engine(driver_url(url), poolclass=NullPool, hide_parameters=True)
        migrate(engine, line.lay)
        keys = tuple(keys)
        sealer = self._sealer = Sealer(keys)
        self.lookup_key = lookup_key(engine, sealer, keys[0])
        self._url = url
        self._pace = pace
        self._transactions = Transactions(url, sealer)
        self._do = self._transactions.do
        self._read = self._transactions.read
        self.site = SiteStore(self._do, self._transactions.do_light, self._read, keys)

    async def create(self, flow: Flow) -> None:
        """Keep a new flow; one that only was opened isn't worth waiting for the disk."""
        await self._transactions.do_light(lambda c: moves.create(Plain(c), flow))

    async def find(self, flow_id: str) -> Flow | None:
        """Return a flow, or None when it isn't known (any more)."""
        return await self._read(lambda c: moves.find(Plain(c), flow_id))

    async def move(
        self,
        before: Flow,
        after: Flow,
        *,
        hold: Hold | None = None,
        release: bool = False,
        grant: Authorization | None = None,
        jobs: tuple[NewJob, ...] = (),
        reserve: Reserve | None = None,
        uses: tuple[Use, ...] = (),
        back: tuple[Use, ...] = (),
        is_passing: bool = False,
    ) -> Moved:
        """Replace `before` by `after` in one transaction with all that follows from it."""

        def work(c: Connection) -> Moved:
            _lock(c, before, grant, reserve)
            moved, lined = moves.move(
                Plain(c), before, after, hold, release, grant, jobs, reserve, uses, back
            )
            line.defer(c, lined)
            return moved

        return await (self._transactions.do_light if is_passing else self._do)(work)

    async def touch(self, before: Flow, after: Flow, *, release: bool = False) -> bool:
        """Replace `before` by `after` without a new revision."""
        return await self._transactions.do_light(
            lambda c: moves.touch(Plain(c), before, after, release)
        )

    async def holder(self, key: str, now: float) -> str | None:
        """Return the id of the flow that holds the number, or None."""
        of = {"key": key, "now": now}
        row = await self._read(lambda c: c.execute(moves.HOLDER, of).first())
        return None if row is None else str(row[0])

    async def uses(self, key: str, since: float) -> tuple[Use, ...]:
        """Return what a key was used for since a time."""
        of = {"key": key, "since": since}
        rows = await self._read(lambda c: c.execute(moves.USES, of).all())
        return tuple(Use(key, kind, at) for kind, at in rows)

    async def is_granted(self, partner: str, uid: str) -> bool:
        """Say whether this partner's uid has an authorization."""
        of = {"partner": partner, "uid": uid}
        return await self._read(lambda c: c.execute(moves.GRANTED, of).first()) is not None

    async def sweep(self, before: float, now: float) -> int:
        """Forget flows last touched before `before`; 0 where another process is just at it."""

        def work(c: Connection) -> int:
            if not c.execute(_ONE_SWEEP, {"lock": SWEEP_LOCK}).scalar():
                return 0
            return moves.sweep(Plain(c), self.lookup_key, before, now)

        return await self._do(work)

    async def remember(
        self, partner: str, key: str, digest: str, answer: bytes, now: float, flow: Flow
    ) -> tuple[str, bytes]:
        """Create the flow and keep its answer, or return what an equal key got first."""

        def work(c: Connection) -> tuple[str, bytes]:
            c.execute(_ONE_AT_A_TIME, {"of": f"{partner}\x1f{key}"})
            return moves.remember(Plain(c), partner, key, digest, answer, now, flow)

        return await self._do(work)

    async def add(self, *jobs: NewJob) -> None:
        """Write jobs in one transaction."""
        await self._do(lambda c: line.defer(c, [queue.add(Plain(c), job) for job in jobs]))

    def worker(self, handlers: Handlers, chores: Chores, clock: Clock) -> SharedWorker:
        """Return one of any number of workers."""
        return SharedWorker(self._url, self, handlers, chores, clock, self._pace)

    async def take(self, job_id: str, turn: int, now: float, handlers: Handlers) -> Job | None:
        """Take a job in its turn and commit this try; None where it has moved on."""
        return await self._do(lambda c: queue.take(c, job_id, turn, now, handlers))

    async def finish(self, job: Job, outcome: Outcome) -> None:
        """Write how a try ended, with all that follows from it."""
        kept = await sealed(self._sealer, documents_of(outcome))
        await self._do(lambda c: line.defer(c, queue.finish(c, job, outcome, kept)))

    async def put_back(self, stalled: float) -> int:
        """Put the jobs of workers that have been silent for so long in line again."""
        return await self._do(lambda c: line.put_back(c, stalled))

    async def deliveries(
        self, sid: str = "", limit: int = 100, kinds: tuple[str, ...] = ()
    ) -> list[Delivery]:
        """Return jobs with their tries, newest first."""
        return await self._do(lambda c: queue.deliveries(c, sid, limit, kinds))

    async def delivery(self, job_id: str) -> Delivery | None:
        """Return one job with its tries."""
        return await self._do(lambda c: queue.delivery(c, job_id))

    async def redeliver(self, job_id: str, now: float) -> bool:
        """Give a finished or failed job a fresh round of tries."""

        def work(c: Connection) -> bool:
            again = queue.redeliver(c, job_id, now)
            line.defer(c, [again])
            return again is not None

        return await self._do(work)

    async def put(self, *given: Document) -> None:
        """Keep documents in one transaction."""
        kept = await sealed(self._sealer, given)
        await self._do(lambda c: documents.put(c, kept))

    async def find_document(self, sid: str, kind: DocumentKind) -> Document | None:
        """Return a document as it stands."""
        kept = await self._read(lambda c: documents.find(c, sid, kind))
        return await opened(self._sealer, kept)

    async def authorization(self, sid: str) -> Authorization | None:
        """Return the authorization of a sid."""
        return await self._read(lambda c: documents.authorization(c, sid))

    async def applicant(self, sid: str) -> Applicant | None:
        """Return what the applicant told."""
        return await self._read(lambda c: documents.applicant(c, sid))

    async def forget_applicants(self, before: float) -> int:
        """Forget what applicants told whose report was made before a time."""
        return await self._do(lambda c: documents.forget_applicants(c, before))

    async def count(self, key: str, until: float) -> int:
        """Count one use of a key."""
        return await self._transactions.do_light(lambda c: moves.count(Plain(c), key, until))

    async def newest_sid(self, partner: str, *, uid: str = "", person: str = "") -> str | None:
        """Return the newest sid of a partner's uid or person."""
        return await self._read(lambda c: documents.newest_sid(c, partner, uid, person))

    async def granting(self) -> tuple[str, ...]:
        """Return the appids of all partners that anything is kept of."""
        return await self._read(documents.granting)

    async def erase(self, sid: str) -> bool:
        """Delete everything that belongs to a sid."""
        return await self._do(lambda c: documents.erase(c, sid))

    async def erase_person(self, partner: str, person: str) -> tuple[str, ...]:
        """Delete everything of all sids of a person."""
        return await self._do(lambda c: documents.erase_person(c, partner, person))

    async def forget(self, partner: str, before: float) -> int:
        """Erase the partner's sids that were granted before a time."""
        return await self._do(lambda c: documents.forget(c, partner, before))

    async def probe(self, now: float) -> None:
        """Write something and take it back; raises OperationalError where it can't."""
        await self._do(lambda c: soundness.probe(c, now))

    async def backlog(self) -> int:
        """Return how many jobs wait or run."""
        return await self._read(soundness.backlog)

    async def reseal(self) -> Resealed:
        """Move everything that is sealed to the newest key."""
        return await resealing.everything(self._do)

    async def close(self) -> None:
        """Close the connections."""
        await self._transactions.close()
