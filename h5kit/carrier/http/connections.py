"""Pooled connections to one gateway: no redirects, no proxies, answers of limited size."""

import ssl
from typing import Final
from urllib.parse import urlencode, urlsplit

import httpcore2

from h5kit.carrier.dialect import PATHS, READING, GatewayCall
from h5kit.carrier.faults import WireFault, WireFaultError
from h5kit.carrier.http.bodies import RawAnswer
from h5kit.carrier.http.deviations import BODY, misread
from h5kit.carrier.http.sockets import Sockets
from h5kit.media_types import JSON

MOST_ANSWER_BYTES: Final = 1_048_576
MOST_RECORD_BYTES: Final = 67_108_864
"""Enough for about 300,000 calls of 220 bytes each."""

MOST_CONNECTIONS: Final = 1000
IDLE_CONNECTIONS: Final = 50
IDLE_SECONDS: Final = 2
"""Well below the idle timeout of common servers (5 s and more). A login on a connection that the

server is closing fails and can't be retried, because a second try might lock the account."""

OK: Final = 200
MAINTENANCE: Final = frozenset({502, 503, 504})


def most_bytes(call: GatewayCall) -> int:
    """Return how large an answer may be, compressed or not."""
    return MOST_RECORD_BYTES if call is GatewayCall.RECORD else MOST_ANSWER_BYTES


class Connections:
    """Sends requests to one base address; the caller sets the deadline."""

    def __init__(
        self, base_url: str, connect_seconds: float, ssl_context: ssl.SSLContext | None = None
    ) -> None:
        """Create the pool; raises ValueError if `base_url` is not a plain http(s) address."""
        self._base_url = _checked(base_url)
        self._extensions = {"timeout": {"connect": connect_seconds}}
        if ssl_context is None and self._base_url.startswith("https:"):
            ssl_context = ssl.create_default_context()
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=ssl_context,
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=IDLE_CONNECTIONS,
            keepalive_expiry=IDLE_SECONDS,
            retries=0,
            network_backend=Sockets(),
        )
        self._headers = [
            ("host", urlsplit(self._base_url).netloc),
            ("user-agent", "h5kit"),
            ("accept", "application/json"),
            ("accept-encoding", "identity"),
        ]

    async def exchange(self, call: GatewayCall, query: dict[str, str], body: bytes) -> RawAnswer:
        """Return an HTTP 200 answer; raises WireFaultError for anything else."""
        url = f"{self._base_url}{PATHS[call]}?{urlencode(query)}"
        headers = list(self._headers)
        if call not in READING:
            headers.append(("content-type", JSON))
        method = "GET" if call in READING else "POST"
        return await self._whole(method, url, headers, body, most_bytes(call))

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.aclose()

    async def _whole(
        self, method: str, url: str, headers: list[tuple[str, str]], body: bytes, most: int
    ) -> RawAnswer:
        has_begun = False
        try:
            async with self._pool.stream(
                method, url, headers=headers, content=body, extensions=self._extensions
            ) as response:
                has_begun = True
                _check(response.status)
                return await _read(response, most)
        except httpcore2.ConnectTimeout:
            raise WireFaultError(WireFault.SILENT, is_sent=False) from None
        except httpcore2.TimeoutException:
            raise WireFaultError(WireFault.SILENT) from None
        except httpcore2.ConnectError:
            raise WireFaultError(WireFault.UNREACHABLE) from None
        except (httpcore2.NetworkError, OSError):
            raise WireFaultError(WireFault.DROPPED) from None
        except httpcore2.ProtocolError as fault:
            # If the parser refused the answer, its own exception is among the arguments. Otherwise,
            # and after the headers, the connection was closed.
            is_refused = any(isinstance(arg, Exception) for arg in fault.args)
            kind = WireFault.GARBAGE if is_refused and not has_begun else WireFault.DROPPED
            raise WireFaultError(kind) from None


def _check(status: int) -> None:
    if status in MAINTENANCE:
        raise WireFaultError(WireFault.MAINTENANCE, str(status))
    if status != OK:
        raise WireFaultError(WireFault.HTTP_ERROR, str(status))


async def _read(response: httpcore2.Response, most: int) -> RawAnswer:
    parts, size = [], 0
    async for chunk in response.aiter_stream():
        size += len(chunk)
        if size > most:
            raise misread(BODY, f"at most {most} bytes", "more", "too large")
        parts.append(chunk)
    headers = {name.lower(): value.decode("latin-1") for name, value in response.headers}
    return RawAnswer(
        b"".join(parts), headers.get(b"content-type", ""), headers.get(b"content-encoding", "")
    )


def _checked(base_url: str) -> str:
    parts = urlsplit(base_url)
    is_plain = not (parts.username or parts.password or parts.query or parts.fragment)
    # Reading an invalid port raises ValueError.
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError("gateway: an http(s) address is needed")
    if not is_plain or not base_url.isascii():
        raise ValueError("gateway: the address must have no user, query or fragment")
    return base_url.rstrip("/")
