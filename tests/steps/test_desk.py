"""The desk, between the end of one carrier call and the start of the next."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from h5kit.carrier.gateway import Answers, Session
from h5kit.carrier.reset_rules import packaged
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.flow.outcomes import CarrierOutcome
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.settings import FlowSettings, Settings
from h5kit.steps.desk import Desk
from h5kit.store.plan import NOTHING_ELSE, Plan, TransitionResult
from h5kit.store.sqlite.runner import SqliteRunner
from h5kit.store.store import Store
from h5kit.testing.people import number
from tests.conftest import KEYS


def test_a_call_that_ends_does_not_hide_the_next_one(tmp_path: Path) -> None:
    next_call: list[Callable[[Flow], Coroutine[Any, Any, Any]]] = []
    asked, may_answer = asyncio.Event(), asyncio.Event()
    running: list[asyncio.Task[Any]] = []

    class Eager(Store):
        """A store that starts the next submit right after an answer is written."""

        async def transition(
            self, before: Flow, after: Flow, plan: Plan = NOTHING_ELSE
        ) -> TransitionResult:
            moved = await super().transition(before, after, plan)
            if after.state is State.PHONE and next_call:
                running.append(asyncio.create_task(next_call.pop()(after)))
                await asked.wait()
            return moved

    class Slow(SandboxGateway):
        """A gateway that answers a submit when the test allows it."""

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
        for _ in range(3):  # let the finished call clean up
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
