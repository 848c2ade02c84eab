"""Each kind of chaos has its effect on the wire, seen by a plain socket."""

import asyncio
import json
import ssl
import time
from collections.abc import Awaitable, Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TypeVar

import pytest

from tests.chaos import (
    BIG,
    TLS_ALERT,
    Asked,
    Chaos,
    Kind,
    Rule,
    Tls,
    always,
    for_numbers_ending,
    on,
)

T = TypeVar("T")
ANSWER = {"status": 0, "msg": "成功"}


class Server(ThreadingHTTPServer):
    """A server behind the proxy that counts its requests."""

    reached = 0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Always answer the same JSON."""
        self.rfile.read(int(self.headers.get("content-length", "0")))
        server = self.server
        assert isinstance(server, Server)
        server.reached += 1
        body = json.dumps(ANSWER, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def server() -> Server:
    return Server(("127.0.0.1", 0), _Handler)


def _through(server: Server, rule: Rule, talk: Callable[[Chaos], Awaitable[T]]) -> T:
    """Run `talk` with a proxy in front of the server."""

    async def main() -> T:
        async with Chaos("127.0.0.1", server.server_port, rule) as chaos:
            return await talk(chaos)

    Thread(target=server.serve_forever, daemon=True).start()
    try:
        return asyncio.run(main())
    finally:
        server.shutdown()
        server.server_close()


def _request(body: bytes = b"{}", path: str = "/calls/login") -> bytes:
    return b"POST %b HTTP/1.1\r\nhost: x\r\nContent-Length: %d\r\n\r\n%b" % (
        path.encode(), len(body), body,
    )  # fmt: skip


async def _connected(chaos: Chaos) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", int(chaos.url.rpartition(":")[2]))


async def _raw(chaos: Chaos, sent: bytes) -> bytes:
    """Send bytes and read until the other side closes."""
    reader, writer = await _connected(chaos)
    try:
        writer.write(sent)
        writer.write_eof()
        return await reader.read()
    finally:
        writer.close()


def _got(server: Server, kind: Kind) -> bytes:
    return _through(server, always(kind), lambda chaos: _raw(chaos, _request()))


def _body(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


def test_pass_gives_the_servers_answer_unchanged(server: Server) -> None:
    answer = _got(server, Kind.PASS)
    assert answer.startswith(b"HTTP/1.1 200")
    assert json.loads(_body(answer)) == ANSWER
    assert server.reached == 1


def test_delay_delays_the_answer(server: Server) -> None:
    started = time.monotonic()
    assert json.loads(_body(_got(server, Kind.DELAY))) == ANSWER
    assert time.monotonic() - started >= 0.2


def test_drop_closes_without_a_byte_and_the_server_sees_nothing(server: Server) -> None:
    assert _got(server, Kind.DROP) == b""
    assert server.reached == 0


def test_lose_closes_without_a_byte_after_the_server_has_answered(server: Server) -> None:
    assert _got(server, Kind.LOSE) == b""
    assert server.reached == 1


def test_reset_resets_the_connection(server: Server) -> None:
    with pytest.raises(ConnectionResetError):
        _got(server, Kind.RESET)


def test_half_sends_less_than_it_announces(server: Server) -> None:
    head, _, body = _got(server, Kind.HALF).partition(b"\r\n\r\n")
    whole = len(json.dumps(ANSWER, ensure_ascii=False).encode())
    assert f"content-length: {whole}".encode() in head.lower()
    assert 0 < len(body) < whole


def test_garbage_is_not_json_although_its_header_says_so(server: Server) -> None:
    answer = _got(server, Kind.GARBAGE)
    assert b"content-type: application/json" in answer
    with pytest.raises(ValueError, match="utf-8"):
        json.loads(_body(answer))
    assert server.reached == 0


def test_no_http_is_not_http(server: Server) -> None:
    assert not _got(server, Kind.NO_HTTP).startswith(b"HTTP")


def test_big_is_well_formed_json_of_ten_megabytes(server: Server) -> None:
    body = _body(_got(server, Kind.BIG))
    assert len(body) > BIG
    assert json.loads(body)["status"] == 0


def test_charset_sends_gbk_under_a_utf_8_header(server: Server) -> None:
    answer = _got(server, Kind.CHARSET)
    assert b"charset=utf-8" in answer
    with pytest.raises(UnicodeDecodeError):
        _body(answer).decode("utf-8")
    assert json.loads(_body(answer).decode("gbk")) == ANSWER


def test_drip_sends_byte_after_byte_and_never_ends(server: Server) -> None:
    async def talk(chaos: Chaos) -> list[bytes]:
        reader, writer = await _connected(chaos)
        writer.write(_request())
        await reader.readuntil(b"\r\n\r\n")
        got = [await reader.readexactly(6) for _ in range(20)]
        assert not reader.at_eof()
        writer.close()
        return got

    assert set(_through(server, always(Kind.DRIP), talk)) == {b"1\r\n \r\n"}


def test_hang_never_answers_while_others_are_served(server: Server) -> None:
    async def talk(chaos: Chaos) -> bytes:
        reader, writer = await _connected(chaos)
        writer.write(_request(b'{"tel":"13400009999"}'))
        silent = asyncio.create_task(reader.read(1))
        answer = await _raw(chaos, _request())
        assert not silent.done()
        silent.cancel()
        writer.close()
        return answer

    assert (
        json.loads(_body(_through(server, for_numbers_ending("9999", Kind.HANG), talk))) == ANSWER
    )


def test_a_connection_is_reused_after_an_answer(server: Server) -> None:
    async def talk(chaos: Chaos) -> int:
        await _raw(chaos, _request() * 3)
        return len(chaos.seen)

    assert _through(server, always(Kind.PASS), talk) == 3


@pytest.mark.parametrize("tls", Tls)
def test_a_client_that_speaks_tls_is_refused(server: Server, tls: Tls) -> None:
    async def talk(chaos: Chaos) -> None:
        chaos.tls = tls
        port = int(chaos.url.rpartition(":")[2])
        context = ssl.create_default_context()
        await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname="x")

    with pytest.raises(ssl.SSLError) as refused:
        _through(server, always(Kind.PASS), talk)
    assert ("ALERT" in str(refused.value)) is (tls is Tls.ALERT)


def test_the_alert_is_what_a_tls_hello_gets(server: Server) -> None:
    got = _through(server, always(Kind.PASS), lambda chaos: _raw(chaos, b"\x16\x03\x01\x00\x00"))
    assert got == TLS_ALERT


def test_a_rule_sees_path_count_and_digits(server: Server) -> None:
    async def talk(chaos: Chaos) -> list[Asked]:
        await _raw(chaos, _request(b'{"tel":"13400001001"}', "/calls/flow?token=12345"))
        await _raw(chaos, _request(b"{}", "/token"))
        return [asked for asked, _ in chaos.seen]

    assert _through(server, always(Kind.PASS), talk) == [
        Asked("/calls/flow?token=12345", 0, ("12345", "13400001001")), Asked("/token", 1, ()),
    ]  # fmt: skip


def test_rules_poison_a_path_or_a_share_of_numbers(server: Server) -> None:
    by_path = on({"/token": Kind.RESET})
    assert by_path(Asked("/token?appid=kit", 0, ())) is Kind.RESET
    assert by_path(Asked("/calls/flow", 1, ())) is Kind.PASS
    by_number = for_numbers_ending("7", Kind.BIG)
    assert by_number(Asked("/x", 0, ("13400001007",))) is Kind.BIG
    assert by_number(Asked("/x", 0, ("13400001008",))) is Kind.PASS
    server.server_close()
