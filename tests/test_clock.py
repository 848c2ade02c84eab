"""Deadlines on the clock: when time is moved, when they are nested, when one is cancelled."""

import asyncio
from typing import Any

import pytest

from h5kit.clock import Clock, DeadlineError, MovableClock, SystemClock, await_until


async def _never() -> None:
    await asyncio.Event().wait()


async def _turn() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


@pytest.mark.parametrize("clock", [SystemClock(), MovableClock()])
def test_a_result_in_time_is_returned(clock: Clock) -> None:
    async def main() -> Any:
        return await await_until(clock.now() + 60, clock, asyncio.sleep(0, "done"))

    assert asyncio.run(main()) == "done"


@pytest.mark.parametrize("clock", [SystemClock(), MovableClock()])
def test_a_deadline_that_passes_cancels_the_work(clock: Clock) -> None:
    async def main() -> None:
        with pytest.raises(DeadlineError):
            await await_until(clock.now() - 1, clock, _never())
        task = asyncio.current_task()
        assert task is not None
        assert task.cancelling() == 0

    asyncio.run(main())


def test_moving_the_clock_triggers_the_deadline() -> None:
    async def main() -> None:
        clock = MovableClock()
        waiting = asyncio.ensure_future(await_until(clock.now() + 600, clock, _never()))
        await _turn()
        clock.advance(500)
        await _turn()
        assert not waiting.done()
        clock.advance(100)
        with pytest.raises(DeadlineError):
            await waiting

    asyncio.run(main())


@pytest.mark.parametrize(("inner", "outer", "rings"), [(100, 200, "inner"), (200, 100, "outer")])
def test_of_nested_deadlines_the_one_that_has_passed_triggers(
    inner: float, outer: float, rings: str
) -> None:
    async def scene(clock: MovableClock) -> str:
        try:
            await await_until(clock.now() + inner, clock, _never())
        except DeadlineError:
            return "inner"
        return "nothing"

    async def bounded(clock: MovableClock) -> str:
        try:
            return await await_until(clock.now() + outer, clock, scene(clock))
        except DeadlineError:
            return "outer"

    async def main() -> str:
        clock = MovableClock()
        waiting = asyncio.ensure_future(bounded(clock))
        await _turn()
        clock.advance(100)
        return await waiting

    assert asyncio.run(main()) == rings


def test_when_both_deadlines_pass_at_once_the_outer_one_raises_and_no_task_is_left() -> None:
    async def main() -> None:
        clock = MovableClock()

        async def scene() -> int:
            with pytest.raises(DeadlineError):
                await await_until(
                    clock.now() + 2, clock, await_until(clock.now() + 1, clock, _never())
                )
            task = asyncio.current_task()
            return task.cancelling() if task else -1

        waiting = asyncio.ensure_future(scene())
        await _turn()
        clock.advance(5)
        assert await waiting == 0

    asyncio.run(main())


def test_a_cancellation_from_outside_is_not_a_deadline() -> None:
    async def main() -> None:
        clock = MovableClock()
        waiting = asyncio.ensure_future(await_until(clock.now() + 60, clock, _never()))
        await _turn()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(main())


def test_a_cancellation_from_outside_wins_over_a_deadline_at_the_same_moment() -> None:
    async def main() -> None:
        clock = MovableClock()
        waiting = asyncio.ensure_future(await_until(clock.now() + 60, clock, _never()))
        await _turn()
        clock.advance(60)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(main())


def test_an_exception_of_the_work_is_raised() -> None:
    async def broken() -> None:
        raise LookupError

    async def main() -> None:
        clock = MovableClock()
        with pytest.raises(LookupError):
            await await_until(clock.now() + 60, clock, broken())

    asyncio.run(main())
