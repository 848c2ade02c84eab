"""Each call has a deadline of its own by the clock, however slowly the answer arrives."""

import asyncio
from typing import Any

import pytest

from h5kit.carrier.dialect import GatewayCall
from h5kit.carrier.http import BreakerRule, Deadlines
from h5kit.flow.outcomes import Refused
from h5kit.messages import Message
from tests.carrier.http.scripted import (
    ANSWERS,
    LOGIN,
    SUBJECT,
    VERIFY,
    Behaviour,
    Play,
    endless,
    hangs,
    logged,
    play,
)


@pytest.mark.parametrize(
    "behave",
    [
        hangs,
        endless(b"HTTP/1.1 200 OK\r\ncontent-length: 999999\r\n\r\n", b"x"),
        endless(b"", b"H"),
    ],
    ids=["hangs", "drips", "drips its head"],
)
def test_no_answer_within_the_deadline_gets_21_by_the_clock(
    behave: Behaviour, logs: list[Any]
) -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, behave)
        login = asyncio.ensure_future(p.gateway.submit(LOGIN, ANSWERS))
        await p.heard(2)
        p.clock.advance(9)
        await asyncio.sleep(0)
        assert not login.done()
        p.clock.advance(2)
        return await login, p.observed[-1]

    silent = ("login", "silent")
    assert play(scene, deadlines=Deadlines(login=10)) == (Refused(Message.SUBMIT_FAILED), silent)
    assert logged(logs) == [silent]


def test_each_call_has_its_own_deadline() -> None:
    async def scene(p: Play) -> Any:
        await p.gateway.begin(SUBJECT)
        for call in (
            GatewayCall.FLOW,
            GatewayCall.CAPTCHA,
            GatewayCall.LOGIN,
            GatewayCall.VERIFY,
            GatewayCall.FORGET,
        ):
            p.script.says(call, hangs)
        heard = len(p.script.heard)
        waiting = {
            "flow": p.gateway.begin(SUBJECT),
            "captcha": p.gateway.refresh_captcha(LOGIN),
            "login": p.gateway.submit(LOGIN, ANSWERS),
            "verify": p.gateway.submit(VERIFY, ANSWERS),
            "forget": p.gateway.begin_reset(SUBJECT),
        }
        tasks = {name: asyncio.ensure_future(call) for name, call in waiting.items()}
        await p.heard(heard + len(tasks))
        ended = []
        for _ in tasks:
            p.clock.advance(10)
            done, _ = await asyncio.wait(
                {task for name, task in tasks.items() if name not in ended},
                return_when=asyncio.FIRST_COMPLETED,
            )
            ended += [name for name, task in tasks.items() if task in done]
        return ended

    deadlines = Deadlines(captcha=5, flow=15, verify=25, forget=35, login=45)
    order = ["captcha", "flow", "verify", "forget", "login"]
    assert play(scene, deadlines=deadlines, breaker=BreakerRule(faults=99)) == order


def test_a_call_can_be_cancelled_at_any_point() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, hangs)
        login = asyncio.ensure_future(p.gateway.submit(LOGIN, ANSWERS))
        await p.heard(2)
        login.cancel()
        with pytest.raises(asyncio.CancelledError):
            await login
        return p.observed[-1]

    assert play(scene) == ("login", "called_off")


def test_an_impossible_deadline_is_refused_at_start() -> None:
    with pytest.raises(ValueError, match="login"):
        Deadlines(login=0)
    with pytest.raises(ValueError, match="breaker"):
        BreakerRule(faults=0)
