"""The store: compare-and-set, claims on numbers, jobs whose tries are committed first."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.model import Authorization, Consent
from h5kit.storage.port import Hold, Job, NewJob, Try
from h5kit.storage.sqlite import SqliteStore

replace = msgspec.structs.replace
CONSENT = Consent(version="1", shown_at=0, ticked_at=0)


def _flow(flow_id: str = "a", **changes: object) -> Flow:
    plain = Flow(id=flow_id, partner="p", state=State.PHONE, rev=1, created_at=1.0, touched_at=1.0)
    return replace(plain, **changes)


def _with_store(path: Path, work: Callable[[SqliteStore], Awaitable[None]]) -> None:
    async def main() -> None:
        store = SqliteStore(path / "s.db")
        try:
            await work(store)
        finally:
            await store.close()

    asyncio.run(main())


def test_only_one_of_many_equal_moves_takes_place(tmp_path: Path) -> None:
    async def work(store: SqliteStore) -> None:
        flow = _flow()
        await store.create(flow)
        after = replace(flow, rev=2, state=State.WAITING)
        moves = await asyncio.gather(*(store.move(flow, after) for _ in range(50)))
        assert sum(m.done for m in moves) == 1
        assert {m.reason for m in moves if not m.done} == {"stale"}
        assert await store.find("a") == after

    _with_store(tmp_path, work)


def test_a_number_is_held_by_one_flow_until_it_lapses(tmp_path: Path) -> None:
    async def work(store: SqliteStore) -> None:
        one, two = _flow("one"), _flow("two")
        await store.create(one)
        await store.create(two)
        held = await store.move(one, replace(one, rev=2, touched_at=5.0), hold=Hold("k", 100.0))
        assert held.done
        refused = await store.move(two, replace(two, rev=2, touched_at=6.0), hold=Hold("k", 200.0))
        assert (refused.done, refused.reason, refused.holder) == (False, "held", "one")
        assert await store.find("two") == two
        late = replace(two, rev=2, touched_at=101.0)
        assert (await store.move(two, late, hold=Hold("k", 200.0))).done
        assert await store.holder("k", 150.0) == "two"

    _with_store(tmp_path, work)


def test_a_stale_flow_claims_no_number(tmp_path: Path) -> None:
    async def work(store: SqliteStore) -> None:
        flow = _flow()
        await store.create(flow)
        await store.move(flow, replace(flow, rev=2))
        stale = await store.move(flow, replace(flow, rev=2), hold=Hold("k", 9.0))
        assert stale.reason == "stale"
        assert await store.holder("k", 0.0) is None

    _with_store(tmp_path, work)


def test_a_uid_is_granted_once_and_nothing_else_of_the_move_is_written(tmp_path: Path) -> None:
    def grant(sid: str) -> Authorization:
        return Authorization(
            sid=sid, partner="p", uid="u", tel="t", granted_at=1.0, consent=CONSENT
        )

    async def work(store: SqliteStore) -> None:
        one, two = _flow("one"), _flow("two")
        await store.create(one)
        await store.create(two)
        job = NewJob(id="j1", kind="auth", sid="S1", payload=b"{}", due_at=1.0)
        done = replace(one, rev=2, state=State.SUCCESS)
        assert (await store.move(one, done, grant=grant("S1"), jobs=(job,))).done
        again = replace(two, rev=2, state=State.SUCCESS)
        other = NewJob(id="j2", kind="auth", sid="S2", payload=b"{}", due_at=1.0)
        refused = await store.move(two, again, grant=grant("S2"), jobs=(other,))
        assert refused.reason == "granted"
        assert await store.find("two") == two
        assert [d.id for d in await store.deliveries()] == ["j1"]
        assert await store.is_granted("p", "u")
        assert not await store.is_granted("q", "u")

    _with_store(tmp_path, work)


def test_a_broken_write_does_not_fail_its_neighbours(tmp_path: Path) -> None:
    async def work(store: SqliteStore) -> None:
        await store.create(_flow("same"))
        results = await asyncio.gather(
            store.create(_flow("same")), store.create(_flow("other")), return_exceptions=True
        )
        assert isinstance(results[0], Exception)
        assert results[1] is None
        assert await store.find("other") is not None

    _with_store(tmp_path, work)


async def _job(store: SqliteStore) -> None:
    flow = _flow()
    await store.create(flow)
    job = NewJob(id="j", kind="auth", sid="S", payload=b"{}", due_at=10.0)
    await store.move(flow, replace(flow, rev=2), jobs=(job,))


def _tried(job: Job, outcome: str) -> Try:
    return Try(
        job=job.id, number=job.number, at=10.0, outcome=outcome, status=500, answer="x" * 999
    )


def test_a_crash_in_the_middle_of_a_try_counts_as_a_try(tmp_path: Path) -> None:
    async def work(store: SqliteStore) -> None:
        await _job(store)
        assert await store.claim(9.0, 45, 3) is None
        for number in (1, 2, 3):
            now = 10.0 + 100 * number
            job = await store.claim(now, 45, 3)
            assert job is not None
            assert job.number == number
            assert await store.claim(now + 1, 45, 3) is None
        assert await store.claim(1000.0, 45, 3) is None
        (delivery,) = await store.deliveries()
        assert delivery.state == "failed"
        assert [t.outcome for t in delivery.tries] == ["worker lost"] * 3

    _with_store(tmp_path, work)


def test_a_failed_push_can_be_redelivered_and_its_tries_go_on_counting(tmp_path: Path) -> None:
    async def work(store: SqliteStore) -> None:
        await _job(store)
        job = await store.claim(10.0, 45, 3)
        assert job is not None
        await store.finish(job, _tried(job, "refused"), retry_at=None, done=False)
        assert not await store.redeliver("unknown", 20.0)
        assert await store.redeliver("j", 20.0)
        again = await store.claim(20.0, 45, 3)
        assert again is not None
        assert (again.tries, again.number) == (1, 2)
        await store.finish(again, _tried(again, "ok"), retry_at=None, done=True)
        (delivery,) = await store.deliveries(sid="S")
        assert (delivery.state, len(delivery.tries)) == ("done", 2)
        assert len(delivery.tries[0].answer) == 200

    _with_store(tmp_path, work)


def test_what_is_swept_is_gone_from_the_file(tmp_path: Path) -> None:
    async def work(store: SqliteStore) -> None:
        await store.create(_flow("old", tel="13499990000"))
        await store.create(_flow("new", touched_at=100.0))
        assert await store.sweep(50.0, 100.0) == 1
        assert await store.find("old") is None
        assert await store.find("new") is not None

    _with_store(tmp_path, work)
    assert b"13499990000" not in (tmp_path / "s.db").read_bytes()


def test_the_file_is_durable_and_its_owners_only(tmp_path: Path) -> None:
    async def work(store: SqliteStore) -> None:
        await store.create(_flow())

    _with_store(tmp_path, work)
    assert (tmp_path / "s.db").stat().st_mode & 0o077 == 0


def test_what_lasts_waits_for_the_disk_and_only_the_rest_does_not(tmp_path: Path) -> None:
    async def work(store: SqliteStore) -> None:
        writer = store._writer
        level = "PRAGMA synchronous"
        full, normal = 2, 1
        assert await writer.do(lambda c: c.exec_driver_sql(level).scalar()) == full
        assert writer._lasting.exec_driver_sql(level).scalar() == full
        assert writer._light.exec_driver_sql(level).scalar() == normal

    _with_store(tmp_path, work)


@pytest.mark.parametrize("mean", [0.0, 1.0], ids=["swift disk", "slow disk"])
def test_moves_are_guarded_on_the_loop_as_on_the_thread(tmp_path: Path, mean: float) -> None:
    async def work(store: SqliteStore) -> None:
        store._writer._mean = mean
        flow = _flow()
        await store.create(flow)
        assert (await store.move(flow, replace(flow, rev=2))).done
        assert (await store.move(flow, replace(flow, rev=2))).reason == "stale"

    _with_store(tmp_path, work)
