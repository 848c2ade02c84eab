"""Receivers that behave in every way, on a raw socket, with their answer to each try."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

Behaviour = Callable[[int, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def answer(status: int, body: bytes = b"", *headers: bytes) -> bytes:
    """Return a complete answer."""
    lines = [b"HTTP/1.1 %d X" % status, b"content-length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def says(*answers: bytes) -> Behaviour:
    """Answer these to one try after another, the last one repeatedly."""

    async def behave(n: int, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answers[min(n, len(answers)) - 1])
        await writer.drain()

    return behave


async def hangs(_: int, reader: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    """Send nothing until the other side closes."""
    await reader.read()


async def drips(_: int, __: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send `ok` byte by byte, without ever ending the answer."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def never_ends(_: int, __: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send without end."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"ok" * 8192)
        await writer.drain()


async def resets(_: int, __: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reset the connection."""
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def closes(_: int, __: asyncio.StreamReader, ___: asyncio.StreamWriter) -> None:
    """Close without an answer."""


@dataclass(frozen=True, slots=True)
class Animal:
    """A receiver: its behaviour, number of tries, their outcomes, and the push's final state."""

    name: str
    behave: Behaviour
    tries: tuple[str, ...]
    state: str = "failed"
    tls: bool = False
    speaks_https_to: bool = False

    def __str__(self) -> str:
        """Return the name: the test's id."""
        return self.name


def _broken(
    name: str, behave: Behaviour, outcome: str, *, tls: bool = False, speaks_https_to: bool = False
) -> Animal:
    return Animal(name, behave, (outcome,) * 3, tls=tls, speaks_https_to=speaks_https_to)


ZOO = (
    Animal("ok", says(answer(200, b"ok")), ("ok",), "done"),
    Animal("another word", says(answer(200, b"okay")), ("refused",) * 3),
    Animal("503, then ok", says(answer(503), answer(200, b"ok")), ("refused", "ok"), "done"),
    Animal(
        "ok at last",
        says(answer(500), answer(200, b"no"), answer(200, b"ok")),
        ("refused", "refused", "ok"),
        "done",
    ),
    _broken("hangs", hangs, "timeout"),
    _broken("drips", drips, "timeout"),
    _broken("never ends", never_ends, "too_large"),
    _broken("resets", resets, "protocol"),
    _broken("closes", closes, "protocol"),
    _broken("endless headers", says(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 40_000), "protocol"),
    _broken("a certificate of nobody", says(answer(200, b"ok")), "tls", tls=True),
    _broken("no TLS where TLS is", says(answer(200, b"ok")), "tls", speaks_https_to=True),
)
"""How receivers behave; what they answer is in tests/zoo/receivers.toml."""


class Cage:
    """One receiver on loopback, at `url`; `seen` counts the connections that sent a request."""

    def __init__(self, animal: Animal, certificate: Path | None = None) -> None:
        """`certificate` has the certificate and key if the receiver speaks TLS."""
        self._animal = animal
        self._certificate = certificate
        self._tasks: set[asyncio.Task[None]] = set()
        self.seen = 0
        self.url = ""

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator["Cage"]:
        """Listen while the block runs."""
        context = None
        if self._certificate is not None:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(self._certificate)
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context)
        scheme = "https" if context or self._animal.speaks_https_to else "http"
        self.url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/push"
        try:
            yield self
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        try:
            if self._animal.speaks_https_to:
                await reader.read(1)
            else:
                await reader.readuntil(b"\r\n\r\n")
                self.seen += 1
            await self._animal.behave(self.seen, reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()
