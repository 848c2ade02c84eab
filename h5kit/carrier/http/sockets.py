"""A network backend that closes its sockets when a TLS handshake fails or is cancelled."""

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore2


class Sockets(httpcore2.AsyncNetworkBackend):
    """Opens connections with the pool's default backend."""

    def __init__(self) -> None:
        """Create the default backend."""
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the pool's interface
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Return a connection."""
        inner = await self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        return _Socket(inner)


class _Socket(httpcore2.AsyncNetworkStream):
    """A connection without TLS, or before its TLS handshake."""

    def __init__(self, inner: httpcore2.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        return await self._inner.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore2.AsyncNetworkStream:
        try:
            return await self._inner.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            # The pool leaks a connection whose handshake is cancelled.
            await self._inner.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
