"""Jobs on both databases: never lost, never tried more often than allowed."""

import asyncio
import dataclasses
import time
from collections.abc import Awaitable, Callable
from sqlite3 import IntegrityError
from typing import Any, cast

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from h5kit.clock import SystemClock
from h5kit.store import retry
from h5kit.store.documents import Document, DocumentKind, Readiness
from h5kit.store.jobs import Done, Failed, Job, Outcome, Poll, Retry, TryResult
from h5kit.store.plan import Plan
from h5kit.store.store import Store
from tests.store.made import Opened, Scripted, flow, job, only, replace, settled, worked

NO = TryResult("refused", status=500, answer="x" * 999)


def _again(seconds: float = 0.0) -> Retry:
    return Retry(time.time() + seconds, NO)


def _is_set(event: asyncio.Event) -> Callable[[], Awaitable[bool]]:
    async def ask() -> bool:
        return event.is_set()

    return ask


async def _until_settled(store: Store, handler: Scripted) -> None:
    await worked(store, handler, lambda: settled(store))


def test_a_job_is_done_once(opened: Opened) -> None:
    async def work(store: Store) -> None:
        handler = Scripted()
        await store.add_jobs(job())
        await _until_settled(store, handler)
        delivery = await only(store)
        assert (delivery.state, [t.outcome for t in delivery.tries]) == ("done", ["ok"])
        (done,) = handler.jobs
        assert (done.id, done.sid, done.payload, done.tries, done.number) == ("j", "S", b"{}", 1, 1)

    opened.run(work)


def test_a_job_written_while_the_worker_waits_is_done_at_once(opened: Opened) -> None:
    async def work(store: Store) -> None:
        handler = Scripted()
        worker = store.worker({"work": handler}, {}, SystemClock())
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(0)
        await store.add_jobs(job())
        worker.wake()
        async with asyncio.timeout(20):
            while not await settled(store):  # noqa: ASYNC110 - only the database knows
                await asyncio.sleep(0.01)
        await worker.close()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert len(handler.jobs) == 1

    opened.run(work)


def test_a_job_of_a_refused_transition_is_not_run(opened: Opened) -> None:
    async def work(store: Store) -> None:
        before = flow()
        await store.create(before)
        await store.transition(before, replace(before, rev=2), Plan(jobs=(job("first"),)))
        await store.transition(before, replace(before, rev=2), Plan(jobs=(job("stale"),)))
        handler = Scripted()
        await _until_settled(store, handler)
        assert [j.id for j in handler.jobs] == ["first"]

    opened.run(work)


def test_a_job_of_a_rolled_back_transaction_is_not_run(opened: Opened) -> None:
    async def work(store: Store) -> None:
        unwritable = dataclasses.replace(job("unwritable"), due_at=cast("float", None))
        await store.add_jobs(job("kept"))
        with pytest.raises((DBAPIError, IntegrityError), match=r"(?i)null"):
            await store.add_jobs(job("lost"), unwritable)
        handler = Scripted()
        await _until_settled(store, handler)
        assert [j.id for j in handler.jobs] == ["kept"]

    opened.run(work)


def test_a_second_job_with_the_same_id_is_ignored(opened: Opened) -> None:
    async def work(store: Store) -> None:
        handler = Scripted()
        await store.add_jobs(job(), job())
        await _until_settled(store, handler)
        await store.add_jobs(job())
        await _until_settled(store, handler)
        assert len(handler.jobs) == 1

    opened.run(work)


def test_a_failed_try_is_retried_when_it_is_due(opened: Opened) -> None:
    async def work(store: Store) -> None:
        handler = Scripted([lambda _: _again(1.3), lambda _: Done()])
        await store.add_jobs(job())
        await _until_settled(store, handler)
        first, second = handler.times
        assert 1.2 < second - first < 10
        delivery = await only(store)
        assert [(t.number, t.outcome) for t in delivery.tries] == [(1, "refused"), (2, "ok")]
        assert (delivery.tries[0].status, len(delivery.tries[0].answer)) == (500, 200)

    opened.run(work)


def test_after_the_last_failed_try_the_job_has_failed(opened: Opened) -> None:
    async def work(store: Store) -> None:
        handler = Scripted([lambda _: _again()])
        await store.add_jobs(job())
        await _until_settled(store, handler)
        delivery = await only(store)
        assert (delivery.state, [t.number for t in delivery.tries]) == ("failed", [1, 2, 3])
        assert [j.is_last for j in handler.jobs] == [False, False, True]

    opened.run(work)


def test_an_exception_of_the_handler_is_a_failed_try(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Job) -> Done:
        raise ValueError("13499990000")

    monkeypatch.setattr("h5kit.store.job_try.BROKEN_SECONDS", 0)

    async def work(store: Store) -> None:
        handler = Scripted([broken, broken, lambda _: Done()])
        await store.add_jobs(job())
        await _until_settled(store, handler)
        assert [t.outcome for t in (await only(store)).tries] == ["broken", "broken", "ok"]

    opened.run(work)


def test_a_finished_job_is_not_run_again_when_saving_its_result_fails(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "RETRY_SECONDS", (0, 0, 0))

    async def work(store: Store) -> None:
        handler, finish = Scripted(), cast("Any", store).finish
        faults = [OperationalError("UPDATE", {}, Exception("locked"))] * 3

        async def finished(job: Job, outcome: Outcome) -> None:
            if faults:
                raise faults.pop()
            await finish(job, outcome)

        monkeypatch.setattr(store, "finish", finished)
        await store.add_jobs(job())
        await _until_settled(store, handler)
        assert [t.outcome for t in (await only(store)).tries] == ["ok"]
        assert (len(handler.jobs), faults) == (1, [])

    opened.run(work)


def test_polls_do_not_count_as_tries(opened: Opened) -> None:
    async def work(store: Store) -> None:
        nothing = [lambda _: Poll(time.time())] * 7
        handler = Scripted([*nothing, lambda _: Done()])
        await store.add_jobs(job())
        await _until_settled(store, handler)
        assert [j.number for j in handler.jobs] == [1] * 8
        assert [(t.number, t.outcome) for t in (await only(store)).tries] == [(1, "ok")]

    opened.run(work)


def test_documents_and_jobs_of_an_outcome_are_written_with_it(opened: Opened) -> None:
    report = Document("S", DocumentKind.REPORT, Readiness.READY, 5.0, b"report")

    async def work(store: Store) -> None:
        first = Done(documents=(report,), jobs=(job("next"), job("next")))
        handler = Scripted([lambda _: first, lambda _: Done()])
        await store.add_jobs(job())
        await _until_settled(store, handler)
        assert [j.id for j in handler.jobs] == ["j", "next"]
        assert await store.find_document("S", DocumentKind.REPORT) == report

    opened.run(work)


def test_documents_and_jobs_of_a_final_failure_are_written_too(opened: Opened) -> None:
    failed = Document("S", DocumentKind.REPORT, Readiness.FAILED, 5.0)

    async def work(store: Store) -> None:
        handler = Scripted([lambda _: Failed(NO, (failed,), (job("tell"),)), lambda _: Done()])
        await store.add_jobs(job())
        await _until_settled(store, handler)
        assert {d.id: d.state for d in await store.deliveries()} == {"j": "failed", "tell": "done"}
        assert await store.find_document("S", DocumentKind.REPORT) == failed

    opened.run(work)


def test_an_erased_job_leaves_nothing_behind_when_it_ends(opened: Opened) -> None:
    report = Document("S", DocumentKind.REPORT, Readiness.READY, 5.0, b"report")

    async def work(store: Store) -> None:
        erased = asyncio.Event()

        class Slow(Scripted):
            async def __call__(self, job: Job) -> Done:
                self.jobs.append(job)
                await store.erase("S")
                erased.set()
                return Done(documents=(report,), jobs=(_next,))

        _next = job("next")
        await store.add_jobs(job())
        handler = Slow()
        await worked(store, handler, _is_set(erased))
        assert await store.deliveries() == []
        assert await store.find_document("S", DocumentKind.REPORT) is None

    opened.run(work)


def test_jobs_without_a_handler_are_not_touched(opened: Opened) -> None:
    async def work(store: Store) -> None:
        handler = Scripted()
        await store.add_jobs(job("other", kind="other"), job())

        async def mine_is_done() -> bool:
            states = {d.id: d.state for d in await store.deliveries()}
            return states["j"] == "done"

        await worked(store, handler, mine_is_done)
        assert [d.state for d in await store.deliveries(kinds=("other",))] == ["waiting"]

    opened.run(work)


def test_a_failed_job_can_be_redelivered_and_its_tries_are_counted_on(opened: Opened) -> None:
    async def work(store: Store) -> None:
        handler = Scripted([lambda _: Failed(NO), lambda _: _again(), lambda _: Done()])
        await store.add_jobs(job())
        assert not await store.redeliver("j", time.time())
        await _until_settled(store, handler)
        assert not await store.redeliver("unknown", time.time())
        assert await store.redeliver("j", time.time())
        await _until_settled(store, handler)
        assert [(j.tries, j.number) for j in handler.jobs] == [(1, 1), (1, 2), (2, 3)]
        delivery = await only(store)
        assert (delivery.state, len(delivery.tries)) == ("done", 3)

    opened.run(work)


def test_a_chore_runs_while_there_is_no_job(opened: Opened) -> None:
    async def work(store: Store) -> None:
        swept = asyncio.Event()

        async def sweep() -> None:
            swept.set()

        worker = store.worker({"work": Scripted()}, {"sweep": sweep}, SystemClock())
        running = asyncio.create_task(worker.run())
        async with asyncio.timeout(20):
            await swept.wait()
        await worker.close()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    opened.run(work)


def test_a_database_error_quotes_no_payload(opened: Opened) -> None:
    unwritable = dataclasses.replace(job(), sid=cast("str", None), payload=b"13499990000")

    async def work(store: Store) -> None:
        with pytest.raises((DBAPIError, IntegrityError), match=r"(?i)null") as caught:
            await store.add_jobs(unwritable)
        assert "13499990000" not in str(caught.value)

    opened.run(work)
