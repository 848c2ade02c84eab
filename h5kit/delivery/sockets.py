"""Connections to receivers: IP addresses are checked, and what was received is never lost.

Streams of asyncio and anyio drop what has been received when sending fails. A receiver that answers
before it has read a push makes sending fail, so these connections use the socket itself.
"""

import asyncio
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

from anyio import BrokenResourceError, EndOfStream
from anyio.abc import ByteStream
from anyio.streams.tls import TLSStream

from h5kit.delivery.addresses import may_connect

Resolver = Callable[[str, int], Awaitable[list[str]]]
READ_BYTES: Final = 65_536
_LOOK_UPS: Final = ThreadPoolExecutor(16, "receiver-look-up")
"""Threads of their own: a look-up can't be cancelled, and a dead name server of a receiver would

hold the threads on which the gateway's answers are read."""


class ConnectionFailedError(Exception):
    """There is no connection; the text is the word for the log: dns, address, connect or tls."""


class SocketStream(ByteStream):
    """A connected socket. After sending has failed, `is_cut` is set and receiving goes on."""

    def __init__(self, connected: socket.socket) -> None:
        """Take over a connected, non-blocking socket."""
        self._socket = connected
        self._sending = asyncio.Lock()
        self.is_cut = False

    async def receive(self, max_bytes: int = READ_BYTES) -> bytes:
        """Return what has arrived; raises EndOfStream at the end, OSError after a reset."""
        received = await asyncio.get_running_loop().sock_recv(self._socket, max_bytes)
        if not received:
            raise EndOfStream
        return received

    async def send(self, item: bytes) -> None:
        """Send bytes; do nothing any more once it has failed."""
        async with self._sending:  # TLS may have to send while another task sends
            if not self.is_cut:
                try:
                    await asyncio.get_running_loop().sock_sendall(self._socket, item)
                except OSError:
                    self.is_cut = True

    async def send_eof(self) -> None:
        """Say that nothing more will be sent."""
        self._socket.shutdown(socket.SHUT_WR)

    async def aclose(self) -> None:
        """Close the socket."""
        self._socket.close()

    @property
    def extra_attributes(self) -> Mapping[Any, Callable[[], Any]]:
        """None."""
        return {}


async def resolve(host: str, port: int) -> list[str]:
    """Return all IP addresses of a host, from the system's resolver."""
    look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(_LOOK_UPS, look_up)
    return [str(info[4][0]) for info in found]


async def checked_addresses(
    host: str, port: int, resolver: Resolver, *, allow_loopback: bool
) -> list[str]:
    """Return a host's addresses; raises ConnectionFailedError if one of them is not allowed."""
    try:
        addresses = await resolver(host, port)
    except (OSError, UnicodeError):
        raise ConnectionFailedError("dns") from None
    allowed = [may_connect(a, allow_loopback=allow_loopback) for a in addresses]
    if not allowed or not all(allowed):
        raise ConnectionFailedError("address")
    return addresses


async def connect(addresses: list[str], port: int, seconds: float) -> SocketStream:
    """Connect to the first address that accepts.

    The addresses share the remaining seconds, so one that doesn't answer leaves time for the next.
    Raises ConnectionFailedError, and TimeoutError if the last address doesn't answer.
    """
    until = time.monotonic() + seconds
    for left in range(len(addresses), 0, -1):
        try:
            share = (until - time.monotonic()) / left
            return SocketStream(await open_socket(addresses[-left], port, share))
        except TimeoutError:
            if left == 1:
                raise
        except OSError:
            pass
    raise ConnectionFailedError("connect")


async def open_socket(address: str, port: int, seconds: float) -> socket.socket:
    """Return a socket that is connected to an IP address; raises OSError, also TimeoutError."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setblocking(False)  # noqa: FBT003 - the standard library's own
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        async with asyncio.timeout(seconds):
            await asyncio.get_running_loop().sock_connect(opened, (address, port))
    except BaseException:
        opened.close()
        raise
    return opened


async def encrypted(stream: SocketStream, context: ssl.SSLContext, host: str) -> TLSStream:
    """Return the stream in TLS; raises ConnectionFailedError if the handshake fails."""
    try:
        return await TLSStream.wrap(
            stream, server_side=False, hostname=host, ssl_context=context, standard_compatible=False
        )
    except (ssl.SSLError, OSError, BrokenResourceError, EndOfStream):
        raise ConnectionFailedError("tls") from None
