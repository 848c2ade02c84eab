"""Flows on both databases: compare-and-set, claims on numbers, and what follows from a move."""

import asyncio

import pytest

from h5kit.flow.limits import Daily, UseKind, UseLimit
from h5kit.flow.record import Shown
from h5kit.flow.states import State
from h5kit.flow.stub import STUB_REVISION, STUB_SECONDS
from h5kit.messages import Message
from h5kit.store.plan import (
    AlreadyGranted,
    Applied,
    Hold,
    LimitReached,
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


def test_only_one_of_many_equal_moves_takes_place(opened: Opened) -> None:
    async def work(store: Store) -> None:
        before = flow()
        await store.create(before)
        after = replace(before, rev=2, state=State.WAITING)
        results = await asyncio.gather(*(store.transition(before, after) for _ in range(50)))
        assert results.count(Applied()) == 1
        assert results.count(Stale()) == 49
        assert await store.find("a") == after

    opened.run(work)


def test_two_processes_make_one_move(opened: Opened) -> None:
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


def test_a_number_is_held_by_one_flow_until_it_lapses(opened: Opened) -> None:
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


def test_of_many_flows_that_want_a_number_at_once_one_has_it(opened: Opened) -> None:
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


def test_a_stale_flow_claims_no_number(opened: Opened) -> None:
    async def work(store: Store) -> None:
        before = flow()
        await store.create(before)
        await store.transition(before, replace(before, rev=2))
        stale = await store.transition(before, replace(before, rev=2), Plan(hold=Hold("k", 9.0)))
        assert stale == Stale()
        assert await store.holder("k", 0.0) is None

    opened.run(work)


def test_an_end_lets_the_number_go(opened: Opened) -> None:
    async def work(store: Store) -> None:
        before = flow()
        await store.create(before)
        held = replace(before, rev=2)
        await store.transition(before, held, Plan(hold=Hold("k", 100.0)))
        await store.transition(held, replace(held, rev=3, state=State.FAILED), Plan(release=True))
        assert await store.holder("k", 50.0) is None

    opened.run(work)


def test_a_uid_is_granted_once_and_nothing_else_of_the_move_is_written(opened: Opened) -> None:
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


def test_of_many_grants_of_a_uid_at_once_one_is_made(opened: Opened) -> None:
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


def test_what_was_used_stays_used_when_the_move_is_refused(opened: Opened) -> None:
    async def work(store: Store) -> None:
        before = flow()
        await store.create(before)
        await store.transition(before, replace(before, rev=2))
        use = Use("k", "sms", 5.0)
        assert await store.transition(before, replace(before, rev=2), Plan(uses=(use,))) == Stale()
        assert await store.uses("k", 4.0) == (use,)
        assert await store.uses("k", 5.0) == ()

    opened.run(work)


RESERVE = Reserve("k", ("sms",), 5.0, (UseLimit(UseKind.SMS, Daily(3), Message.SMS_LIMIT_REACHED),))


def test_of_many_that_use_a_budget_at_once_so_many_pass_as_it_has(opened: Opened) -> None:
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


def test_what_was_taken_can_be_given_back_and_nothing_is_taken_without_a_move(
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
        # Given back whatever has become of the flow.
        assert await store.transition(before, taken, Plan(refunds=RESERVE.uses)) == Stale()
        assert await store.uses("k", 4.0) == ()

    opened.run(work)


def test_a_touch_changes_a_flow_that_still_stands_and_no_other(opened: Opened) -> None:
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


def test_a_touch_can_let_the_number_go(opened: Opened) -> None:
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


def test_an_error_of_the_database_quotes_nothing_that_was_written(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await store.create(flow("same", tel="13499990000"))
        with pytest.raises(Exception, match=r"(?i)unique") as caught:
            await store.create(flow("same", tel="13499990000"))
        assert "13499990000" not in str(caught.value)

    opened.run(work)


def test_a_sweep_forgets_what_is_old(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await store.create(flow("old", draft={"name": "谷雨"}))
        await store.create(flow("new", touched_at=100.0))
        assert sum(await asyncio.gather(*(store.sweep(50.0, 100.0) for _ in range(5)))) == 1
        left = await store.find("old")
        assert left is not None
        assert (left.draft, left.state, left.rev) == ({}, State.FAILED, STUB_REVISION)
        assert await store.find("new") == flow("new", touched_at=100.0)

    opened.run(work)


def test_what_is_left_of_a_flow_goes_a_day_later(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await store.create(flow("old", touched_at=10.0))
        await store.sweep(50.0, 100.0)
        await store.sweep(10.0 + STUB_SECONDS, 100.0)
        assert await store.find("old") is not None
        await store.sweep(11.0 + STUB_SECONDS, 100.0)
        assert await store.find("old") is None

    opened.run(work)


def test_nothing_is_left_of_a_flow_that_cannot_begin_again(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await store.create(flow("granted", state=State.SUCCESS))
        await store.create(
            flow("barred", state=State.FAILED, shown=(Shown(code=Message.ACCOUNT_ABNORMAL),))
        )
        assert await store.sweep(50.0, 100.0) == len(("granted", "barred"))
        assert await store.find("granted") is None
        assert await store.find("barred") is None

    opened.run(work)


def test_sweeps_end_however_many_flows_there_are(opened: Opened) -> None:
    async def work(store: Store) -> None:
        many = FLOWS_PER_BATCH + 1
        await asyncio.gather(*(store.create(flow(f"f{n}")) for n in range(many)))
        swept = [await store.sweep(50.0, 100.0) for _ in range(3)]
        assert swept == [FLOWS_PER_BATCH, 1, 0]

    opened.run(work)


def test_erasing_a_sid_takes_along_what_is_left_of_its_flow(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await store.create(flow("old", sid="S"))
        await store.sweep(50.0, 100.0)
        assert await store.erase("S")
        assert await store.find("old") is None

    opened.run(work)


def test_a_sid_is_granted_once_whoever_the_partner_is(opened: Opened) -> None:
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
        # Whoever has no uid may be granted again and again.
        assert (
            await store.transition(two, replace(two, rev=2), Plan(grant=grant("S2", "")))
            == Applied()
        )

    opened.run(work)
