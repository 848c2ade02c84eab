"""SQLite only: its file, which writes wait for the disk, and leases."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from h5kit.store.databases import open_file
from h5kit.store.plan import Applied, Stale
from h5kit.store.runner import Transaction
from h5kit.store.sqlite.runner import SqliteRunner
from h5kit.store.store import Store
from tests.store.made import KEYS, Scripted, flow, job, only, replace


def _with_store(path: Path, work: Callable[[Store], Awaitable[None]]) -> None:
    async def main() -> None:
        store = open_file(path / "s.db", KEYS)
        try:
            await work(store)
        finally:
            await store.close()

    asyncio.run(main())


def _runner(store: Store) -> SqliteRunner:
    assert isinstance(store._runner, SqliteRunner)
    return store._runner


def _scalar(transaction: Transaction, sql: str) -> Any:
    return transaction.connection.exec_driver_sql(sql).scalar()


def test_swept_data_is_no_longer_in_the_file(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        await store.create(flow("old", tel="13499990000"))
        await store.create(flow("new", touched_at=100.0))
        assert await store.sweep(50.0, 100.0) == 1
        left = await store.find("old")
        assert left is not None
        assert left.tel == ""
        assert await store.find("new") is not None

    _with_store(tmp_path, work)
    assert b"13499990000" not in (tmp_path / "s.db").read_bytes()


def test_a_flow_that_no_key_decrypts_does_not_block_a_sweep(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        for name in ("spoilt", "whole"):
            await store.create(flow(name))
        with sqlite3.connect(tmp_path / "s.db") as driver:
            driver.execute("UPDATE flows SET doc = ? WHERE id = 'spoilt'", (b"\x01" * 40,))
        assert await store.sweep(50.0, 100.0) == len(("spoilt", "whole"))
        assert await store.find("spoilt") is None
        assert await store.find("whole") is not None

    _with_store(tmp_path, work)


def test_the_file_is_durable_and_readable_only_by_its_owner(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        await store.create(flow())

    _with_store(tmp_path, work)
    assert (tmp_path / "s.db").stat().st_mode & 0o077 == 0


def test_only_drafts_and_new_flows_do_not_wait_for_the_disk(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        writer = _runner(store)._writer
        level = "PRAGMA synchronous"
        full, normal = 2, 1
        assert await writer.run(lambda c: _scalar(c, level)) == full
        assert _scalar(writer._durable, level) == full
        assert _scalar(writer._light, level) == normal

    _with_store(tmp_path, work)


def test_lists_and_chores_never_scan_a_whole_table(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        ran: list[tuple[str, Any]] = []

        @event.listens_for(_runner(store)._engine, "before_cursor_execute")
        def note(_c: object, _cursor: object, text: str, given: Any, *_rest: object) -> None:
            ran.append((text, given))

        await store.deliveries()
        await store.deliveries(kinds=("auth", "report"))
        await store.partners_with_grants()
        await store.forget_applicants(1.0)
        reader = _runner(store)._reader.connection
        plans = [
            step[3]
            for text, given in list(ran)
            for step in reader.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", given)
        ]
        assert sum("jobs_created_at" in step for step in plans) == 2
        large = {f"SCAN {name}" for name in ("authorizations", "documents", "jobs", "tries")}
        assert large.isdisjoint(plans)

    _with_store(tmp_path, work)


@pytest.mark.parametrize("mean", [0.0, 1.0], ids=["swift disk", "slow disk"])
def test_transitions_are_atomic_on_the_loop_and_on_the_thread(tmp_path: Path, mean: float) -> None:
    async def work(store: Store) -> None:
        _runner(store)._writer._mean = mean
        before = flow()
        await store.create(before)
        assert await store.transition(before, replace(before, rev=2)) == Applied()
        assert await store.transition(before, replace(before, rev=2)) == Stale()

    _with_store(tmp_path, work)


def test_a_crash_in_the_middle_of_a_try_counts_as_a_try(tmp_path: Path) -> None:
    handlers = {"work": Scripted(lease_seconds=45)}

    async def work(store: Store) -> None:
        await store.add_jobs(job(due_at=10.0))
        assert await store.claim(9.0, handlers) is None
        for number in (1, 2, 3):
            now = 10.0 + 100 * number
            taken = await store.claim(now, handlers)
            assert taken is not None
            assert taken.number == number
            assert await store.claim(now + 1, handlers) is None
        assert await store.claim(1000.0, handlers) is None
        delivery = await only(store)
        assert delivery.state == "failed"
        assert [t.outcome for t in delivery.tries] == ["worker lost"] * 3

    _with_store(tmp_path, work)


def test_a_worker_does_not_claim_its_running_job_when_the_clock_is_moved(tmp_path: Path) -> None:
    handlers = {"work": Scripted(lease_seconds=45)}

    async def work(store: Store) -> None:
        await store.add_jobs(job(due_at=10.0))
        assert await store.claim(10.0, handlers) is not None
        assert await store.claim(1000.0, handlers, {"j"}) is None
        assert await store.next_due({"work"}, {"j"}) is None
        assert await store.next_due({"work"}) == 55.0

    _with_store(tmp_path, work)
