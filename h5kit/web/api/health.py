"""`/healthz`: the process answers. `/readyz`: it can take people in, each check told by name."""

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
"""A probe's result is given again for so long: whoever asks often must not make the disk work."""

log = structlog.get_logger()


class Health:
    """Knows whether this server should be sent people."""

    def __init__(self, store: Store, clock: Clock, data: Path | None, room: int) -> None:
        """Take the store and the folder with its data, None where that is another host's matter.

        `room` is how many bytes must be free there.
        """
        self._store = store
        self._clock = clock
        self._data = data
        self._room = room
        self._is_leaving = False
        self._probed_at = 0.0
        self._database = ""
        self._probing = asyncio.Lock()

    def leave(self) -> None:
        """Say from now on that nobody more should be sent here."""
        self._is_leaving = True

    async def healthz(self, _: Request) -> Response:
        """`GET /healthz`: 200 for as long as the process answers."""
        return json({"status": "ok"})

    async def readyz(self, _: Request) -> Response:
        """`GET /readyz`: `{"status","checks"}`, 200 when every check is `ok`, 503 else."""
        checks = {
            "serving": "leaving" if self._is_leaving else "ok",
            "database": await self._probe(),
            "disk": self._disk(),
        }
        is_ready = set(checks.values()) == {"ok"}
        told = {"status": "ok" if is_ready else "unavailable", "checks": checks}
        return json(told, 200 if is_ready else UNAVAILABLE)

    async def _probe(self) -> str:
        async with self._probing:
            now = self._clock.now()
            if not self._database or not 0 <= now - self._probed_at < KEPT_SECONDS:
                self._database = await self._written(now)
                self._probed_at = now
            return self._database

    async def _written(self, now: float) -> str:
        """Return "ok" once a row was written, else the kind of fault."""
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await self._store.probe(now)
        except Exception as fault:  # noqa: BLE001 - whatever the database raises: it isn't ready
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
        return "ok" if free >= self._room else "full"
