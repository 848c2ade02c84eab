"""The desk by itself: what happens between one call's end and the next one's begin."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from h5kit.carrier.gateway import Answers, Session
from h5kit.carrier.regions import packaged
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.flow.machine import Event
from h5kit.flow.outcomes import Ask, CarrierOutcome
from h5kit.flow.progress import moved, replace
from h5kit.flow.record import Flow, Question
from h5kit.flow.states import State
from h5kit.settings import FlowSettings, Settings
from h5kit.steps.desk import Desk
from h5kit.store.plan import NOTHING_ELSE, MoveResult, Plan
from h5kit.store.sqlite.runner import SqliteRunner
from h5kit.store.store import Store
from h5kit.testing.people import number
from tests.conftest import KEYS


def test_a_call_that_ends_does_not_hide_the_next_one(tmp_path: Path) -> None:
    next_call: list[Callable[[Flow], Coroutine[Any, Any, Any]]] = []
    asked, may_answer = asyncio.Event(), asyncio.Event()
    running: list[asyncio.Task[Any]] = []

    class Eager(Store):
        """Lets the next submit in as soon as an answer is written, before anybody is told."""

        async def move(self, before: Flow, after: Flow, plan: Plan = NOTHING_ELSE) -> MoveResult:
            moved = await super().move(before, after, plan)
            if after.state is State.PHONE and next_call:
                running.append(asyncio.create_task(next_call.pop()(after)))
                await asked.wait()
            return moved

    class Slow(SandboxGateway):
        """Answers a submit once it may."""

        async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
            asked.set()
            await may_answer.wait()
            return await super().submit(session, answers)

    async def main() -> None:
        clock = MovableClock()
        settings = Settings(keys=KEYS, sandbox=True, flow=FlowSettings(page_waits_seconds=20))
        store = Eager(SqliteRunner(tmp_path / "s.db", KEYS))
        desk = Desk(store, Slow(clock), clock, settings, packaged(), lambda _: (), lambda: None)
        flow = Flow(
            id="a",
            partner="p",
            state=State.PHONE,
            rev=1,
            created_at=clock.now(),
            touched_at=clock.now(),
            tel=number("1001"),
        )
        await store.create(flow)
        next_call.append(
            lambda after: desk.call_carrier(after, Answers("246813", sms_code="123456"))
        )
        await desk.call_carrier(flow, Answers("246813"))
        for _ in range(3):  # what a call that has ended leaves to do is done
            await asyncio.sleep(0)
        may_answer.set()
        await desk.wait_for_call("a")
        found = await store.find("a")
        assert found is not None
        assert found.state is State.SUCCESS
        await asyncio.gather(*running)
        await desk.close()
        await store.close()

    asyncio.run(main())


def _with_desk(tmp_path: Path, does: Callable[[Desk, Flow], Coroutine[Any, Any, None]]) -> None:
    """Run something with a desk and a flow that stands on P2, and is written."""

    async def main() -> None:
        clock = MovableClock()
        store = Store(SqliteRunner(tmp_path / "s.db", KEYS))
        settings = Settings(keys=KEYS, sandbox=True)
        gateway, rules = SandboxGateway(clock), packaged()
        desk = Desk(store, gateway, clock, settings, rules, lambda _: (), lambda: None)
        now = clock.now()
        flow = Flow(id="a", partner="p", state=State.PHONE, rev=1, created_at=now, touched_at=now)
        await store.create(flow)
        await does(desk, flow)
        await desk.close()
        await store.close()

    asyncio.run(main())


def test_a_flow_that_went_on_meanwhile_is_not_ended_by_time(tmp_path: Path) -> None:
    async def go_on(desk: Desk, flow: Flow) -> None:
        later = desk.clock.now() + desk.settings.flow.idle_seconds + 1
        after = moved(flow, Event.FORGOT, later)
        await desk.store.move(flow, after)
        late = replace(flow, touched_at=flow.touched_at - desk.settings.flow.flow_seconds)
        assert await desk.current(late) == after

    _with_desk(tmp_path, go_on)


def test_a_picture_is_fetched_only_for_a_question_that_has_one(tmp_path: Path) -> None:
    async def fetch(desk: Desk, flow: Flow) -> None:
        assert await desk.refresh_captcha(flow) is flow
        asked = replace(flow, question=Question(asks=Ask.SMS.value))
        assert await desk.refresh_captcha(asked) is asked

    _with_desk(tmp_path, fetch)
