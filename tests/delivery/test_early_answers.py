"""An answer that comes before the push was read counts, and the rest still goes to who reads it."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from h5kit.delivery import exchange
from h5kit.delivery.outbound import Outbound, PostResult
from tests.delivery.certificates import self_signed

BODY = b"0123456789abcdef" * 2_000_000
"""More than all buffers between two sockets hold."""

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
UNTIL_CLOSED = b"HTTP/1.0 200 OK\r\n\r\nok"
TOO_LARGE = b"HTTP/1.1 413 Payload Too Large\r\ncontent-length: 0\r\n\r\n"
Receives = Callable[[asyncio.StreamReader, asyncio.StreamWriter, asyncio.Event], Awaitable[None]]
"""Receives the body of a push; the event is set when the post has ended."""


@contextlib.asynccontextmanager
async def _listening(receive: Receives, certificate: Path | None) -> AsyncIterator[str]:
    """Listen with a receiver of each connection, after its head; yield the address."""
    context = None
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    tasks, ended = set(), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        await reader.readuntil(b"\r\n\r\n")
        await receive(reader, writer, ended)
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    scheme = "https" if certificate else "http"
    yield f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/push"
    ended.set()
    server.close()
    await asyncio.gather(*filter(None, tasks))
    for _ in range(5):  # closed transports release their sockets in the next turns of the loop
        await asyncio.sleep(0)


def _post(receive: Receives, certificate: Path | None, deadline: float = 30) -> PostResult:
    async def main() -> PostResult:
        trusted = ssl.create_default_context(cafile=certificate)
        async with _listening(receive, certificate) as url:
            outbound = Outbound(allow_loopback=True, ssl_context=trusted)
            return await outbound.post(url, BODY, {}, deadline=deadline)

    return asyncio.run(main())


def _leaves(said: bytes) -> Receives:
    """Answer without reading, and close: the unread body makes it a reset."""

    async def receive(_: object, writer: asyncio.StreamWriter, __: object) -> None:
        writer.write(said)
        await writer.drain()

    return receive


async def _stays(_: object, writer: asyncio.StreamWriter, ended: asyncio.Event) -> None:
    """Answer, read nothing and keep the connection open."""
    writer.write(OK)
    await writer.drain()
    await ended.wait()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate with its key."""
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize("is_tls", [False, True])
def test_an_answer_counts_although_the_push_was_not_read(
    certificate: Path, subtests: pytest.Subtests, monkeypatch: pytest.MonkeyPatch, *, is_tls: bool
) -> None:
    monkeypatch.setattr(exchange, "STALL_SECONDS", 0.1)
    for receive, status in (
        (_leaves(OK), 200),
        (_leaves(UNTIL_CLOSED), 200),
        (_leaves(b"HTTP/1.1 100 Continue\r\n\r\n" + OK), 200),
        (_leaves(TOO_LARGE), 413),
        (_stays, 200),
    ):
        with subtests.test(receive=receive):
            found = _post(receive, certificate if is_tls else None)
            assert (found.status, found.error) == (status, "")
            assert found.body == (b"ok" if status == 200 else b"")


@pytest.mark.parametrize("is_tls", [False, True])
def test_a_receiver_that_answers_first_gets_the_whole_push(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, *, is_tls: bool
) -> None:
    monkeypatch.setattr(exchange, "STALL_SECONDS", 30)  # a busy machine reads slowly
    received = []

    async def reads_later(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: object
    ) -> None:
        writer.write(OK)
        await writer.drain()
        received.append(await reader.readexactly(len(BODY)))

    assert _post(reads_later, certificate if is_tls else None).body == b"ok"
    assert received == [BODY]


def test_a_receiver_that_neither_reads_nor_answers_is_left_in_time() -> None:
    async def waits(_: object, __: object, ended: asyncio.Event) -> None:
        await ended.wait()

    assert _post(waits, None, deadline=0.3).error == "timeout"
