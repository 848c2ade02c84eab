"""The circuit breaker stops calls to a dead carrier for a while and affects no other carrier."""

import asyncio
from typing import Any

import pytest

from h5kit.carrier.dialect import GatewayCall
from h5kit.carrier.gateway import Session, Subject
from h5kit.carrier.http import BreakerRule
from h5kit.carrier.numbering import Carrier
from h5kit.flow.outcomes import Challenge, Granted, NotYet, Refused
from h5kit.messages import Message, Status
from h5kit.testing.people import number
from tests.carrier.http.scripted import (
    ANSWERS,
    ASKED,
    FLOW,
    SID,
    Behaviour,
    Play,
    Script,
    aborts,
    hangs,
    play,
    raw,
    said,
    writes,
)

RULE = BreakerRule(faults=3, seconds=30)
DEAD, ALIVE = number("0000", Carrier.MOBILE), number("0000", Carrier.UNICOM)
UNKNOWN = f"1349{'0' * 7}"
"""A satellite block, whose carrier is unknown."""
HERE = Session(SID, DEAD)
LATER = Refused(Message.CARRIER_BUSY, session_over=False)
OPEN = Refused(Message.CARRIER_BUSY, session_over=False, is_sent=False)
DONE = said(0, "done", **ASKED)


async def _opened(p: Play, behave: Behaviour = aborts) -> None:
    """Let the carrier fail until the breaker opens."""
    p.script.says(GatewayCall.LOGIN, behave)
    for _ in range(RULE.faults):
        assert await p.gateway.submit(HERE, ANSWERS) == Refused(Message.CARRIER_BUSY)


def test_after_enough_faults_in_a_row_nothing_is_sent(logs: list[Any]) -> None:
    async def scene(p: Play) -> Any:
        await _opened(p)
        sent = len(p.script.heard)
        outcomes = [await p.gateway.submit(HERE, ANSWERS), await p.gateway.begin(Subject(DEAD))]
        return outcomes, len(p.script.heard) - sent

    assert play(scene, breaker=RULE) == ([OPEN, Refused(Message.CARRIER_BUSY, is_sent=False)], 0)
    assert [line["fault"] for line in logs] == ["dropped"] * 3 + ["breaker_open"] * 2


def test_another_carrier_is_not_affected() -> None:
    async def scene(p: Play) -> Any:
        await _opened(p)
        return await p.gateway.begin(Subject(ALIVE)), await p.gateway.begin(Subject(DEAD))

    alive, dead = play(scene, breaker=RULE)
    assert isinstance(alive, Challenge)
    assert dead == Refused(Message.CARRIER_BUSY, is_sent=False)


async def _dead_records(p: Play) -> None:
    p.script.says(GatewayCall.RECORD, aborts)
    for n in range(RULE.faults):
        assert await p.gateway.collect(f"SID{n}") == LATER


def test_a_dead_record_service_is_not_called_and_does_not_stop_logins() -> None:
    async def scene(p: Play) -> Any:
        await _dead_records(p)
        sent = len(p.script.of(GatewayCall.RECORD))
        assert await p.gateway.collect(SID) == LATER
        begun = [await p.gateway.begin(Subject(tel)) for tel in (UNKNOWN, ALIVE, DEAD)]
        return begun, len(p.script.of(GatewayCall.RECORD)) - sent

    begun, asked = play(scene, breaker=RULE)
    assert all(isinstance(one, Challenge) for one in begun)
    assert asked == 0


def test_records_arrive_while_a_block_without_known_carrier_is_dead() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, aborts)
        p.script.says(GatewayCall.RECORD, said(Status.BEING_MADE))
        for _ in range(RULE.faults):
            await p.gateway.submit(Session(SID, UNKNOWN), ANSWERS)
        return await p.gateway.begin(Subject(UNKNOWN)), await p.gateway.collect(SID)

    assert play(scene, breaker=RULE) == (Refused(Message.CARRIER_BUSY, is_sent=False), NotYet())


def test_records_that_arrive_again_close_their_breaker() -> None:
    async def scene(p: Play) -> Any:
        await _dead_records(p)
        p.clock.advance(RULE.seconds)
        p.script.says(GatewayCall.RECORD, said(Status.BEING_MADE))
        return [await p.gateway.collect(SID) for _ in range(2)]

    assert play(scene, breaker=RULE) == [NotYet(), NotYet()]


def test_timeouts_open_the_breaker_too() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, hangs)
        calls = [asyncio.ensure_future(p.gateway.submit(HERE, ANSWERS)) for _ in range(3)]
        await p.heard(4)
        p.clock.advance(60)
        return set(await asyncio.gather(*calls)), await p.gateway.submit(HERE, ANSWERS)

    assert play(scene, breaker=RULE) == ({Refused(Message.SUBMIT_FAILED)}, OPEN)


@pytest.mark.parametrize(
    "answer",
    [DONE, said(4012, "processing"), b"garbage", writes(raw(b"", "503 Busy"))],
    ids=["granted", "refused", "garbage", "503"],
)
def test_any_answer_resets_the_count_of_faults(answer: Script) -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, aborts, aborts, answer, aborts, aborts, DONE)
        return [await p.gateway.submit(HERE, ANSWERS) for _ in range(6)][-1]

    assert play(scene, breaker=RULE) == Granted(SID)


def test_after_the_pause_one_call_is_let_through_and_its_answer_closes_the_breaker() -> None:
    async def scene(p: Play) -> Any:
        await _opened(p)
        p.clock.advance(RULE.seconds / 2)
        before = await p.gateway.submit(HERE, ANSWERS)
        p.clock.advance(RULE.seconds / 2)
        p.script.says(GatewayCall.LOGIN, DONE)
        return before, await p.gateway.submit(HERE, ANSWERS), await p.gateway.submit(HERE, ANSWERS)

    assert play(scene, breaker=RULE) == (OPEN, Granted(SID), Granted(SID))


def test_while_one_call_is_let_through_the_others_get_47_at_once() -> None:
    async def scene(p: Play) -> Any:
        await _opened(p)
        p.clock.advance(RULE.seconds)
        p.script.says(GatewayCall.LOGIN, hangs)
        heard = len(p.script.heard)
        trying = asyncio.ensure_future(p.gateway.submit(HERE, ANSWERS))
        await p.heard(heard + 1)
        other = await p.gateway.submit(HERE, ANSWERS)
        p.clock.advance(60)
        return other, await trying, await p.gateway.submit(HERE, ANSWERS)

    assert play(scene, breaker=RULE) == (OPEN, Refused(Message.SUBMIT_FAILED), OPEN)


def test_after_a_cancelled_trial_call_another_one_is_let_through() -> None:
    async def scene(p: Play) -> Any:
        await _opened(p)
        p.clock.advance(RULE.seconds)
        p.script.says(GatewayCall.LOGIN, hangs)
        heard = len(p.script.heard)
        trying = asyncio.ensure_future(p.gateway.submit(HERE, ANSWERS))
        await p.heard(heard + 1)
        trying.cancel()
        await asyncio.wait({trying})
        p.script.says(GatewayCall.LOGIN, DONE)
        return await p.gateway.submit(HERE, ANSWERS)

    assert play(scene, breaker=RULE) == Granted(SID)


def test_a_session_can_begin_after_the_pause() -> None:
    async def scene(p: Play) -> Any:
        await _opened(p)
        p.clock.advance(RULE.seconds)
        p.script.says(GatewayCall.FLOW, said(**FLOW))
        return await p.gateway.begin(Subject(DEAD))

    assert isinstance(play(scene, breaker=RULE), Challenge)


def test_calls_that_wait_for_a_silent_carrier_do_not_slow_another() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, hangs)
        calls = [asyncio.ensure_future(p.gateway.submit(HERE, ANSWERS)) for _ in range(150)]
        await p.heard(len(calls) + 1)
        alive = await p.gateway.begin(Subject(ALIVE))
        p.clock.advance(60)
        return alive, set(await asyncio.gather(*calls))

    alive, dead = play(scene)
    assert isinstance(alive, Challenge)
    assert dead == {Refused(Message.SUBMIT_FAILED)}
