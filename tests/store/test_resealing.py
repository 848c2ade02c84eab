"""`keys rotate` encrypts all data with the new key on both databases while a server writes."""

import asyncio
from typing import Any

import pytest

from h5kit.store.documents import Document, DocumentKind, Readiness
from h5kit.store.plan import Plan
from h5kit.store.sealing import SealError
from h5kit.store.statements.resealing import BATCH, Resealed
from h5kit.store.store import Store
from tests.store.made import Scripted, flow, grant, job, replace, settled, worked
from tests.store.test_results import WHO

OLD, NEW = "o" * 40, "n" * 40
MANY = BATCH + 5


async def _fill(store: Store) -> None:
    for n in range(MANY):
        await store.create(flow(f"f{n}"))
    before = flow("granted", sid="S")
    await store.create(before)
    granted = grant("S", "u", applicant=WHO)
    await store.transition(
        before, replace(before, rev=2), Plan(grant=granted, jobs=(job("j", "S"),))
    )
    await store.put_documents(Document("S", DocumentKind.REPORT, Readiness.READY, 1.0, b"{}"))


async def _all(store: Store) -> list[object]:
    flows = [await store.find(f"f{n}") for n in range(MANY)]
    report = await store.find_document("S", DocumentKind.REPORT)
    (only,) = await store.deliveries("S")
    others = [await store.authorization("S"), await store.applicant("S"), report, only.payload]
    return [*flows, *others]


def test_everything_is_encrypted_with_the_newest_key(open_with: Any) -> None:
    async def main() -> None:
        old = open_with(OLD)
        await _fill(old)
        before = await _all(old)
        await old.close()
        both = open_with(OLD, NEW)
        assert await both.reseal() == Resealed(MANY + 6, 0)
        assert await both.reseal() == Resealed(0, 0)
        await both.close()
        new = open_with(NEW)
        assert await _all(new) == before
        await new.close()

    asyncio.run(main())


def test_nothing_is_decrypted_without_its_key(open_with: Any) -> None:
    async def main() -> None:
        old = open_with(OLD)
        await _fill(old)
        await old.close()
        with pytest.raises(SealError, match="doesn't have"):
            open_with(NEW)

    asyncio.run(main())


def test_a_job_that_no_key_decrypts_fails_and_does_not_block_others(
    open_with: Any, logs: list[Any]
) -> None:
    async def main() -> None:
        opened = open_with(OLD)
        await opened.create(flow("f"))
        await opened.close()
        other = open_with(OLD, NEW)
        await other.add_jobs(job("sealed"), job("redelivered"))
        await other.close()
        store, handler = open_with(OLD), Scripted()
        await store.add_jobs(job("good"))
        await worked(store, handler, lambda: settled(store))
        assert [done.id for done in handler.jobs] == ["good"]
        found = await store.delivery("sealed")
        told = found.state, [t.outcome for t in found.tries], found.payload
        assert told == ("failed", ["sealed"], b"{}")
        assert [e["sid"] for e in logs if e["event"] == "job_sealed"] == ["S", "S"]
        assert await store.reseal() == Resealed(0, 2)
        await store.close()
        # With its key back, it can be sent.
        both = open_with(OLD, NEW)
        await both.redeliver("redelivered", 1.0)
        await worked(both, handler, lambda: settled(both))
        assert [done.id for done in handler.jobs] == ["good", "redelivered"]
        await both.close()

    asyncio.run(main())
