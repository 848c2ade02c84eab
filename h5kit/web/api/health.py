"""Health checks: `/healthz` shows that the process is alive, `/readyz` that it can serve people."""

import asyncio
import shutil
from pathlib import Path

import structlog
from starlette.requests import Request
from starlette.responses import Response

from h5kit.clock import Clock
from h5kit.store.store import Store
from h5kit.web.http.responses import json

UNAVAILABLE = 503
PROBE_SECONDS = 3
KEPT_SECONDS = 2.0
"""How long a probe's result is cached, so that frequent requests don't load the disk."""

log = structlog.get_logger()


class Health:
    """Checks whether this server can serve people."""

    def __init__(self, store: Store, clock: Clock, data: Path | None, min_free_bytes: int) -> None:
        """Check the store, and that its folder `data` has at least `min_free_bytes`.

        `data` is None if the database is on another host.
        """
        self._store = store
        self._clock = clock
        self._data = data
        self._min_free_bytes = min_free_bytes
        self._is_leaving = False
        self._probed_at = 0.0
        self._database = ""
        self._probing = asyncio.Lock()

    def leave(self) -> None:
        """Report from now on that the server isn't ready, because it is stopping."""
        self._is_leaving = True

    async def healthz(self, _: Request) -> Response:
        """`GET /healthz`: 200 while the process is alive."""
        return json({"status": "ok"})

    async def readyz(self, _: Request) -> Response:
        """`GET /readyz`: `{"status","checks"}`, 200 if every check is `ok`, else 503."""
        checks = {
            "serving": "leaving" if self._is_leaving else "ok",
            "database": await self._probe(),
            "disk": self._disk(),
        }
        is_ready = set(checks.values()) == {"ok"}
        body = {"status": "ok" if is_ready else "unavailable", "checks": checks}
        return json(body, 200 if is_ready else UNAVAILABLE)

    async def _probe(self) -> str:
        async with self._probing:
            now = self._clock.now()
            if not self._database or not 0 <= now - self._probed_at < KEPT_SECONDS:
                self._database = await self._write(now)
                self._probed_at = now
            return self._database

    async def _write(self, now: float) -> str:
        """Return "ok" if the database accepts a write, else "failed"."""
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await self._store.probe(now)
        except Exception as fault:  # noqa: BLE001 - any error means that it isn't ready
            log.error("database_unfit", fault=type(fault).__name__)  # noqa: TRY400
            return "failed"
        return "ok"

    def _disk(self) -> str:
        if self._data is None:
            return "ok"
        try:
            free = shutil.disk_usage(self._data).free
        except OSError:
            return "failed"
        return "ok" if free >= self._min_free_bytes else "full"
