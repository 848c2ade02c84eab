"""PostgreSQL only: worker processes, and taking over from dead ones."""

import asyncio
import dataclasses
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.exc import TimeoutError  # noqa: A004 - the pool's own

from h5kit.clock import SystemClock
from h5kit.delivery.jobs import AUTH
from h5kit.store.jobs import Delivery, Done, NewJob, Retry, TryResult
from h5kit.store.postgresql.runner import PostgresRunner, driver_url
from h5kit.store.postgresql.worker import ProcrastinateWorker
from h5kit.store.store import Store
from tests.postgres import Cluster
from tests.production.written import SOUND, written
from tests.store.dying import DYING
from tests.store.made import KEYS, Scripted, job, only, settled, worked


def _url(cluster: Cluster, template: str) -> str:
    return cluster.url(cluster.create(template))


def _dies(url: str) -> None:
    """Start a job in a process that is killed in the middle of it."""
    command = [sys.executable, "-m", "tests.store.dying", url]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL  # noqa: S603


async def _work(url: str, *answers: object) -> tuple[Scripted, Delivery]:
    store = Store(PostgresRunner(url, KEYS, DYING))
    handler = Scripted(list(answers))  # type: ignore[arg-type]  # callables by construction
    try:
        await worked(store, handler, lambda: settled(store))
        return handler, await only(store)
    finally:
        await store.close()


async def _add(url: str) -> None:
    store = Store(PostgresRunner(url, KEYS))
    await store.add_jobs(job())
    await store.close()


def test_the_job_of_a_killed_worker_is_taken_over_and_its_try_counts(
    cluster: Cluster, template: str
) -> None:
    url = _url(cluster, template)
    asyncio.run(_add(url))
    _dies(url)
    handler, delivery = asyncio.run(_work(url, lambda _: Done()))
    assert [j.number for j in handler.jobs] == [2]
    assert [t.outcome for t in delivery.tries] == ["worker lost", "ok"]


def test_looking_for_dead_workers_continues_after_a_lack_of_connections(
    logs: list[Any],
) -> None:
    async def main() -> None:
        looks: list[int] = []
        again = asyncio.Event()

        async def requeue(_: float) -> int:
            looks.append(1)
            if len(looks) == 1:
                raise TimeoutError("QueuePool limit of size 10 overflow 20 reached")
            again.set()
            return 0

        queue: Any = None  # not used in this test
        pace = dataclasses.replace(DYING, every=0)
        worker = ProcrastinateWorker("", queue, requeue, {}, {}, SystemClock(), pace)
        looking = asyncio.create_task(worker._requeue_periodically())
        async with asyncio.timeout(20):
            await again.wait()
        looking.cancel()

    asyncio.run(main())
    assert [(e["event"], e["fault"]) for e in logs] == [("dead_workers_unseen", "TimeoutError")]


def test_three_killed_workers_are_three_tries_and_there_is_no_fourth(
    cluster: Cluster, template: str
) -> None:
    url = _url(cluster, template)
    asyncio.run(_add(url))
    for _ in range(3):
        _dies(url)
    handler, delivery = asyncio.run(_work(url, lambda _: Done()))
    assert handler.jobs == []
    assert delivery.state == "failed"
    assert [t.outcome for t in delivery.tries] == ["worker lost"] * 3


def test_a_worker_taken_for_dead_writes_nothing_after_the_takeover(
    cluster: Cluster, template: str
) -> None:
    url = _url(cluster, template)
    handlers = {"work": Scripted()}

    async def work() -> None:
        store = Store(PostgresRunner(url, KEYS))
        await store.add_jobs(job())
        slow = await store.claim_by_id("j", 0, 1.0, handlers)
        other = await store.claim_by_id("j", 0, 2.0, handlers)
        assert slow is not None
        assert other is not None
        await store.finish(slow, Done(jobs=(job("twice"),)))
        await store.finish(other, Retry(3.0, TryResult("refused")))
        delivery = await only(store)
        assert (delivery.state, len(delivery.tries)) == ("waiting", 2)
        await store.close()

    asyncio.run(work())


def test_a_job_runs_only_in_its_turn(cluster: Cluster, template: str) -> None:
    url = _url(cluster, template)
    handlers = {"work": Scripted()}

    async def work() -> None:
        store = Store(PostgresRunner(url, KEYS))
        await store.add_jobs(job())
        first = await store.claim_by_id("j", 0, 1.0, handlers)
        assert first is not None
        await store.finish(first, Retry(2.0, TryResult("refused")))
        assert await store.claim_by_id("j", 0, 3.0, handlers) is None
        assert await store.claim_by_id("j", 2, 3.0, handlers) is None
        assert await store.claim_by_id("j", 1, 3.0, handlers) is not None
        await store.close()

    asyncio.run(work())


def test_a_worker_survives_a_restart_of_the_database() -> None:
    with Cluster() as cluster:
        url = cluster.url(cluster.create())

        async def work() -> None:
            store = Store(PostgresRunner(url, KEYS, DYING))
            handler = Scripted()
            worker = store.worker({"work": handler}, {}, SystemClock())
            running = asyncio.create_task(worker.run())
            await store.add_jobs(job("before"))
            await _all_done(store)
            await asyncio.to_thread(cluster.kill)
            await asyncio.to_thread(cluster.start)
            await store.add_jobs(job("after"))
            await _all_done(store)
            assert [j.id for j in handler.jobs] == ["before", "after"]
            await worker.close()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await store.close()

        asyncio.run(work())


async def _outcomes(store: Store) -> list[str]:
    return [t.outcome for t in (await only(store)).tries]


async def _all_done(store: Store) -> None:
    async with asyncio.timeout(30):
        while not await settled(store):  # noqa: ASYNC110 - only the database knows
            await asyncio.sleep(0.05)


def test_the_engine_deletes_finished_jobs(cluster: Cluster, template: str) -> None:
    url = _url(cluster, template)
    asyncio.run(_add(url))
    asyncio.run(_work(url, lambda _: Done()))
    engine = create_engine(driver_url(url))
    with engine.connect() as c:
        assert c.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar() == 0
        assert c.execute(text("SELECT count(*) FROM procrastinate_workers")).scalar() == 0
    engine.dispose()


def test_the_worker_command_runs_jobs_until_it_is_stopped(
    cluster: Cluster, template: str, tmp_path: Path
) -> None:
    url = _url(cluster, template)
    config = written(tmp_path, **{"database.url": url})
    command = [sys.executable, "-m", "h5kit.cli", "worker", "--config", str(config)]
    # A worker in production refuses loopback; the refusal shows that it ran.
    payload = {"partner": "shop", "url": "http://127.0.0.1:9/push", "body": "e30="}
    push = NewJob("j", AUTH, "S", json.dumps(payload).encode(), time.time())

    async def tried(process: "subprocess.Popen[bytes]") -> list[str]:
        store = Store(PostgresRunner(url, SOUND["keys"]))
        await store.add_jobs(push)
        try:
            async with asyncio.timeout(60):
                while (outcomes := await _outcomes(store)) in ([], ["started"]):
                    assert process.poll() is None
                    await asyncio.sleep(0.05)
            return outcomes
        finally:
            await store.close()

    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            assert asyncio.run(tried(process)) == ["address"]
        finally:
            process.terminate()
        assert process.wait(30) == 0
