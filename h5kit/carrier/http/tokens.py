"""The token of all calls: fetched once however many ask for it, renewed before it expires."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from h5kit.carrier.dialect import CHINA, EXPIRES_FORMAT, TOKEN_SECONDS, TokenData
from h5kit.carrier.faults import WireFaultError
from h5kit.clock import Clock

EARLY_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class _Held:
    token: str = field(repr=False)
    until: float


class TokenCache:
    """Holds one token. It belongs to one event loop."""

    def __init__(self, fetch: Callable[[], Awaitable[TokenData]], clock: Clock) -> None:
        """`fetch` gets a fresh one within a deadline of its own; it may raise WireFaultError."""
        self._fetch = fetch
        self._clock = clock
        self._held: _Held | None = None
        self._fetching: asyncio.Task[_Held | WireFaultError] | None = None

    async def current(self) -> str:
        """Return a token that holds a while yet; raises WireFaultError where none can be had.

        Whoever waits may be called off, the others still get theirs.
        """
        held = self._held
        if held is not None and self._clock.now() < held.until:
            return held.token
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._fetched())
        got = await asyncio.shield(self._fetching)
        if isinstance(got, WireFaultError):
            raise WireFaultError(got.fault, " ".join(filter(None, ("token", got.detail))))
        return got.token

    def refused(self, token: str) -> None:
        """Forget a token that the gateway no longer takes, unless there is a newer one already."""
        if self._held is not None and self._held.token == token:
            self._held = None

    async def close(self) -> None:
        """Call off a fetch that is under way."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    async def _fetched(self) -> _Held | WireFaultError:
        asked_at = self._clock.now()
        try:
            data = await self._fetch()
        except WireFaultError as fault:
            return fault
        finally:
            self._fetching = None
        lives = _lives(data.expires, asked_at)
        self._held = _Held(data.token, asked_at + lives - min(EARLY_SECONDS, lives / 10))
        return self._held


def _lives(expires: str, now: float) -> float:
    """Return for how many seconds a token holds; two clocks may differ, 7,200 are documented."""
    try:
        until = datetime.strptime(expires, EXPIRES_FORMAT).replace(tzinfo=CHINA).timestamp()
    except ValueError:
        return TOKEN_SECONDS
    left = until - now
    return min(left, TOKEN_SECONDS) if left > 0 else TOKEN_SECONDS
