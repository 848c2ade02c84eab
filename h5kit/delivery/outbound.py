"""The HTTP client for partners' addresses: IP addresses are checked, time and size bounded.

It follows no redirects. No other code connects to an address that comes from outside.
"""

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpcore2

from h5kit.delivery.addresses import may_connect
from h5kit.entry.partners import is_receiver
from h5kit.pieces import pieces

MOST_ANSWER_BYTES = 65_536
Resolver = Callable[[str, int], Awaitable[list[str]]]


class AddressRefusedError(Exception):
    """A host name resolves to an IP address that is not allowed."""


@dataclass(frozen=True, slots=True)
class PostResult:
    """The result of a post: status and body, or `error` as one word.

    Errors are url, address, dns, connect, tls, timeout, protocol and too_large. `seconds` is the
    duration.
    """

    status: int | None = None
    body: bytes = field(default=b"", repr=False)
    error: str = ""
    seconds: float = 0.0


async def resolve(host: str, port: int) -> list[str]:
    """Return all IP addresses of a host, from the system's resolver."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(info[4][0]) for info in found]


class _CheckedBackend(httpcore2.AsyncNetworkBackend):
    """Resolves a host once, checks all its IP addresses, and connects to the first that accepts.

    TLS and the Host header use the host name, only the connection uses the IP address. The
    addresses share the remaining `seconds`, so one that doesn't answer leaves time for the next.
    """

    def __init__(self, resolver: Resolver, *, allow_loopback: bool, seconds: float) -> None:
        self._resolver = resolver
        self._until = time.monotonic() + seconds
        self._allow_loopback = allow_loopback
        self._inner = httpcore2.AnyIOBackend()
        self._opened: list[httpcore2.AsyncNetworkStream] = []

    async def aclose(self) -> None:
        """Close every connection, because the pool leaks one after a failed TLS handshake."""
        for stream in self._opened:
            with contextlib.suppress(Exception):
                await stream.aclose()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - unused: `seconds` bounds it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        try:
            addresses = await self._resolver(host, port)
        except OSError as fault:
            raise httpcore2.ConnectError("dns") from fault
        allowed = [may_connect(a, allow_loopback=self._allow_loopback) for a in addresses]
        if not allowed or not all(allowed):
            raise AddressRefusedError
        for left in range(len(addresses), 0, -1):
            share = (self._until - time.monotonic()) / left
            try:
                stream = await self._inner.connect_tcp(
                    addresses[-left], port, share, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if left == 1:
                    raise
            else:
                self._opened.append(stream)
                return stream
        raise AddressRefusedError


class Outbound:
    """Posts to receivers. Each post opens a connection: receivers are many and pushes are few."""

    def __init__(
        self,
        *,
        allow_loopback: bool = False,
        resolver: Resolver = resolve,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """`allow_loopback` is for the demo; `resolver` and `ssl_context` are for tests."""
        self._allow_loopback = allow_loopback
        self._resolver = resolver
        self._ssl_context = ssl_context or ssl.create_default_context()

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, deadline: float = 30.0
    ) -> PostResult:
        """Post `body`; `deadline` seconds bound resolving, connecting, writing and reading."""
        started = time.perf_counter()
        if not is_receiver(url):
            return PostResult(error="url")
        status, answer, error = await self._bounded(url, body, headers, deadline)
        return PostResult(status, answer, error, time.perf_counter() - started)

    async def _bounded(
        self, url: str, body: bytes, headers: Mapping[str, str], deadline: float
    ) -> tuple[int | None, bytes, str]:
        try:
            async with asyncio.timeout(deadline):
                return await self._exchange(url, body, headers, deadline)
        except (TimeoutError, httpcore2.TimeoutException):
            return None, b"", "timeout"
        except AddressRefusedError:
            return None, b"", "address"
        except httpcore2.ConnectError as fault:
            return None, b"", _connect_error(fault)
        except (httpcore2.NetworkError, httpcore2.ProtocolError, ValueError, OSError):
            return None, b"", "protocol"

    async def _exchange(
        self, url: str, body: bytes, headers: Mapping[str, str], deadline: float
    ) -> tuple[int, bytes, str]:
        backend = _CheckedBackend(
            self._resolver, allow_loopback=self._allow_loopback, seconds=deadline
        )
        all_headers = {"content-type": "application/json", "accept-encoding": "identity",
                "user-agent": "h5kit", "connection": "close",
                "host": urlsplit(url).netloc, "content-length": str(len(body)),
                **headers}  # fmt: skip
        async with (
            contextlib.aclosing(backend),
            httpcore2.AsyncConnectionPool(
                ssl_context=self._ssl_context, network_backend=backend, retries=0
            ) as pool,
            pool.stream(
                "POST", url, headers=list(all_headers.items()), content=_in_pieces(body)
            ) as response,
        ):
            answer = b""
            async for chunk in response.aiter_stream():
                answer += chunk
                if len(answer) > MOST_ANSWER_BYTES:
                    return response.status, answer[:MOST_ANSWER_BYTES], "too_large"
            return response.status, answer, ""


async def _in_pieces(body: bytes) -> AsyncIterator[bytes]:
    """Yield a body in pieces, so that TLS doesn't encrypt a large one in a single step."""
    for piece in pieces(body):
        yield bytes(piece)


def _connect_error(fault: BaseException) -> str:
    if str(fault) == "dns":
        return "dns"
    cause: BaseException | None = fault
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "tls"
        cause = cause.__cause__ or cause.__context__
    return "connect"
