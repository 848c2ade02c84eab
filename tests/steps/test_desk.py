"""The desk, between the end of one carrier call and the start of the next."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from h5kit.carrier.gateway import Answers, Session, Subject
from h5kit.carrier.numbering import Carrier
from h5kit.carrier.reset_rules import packaged
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.flow.machine import Event
from h5kit.flow.outcomes import Ask, CarrierOutcome, Challenge, Refused
from h5kit.flow.progress import apply_event, replace
from h5kit.flow.record import Flow, Question
from h5kit.flow.states import RESETTING, State
from h5kit.limit_settings import LimitSettings
from h5kit.messages import Message
from h5kit.settings import FlowSettings, Settings
from h5kit.steps.desk import Desk
from h5kit.steps.fields import FormData
from h5kit.steps.outcome import LateForm, StepShown
from h5kit.steps.step import Go
from h5kit.steps.table import STEPS
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


class Counting(SandboxGateway):
    """Counts the logins that are begun."""

    begun = 0

    async def begin(self, subject: Subject) -> Challenge | Refused:
        """Count it."""
        self.begun += 1
        return await super().begin(subject)


def _with_desk(
    tmp_path: Path,
    tel: str,
    does: Callable[[Desk, Flow, Counting], Coroutine[Any, Any, None]],
    **limits: int,
) -> None:
    """Run something with a desk, and a flow that is written and stands on P2."""

    async def main() -> None:
        clock = MovableClock()
        store = Store(SqliteRunner(tmp_path / "s.db", KEYS))
        settings = Settings(
            keys=KEYS,
            sandbox=True,
            limits=LimitSettings(**limits),
            flow=FlowSettings(page_waits_seconds=20),
        )
        gateway, rules = Counting(clock), packaged()
        desk = Desk(store, gateway, clock, settings, rules, lambda _: (), lambda: None)
        now = clock.now()
        flow = Flow(
            id="a", partner="p", state=State.PHONE, rev=1, created_at=now, touched_at=now, tel=tel
        )
        await store.create(flow)
        await does(desk, flow, gateway)
        await desk.close()
        await store.close()

    asyncio.run(main())


def test_a_flow_that_went_on_meanwhile_is_not_ended_by_time(tmp_path: Path) -> None:
    async def go_on(desk: Desk, flow: Flow, _: Counting) -> None:
        later = desk.clock.now() + desk.settings.flow.idle_seconds + 1
        after = apply_event(flow, Event.FORGOT, later)
        await desk.store.transition(flow, after)
        late = replace(flow, touched_at=flow.touched_at - desk.settings.flow.flow_seconds)
        assert await desk.current(late) == after

    _with_desk(tmp_path, number("1001"), go_on)


def test_a_picture_is_fetched_only_for_a_question_that_has_one(tmp_path: Path) -> None:
    async def fetch(desk: Desk, flow: Flow, _: Counting) -> None:
        assert await desk.refresh_captcha(flow) is flow
        asked = replace(flow, question=Question(asks=Ask.SMS.value))
        assert await desk.refresh_captcha(asked) is asked

    _with_desk(tmp_path, number("1001"), fetch)


def test_another_code_is_asked_for_only_while_the_limit_allows_one(tmp_path: Path) -> None:
    async def ask(desk: Desk, flow: Flow, gateway: Counting) -> None:
        for tries, shown in ((1, ()), (2, ()), (2, (Message.TOO_FREQUENT,))):
            is_resend = flow.question is not None
            flow = (await desk.call_carrier(flow, Answers("246813"), is_resend=is_resend)).flow
            assert (gateway.begun, tuple(s.code for s in flow.shown)) == (tries, shown)

    _with_desk(tmp_path, number("1001"), ask, sms_burst=2)


def test_a_code_for_an_open_question_uses_up_no_sms(tmp_path: Path) -> None:
    async def answer(desk: Desk, flow: Flow, gateway: Counting) -> None:
        asked = (await desk.call_carrier(flow, Answers("246813"))).flow
        after = (await desk.call_carrier(asked, Answers("246813", sms_code="123456"))).flow
        assert (after.state, gateway.begun) == (State.SUCCESS, 1)

    _with_desk(tmp_path, number("1001"), answer, sms_burst=1)


def test_p4_stays_where_a_number_cannot_be_reset_and_shows_what_was_first(tmp_path: Path) -> None:
    async def reset(desk: Desk, flow: Flow, _: Counting) -> None:
        here = apply_event(flow, Event.FORGOT, desk.clock.now())
        await desk.store.transition(flow, here)
        form = STEPS[State.FORGOT].build_form(here, FormData())
        stays = await STEPS[State.FORGOT].buttons[Go.RESET](form, here, None, desk)
        assert isinstance(stays, StepShown)
        assert stays.flow.state is State.FORGOT
        closed = apply_event(stays.flow, Event.CLOSED, desk.clock.now())
        await desk.store.transition(stays.flow, closed)
        late = await STEPS[State.FORGOT].buttons[Go.RESET](form, stays.flow, None, desk)
        assert late == LateForm(closed)

    _with_desk(tmp_path, number("3001", Carrier.MOBILE, "浙江"), reset)


def test_a_button_that_is_tapped_twice_shows_the_second_time_where_the_flow_stands(
    tmp_path: Path,
) -> None:
    async def tap(desk: Desk, flow: Flow, _: Counting) -> None:
        step = STEPS[State.PHONE]
        form = step.build_form(flow, FormData())
        first = await step.buttons[Go.FORGOT](form, flow, None, desk)
        assert isinstance(first, StepShown)
        assert first.flow.state is State.FORGOT
        assert await step.buttons[Go.FORGOT](form, flow, None, desk) == LateForm(first.flow)

    _with_desk(tmp_path, number("1001"), tap)


def test_every_state_has_its_step() -> None:
    assert {state: step.title for state, step in STEPS.items() if state in RESETTING} == {
        State.RESET_IDENTITY: "身份验证",
        State.RESET_LOGIN_SMS: "登录验证",
        State.RESET_SMS: "短信验证",
        State.RESET_CONTACTS: "联系人验证",
        State.RESET_PASSWORD: "设置新服务密码",
    }
    assert set(STEPS) == set(State)
