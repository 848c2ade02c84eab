"""The token is fetched once for all calls, and renewed in time and when it is refused."""

import asyncio
from typing import Any

import pytest

from h5kit.carrier.dialect import GatewayCall, china_time
from h5kit.flow.outcomes import Granted, Refused
from h5kit.messages import Message, Status
from tests.carrier.http.scripted import (
    ANSWERS,
    ASKED,
    LOGIN,
    SID,
    SUBJECT,
    Play,
    hangs,
    play,
    said,
    token,
)

DONE = said(0, "done", **ASKED)


def test_simultaneous_calls_fetch_one_token() -> None:
    async def scene(p: Play) -> Any:
        await asyncio.gather(*(p.gateway.submit(LOGIN, ANSWERS) for _ in range(20)))
        return len(p.script.of(GatewayCall.TOKEN)), len(p.script.of(GatewayCall.LOGIN))

    assert play(scene) == (1, 20)


@pytest.mark.parametrize(("passed", "fetches"), [(6800, 1), (6901, 2), (7300, 2)])
def test_a_token_is_renewed_before_its_two_hours_are_over(passed: float, fetches: int) -> None:
    async def scene(p: Play) -> Any:
        await p.gateway.begin(SUBJECT)
        p.clock.advance(passed)
        await p.gateway.begin(SUBJECT)
        return len(p.script.of(GatewayCall.TOKEN))

    assert play(scene) == fetches


@pytest.mark.parametrize(("passed", "fetches"), [(85, 1), (91, 2)])
def test_a_token_that_expires_earlier_is_renewed_earlier(passed: float, fetches: int) -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.TOKEN, token(expires=china_time(p.clock.now() + 101)))
        await p.gateway.begin(SUBJECT)
        p.clock.advance(passed)
        await p.gateway.begin(SUBJECT)
        return len(p.script.of(GatewayCall.TOKEN))

    assert play(scene) == fetches


@pytest.mark.parametrize("expires", ["", "soon", "2099-01-01 00:00:00", "2001-01-01T00:00:00Z"])
def test_a_malformed_or_distant_expiry_means_two_hours(expires: str) -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.TOKEN, token(expires=expires))
        for passed in (0, 6800, 101):
            p.clock.advance(passed)
            await p.gateway.begin(SUBJECT)
        return len(p.script.of(GatewayCall.TOKEN))

    assert play(scene) == 2


def test_a_refused_token_is_renewed_once_and_the_call_repeated() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.TOKEN, token("old"), token("new"))
        p.script.says(GatewayCall.LOGIN, {"status": Status.BAD_TOKEN}, DONE)
        outcome = await p.gateway.submit(LOGIN, ANSWERS)
        return outcome, [one.query["token"] for one in p.script.of(GatewayCall.LOGIN)], p.observed

    outcome, used, observed = play(scene)
    assert (outcome, used) == (Granted(SID), ["old", "new"])
    assert observed == [
        ("token", "ok"),
        ("login", "unauthorized"),
        ("token", "ok"),
        ("login", "ok"),
    ]


def test_a_gateway_that_refuses_every_token_gets_two_tries() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, said(Status.BAD_TOKEN, "reset"))
        outcome = await p.gateway.submit(LOGIN, ANSWERS)
        return outcome, len(p.script.of(GatewayCall.TOKEN)), len(p.script.of(GatewayCall.LOGIN))

    assert play(scene) == (Refused(Message.SERVICE_BUSY), 2, 2)


def test_many_refused_calls_renew_the_token_once() -> None:
    async def scene(p: Play) -> Any:
        refused = [{"status": Status.BAD_TOKEN}] * 8
        p.script.says(GatewayCall.TOKEN, token("old"), token("new"))
        p.script.says(GatewayCall.LOGIN, *refused, DONE)
        outcomes = await asyncio.gather(*(p.gateway.submit(LOGIN, ANSWERS) for _ in range(8)))
        return set(outcomes), len(p.script.of(GatewayCall.TOKEN))

    assert play(scene) == ({Granted(SID)}, 2)


@pytest.mark.parametrize("status", [Status.BAD_APPID, Status.BAD_SIGN, Status.BAD_PARAMETER, 777])
def test_without_a_token_every_call_gets_55(status: int, logs: list[Any]) -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.TOKEN, said(status, "reset"))
        return {await p.gateway.begin(SUBJECT), await p.gateway.submit(LOGIN, ANSWERS)}

    assert play(scene) == {Refused(Message.SERVICE_BUSY, is_sent=False)}
    assert [(line["fault"], line["detail"]) for line in logs] == [
        ("unauthorized", f"token {status}")
    ] * 2


def test_all_calls_that_wait_for_a_token_fail_together() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.TOKEN, hangs)
        calls = [asyncio.ensure_future(p.gateway.submit(LOGIN, ANSWERS)) for _ in range(4)]
        await p.heard(1)
        p.clock.advance(6)
        return set(await asyncio.gather(*calls)), len(p.script.heard)

    assert play(scene) == ({Refused(Message.SUBMIT_FAILED, is_sent=False)}, 1)


def test_a_cancelled_call_does_not_cancel_the_token_request_of_others() -> None:
    async def scene(p: Play) -> Any:
        first = asyncio.ensure_future(p.gateway.submit(LOGIN, ANSWERS))
        second = asyncio.ensure_future(p.gateway.submit(LOGIN, ANSWERS))
        await asyncio.sleep(0)
        first.cancel()
        return await second, len(p.script.of(GatewayCall.TOKEN))

    assert play(scene) == (Granted(SID), 1)
