"""Users, sessions, the report list, counts and the keys' age, on both databases."""

import asyncio

import pytest

from h5kit.store.documents import Document, DocumentKind, Readiness
from h5kit.store.plan import Applied, Plan
from h5kit.store.site import Account, CountSum, GrantFilter, Role
from h5kit.store.store import Store
from tests.store.made import Opened, flow, grant, replace

WHO = Account("anna", "a hash", Role.AUDITOR, "p", 1.0)


def test_a_name_can_be_added_once(opened: Opened) -> None:
    async def work(store: Store) -> None:
        accounts = store.site.accounts
        assert await accounts.add(WHO)
        assert not await accounts.add(WHO)
        assert await accounts.find("anna") == WHO
        assert await accounts.find("Anna") is None
        assert await accounts.change("anna", role="viewer", appid="")
        assert not await accounts.change("nobody", role="viewer")
        assert [(a.name, a.role, a.appid) for a in await accounts.list_all()] == [
            ("anna", Role.VIEWER, "")
        ]

    opened.run(work)


async def _session(store: Store, now: float) -> Account | None:
    return await store.site.accounts.find_by_session("cookie", now, idle=100.0, lifetime=250.0)


def test_a_session_ends_when_idle_too_old_or_logged_out(opened: Opened) -> None:
    async def work(store: Store) -> None:
        accounts = store.site.accounts
        await accounts.add(WHO)
        await accounts.start_session("cookie", "anna", 1000.0)
        assert await _session(store, 1099.0) == WHO
        assert await _session(store, 1198.0) == WHO
        assert await _session(store, 1249.0) == WHO
        assert await _session(store, 1251.0) is None
        await accounts.end_session("cookie")
        await accounts.start_session("cookie", "anna", 1000.0)
        assert await _session(store, 1101.0) is None
        await accounts.end_session("cookie")
        assert await _session(store, 1001.0) is None

    opened.run(work)


@pytest.mark.parametrize("values", [{"disabled_at": 5.0}, {"hash": "another"}])
def test_a_disabled_user_or_changed_password_ends_the_sessions(
    opened: Opened, values: dict[str, object]
) -> None:
    async def work(store: Store) -> None:
        await store.site.accounts.add(WHO)
        await store.site.accounts.start_session("cookie", "anna", 1000.0)
        assert await store.site.accounts.change("anna", ends_sessions=True, **values)
        assert await _session(store, 1001.0) is None

    opened.run(work)


def test_ended_sessions_are_deleted(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await store.site.accounts.add(WHO)
        await store.site.accounts.start_session("cookie", "anna", 1000.0)
        await store.site.accounts.sweep(900.0, 999.0)
        assert await _session(store, 1001.0)
        await store.site.accounts.sweep(900.0, 1001.0)
        assert await _session(store, 1001.0) is None

    opened.run(work)


def test_a_right_password_is_not_counted(opened: Opened) -> None:
    async def work(store: Store) -> None:
        assert [await store.count("k", 9.0) for _ in range(2)] == [1, 2]
        await store.site.accounts.uncount("k", "unknown")
        assert await store.count("k", 9.0) == 2

    opened.run(work)


async def _granted(store: Store, sid: str, at: float, **changes: object) -> None:
    before = flow(f"flow of {sid}", sid=sid)
    await store.create(before)
    granted = grant(sid, f"uid-{sid}", granted_at=at, tel=f"1340000{sid[1:]:0>4}", **changes)
    assert await store.transition(before, replace(before, rev=2), Plan(grant=granted)) == Applied()


async def _found(store: Store, limit: int = 10, **wanted: object) -> list[str]:
    page = await store.site.listing.page(search(wanted), limit)
    return [granted.sid for granted in page]


def search(values: dict[str, object]) -> GrantFilter:
    """Return the search with these values."""
    return GrantFilter(**values)  # type: ignore[arg-type]  # the values of a test


def test_the_list_is_newest_first_and_can_be_searched(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await _granted(store, "S1", 10.0, last_four="one")
        await _granted(store, "S2", 30.0, last_four="two")
        await _granted(store, "S3", 20.0, last_four="one")
        await _granted(store, "S4", 20.0, partner="q")
        await store.put_documents(Document("S3", DocumentKind.REPORT, Readiness.READY, 1.0, b"{}"))
        assert await _found(store) == ["S2", "S4", "S3", "S1"]
        assert await _found(store, partner="q") == ["S4"]
        assert await _found(store, word="S1") == ["S1"]
        assert await _found(store, word="uid-S2") == ["S2"]
        assert await _found(store, word="0001", last_four="one") == ["S3", "S1"]
        assert await _found(store, word="0001", last_four="one", partner="q") == []
        assert await _found(store, since=20.0, until=30.0) == ["S4", "S3"]
        assert await _found(store, limit=2) == ["S2", "S4"]
        assert await _found(store, older=(20.0, "S4")) == ["S3", "S1"]
        rows = await store.site.listing.page(GrantFilter(word="S3"), 1)
        assert [(r.tel, r.readiness) for r in rows] == [("13400000003", Readiness.READY)]
        await store.erase("S3")
        assert await _found(store, word="S3") == []

    opened.run(work)


def test_counts_of_two_servers_add_up(opened: Opened) -> None:
    async def work(one: Store) -> None:
        two = opened.open()
        key = (5, "reached", "phone", "移动", "广东")
        other = (6, "message", "27", "", "")
        try:
            async with asyncio.TaskGroup() as group:
                for store in (one, two) * 5:
                    group.create_task(store.site.counts.add({other: 1, key: 2}))
        finally:
            await two.close()
        assert set(await one.site.counts.since(5 * 3600.0)) == {
            CountSum("reached", "phone", "移动", "广东", 20), CountSum("message", "27", "", "", 10),
        }  # fmt: skip
        assert [c.name for c in await one.site.counts.since(6 * 3600.0)] == ["27"]
        await one.site.counts.forget(6 * 3600.0)
        assert [c.name for c in await one.site.counts.since(0.0)] == ["27"]

    opened.run(work)


def test_a_key_keeps_the_time_of_its_first_use(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await store.site.keys.note(10.0)
        await store.site.keys.note(20.0)
        (age,) = await store.site.keys.ages()
        assert (age.seen_at, age.is_newest) == (10.0, True)
        assert "kkkk" not in repr(age)

    opened.run(work)
