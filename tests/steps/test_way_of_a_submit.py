"""The way of a submit: view → step → desk → gateway, at most 15 functions, and never back up.

Measured on one POST of P2 that reaches the carrier, from the view's handler to the gateway's
`submit`:

- The way is the chain of our functions that wait for each other when the gateway is called: the
  stack of the task that makes the call, below the stack that started this task. Calls that have
  already returned (a check, a rule, a transition of the store) are not on it.
- A layer is a line of the import contracts in pyproject.toml: those of the package, then those
  inside `h5kit.steps` and `h5kit.web`. The way may only stay in a layer or go down.
- No function in these rooms calls a function in an upper one, on the way or beside it.
"""

import asyncio
import re
import sys
import tomllib
from collections.abc import Coroutine, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient

from h5kit.carrier.gateway import Session
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.challenges import Answers
from h5kit.demo import demo_partner
from h5kit.flow.outcomes import CarrierOutcome
from h5kit.settings import FlowSettings
from h5kit.testing.people import number
from h5kit.web.flow.pages import FlowPages
from tests.http.made import made

MOST = 15
TOKEN = re.compile(r'name="_step" value="([^"]+)"')
ROOMS = ("web.flow", "steps", "flow", "entry")
PROJECT = Path(__file__).parents[2] / "pyproject.toml"

Awaited = Coroutine[Any, Any, Any] | Generator[Any, None, Any]
Function = tuple[str, str]
"""The name of a module below `h5kit`, and of a function in it."""


def _layers(container: str) -> dict[str, int]:
    """Return the layer of each module of a package, counted from the top."""
    contracts = tomllib.loads(PROJECT.read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c.get("containers") == [container])
    return {
        name.strip(): depth
        for depth, layer in enumerate(layers)
        for name in re.split(r"[|:]", layer)
    }


PACKAGE, STEPS, WEB = (_layers(name) for name in ("h5kit", "h5kit.steps", "h5kit.web"))


def _depth(module: str) -> tuple[int, int]:
    """Return the layer of a module, counted from the top."""
    room, _, rest = module.partition(".")
    inside = {"steps": STEPS, "web": WEB}.get(room, {})
    return PACKAGE[room], inside.get(rest.partition(".")[0], 0)


def _function(frame: FrameType) -> Function | None:
    package, _, module = frame.f_globals.get("__name__", "").partition(".")
    return (module, frame.f_code.co_qualname) if package == "h5kit" and module else None


def _stack(frame: FrameType | None) -> Iterator[Function]:
    """Yield our functions on a stack, the innermost first."""
    while frame is not None:
        if function := _function(frame):
            yield function
        frame = frame.f_back


@dataclass
class Trace:
    """The functions that a submit has passed."""

    way: list[Function] = field(default_factory=list)
    calls: set[tuple[str, str]] = field(default_factory=set)
    _starts: dict[object, list[Function]] = field(default_factory=dict)

    def start(
        self, loop: asyncio.AbstractEventLoop, coro: Awaited, /, **options: Any
    ) -> asyncio.Task[Any]:
        """Create a task and record the stack that started it."""
        task = asyncio.Task(coro, loop=loop, **options)
        self._starts[task] = list(_stack(sys._getframe(1)))
        return task

    def arrive(self) -> None:
        """Record the whole way to the calling frame."""
        sys.setprofile(None)
        inner, outer = _stack(sys._getframe(2)), self._starts[asyncio.current_task()]
        whole = [*inner, *outer][::-1]
        view = FlowPages.__module__.removeprefix("h5kit.")
        self.way = whole[next(n for n, (module, _) in enumerate(whole) if module == view) :]

    def profile(self, frame: FrameType, event: str, _: object) -> None:
        """Record a call between two of our modules."""
        if event == "call" and (callee := _function(frame)):
            caller = next(_stack(frame.f_back), callee)
            self.calls.add((caller[0], callee[0]))


@pytest.fixture
def trace(tmp_path: Path) -> Trace:
    """The trace of one submit of P2."""
    trace = Trace()

    class Watched(SandboxGateway):
        async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
            trace.arrive()
            return await super().submit(session, answers)

    app = made(tmp_path, gateway=Watched, flow=FlowSettings(page_waits_seconds=30))

    async def main() -> None:
        transport = ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as browser,
        ):
            asyncio.get_running_loop().set_task_factory(trace.start)
            entry = {"token": demo_partner().token, "tel": number("0000")}
            address = (await browser.get("/", params=entry)).headers["location"]
            token = TOKEN.search((await browser.get(address)).text)
            assert token
            form = {"_step": token[1], "service_password": "246813", "agree": "yes"}
            sys.setprofile(trace.profile)
            answer = await browser.post(address, data=form)
            assert answer.status_code == 303

    asyncio.run(main())
    return trace


def test_a_submit_passes_few_functions_and_never_climbs(trace: Trace) -> None:
    modules = [module for module, _ in trace.way]
    assert modules[0] == "web.flow.pages"
    assert {"steps.phone", "steps.desk", "steps.carrier_dialogue"} <= set(modules)
    assert len(trace.way) < MOST, trace.way  # plus the gateway's submit
    depths = [_depth(module) for module in modules]
    assert depths == sorted(depths), trace.way


def test_no_call_beside_the_way_goes_to_an_upper_room(trace: Trace) -> None:
    between = {
        (caller, callee)
        for caller, callee in trace.calls
        if caller.startswith(ROOMS) and callee.startswith(ROOMS)
    }
    assert ("steps.phone", "steps.desk") in between
    up = {pair for pair in between if PACKAGE[_room(pair[0])] > PACKAGE[_room(pair[1])]}
    assert up == set()


def _room(module: str) -> str:
    return module.partition(".")[0]
