"""The HTTP client for partners' addresses: IP addresses are checked, time and size bounded.

It follows no redirects. No other code connects to an address that comes from outside.
"""

import asyncio
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import SplitResult, urlsplit

import h11
from anyio.abc import ByteStream

from h5kit.codings import CodingError, InflatedTooLargeError, inflated
from h5kit.delivery.answers import OK, is_ok
from h5kit.delivery.exchange import AnswerTooLargeError, Exchange, ReceiverAnswer
from h5kit.delivery.sockets import (
    ConnectionFailedError,
    Resolver,
    SocketStream,
    checked_addresses,
    connect,
    encrypted,
    resolve,
)
from h5kit.entry.partners import is_receiver
from h5kit.media_types import JSON

MOST_ANSWER_BYTES: Final = 65_536
PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class PostResult:
    """The result of a post: status and body, or `error` as one word.

    Errors are url, address, dns, connect, tls, timeout, protocol, too_large and encoding (an answer
    that is compressed twice, in an unknown way, or damaged). `seconds` is the duration.
    """

    status: int | None = None
    body: bytes = field(default=b"", repr=False)
    error: str = ""
    seconds: float = 0.0


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
        if not is_receiver(url):
            return PostResult(error="url")
        started = time.perf_counter()
        result = await self._bounded(urlsplit(url), body, headers, deadline)
        return replace(result, seconds=time.perf_counter() - started)

    async def _bounded(
        self, url: SplitResult, body: bytes, headers: Mapping[str, str], deadline: float
    ) -> PostResult:
        until = time.monotonic() + deadline
        exchange = None
        try:
            async with asyncio.timeout(deadline):
                exchange = Exchange(*await self._connected(url, until))
                answer = await exchange.answer(
                    _request(url, body, headers), body, MOST_ANSWER_BYTES
                )
            if answer.status == OK:
                await exchange.finish(until)
            return _result(answer)
        except TimeoutError:
            return PostResult(error="timeout")
        except ConnectionFailedError as fault:
            return PostResult(error=str(fault))
        except AnswerTooLargeError as large:
            return PostResult(large.status, large.body, "too_large")
        except h11.ProtocolError:
            return PostResult(error="protocol")
        finally:
            if exchange is not None:
                await exchange.aclose()

    async def _connected(self, url: SplitResult, until: float) -> tuple[SocketStream, ByteStream]:
        host, port = url.hostname or "", url.port or PORTS[url.scheme]
        addresses = await checked_addresses(
            host, port, self._resolver, allow_loopback=self._allow_loopback
        )
        connection = await connect(addresses, port, until - time.monotonic())
        if url.scheme == "http":
            return connection, connection
        try:
            return connection, await encrypted(connection, self._ssl_context, host)
        except BaseException:
            await connection.aclose()
            raise


def _request(url: SplitResult, body: bytes, headers: Mapping[str, str]) -> h11.Request:
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    sent = {
        "Host": url.netloc,
        "User-Agent": "h5kit",
        "Accept": "*/*",  # some frameworks answer 406 without it
        "Accept-Encoding": "identity",
        "Content-Type": JSON,
        "Content-Length": str(len(body)),
        "Connection": "close",
        **headers,
    }
    return h11.Request(method="POST", target=target, headers=list(sent.items()))


def _result(answer: ReceiverAnswer) -> PostResult:
    """Return the result of an answer, without the compression that nobody asked for."""
    if is_ok(answer.status, answer.body):  # not compressed, whatever its header says
        return PostResult(answer.status, answer.body)
    try:
        body = inflated(answer.body, answer.codings, MOST_ANSWER_BYTES)
    except InflatedTooLargeError:
        return PostResult(answer.status, b"", "too_large")
    except CodingError:
        return PostResult(answer.status, answer.body, "encoding")
    return PostResult(answer.status, body)
