"""A cache for the access token: concurrent calls share one fetch; renewed before it expires."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from h5kit.carrier.dialect import TOKEN_SECONDS
from h5kit.carrier.faults import WireFaultError
from h5kit.clock import Clock

EARLY_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class FetchedToken:
    """A token and when it expires (seconds since the epoch), None if the answer doesn't say."""

    token: str = field(repr=False)
    expires: float | None


@dataclass(frozen=True, slots=True)
class _CachedToken:
    token: str = field(repr=False)
    until: float


class TokenCache:
    """Caches one token. An instance belongs to one event loop."""

    def __init__(self, fetch: Callable[[], Awaitable[FetchedToken]], clock: Clock) -> None:
        """`fetch` returns a new token within its own deadline; it may raise WireFaultError."""
        self._fetch = fetch
        self._clock = clock
        self._cached: _CachedToken | None = None
        self._fetching: asyncio.Task[_CachedToken | WireFaultError] | None = None

    async def current(self) -> str:
        """Return a valid token, fetching one if needed; raises WireFaultError if that fails.

        Callers share a fetch; cancelling one of them doesn't cancel the fetch.
        """
        cached = self._cached
        if cached is not None and self._clock.now() < cached.until:
            return cached.token
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._fetched())
        result = await asyncio.shield(self._fetching)
        if isinstance(result, WireFaultError):
            detail = " ".join(filter(None, ("token", result.detail)))
            raise WireFaultError(result.fault, detail, result.place)
        return result.token

    def invalidate(self, token: str) -> None:
        """Drop a token that the gateway has refused, unless a newer one is already cached."""
        if self._cached is not None and self._cached.token == token:
            self._cached = None

    async def close(self) -> None:
        """Cancel a pending fetch."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    async def _fetched(self) -> _CachedToken | WireFaultError:
        requested_at = self._clock.now()
        try:
            data = await self._fetch()
        except WireFaultError as fault:
            return fault
        finally:
            self._fetching = None
        lifetime = _lifetime(data.expires, requested_at)
        until = requested_at + lifetime - min(EARLY_SECONDS, lifetime / 10)
        self._cached = _CachedToken(data.token, until)
        return self._cached


def _lifetime(expires: float | None, now: float) -> float:
    """Return a token's lifetime in seconds: at most the documented 7,200, since clocks differ."""
    left = (expires or 0.0) - now
    return min(left, TOKEN_SECONDS) if left > 0 else TOKEN_SECONDS
