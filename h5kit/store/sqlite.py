"""The store on SQLite: WAL, `synchronous=FULL`, one writing thread, reads on the event loop.

Reads come from the page cache in microseconds, so a thread would cost more than it saves
(measured: 17 µs here, 665 µs through aiosqlite); writes wait for the disk and have their thread.
"""

import asyncio
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from h5kit.clock import Clock
from h5kit.flow.record import Flow
from h5kit.model import Applicant, Authorization
from h5kit.store import documents, moves, queue, resealing, soundness
from h5kit.store.document_sealing import SealedDocument, are_large, opened, sealed
from h5kit.store.embedded import EmbeddedWorker
from h5kit.store.jobs import Chores, Delivery, Handlers, Job, NewJob, Outcome, documents_of
from h5kit.store.lookup import lookup_key
from h5kit.store.migrate import migrate
from h5kit.store.port import Hold, Moved, Resealed, Reserve, Use
from h5kit.store.quick import Quick
from h5kit.store.results import Document, DocumentKind
from h5kit.store.sealing import Sealer, attach
from h5kit.store.site import SiteStore
from h5kit.store.writer import Work, Writer
from h5kit.threads import is_large

# secure_delete: what is swept must not be readable in the file's free pages.
PRAGMAS = (
    "PRAGMA busy_timeout=10000",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    # Pages that are written again and again are copied back less often (16 MB of log).
    "PRAGMA wal_autocheckpoint=4000",
)


def _engine(path: Path) -> Engine:
    """Return an engine whose connections are in autocommit: the driver begins nothing itself."""
    # Parameters are hidden: an error's text must not quote a person's data.
    engine = create_engine(
        URL.create("sqlite", database=str(path)),  # as text a path's ? would begin options
        poolclass=NullPool,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(pragma)

    return engine


class SqliteStore:
    """The store in one file; one server process owns it, commands may look on."""

    def __init__(self, path: Path, keys: Iterable[str]) -> None:
        """Open or create the file at `path`, readable by its owner only; `keys` seal it.

        Raises SealError where they don't open it.
        """
        path.touch(mode=0o600)
        self._engine = _engine(path)
        keys = tuple(keys)
        sealer = self._sealer = Sealer(keys)
        attach(self._engine, sealer)
        migrate(self._engine)
        self.lookup_key = lookup_key(self._engine, sealer, keys[0])
        self._reader = self._engine.connect()
        self._read = Quick(self._reader)
        self._writer = Writer(self._engine)
        self.site = SiteStore(self._writer.do, self._writer.do_light, self._look, keys)

    async def _look(self, work: Work) -> Any:
        return work(self._reader)

    async def create(self, flow: Flow) -> None:
        """Keep a new flow; one that only was opened isn't worth waiting for the disk."""
        await self._writer.do_light(lambda c: moves.create(Quick(c), flow))

    async def find(self, flow_id: str) -> Flow | None:
        """Return a flow, or None when it isn't known (any more)."""
        return moves.find(self._read, flow_id)

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
        write = self._writer.do_light if is_passing else self._writer.do
        moved: Moved = await write(
            lambda c: moves.move(
                Quick(c), before, after, hold, release, grant, jobs, reserve, uses, back
            )[0]
        )
        return moved

    async def touch(self, before: Flow, after: Flow, *, release: bool = False) -> bool:
        """Replace `before` by `after` without a new revision."""
        changed: bool = await self._writer.do_light(
            lambda c: moves.touch(Quick(c), before, after, release)
        )
        return changed

    async def holder(self, key: str, now: float) -> str | None:
        """Return the id of the flow that holds the number, or None."""
        row = self._read.execute(moves.HOLDER, {"key": key, "now": now}).fetchone()
        return None if row is None else str(row[0])

    async def uses(self, key: str, since: float) -> tuple[Use, ...]:
        """Return what a key was used for since a time."""
        rows = self._read.execute(moves.USES, {"key": key, "since": since}).fetchall()
        return tuple(Use(key, kind, at) for kind, at in rows)

    async def is_granted(self, partner: str, uid: str) -> bool:
        """Say whether this partner's uid has an authorization."""
        of = {"partner": partner, "uid": uid}
        return self._read.execute(moves.GRANTED, of).fetchone() is not None

    async def sweep(self, before: float, now: float) -> int:
        """Forget flows last touched before `before`; return how many."""
        gone: int = await self._writer.do(
            lambda c: moves.sweep(Quick(c), self.lookup_key, before, now)
        )
        return gone

    async def add(self, *jobs: NewJob) -> None:
        """Write jobs in one transaction."""
        await self._writer.do(lambda c: [queue.add(Quick(c), job) for job in jobs])

    def worker(self, handlers: Handlers, chores: Chores, clock: Clock) -> EmbeddedWorker:
        """Return the worker that runs in the server's own process."""
        return EmbeddedWorker(self, handlers, chores, clock)

    async def claim(self, now: float, handlers: Handlers, busy: Collection[str] = ()) -> Job | None:
        """Take the next due job and commit this try; None when nothing is due."""
        job: Job | None = await self._writer.do(lambda c: queue.claim(c, now, handlers, busy))
        return job

    async def finish(self, job: Job, outcome: Outcome) -> None:
        """Write how a try ended, with all that follows from it."""
        kept = await sealed(self._sealer, documents_of(outcome))
        await self._writer.do(
            lambda c: queue.finish(c, job, outcome, kept), is_large=are_large(kept)
        )

    async def next_due(self, kinds: Collection[str], busy: Collection[str] = ()) -> float | None:
        """Return when the next job is due or its lease lapses, None when there is none."""
        return queue.next_due(self._reader, kinds, busy)

    async def deliveries(
        self, sid: str = "", limit: int = 100, kinds: tuple[str, ...] = ()
    ) -> list[Delivery]:
        """Return jobs with their tries, newest first."""
        return queue.deliveries(self._reader, sid, limit, kinds)

    async def delivery(self, job_id: str) -> Delivery | None:
        """Return one push with its tries, None when it isn't known."""
        return queue.delivery(self._reader, job_id)

    async def redeliver(self, job_id: str, now: float) -> bool:
        """Give a finished or failed job a fresh round of tries."""
        return await self._writer.do(lambda c: queue.redeliver(c, job_id, now)) is not None

    async def remember(
        self, partner: str, key: str, digest: str, answer: bytes, now: float, flow: Flow
    ) -> tuple[str, bytes]:
        """Create the flow and keep its answer, or return what an equal key got first."""
        kept: tuple[str, bytes] = await self._writer.do(
            lambda c: moves.remember(Quick(c), partner, key, digest, answer, now, flow)
        )
        return kept

    async def put(self, *given: Document) -> None:
        """Keep documents in one transaction."""
        kept = await sealed(self._sealer, given)
        await self._writer.do(lambda c: documents.put(c, kept), is_large=are_large(kept))

    async def find_document(self, sid: str, kind: DocumentKind) -> Document | None:
        """Return a document as it stands."""
        if is_large(documents.size(self._reader, sid, kind)):
            return await opened(self._sealer, await self._found_aside(sid, kind))
        return await opened(self._sealer, documents.find(self._reader, sid, kind))

    async def _found_aside(self, sid: str, kind: DocumentKind) -> SealedDocument | None:
        """Return a large document, read on a thread over a connection of its own."""

        def find() -> SealedDocument | None:
            with self._engine.connect() as c:
                return documents.find(c, sid, kind)

        return await asyncio.to_thread(find)

    async def authorization(self, sid: str) -> Authorization | None:
        """Return the authorization of a sid."""
        return documents.authorization(self._reader, sid)

    async def applicant(self, sid: str) -> Applicant | None:
        """Return what the applicant told."""
        return documents.applicant(self._reader, sid)

    async def forget_applicants(self, before: float) -> int:
        """Forget what applicants told whose report was made before a time."""
        gone: int = await self._writer.do(lambda c: documents.forget_applicants(c, before))
        return gone

    async def count(self, key: str, until: float) -> int:
        """Count one use of a key."""
        used: int = await self._writer.do_light(lambda c: moves.count(Quick(c), key, until))
        return used

    async def newest_sid(self, partner: str, *, uid: str = "", person: str = "") -> str | None:
        """Return the newest sid of a partner's uid or person."""
        return documents.newest_sid(self._reader, partner, uid, person)

    async def granting(self) -> tuple[str, ...]:
        """Return the appids of all partners that anything is kept of."""
        return documents.granting(self._reader)

    async def erase(self, sid: str) -> bool:
        """Delete everything that belongs to a sid."""
        erased: bool = await self._writer.do(lambda c: documents.erase(c, sid))
        return erased

    async def erase_person(self, partner: str, person: str) -> tuple[str, ...]:
        """Delete everything of all sids of a person."""
        sids: tuple[str, ...] = await self._writer.do(
            lambda c: documents.erase_person(c, partner, person)
        )
        return sids

    async def forget(self, partner: str, before: float) -> int:
        """Erase the partner's sids that were granted before a time."""
        gone: int = await self._writer.do(lambda c: documents.forget(c, partner, before))
        return gone

    async def probe(self, now: float) -> None:
        """Write something and take it back; raises OperationalError where it can't."""
        await self._writer.do(lambda c: soundness.probe(c, now))

    async def backlog(self) -> int:
        """Return how many jobs wait or run."""
        return soundness.backlog(self._reader)

    async def reseal(self) -> Resealed:
        """Move everything that is sealed to the newest key."""
        return await resealing.everything(self._writer.do)

    async def close(self) -> None:
        """Finish what is being written and let go of the file."""
        await self._writer.close()
        self._reader.close()
        self._engine.dispose()
