"""A service password stays in memory for its time, however often it is sent on."""

import asyncio
from pathlib import Path

from h5kit.carrier.gateway import Answers, Subject
from h5kit.carrier.reset_rules import packaged
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.flow.outcomes import Challenge, Refused
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.settings import FlowSettings, Settings
from h5kit.steps.desk import Desk
from h5kit.store.databases import open_file
from h5kit.testing.people import number
from tests.conftest import KEYS

PASSWORD = "246813"
SETTINGS = Settings(
    keys=KEYS, sandbox=True, flow=FlowSettings(password_seconds=120, page_waits_seconds=1000)
)


class Skipping(asyncio.SelectorEventLoop):
    """An event loop whose time can be moved forward."""

    skipped = 0.0

    def time(self) -> float:
        """Return the loop's time."""
        return super().time() + self.skipped


async def _skip(seconds: float) -> None:
    """Move the loop's time forward and run what is due."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, Skipping)
    loop.skipped += seconds
    for _ in range(3):
        await asyncio.sleep(0)


class Slow(SandboxGateway):
    """A gateway that takes `seconds` of the loop's time to open a session."""

    seconds = 0.0

    async def begin(self, subject: Subject) -> Challenge | Refused:
        """Open a session after a pause."""
        await _skip(self.seconds)
        return await super().begin(subject)


class Room:
    """A desk with clock and carrier, and a flow whose carrier asks for an SMS code."""

    def __init__(self, folder: Path) -> None:
        """Create all parts."""
        self.clock = MovableClock()
        self.carrier = Slow(self.clock)
        self.store = open_file(folder / "s.db", KEYS)
        self.desk = Desk(
            self.store,
            self.carrier,
            self.clock,
            SETTINGS,
            packaged(),
            lambda _: (),
            lambda: None,
        )

    async def asked(self) -> Flow:
        """Return the flow after its first submit."""
        now = self.clock.now()
        tel = number("1001")
        flow = Flow(
            id="a",
            partner="p",
            state=State.PHONE,
            rev=1,
            created_at=now,
            touched_at=now,
            tel=tel,
        )
        await self.store.create(flow)
        return (await self.desk.call_carrier(flow, Answers(PASSWORD))).flow

    async def another_code(self, flow: Flow) -> Flow:
        """Send the stored password again to get another SMS code, after the countdown."""
        self.clock.advance(61)
        held = self.desk.service_passwords.get(flow, flow.tel)
        assert held
        return (await self.desk.call_carrier(flow, Answers(held), is_resend=True)).flow

    def holds(self, flow: Flow) -> bool:
        """Return whether the password is still in memory."""
        return self.desk.service_passwords.get(flow, flow.tel) == PASSWORD

    async def close(self) -> None:
        """Close the desk."""
        await self.desk.close()
        await self.store.close()


def _run(folder: Path, seconds: float) -> tuple[bool, bool, bool]:
    """Return whether the password is in memory after 100 s, after another code, after 21 s more."""

    async def main() -> tuple[bool, bool, bool]:
        room = Room(folder)
        flow = await room.asked()
        await _skip(100)
        first = room.holds(flow)
        room.carrier.seconds = seconds
        flow = await room.another_code(flow)
        assert flow.question
        second = room.holds(flow)
        await _skip(21)
        third = room.holds(flow)
        await room.close()
        return first, second, third

    with asyncio.Runner(loop_factory=Skipping) as runner:
        return runner.run(main())


def test_another_code_does_not_hold_the_password_for_longer(tmp_path: Path) -> None:
    assert _run(tmp_path, 0) == (True, True, False)


def test_another_code_after_the_time_does_not_hold_it_either(tmp_path: Path) -> None:
    assert _run(tmp_path, 25) == (True, False, False)


def test_a_password_that_is_typed_again_is_held_again(tmp_path: Path) -> None:
    async def main() -> list[bool]:
        room = Room(tmp_path)
        flow = await room.asked()
        await _skip(121)
        held = [room.holds(flow)]
        flow = (await room.desk.call_carrier(flow, Answers(PASSWORD), is_resend=True)).flow
        await _skip(100)
        held.append(room.holds(flow))
        await room.close()
        return held

    with asyncio.Runner(loop_factory=Skipping) as runner:
        assert runner.run(main()) == [False, True]
