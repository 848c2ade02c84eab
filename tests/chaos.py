"""A proxy between a client and a server on loopback that disturbs answers on command.

A rule looks at each request (path, number of earlier requests, digits in its body) and decides what
happens to it, so that a test can disturb some of the flows and check that the others succeed.
"""

import asyncio
import contextlib
import re
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import assert_never

HEAD_END = b"\r\n\r\n"
MOST_REQUEST = 1_048_576
BIG = 10_000_000
DRIP_SECONDS = 0.02
# Whole words only: digits inside a hexadecimal sid or token are not a phone number.
DIGITS = re.compile(r"\b\d{4,}\b")
LENGTH = re.compile(rb"(?i)\r\ncontent-length:\s*(\d+)")
NOT_TLS = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"
TLS_ALERT = b"\x15\x03\x03\x00\x02\x02\x28"
"""A fatal alert: handshake_failure (RFC 8446, section 6)."""
TLS_HELLO = 0x16


class Kind(StrEnum):
    """What happens to a request."""

    PASS = "pass"
    DELAY = "delay"
    """The server's answer, after `Chaos.delay_seconds`."""
    DROP = "drop"
    """The connection closes without a byte. The server never sees the request."""
    LOSE = "lose"
    """The server gets the request, but the connection closes before the client gets the answer."""
    RESET = "reset"
    """The connection is reset (RST)."""
    HALF = "half"
    """The head and half of the announced body; then the connection closes."""
    GARBAGE = "garbage"
    """200 with a JSON content type and a body that is not JSON."""
    NO_HTTP = "no_http"
    """Bytes that are not HTTP."""
    BIG = "big"
    """200 and a well-formed JSON text of 10 MB."""
    DRIP = "drip"
    """200 and a body that never ends, one byte at a time, each within the read timeout."""
    CHARSET = "charset"
    """The server's answer encoded in GBK, with a header that says UTF-8."""
    HANG = "hang"
    """No answer until the client closes the connection."""


class Tls(StrEnum):
    """The answer to a client that speaks TLS to the proxy. It does not affect plain clients."""

    ALERT = "alert"
    PLAIN = "plain"
    GARBAGE = "garbage"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule sees of a request: path, number of earlier requests, long numbers."""

    path: str
    count: int
    digits: tuple[str, ...]


Rule = Callable[[Asked], Kind]


def always(kind: Kind) -> Rule:
    """Return a rule with the same action for every request."""
    return lambda _: kind


def on(paths: Mapping[str, Kind]) -> Rule:
    """Return a rule for some paths, without query; other paths pass."""
    return lambda asked: paths.get(asked.path.partition("?")[0], Kind.PASS)


def for_numbers_ending(last: str, kind: Kind) -> Rule:
    """Return a rule for requests with a number that ends in these digits; others pass."""
    return lambda asked: kind if any(d.endswith(last) for d in asked.digits) else Kind.PASS


@dataclass
class Chaos:
    """The proxy while the `async with` block runs.

    `rule` may be replaced at any time. `seen` has the action for each request, in order.
    """

    host: str
    port: int
    rule: Rule
    delay_seconds: float = 0.2
    tls: Tls = Tls.ALERT
    seen: list[tuple[Asked, Kind]] = field(default_factory=list)
    url: str = ""
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> "Chaos":
        """Listen on a free port of loopback and set `url`."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=MOST_REQUEST)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, and close connections that are still open."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            await self._talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # one side closed the connection, which is expected here
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until either side closes it."""
        while first := await reader.read(1):
            if first[0] == TLS_HELLO:
                writer.write(
                    {Tls.ALERT: TLS_ALERT, Tls.PLAIN: NOT_TLS, Tls.GARBAGE: b"\x00" * 64}[self.tls]
                )
                await writer.drain()
                return
            request = await _message(reader, first)
            asked = _asked(request, len(self.seen))
            kind = self.rule(asked)
            self.seen.append((asked, kind))
            if not await self._act(kind, request, writer):
                return

    async def _act(  # noqa: C901, PLR0912 - one case a kind
        self, kind: Kind, request: bytes, writer: asyncio.StreamWriter
    ) -> bool:
        """Apply the rule to a request; return whether the connection stays open."""
        match kind:
            case Kind.PASS:
                return await _send(writer, await self._answer(request))
            case Kind.DELAY:
                await asyncio.sleep(self.delay_seconds)
                return await _send(writer, await self._answer(request))
            case Kind.CHARSET:
                return await _send(writer, _recoded(await self._answer(request)))
            case Kind.LOSE:
                await self._answer(request)
            case Kind.HALF:
                answer = await self._answer(request)
                body = len(answer) - answer.index(HEAD_END) - len(HEAD_END)
                await _send(writer, answer[: len(answer) - (body + 1) // 2])
            case Kind.GARBAGE:
                return await _send(writer, _ok(b'{"status":\xff\xfe\x00<html>'))
            case Kind.NO_HTTP:
                await _send(writer, b"\x00\x01 this is no HTTP \xff\r\n\r\n")
            case Kind.BIG:
                return await _send(writer, _ok(b'{"status":0,"msg":"' + b"x" * BIG + b'"}'))
            case Kind.DRIP:
                await _drip(writer)
            case Kind.HANG:
                await asyncio.Event().wait()
            case Kind.RESET:
                _reset(writer)
            case Kind.DROP:
                pass
            case _:
                assert_never(kind)
        return False

    async def _answer(self, request: bytes) -> bytes:
        """Return the server's complete answer, over a new connection."""
        reader, writer = await asyncio.open_connection(self.host, self.port, limit=MOST_REQUEST)
        try:
            writer.write(request)
            await writer.drain()
            return await _message(reader, await reader.readexactly(1))
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


async def _message(reader: asyncio.StreamReader, first: bytes) -> bytes:
    """Return a request or an answer: the head, and the body of `content-length` bytes."""
    head = first + await reader.readuntil(HEAD_END)
    length = LENGTH.search(head)
    return head + (await reader.readexactly(int(length[1])) if length else b"")


def _asked(request: bytes, count: int) -> Asked:
    line, _, rest = request.partition(b"\r\n")
    path = line.split(b" ")[1].decode("latin-1")
    body = rest.partition(HEAD_END)[2].decode("utf-8", "replace")
    return Asked(path, count, tuple(DIGITS.findall(f"{path.partition('?')[2]} {body}")))


async def _send(writer: asyncio.StreamWriter, answer: bytes) -> bool:
    writer.write(answer)
    await writer.drain()
    return True


def _ok(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
    return head + str(len(body)).encode() + HEAD_END + body


def _recoded(answer: bytes) -> bytes:
    """Return the answer's JSON in GBK, under a header that says UTF-8."""
    body = answer.partition(HEAD_END)[2].decode("utf-8") or "{}"
    told = _ok(body.encode("gbk", "replace"))
    return told.replace(b"application/json", b"application/json; charset=utf-8", 1)


async def _drip(writer: asyncio.StreamWriter) -> None:
    """Send a body that never ends, until the client goes away."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked"
    writer.write(head + HEAD_END)
    while True:
        writer.write(b"1\r\n \r\n")
        await writer.drain()
        await asyncio.sleep(DRIP_SECONDS)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Make the next close send an RST."""
    bound: socket.socket = writer.get_extra_info("socket")
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
