"""A new key takes over on both databases, beside a server that writes; then the old one can go."""

import asyncio
from typing import Any

import pytest

from h5kit.storage.port import Store
from h5kit.storage.resealing import BATCH
from h5kit.storage.results import Document, DocumentKind, Readiness
from h5kit.storage.sealing import SealError
from tests.storage.made import flow, grant, job, replace
from tests.storage.test_results import WHO

OLD, NEW = "o" * 40, "n" * 40
MANY = BATCH + 5


async def _fill(store: Store) -> None:
    for n in range(MANY):
        await store.create(flow(f"f{n}"))
    before = flow("granted", sid="S")
    await store.create(before)
    granted = grant("S", "u", applicant=WHO)
    await store.move(before, replace(before, rev=2), grant=granted, jobs=(job("j", "S"),))
    await store.put(Document("S", DocumentKind.REPORT, Readiness.READY, 1.0, b"{}"))


async def _all(store: Store) -> list[object]:
    flows = [await store.find(f"f{n}") for n in range(MANY)]
    report = await store.find_document("S", DocumentKind.REPORT)
    (only,) = await store.deliveries("S")
    others = [await store.authorization("S"), await store.applicant("S"), report, only.payload]
    return [*flows, *others]


def test_everything_moves_to_the_newest_key(open_with: Any) -> None:
    async def main() -> None:
        old = open_with(OLD)
        await _fill(old)
        before = await _all(old)
        await old.close()
        both = open_with(OLD, NEW)
        assert await both.reseal() == MANY + 6
        assert await both.reseal() == 0
        await both.close()
        new = open_with(NEW)
        assert await _all(new) == before
        await new.close()

    asyncio.run(main())


def test_without_its_key_nothing_opens(open_with: Any) -> None:
    async def main() -> None:
        old = open_with(OLD)
        await _fill(old)
        await old.close()
        with pytest.raises(SealError, match="doesn't have"):
            open_with(NEW)

    asyncio.run(main())
