"""Flows on both databases: compare-and-set, holds on numbers, and the plan of a transition."""

import asyncio

import pytest

from h5kit.flow.limits import Daily, LimitReached, UseKind, UseLimit
from h5kit.flow.record import Shown
from h5kit.flow.states import State
from h5kit.flow.stub import STUB_REVISION, STUB_SECONDS
from h5kit.messages import Message
from h5kit.store.plan import (
    AlreadyGranted,
    Applied,
    Hold,
    NumberHeld,
    Plan,
    Reserve,
    SidReused,
    Stale,
    Use,
)
from h5kit.store.statements.sweep import FLOWS_PER_BATCH
from h5kit.store.store import Store
from tests.store.made import Opened, flow, grant, job, replace


def test_of_many_equal_transitions_one_is_written(opened: Opened) -> None:
    async def work(store: Store) -> None:
        before = flow()
        await store.create(before)
        after = replace(before, rev=2, state=State.WAITING)
        results = await asyncio.gather(*(store.transition(before, after) for _ in range(50)))
        assert results.count(Applied()) == 1
        assert results.count(Stale()) == 49
        assert await store.find("a") == after

    opened.run(work)


def test_of_two_processes_one_writes_the_transition(opened: Opened) -> None:
    async def work(store: Store) -> None:
        other = opened.open()
        before = flow()
        await store.create(before)
        after = replace(before, rev=2, state=State.WAITING)
        both = (s.transition(before, after, Plan(hold=Hold("k", 9.0))) for s in (store, other) * 10)
        results = await asyncio.gather(*both)
        assert results.count(Applied()) == 1
        assert await other.find("a") == await store.find("a") == after
        await other.close()

    opened.run(work)


def test_one_flow_holds_a_number_until_the_hold_expires(opened: Opened) -> None:
    async def work(store: Store) -> None:
        one, two = flow("one"), flow("two")
        await store.create(one)
        await store.create(two)
        held = await store.transition(
            one, replace(one, rev=2, touched_at=5.0), Plan(hold=Hold("k", 100.0))
        )
        assert held == Applied()
        refused = await store.transition(
            two, replace(two, rev=2, touched_at=6.0), Plan(hold=Hold("k", 200.0))
        )
        assert refused == NumberHeld("one")
        assert await store.find("two") == two
        late = replace(two, rev=2, touched_at=101.0)
        assert await store.transition(two, late, Plan(hold=Hold("k", 200.0))) == Applied()
        assert await store.holder("k", 150.0) == "two"

    opened.run(work)


def test_of_many_simultaneous_flows_one_holds_the_number(opened: Opened) -> None:
    async def work(store: Store) -> None:
        flows = [flow(str(n)) for n in range(20)]
        for each in flows:
            await store.create(each)
        hold = Hold("k", 100.0)
        results = await asyncio.gather(
            *(
                store.transition(f, replace(f, rev=2), Plan(hold=hold, is_intermediate=True))
                for f in flows
            )
        )
        (winner,) = [f.id for f, m in zip(flows, results, strict=True) if m == Applied()]
        assert results.count(NumberHeld(winner)) == 19
        assert await store.holder("k", 50.0) == winner

    opened.run(work)


def test_a_stale_flow_gets_no_hold(opened: Opened) -> None:
    async def work(store: Store) -> None:
        before = flow()
        await store.create(before)
        await store.transition(before, replace(before, rev=2))
        stale = await store.transition(before, replace(before, rev=2), Plan(hold=Hold("k", 9.0)))
        assert stale == Stale()
        assert await store.holder("k", 0.0) is None

    opened.run(work)


def test_an_ended_flow_releases_its_number(opened: Opened) -> None:
    async def work(store: Store) -> None:
        before = flow()
        await store.create(before)
        held = replace(before, rev=2)
        await store.transition(before, held, Plan(hold=Hold("k", 100.0)))
        await store.transition(held, replace(held, rev=3, state=State.FAILED), Plan(release=True))
        assert await store.holder("k", 50.0) is None

    opened.run(work)


def test_a_second_grant_of_a_uid_writes_nothing_of_the_transition(opened: Opened) -> None:
    async def work(store: Store) -> None:
        one, two = flow("one"), flow("two")
        await store.create(one)
        await store.create(two)
        done = replace(one, rev=2, state=State.SUCCESS)
        assert (
            await store.transition(one, done, Plan(grant=grant("S1"), jobs=(job("j1", "S1"),)))
            == Applied()
        )
        again = replace(two, rev=2, state=State.SUCCESS)
        refused = await store.transition(
            two, again, Plan(grant=grant("S2"), jobs=(job("j2", "S2"),))
        )
        assert refused == AlreadyGranted()
        assert await store.find("two") == two
        assert [d.id for d in await store.deliveries()] == ["j1"]
        assert await store.is_granted("p", "u")
        assert not await store.is_granted("q", "u")

    opened.run(work)


def test_of_many_simultaneous_grants_of_a_uid_one_is_written(opened: Opened) -> None:
    async def work(store: Store) -> None:
        flows = [flow(str(n)) for n in range(12)]
        for each in flows:
            await store.create(each)
        results = await asyncio.gather(
            *(
                store.transition(
                    f, replace(f, rev=2), Plan(grant=grant(f"S{f.id}"), jobs=(job(f.id),))
                )
                for f in flows
            )
        )
        assert (results.count(Applied()), results.count(AlreadyGranted())) == (1, 11)
        assert len(await store.deliveries()) == 1

    opened.run(work)


def test_used_limits_stay_used_when_the_transition_is_refused(opened: Opened) -> None:
    async def work(store: Store) -> None:
        before = flow()
        await store.create(before)
        await store.transition(before, replace(before, rev=2))
        use = Use("k", "sms", 5.0)
        assert await store.transition(before, replace(before, rev=2), Plan(uses=(use,))) == Stale()
        assert await store.uses("k", 4.0) == (use,)
        assert await store.uses("k", 5.0) == ()

    opened.run(work)


def test_the_uses_of_one_key_are_cleared(opened: Opened) -> None:
    async def work(store: Store) -> None:
        before = flow()
        await store.create(before)
        uses = tuple(Use(key, kind, 5.0) for key in "kl" for kind in ("sms", "gateway_fault"))
        await store.transition(before, replace(before, rev=2), Plan(uses=uses))
        assert [await store.clear_uses("k"), await store.clear_uses("k")] == [2, 0]
        assert len(await store.uses("l", 4.0)) == 2

    opened.run(work)


RESERVE = Reserve("k", ("sms",), 5.0, (UseLimit(UseKind.SMS, Daily(3), Message.SMS_LIMIT_REACHED),))


def test_simultaneous_uses_never_exceed_the_limit(opened: Opened) -> None:
    async def work(store: Store) -> None:
        flows = [flow(str(n)) for n in range(12)]
        for each in flows:
            await store.create(each)
        other = opened.open()
        results = await asyncio.gather(
            *(
                s.transition(f, replace(f, rev=2), Plan(reserve=RESERVE, is_intermediate=True))
                for f, s in zip(flows, (store, other) * 6, strict=True)
            )
        )
        assert results.count(Applied()) == 3
        limits = [m.shown.code for m in results if isinstance(m, LimitReached)]
        assert limits == [Message.SMS_LIMIT_REACHED] * 9
        assert len(await store.uses("k", 4.0)) == 3
        await other.close()

    opened.run(work)


def test_a_use_can_be_given_back_and_a_refused_transition_uses_nothing(
    opened: Opened,
) -> None:
    async def work(store: Store) -> None:
        before, holder = flow(), flow("holder")
        await store.create(before)
        await store.create(holder)
        await store.transition(holder, replace(holder, rev=2), Plan(hold=Hold("k", 9.0)))
        taken = replace(before, rev=2)
        held = await store.transition(before, taken, Plan(hold=Hold("k", 9.0), reserve=RESERVE))
        assert held == NumberHeld("holder")
        assert await store.uses("k", 4.0) == ()
        assert await store.transition(before, taken, Plan(reserve=RESERVE)) == Applied()
        assert await store.transition(before, taken, Plan(reserve=RESERVE)) == Stale()
        assert await store.uses("k", 4.0) == RESERVE.uses
        # It is given back in every state of the flow.
        assert await store.transition(before, taken, Plan(refunds=RESERVE.uses)) == Stale()
        assert await store.uses("k", 4.0) == ()

    opened.run(work)


def test_a_touch_changes_only_an_unchanged_flow(opened: Opened) -> None:
    async def work(store: Store) -> None:
        before = flow()
        await store.create(before)
        assert await store.touch(before, replace(before, uid="typed"))
        await store.transition(before, replace(before, rev=2))
        assert not await store.touch(before, replace(before, uid="late"))
        found = await store.find("a")
        assert found is not None
        assert found.uid == ""

    opened.run(work)


def test_a_touch_can_release_the_number(opened: Opened) -> None:
    async def work(store: Store) -> None:
        before = flow()
        await store.create(before)
        held = replace(before, rev=2)
        await store.transition(before, held, Plan(hold=Hold("k", 100.0)))
        assert not await store.touch(before, before, release=True)
        assert await store.holder("k", 50.0) == "a"
        assert await store.touch(held, replace(held, tel="other"), release=True)
        assert await store.holder("k", 50.0) is None

    opened.run(work)


def test_the_same_idempotency_key_gets_the_first_answer(opened: Opened) -> None:
    async def work(store: Store) -> None:
        asked = (
            store.create_once("p", "k", str(n), b"%d" % n, 1.0, flow(str(n))) for n in range(9)
        )
        answers = set(await asyncio.gather(*asked))
        ((digest, answer),) = answers
        assert digest.encode() == answer
        assert [n for n in range(9) if await store.find(str(n))] == [int(digest)]

    opened.run(work)


def test_a_broken_write_does_not_fail_its_neighbours(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await store.create(flow("same"))
        results = await asyncio.gather(
            store.create(flow("same")), store.create(flow("other")), return_exceptions=True
        )
        assert isinstance(results[0], Exception)
        assert results[1] is None
        assert await store.find("other") is not None

    opened.run(work)


def test_a_database_error_quotes_no_written_value(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await store.create(flow("same", tel="13499990000"))
        with pytest.raises(Exception, match=r"(?i)unique") as caught:
            await store.create(flow("same", tel="13499990000"))
        assert "13499990000" not in str(caught.value)

    opened.run(work)


def test_a_sweep_deletes_old_data(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await store.create(flow("old", draft={"name": "谷雨"}))
        await store.create(flow("new", touched_at=100.0))
        assert sum(await asyncio.gather(*(store.sweep(50.0, 100.0) for _ in range(5)))) == 1
        left = await store.find("old")
        assert left is not None
        assert (left.draft, left.state, left.rev) == ({}, State.FAILED, STUB_REVISION)
        assert await store.find("new") == flow("new", touched_at=100.0)

    opened.run(work)


def test_a_stub_is_deleted_a_day_later(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await store.create(flow("old", touched_at=10.0))
        await store.sweep(50.0, 100.0)
        await store.sweep(10.0 + STUB_SECONDS, 100.0)
        assert await store.find("old") is not None
        await store.sweep(11.0 + STUB_SECONDS, 100.0)
        assert await store.find("old") is None

    opened.run(work)


def test_a_flow_that_cannot_begin_again_leaves_no_stub(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await store.create(flow("granted", state=State.SUCCESS))
        await store.create(
            flow("barred", state=State.FAILED, shown=(Shown(code=Message.ACCOUNT_ABNORMAL),))
        )
        assert await store.sweep(50.0, 100.0) == len(("granted", "barred"))
        assert await store.find("granted") is None
        assert await store.find("barred") is None

    opened.run(work)


def test_a_sweep_of_many_flows_ends(opened: Opened) -> None:
    async def work(store: Store) -> None:
        many = FLOWS_PER_BATCH + 1
        await asyncio.gather(*(store.create(flow(f"f{n}")) for n in range(many)))
        swept = [await store.sweep(50.0, 100.0) for _ in range(3)]
        assert swept == [FLOWS_PER_BATCH, 1, 0]

    opened.run(work)


def test_erasing_a_sid_deletes_the_stub_of_its_flow(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await store.create(flow("old", sid="S"))
        await store.sweep(50.0, 100.0)
        assert await store.erase("S")
        assert await store.find("old") is None

    opened.run(work)


def test_a_sid_is_granted_once_across_partners(opened: Opened) -> None:
    async def work(store: Store) -> None:
        one, two = flow("one"), flow("two")
        await store.create(one)
        await store.create(two)
        assert (
            await store.transition(one, replace(one, rev=2), Plan(grant=grant("S1", "")))
            == Applied()
        )
        other = grant("S1", "", partner="q")
        refused = await store.transition(two, replace(two, rev=2), Plan(grant=other))
        assert refused == SidReused()
        # Without a uid a person may be granted repeatedly.
        assert (
            await store.transition(two, replace(two, rev=2), Plan(grant=grant("S2", "")))
            == Applied()
        )

    opened.run(work)
