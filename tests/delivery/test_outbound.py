"""The push client bounds time and size of every answer and refuses internal addresses."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from h5kit.delivery import sockets
from h5kit.delivery.outbound import MOST_ANSWER_BYTES, Outbound, PostResult
from h5kit.entry.partners import is_receiver

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"


@contextlib.asynccontextmanager
async def _receiver(behave: Behaviour, head: bytes = b"\r\n\r\n") -> AsyncIterator[str]:
    open_ones: set[asyncio.StreamWriter] = set()
    tasks: set[asyncio.Task[None] | None] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.add(writer)
        tasks.add(asyncio.current_task())
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if head:
                await reader.readuntil(head)
            await behave(reader, writer)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/push"
    server.close()
    for task in filter(None, tasks):
        task.cancel()
    await asyncio.gather(*filter(None, tasks), return_exceptions=True)
    for writer in open_ones:
        writer.transport.abort()
    # Closed transports release their sockets in the next turns of the loop.
    for _ in range(5):
        await asyncio.sleep(0)


def _post(behave: Behaviour, deadline: float = 0.3) -> PostResult:
    async def main() -> PostResult:
        async with _receiver(behave) as url:
            return await Outbound(allow_loopback=True).post(url, b"{}", {}, deadline=deadline)

    return asyncio.run(main())


def _says(*parts: bytes) -> Behaviour:
    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()

    return behave


async def _hangs(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


def _endless(head: bytes, part: bytes, pause: float) -> Behaviour:
    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)

    return behave


async def _resets(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


def test_an_answer_is_returned_unchanged() -> None:
    answer = _post(_says(HEAD, b"ok"), deadline=5)
    assert (answer.status, answer.body, answer.error) == (200, b"ok", "")


def test_a_redirect_is_not_followed() -> None:
    moved = b"HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/\r\ncontent-length: 0\r\n\r\n"
    assert _post(_says(moved), deadline=5).status == 302


def test_a_push_says_what_old_servers_ask_for() -> None:
    asked: list[bytes] = []

    async def notes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        await _says(HEAD, b"ok")(reader, writer)

    async def main() -> None:
        async with _receiver(notes, head=b"") as url:
            await Outbound(allow_loopback=True).post(f"{url}?a=%C9%CC&b#c", b"{}", {"x-a": "1"})

    asyncio.run(main())
    line, host, *headers = asked[0].decode().removesuffix("\r\n\r\n").split("\r\n")
    assert (line, host[:16]) == ("POST /push?a=%C9%CC&b HTTP/1.1", "Host: 127.0.0.1:")
    assert headers == [
        "User-Agent: h5kit",
        "Accept: */*",
        "Accept-Encoding: identity",
        "Content-Type: application/json; charset=utf-8",
        "Content-Length: 2",
        "Connection: close",
        "x-a: 1",
    ]


def test_an_answer_is_read_to_64_kilobytes_at_most() -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 10000000\r\n\r\n"
    answer = _post(_endless(head, b"x" * 65536, 0), deadline=5)
    assert answer.error == "too_large"
    assert len(answer.body) == MOST_ANSWER_BYTES


def test_an_answer_in_tiny_pieces_leaves_the_others_their_turns() -> None:
    pieces, turns = 2000, 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
        await _says(head + b"1\r\na\r\n" * pieces + b"0\r\n\r\n")(reader, writer)

    async def main() -> PostResult:
        async with _receiver(behave) as url:
            waiting = asyncio.create_task(others())
            answer = await Outbound(allow_loopback=True).post(url, b"{}", {})
            waiting.cancel()
            return answer

    assert asyncio.run(main()).body == b"a" * pieces
    assert turns > pieces


def test_one_deadline_bounds_the_whole_exchange(subtests: pytest.Subtests) -> None:
    for behave in [
        _hangs,
        _endless(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n", b"x", 0.01),
        _endless(b"", b"H", 0.01),
    ]:
        with subtests.test(behave=behave):
            answer = _post(behave)
            assert answer.error in {"timeout", "protocol"}
            assert answer.seconds < 3


def test_an_answer_that_is_not_http_is_a_protocol_fault(subtests: pytest.Subtests) -> None:
    for behave in [
        _resets,
        _says(b"garbage\r\n\r\n"),
        _says(b""),
        _endless(b"HTTP/1.1 200 OK\r\n", b"x: " + b"y" * 9000 + b"\r\n", 0),
    ]:
        with subtests.test(behave=behave):
            assert _post(behave, deadline=5).error == "protocol"


def test_a_closed_port_is_a_connect_fault() -> None:
    async def main() -> PostResult:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
            return await Outbound(allow_loopback=True).post(url, b"", {}, deadline=5)

    assert asyncio.run(main()).error == "connect"


def test_plain_http_on_a_tls_address_is_a_tls_fault() -> None:
    async def main() -> PostResult:
        async with _receiver(_says(b"HTTP/1.1 400 Bad\r\n\r\n")) as url:
            secure = url.replace("http:", "https:")
            return await Outbound(allow_loopback=True).post(secure, b"", {}, deadline=2)

    assert asyncio.run(main()).error in {"tls", "timeout"}


@pytest.mark.parametrize(
    "addresses", [["10.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["127.0.0.1"], ["::1"], []]
)
def test_a_name_is_refused_when_any_of_its_addresses_is_special(addresses: list[str]) -> None:
    async def resolver(_: str, __: int) -> list[str]:
        return addresses

    async def main() -> PostResult:
        return await Outbound(resolver=resolver).post("http://name.example/", b"", {}, deadline=5)

    assert asyncio.run(main()).error == "address"


def _post_to(addresses: list[str], behave: Behaviour) -> PostResult:
    """Post to a receiver on 127.0.0.1 whose name resolves to these addresses."""

    async def resolver(_: str, __: int) -> list[str]:
        return addresses

    async def main() -> PostResult:
        async with _receiver(behave) as url:
            named = url.replace("127.0.0.1", "name.example")
            outbound = Outbound(allow_loopback=True, resolver=resolver)
            return await outbound.post(named, b"{}", {}, deadline=60)

    return asyncio.run(main())


def test_the_next_address_is_tried_if_one_refuses_the_connection() -> None:
    # Nothing listens on 127.0.0.2, and ::1 may not exist.
    answer = _post_to(["::1", "127.0.0.2", "127.0.0.1"], _says(HEAD, b"ok"))
    assert (answer.status, answer.body, answer.error) == (200, b"ok", "")


def test_a_silent_address_leaves_time_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shares: list[float] = []
    open_socket = sockets.open_socket

    async def silent(address: str, port: int, share: float) -> socket.socket:
        shares.append(share)
        if address == "127.0.0.2":
            raise TimeoutError
        return await open_socket(address, port, share)

    monkeypatch.setattr(sockets, "open_socket", silent)
    assert _post_to(["127.0.0.2", "127.0.0.1"], _says(HEAD, b"ok")).status == 200
    assert 15 < shares[0] <= 30


def test_a_body_that_was_sent_is_not_sent_to_another_address() -> None:
    asked: list[bytes] = []

    async def resets(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(b"")
        writer.transport.abort()

    assert _post_to(["127.0.0.1", "127.0.0.1"], resets).error == "protocol"
    assert len(asked) == 1


def test_a_name_server_that_hangs_and_fails_is_a_dns_fault_and_holds_up_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = threading.Event()

    def hangs(*_: object, **__: object) -> None:
        held.wait(10)
        raise OSError("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", hangs)

    async def main() -> set[str]:
        posts = [Outbound().post("http://name.example/", b"", {}) for _ in range(40)]
        looking = asyncio.gather(*posts)
        await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await asyncio.to_thread(held.set)  # as the gateway's client reads a picture
        return {answer.error for answer in await looking}

    assert asyncio.run(main()) == {"dns"}


def test_other_spellings_of_loopback_are_refused(subtests: pytest.Subtests) -> None:
    for url in [
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://127.1/",
        "http://[::1]/",
        "http://localhost/",
    ]:
        with subtests.test(url=url):
            answer = asyncio.run(Outbound().post(url, b"", {}, deadline=5))
            assert answer.error in {"address", "dns"}


def test_a_malformed_address_is_refused(subtests: pytest.Subtests) -> None:
    for url in [
        "ftp://a.example/",
        "http://user@a.example/",
        "http://a.example:0/",
        "http://a.example:x/",
        "http:///x",
        "//a.example",
        "http://ü.example/",
        "",
    ]:
        with subtests.test(url=url):
            assert not is_receiver(url)
            assert asyncio.run(Outbound().post(url, b"", {})).error == "url"
