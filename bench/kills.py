"""Kill a process at many points of its work, and check that nothing is lost or sent too often.

python -m bench.kills sqlite|postgresql POINTS

For each point, with a database of its own:

1. A child process grants some authorizations, collects their records, and pushes the three events
   of each. The receiver refuses the first try of an event and accepts the second.
2. It counts its steps: on SQLite every statement, on PostgreSQL every message to the server and
   every answer, on both the moments before and after a send.
3. At the given step it kills itself with SIGKILL, and another process takes over.
4. Then everything acknowledged must be there, every document made, and every event sent at least
   once and at most three times.

Only the receiver is simulated, by a file that survives the kill.
"""

import asyncio
import logging
import os
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import structlog
from sqlalchemy import Engine, event

from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import SystemClock
from h5kit.delivery.background import BackgroundWork
from h5kit.delivery.jobs import PUSHED, grant_jobs
from h5kit.delivery.outbound import Outbound, PostResult
from h5kit.delivery.pushes import MOST_TRIES
from h5kit.demo import demo_partner
from h5kit.entry.partners import Partners
from h5kit.flow.outcomes import Collected, CollectOutcome
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.model import Authorization, Consent
from h5kit.records import Call, Direction, Records
from h5kit.report.directory import EmbeddedDirectory
from h5kit.settings import PushSettings, Settings
from h5kit.store.databases import open_file
from h5kit.store.documents import DocumentKind, Readiness
from h5kit.store.plan import Plan
from h5kit.store.postgresql.runner import PostgresRunner
from h5kit.store.postgresql.worker import Pace
from h5kit.store.store import Store
from tests.postgres import Cluster

KEYS = ("k" * 40,)
GRANTS = 3
PACE = Pace(poll=0.02, heartbeat=0.2, stalled=1.0, every=0.1)
LEASE = 0.3
PLACE = "http://127.0.0.1:1"
PARTNER = demo_partner(
    auth_receiver=f"{PLACE}/push",
    report_receiver=f"{PLACE}/push",
    records_receiver=f"{PLACE}/record",
)
SETTINGS = Settings(
    keys=("-" * 32,),
    push=PushSettings(spacing_seconds=(0.01, 0.01), lease_seconds=LEASE),
    collect_lease_seconds=LEASE,
    sandbox=True,
)
Opener = Callable[[], Store]


@dataclass
class Steps:
    """Counts steps, and kills the process at one of them."""

    fatal: int
    taken: int = 0

    def step(self, *_: object) -> None:
        """Take one more step."""
        self.taken += 1
        if self.taken == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def count_sqlite(self) -> None:
        """Count every statement on every connection opened from now on."""

        @event.listens_for(Engine, "connect")
        def trace(connection: Any, _: object) -> None:
            if isinstance(connection, sqlite3.Connection):
                connection.set_trace_callback(self.step)

    def count_postgres(self) -> None:
        """Count every exchange with the server, before it is sent and after it is answered."""
        plain = psycopg.AsyncConnection.wait

        async def counted(connection: Any, *args: Any, **options: Any) -> Any:
            self.step()
            answer = await plain(connection, *args, **options)
            self.step()
            return answer

        psycopg.AsyncConnection.wait = counted  # type: ignore[method-assign,assignment]


class FileReceiver(Outbound):
    """A receiver that refuses the first try of each event; its file survives a kill."""

    def __init__(self, file: Path, steps: Steps) -> None:
        """Append to `file`."""
        super().__init__()
        self._file = file
        self._steps = steps

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, deadline: float = 30.0
    ) -> PostResult:
        """Receive a push."""
        del url, body, deadline
        self._steps.step()
        line = headers["webhook-id"] + "\n"
        is_first = line not in (self._file.read_text() if self._file.exists() else "")
        with self._file.open("a") as out:
            out.write(line)
        self._steps.step()
        return PostResult(500, b"no") if is_first else PostResult(200, b"ok")

    def sends(self) -> Counter[str]:
        """Return how often each event was sent."""
        return Counter(self._file.read_text().split() if self._file.exists() else ())


class Collector(SandboxGateway):
    """A gateway that answers the same records at once for every sid."""

    async def collect(self, sid: str) -> CollectOutcome:
        """Return a few calls."""
        call = Call("10086", int(time.time()) - 86_400, 60, Direction.OUTGOING, "北京", "")
        return Collected(Records(tel="-", sid=sid, calls=(call,) * 3))


def _grant(n: int) -> Authorization:
    consent = Consent(version="1", shown_at=0, ticked_at=0)
    return Authorization(sid=f"SID{n}", partner=PARTNER.appid, uid=f"u{n}", tel="-",
                         granted_at=time.time(), consent=consent)  # fmt: skip


async def _authorize(store: Store, acknowledged: Path) -> None:
    """Grant one authorization after another; acknowledge each after its commit."""
    for n in range(GRANTS):
        flow = Flow(id=str(n), partner=PARTNER.appid, state=State.PHONE, rev=1,
                    created_at=1.0, touched_at=time.time())  # fmt: skip
        await store.create(flow)
        after, grant = Flow(**{**_fields(flow), "rev": 2}), _grant(n)
        await store.transition(flow, after, Plan(grant=grant, jobs=grant_jobs(grant, PARTNER)))
        with acknowledged.open("a") as out:
            out.write(f"u{n}\n")


def _fields(flow: Flow) -> dict[str, Any]:
    return {name: getattr(flow, name) for name in flow.__struct_fields__}


async def _settle(store: Store, receiver: FileReceiver) -> None:
    """Run a worker until no job waits or runs."""
    clock, partners = SystemClock(), Partners([PARTNER])
    work = BackgroundWork(
        store, Collector(clock), partners, EmbeddedDirectory(), clock, SETTINGS, outbound=receiver
    )
    worker = store.worker(work.handlers(), {}, clock)
    running = asyncio.create_task(worker.run())
    while not all(d.state in {"done", "failed"} for d in await store.deliveries()):
        worker.wake()
        await asyncio.sleep(0.02)
    await worker.close()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def _run(open_store: Opener, folder: Path, steps: Steps, *, grants: bool) -> None:
    store = open_store()
    receiver = FileReceiver(folder / "sent", steps)
    if grants:
        await _authorize(store, folder / "acknowledged")
    await _settle(store, receiver)
    await store.close()


def _in_a_child(work: Callable[[], int]) -> int:
    """Run `work` in a forked process; return its result, or -9 if it was killed."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(min(work(), 250))
        except BaseException as fault:  # noqa: BLE001 - the status tells the parent
            sys.stderr.write(f"{type(fault).__name__}: {fault}\n")
            os._exit(251)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _process(open_store: Opener, folder: Path, fatal: int, *, grants: bool) -> int:
    steps = Steps(fatal)
    steps.count_sqlite()
    steps.count_postgres()
    asyncio.run(_run(open_store, folder, steps, grants=grants))
    if grants:
        (folder / "steps").write_text(str(steps.taken))
    return 0


async def _check(open_store: Opener, folder: Path) -> None:
    """Raise AssertionError if something was lost, or sent too often."""
    store = open_store()
    acknowledged = folder / "acknowledged"
    sends = FileReceiver(folder / "sent", Steps(0)).sends()
    jobs = await store.deliveries(limit=len(PUSHED) * GRANTS + 1, kinds=PUSHED)
    granted = {f"u{n}" for n in range(GRANTS) if await store.is_granted(PARTNER.appid, f"u{n}")}
    made = [
        await store.find_document(f"SID{u[1:]}", kind) for u in granted for kind in DocumentKind
    ]
    await store.close()
    if not all(document and document.readiness is Readiness.READY for document in made):
        raise AssertionError("a document is missing")
    lost = set(acknowledged.read_text().split() if acknowledged.exists() else ()) - granted
    if lost or len(jobs) != len(PUSHED) * len(granted):
        raise AssertionError(f"lost: {lost}; {len(granted)} granted, {len(jobs)} events")
    for job in jobs:
        if not 1 <= sends[job.id] <= MOST_TRIES or len(job.tries) > MOST_TRIES:
            raise AssertionError(f"sent {sends[job.id]} times, tries {job.tries}")


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Callable[[], Opener]]:
    """Yield a function that creates a new database and returns its opener."""
    if kind == "sqlite":
        made = iter(range(10**6))

        def new_file() -> Opener:
            file = folder / f"{next(made)}.db"
            return lambda: open_file(file, KEYS)

        yield new_file
        return
    with Cluster() as cluster:
        template = cluster.create()
        PostgresRunner(cluster.url(template), KEYS)

        def new_database() -> Opener:
            url = cluster.url(cluster.create(template))
            return lambda: Store(PostgresRunner(url, KEYS, PACE))

        yield new_database


def _kill(new: Callable[[], Opener], folder: Path, fatal: int) -> None:
    """Kill at a step, or a little earlier if the work ends before that step.

    The number of exchanges with a server differs a little from run to run.
    """
    while not _one(new(), folder / f"at {fatal}", fatal):
        fatal = fatal * 9 // 10


def _one(open_store: Opener, folder: Path, fatal: int) -> bool:
    """Run, kill, take over, and check; return whether the process was killed."""
    folder.mkdir(parents=True)
    code = _in_a_child(lambda: _process(open_store, folder, fatal, grants=True))
    if code not in {0, -signal.SIGKILL}:
        raise AssertionError(f"the child ended with {code}")
    if _in_a_child(lambda: _process(open_store, folder, 0, grants=False)) != 0:
        raise AssertionError("the work was not taken over")
    asyncio.run(_check(open_store, folder))
    return code != 0


def prove(kind: str, points: int) -> int:
    """Kill at `points` points spread over the whole work; return its number of steps."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with databases(kind, folder) as new:
            _one(new(), folder / "whole", 0)
            steps = int((folder / "whole" / "steps").read_text())
            for n in range(points):
                _kill(new, folder / str(n), 1 + n * steps // points)
    return steps


def main() -> None:
    """Run the benchmark and print its result."""
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)
    kind, points = sys.argv[1], int(sys.argv[2])
    started = time.perf_counter()
    steps = prove(kind, points)
    seconds = time.perf_counter() - started
    print(f"{kind}: killed at {points} of {steps} steps: nothing lost, no event sent more than"
          f" {MOST_TRIES} times ({seconds:.0f} s)")  # fmt: skip


if __name__ == "__main__":
    main()
