"""`python -m bench.loop_stops [MEGABYTES]`: how long a large document stops the event loop.

A probe wakes up every millisecond while a document is written, read, and pushed with encryption.
For each operation the benchmark prints the probe's longest wait, in milliseconds; of several rounds
the shortest one counts.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from msgspec import json

from h5kit.clock import SystemClock
from h5kit.delivery.jobs import RECORD, PushPayload
from h5kit.delivery.outbound import Outbound, PostResult
from h5kit.delivery.pushes import PushHandler
from h5kit.entry.partners import Partners
from h5kit.model import Partner
from h5kit.settings import Settings
from h5kit.store.databases import open_file
from h5kit.store.documents import Document, DocumentKind, Readiness
from h5kit.store.jobs import Done, Job
from h5kit.store.store import Store

KEYS = ("k" * 40,)
MEGABYTES, ROUNDS = 60, 5
PROBE_SECONDS = 0.001
PARTNER = Partner(
    appid="bench",
    name="bench",
    token="bench-token-0123456789ab",  # noqa: S106
    secret="bench-secret-0123456789a",  # noqa: S106
    records_encryption="AES-256-CBC",
)


class _Nowhere(Outbound):
    """A receiver that accepts every push at once."""

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, deadline: float = 30.0
    ) -> PostResult:
        """Return the answer `ok`."""
        del url, body, headers, deadline
        return PostResult(200, b"ok")


async def longest_stop(work: Callable[[], Awaitable[object]]) -> float:
    """Return the longest time, in seconds, for which `work` blocked the event loop."""
    longest, is_over = 0.0, False

    async def probe() -> None:
        nonlocal longest
        last = time.perf_counter()
        while not is_over:
            await asyncio.sleep(PROBE_SECONDS)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now

    probing = asyncio.create_task(probe())
    await asyncio.sleep(PROBE_SECONDS)
    await work()
    await asyncio.sleep(PROBE_SECONDS)
    is_over = True
    await probing
    return longest


async def measured(store: Store, size: int) -> dict[str, float]:
    """Return the longest block of the loop for each operation on a document of `size` bytes."""
    document = Document("S", DocumentKind.RECORDS, Readiness.READY, 0.0, b"a" * size)
    await store.put_documents(document)
    clock, partners = SystemClock(), Partners([PARTNER])
    pushes = PushHandler(_Nowhere(), store, partners, clock, Settings(keys=KEYS))
    payload = PushPayload(PARTNER.appid, "https://bench.example/", document=DocumentKind.RECORDS)
    job = Job("j", RECORD, "S", json.encode(payload), 1, 1, 0, clock.now(), is_last=False)

    async def pushed() -> None:
        assert isinstance(await pushes(job), Done)  # noqa: S101

    works: dict[str, Callable[[], Awaitable[object]]] = {
        "nothing": lambda: asyncio.sleep(0.2),
        "written": lambda: store.put_documents(document),
        "read": lambda: store.find_document("S", DocumentKind.RECORDS),
        "pushed, encrypted": pushed,
    }
    return {
        name: min([await longest_stop(work) for _ in range(ROUNDS)]) for name, work in works.items()
    }


async def main(size: int) -> None:
    """Measure on SQLite and print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_file(Path(folder) / "s.db", KEYS)
        try:
            found = await measured(store, size)
        finally:
            await store.close()
    for name, seconds in found.items():
        print(f"{size / 1e6:.0f} MB {name}: the loop stops for {seconds * 1000:.1f} ms")


if __name__ == "__main__":
    asyncio.run(main(int(float(sys.argv[1]) * 1e6) if len(sys.argv) > 1 else MEGABYTES * 10**6))
