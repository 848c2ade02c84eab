"""Every network fault becomes a message within the deadline, logged once and without secrets."""

import asyncio
import gc
import socket
import ssl
from typing import Any

import pytest

from h5kit.carrier.dialect import GatewayCall
from h5kit.carrier.http import HttpGateway
from h5kit.clock import MovableClock
from h5kit.flow.outcomes import Challenge, Granted, NewCaptcha, Refused
from h5kit.messages import Message
from tests.carrier.http.scripted import (
    ANSWERS,
    ASKED,
    LOGIN,
    SECRET,
    SID,
    SUBJECT,
    TEL,
    Behaviour,
    Play,
    aborts,
    endless,
    hangs,
    logged,
    play,
    raw,
    said,
    scripted,
    writes,
)

HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n"


ON_THE_WIRE: dict[str, tuple[Behaviour, str, Message]] = {
    "drops": (aborts, "dropped", Message.CARRIER_BUSY),
    "closes": (writes(b"", then_closes=True), "dropped", Message.CARRIER_BUSY),
    "half a head": (writes(b"HTTP/1.1 200", then_closes=True), "dropped", Message.CARRIER_BUSY),
    "half a body": (writes(HEAD + b"{", then_closes=True), "dropped", Message.CARRIER_BUSY),
    "no http": (writes(b"garbage\r\n\r\n"), "garbage", Message.SERVICE_BUSY),
    "endless head": (
        endless(b"HTTP/1.1 200 OK\r\n", b"x: " + b"y" * 9000 + b"\r\n"),
        "garbage",
        Message.SERVICE_BUSY,
    ),
    "too large": (
        endless(b"HTTP/1.1 200 OK\r\ncontent-length: 9999999\r\n\r\n", b"x" * 65_536),
        "garbage",
        Message.SERVICE_BUSY,
    ),
    "500": (writes(raw(b"", "500 Oops")), "http_error", Message.SERVICE_BUSY),
    "404": (writes(raw(b"", "404 Nothing")), "http_error", Message.SERVICE_BUSY),
    "201": (writes(raw(said(0, "done", **ASKED), "201 Made")), "http_error", Message.SERVICE_BUSY),
    "302": (
        writes(b"HTTP/1.1 302 F\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n"),
        "http_error",
        Message.SERVICE_BUSY,
    ),
    "502": (writes(raw(b"", "502 Bad")), "maintenance", Message.CARRIER_MAINTENANCE),
    "503": (writes(raw(b"", "503 Busy")), "maintenance", Message.CARRIER_MAINTENANCE),
    "504": (writes(raw(b"", "504 Late")), "maintenance", Message.CARRIER_MAINTENANCE),
}


@pytest.mark.parametrize("name", ON_THE_WIRE)
def test_a_fault_of_the_wire_is_a_message(name: str, logs: list[Any]) -> None:
    behave, kind, message = ON_THE_WIRE[name]

    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, behave)
        return await p.gateway.submit(LOGIN, ANSWERS), p.observed[-1]

    assert play(scene) == (Refused(message), ("login", kind))
    assert logged(logs) == [("login", kind)]


def test_a_closed_port_gets_47(logs: list[Any]) -> None:
    async def main() -> Any:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            gateway = _to(f"http://127.0.0.1:{closed.getsockname()[1]}")
            outcome = await gateway.submit(LOGIN, ANSWERS)
            await gateway.close()
            return outcome

    assert asyncio.run(main()) == Refused(Message.CARRIER_BUSY, is_sent=False)
    assert logged(logs) == [("login", "unreachable")]
    assert logs[0]["detail"] == "token"


def test_a_port_that_does_not_speak_tls_gets_47(logs: list[Any]) -> None:
    async def main() -> Any:
        async with scripted(greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n") as script:
            gateway = _to(script.base_url.replace("http:", "https:"))
            outcome = await gateway.begin(SUBJECT)
            await gateway.close()
            return outcome

    assert asyncio.run(main()) == Refused(Message.CARRIER_BUSY, is_sent=False)
    assert logged(logs) == [("flow", "unreachable")]


def test_a_handshake_that_does_not_end_gets_21_and_leaves_no_socket_behind() -> None:
    async def main() -> Any:
        clock, begun = MovableClock(), asyncio.Event()

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1)
            begun.set()
            # The client closes the connection; it has only sent its hello.
            await reader.read()
            writer.close()

        async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            gateway = _to(f"https://127.0.0.1:{port}", clock)
            begin = asyncio.ensure_future(gateway.begin(SUBJECT))
            await begun.wait()
            clock.advance(6)
            outcome = await begin
            await gateway.close()
            gc.collect()
        return outcome

    assert asyncio.run(main()) == Refused(Message.SUBMIT_FAILED, is_sent=False)


def test_a_fault_while_a_captcha_is_loaded_leaves_the_session_open() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(
            GatewayCall.CAPTCHA, aborts, said(captcha_image=""), said(captcha_image="aGk=")
        )
        return [await p.gateway.refresh_captcha(LOGIN) for _ in range(3)]

    stands = [
        Refused(code, session_over=False)
        for code in (Message.CARRIER_BUSY, Message.SERVICE_BUSY, Message.SERVICE_BUSY)
    ]
    assert play(scene) == stands


def test_after_a_fault_the_next_call_is_served_by_another_connection() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, aborts, said(0, "done", **ASKED))
        return await p.gateway.submit(LOGIN, ANSWERS), await p.gateway.submit(LOGIN, ANSWERS)

    assert play(scene) == (Refused(Message.CARRIER_BUSY), Granted(SID))


def test_calls_that_run_when_the_gateway_closes_end_as_faults() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, hangs)
        login = asyncio.ensure_future(p.gateway.submit(LOGIN, ANSWERS))
        await p.heard(2)
        await p.gateway.close()
        return await login

    assert play(scene) == Refused(Message.CARRIER_BUSY)


def test_connections_are_kept_open() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, said(0, "done", **ASKED))
        for _ in range(5):
            await p.gateway.submit(LOGIN, ANSWERS)
        return p.script.connections

    assert play(scene) == 1


def test_no_secret_reaches_a_log_or_a_repr(logs: list[Any]) -> None:
    shown = []

    async def scene(p: Play) -> None:
        echo = f"{ANSWERS.service_password}{ANSWERS.sms_code}{TEL}".encode()
        for script in (echo, writes(echo + b"\r\n\r\n"), said(777, "reset", TEL)):
            p.script.says(GatewayCall.LOGIN, script)
            shown.append(repr(await p.gateway.submit(LOGIN, ANSWERS)))
        held = [p.gateway, p.gateway._calls, p.gateway._calls._tokens]
        shown.append(repr([vars(one) for one in held]))

    play(scene)
    assert len(logged(logs)) == 3
    text = repr(logs) + repr(shown)
    for secret in (ANSWERS.service_password, ANSWERS.sms_code, ANSWERS.captcha, ANSWERS.name,
                   ANSWERS.id_card, TEL, SECRET, "0" * 32):  # fmt: skip
        assert secret not in text


def test_a_malformed_base_address_is_refused_at_start(subtests: pytest.Subtests) -> None:
    for base_url in [
        "",
        "ftp://a.example",
        "http://",
        "http://u:p@a.example",
        "http://a.example/?x=1",
        "http://a.example:x",
        "http://a.example:0",
        "http://ü.example",
        "a.example",
    ]:
        with subtests.test(base_url=base_url), pytest.raises(ValueError, match=r".+"):
            _to(base_url)


def test_text_with_odd_characters_is_sent_as_valid_json() -> None:
    async def scene(p: Play) -> Any:
        outcome = await p.gateway.begin_reset(type(SUBJECT)(TEL, name="\ud800", id_card='"}'))
        return outcome, p.script.of(GatewayCall.FORGET)[0].given

    outcome, given = play(scene)
    assert not isinstance(outcome, Refused)
    assert (given["user_name"], given["user_id"]) == ("?", '"}')


def test_a_valid_answer_is_not_logged(logs: list[Any]) -> None:
    async def scene(p: Play) -> None:
        assert isinstance(await p.gateway.begin(SUBJECT), Challenge)
        assert isinstance(await p.gateway.refresh_captcha(LOGIN), NewCaptcha)
        assert isinstance(await p.gateway.submit(LOGIN, ANSWERS), Granted)
        p.script.says(GatewayCall.LOGIN, said(4012, "processing"))
        assert await p.gateway.submit(LOGIN, ANSWERS) == Refused(
            Message.WRONG_PASSWORD, session_over=False
        )

    play(scene)
    assert logged(logs) == []


def _to(base_url: str, clock: MovableClock | None = None) -> HttpGateway:
    return HttpGateway(
        base_url=base_url,
        appid="shop",
        secret=SECRET,
        clock=clock or MovableClock(),
        ssl_context=ssl.create_default_context(),
    )
