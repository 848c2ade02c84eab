"""A fault before anything about the person was sent is told from one that leaves them in doubt."""

import asyncio
import socket
import ssl
from typing import Any

import pytest

from h5kit.carrier.dialect import GatewayCall
from h5kit.carrier.faults import WireFaultError
from h5kit.carrier.http import BreakerRule, HttpGateway
from h5kit.carrier.http.connections import Connections
from h5kit.clock import MovableClock
from h5kit.flow.outcomes import Refused
from h5kit.messages import Message, Status
from tests.carrier.http.scripted import (
    ANSWERS,
    LOGIN,
    SECRET,
    SUBJECT,
    Play,
    Script,
    aborts,
    hangs,
    play,
    raw,
    said,
    writes,
)

DOUBTFUL: dict[str, Script] = {
    "dropped": aborts,
    "500": writes(raw(b"", "500 Oops")),
    "503": writes(raw(b"", "503 Busy")),
    "garbage": b"garbage",
    "unknown status": said(777, "reset"),
    "our call is wrong": said(Status.BAD_PARAMETER, "reset"),
    "token refused twice": said(Status.BAD_TOKEN, "reset"),
}
TOKENLESS: dict[str, Script] = {
    "dropped": aborts,
    "500": writes(raw(b"", "500 Oops")),
    "garbage": b"garbage",
    "unauthorized": said(Status.BAD_SIGN, "reset"),
}


def _known(outcome: object) -> tuple[bool, bool]:
    """Return whether a refusal was sent, and whether it is a fault."""
    assert isinstance(outcome, Refused)
    return outcome.is_sent, outcome.is_fault


async def _both(p: Play) -> set[tuple[bool, bool]]:
    """Return what is known of a begin, a login and a begun reset."""
    calls = [p.gateway.begin(SUBJECT), p.gateway.submit(LOGIN, ANSWERS)]
    return {_known(await call) for call in [*calls, p.gateway.begin_reset(SUBJECT)]}


def test_a_fault_of_the_call_leaves_it_in_doubt(subtests: pytest.Subtests) -> None:
    for name, script in DOUBTFUL.items():

        async def scene(p: Play, script: Script = script) -> Any:
            for call in (GatewayCall.FLOW, GatewayCall.LOGIN, GatewayCall.FORGET):
                p.script.says(call, script)
            return await _both(p)

        with subtests.test(name=name):
            assert play(scene) == {(True, True)}


def test_silence_leaves_a_call_in_doubt() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, hangs)
        login = asyncio.ensure_future(p.gateway.submit(LOGIN, ANSWERS))
        await p.heard(2)
        p.clock.advance(60)
        return _known(await login)

    assert play(scene) == (True, True)


def test_a_fault_of_the_token_sent_nothing_about_the_person(subtests: pytest.Subtests) -> None:
    for name, script in TOKENLESS.items():

        async def scene(p: Play, script: Script = script) -> Any:
            p.script.says(GatewayCall.TOKEN, script)
            return await _both(p)

        with subtests.test(name=name):
            assert play(scene) == {(False, True)}


def test_an_open_breaker_and_a_closed_port_sent_nothing() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.FLOW, aborts)
        await p.gateway.begin(SUBJECT)
        return await _both(p)

    assert play(scene, breaker=BreakerRule(faults=1, seconds=30)) == {(False, True)}

    async def closed() -> Any:
        with socket.socket() as port:
            port.bind(("127.0.0.1", 0))
            gateway = HttpGateway(
                base_url=f"http://127.0.0.1:{port.getsockname()[1]}",
                appid="shop",
                secret=SECRET,
                clock=MovableClock(),
            )
            outcome = await gateway.begin(SUBJECT)
            await gateway.close()
            return _known(outcome)

    assert asyncio.run(closed()) == (False, True)


def test_a_handshake_that_does_not_end_sent_nothing() -> None:
    async def main() -> WireFaultError:
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            base_url = f"https://127.0.0.1:{silent.getsockname()[1]}"
            wire = Connections(base_url, 0.01, ssl.create_default_context())
            with pytest.raises(WireFaultError) as raised:
                await wire.exchange(GatewayCall.LOGIN, {}, b"")
            await wire.close()
            return raised.value

    assert (asyncio.run(main()).fault, asyncio.run(main()).is_sent) == ("silent", False)


def test_a_refusal_in_the_gateways_own_words_is_no_fault() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, said(4007, "reset"), said(9999, "processing"))
        return [await p.gateway.submit(LOGIN, ANSWERS) for _ in range(2)]

    outcomes = play(scene)
    assert [_known(outcome) for outcome in outcomes] == [(True, False)] * 2
    assert [o.message for o in outcomes] == [Message.CARRIER_BUSY, Message.SERVICE_BUSY]
