"""Documents and applicants by sid on both databases, and erasing a person."""

import pytest

from h5kit.model import Applicant
from h5kit.store.documents import Document, DocumentKind, Readiness
from h5kit.store.plan import Applied, Plan
from h5kit.store.store import Store
from tests.store.made import Opened, flow, grant, job, replace


async def _granted(store: Store, sid: str, uid: str, **changes: object) -> None:
    """Store everything of an authorization: flow, grant, job, documents, applicant."""
    before = flow(f"flow of {sid}", sid=sid)
    await store.create(before)
    jobs = (job(f"job of {sid}", sid),)
    granted = grant(sid, uid, **{"applicant": WHO, **changes})
    moved = await store.transition(before, replace(before, rev=2), Plan(grant=granted, jobs=jobs))
    assert moved == Applied()
    await store.put_documents(
        *(Document(sid, kind, Readiness.WAITING, 1.0) for kind in DocumentKind)
    )


async def _is_gone(store: Store, sid: str) -> bool:
    documents = [await store.find_document(sid, kind) for kind in DocumentKind]
    left = [
        await store.find(f"flow of {sid}"),
        await store.applicant(sid),
        await store.authorization(sid),
        *documents,
    ]
    return not any([*left, *await store.deliveries(sid)])


def test_the_last_document_of_a_kind_counts(opened: Opened) -> None:
    async def work(store: Store) -> None:
        assert await store.find_document("S", DocumentKind.REPORT) is None
        waiting = Document("S", DocumentKind.REPORT, Readiness.WAITING, 1.0)
        ready = Document("S", DocumentKind.REPORT, Readiness.READY, 2.0, b"\x00{}")
        await store.put_documents(waiting, Document("S", DocumentKind.SCORE, Readiness.FAILED, 1.0))
        assert await store.find_document("S", DocumentKind.REPORT) == waiting
        await store.put_documents(ready)
        assert await store.find_document("S", DocumentKind.REPORT) == ready
        score = await store.find_document("S", DocumentKind.SCORE)
        assert score is not None
        assert score.readiness is Readiness.FAILED

    opened.run(work)


def test_documents_are_written_together_or_not_at_all(opened: Opened) -> None:
    good = Document("S", DocumentKind.REPORT, Readiness.READY, 1.0, b"{}")
    bad = Document(None, DocumentKind.SCORE, Readiness.READY, 1.0)  # type: ignore[arg-type]  # on purpose

    async def work(store: Store) -> None:
        with pytest.raises(Exception, match=r"(?i)null"):
            await store.put_documents(good, bad)
        assert await store.find_document("S", DocumentKind.REPORT) is None

    opened.run(work)


WHO = Applicant(name="云朵", id_card="1", province="广东", city="深圳", address="a", phone="1")


def test_the_applicants_values_are_stored_separately_and_deleted_earlier(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await _granted(store, "S1", "u1", applicant=WHO)
        await _granted(store, "S2", "u2", applicant=WHO)
        kept = await store.authorization("S1")
        assert kept is not None
        assert (kept.uid, kept.applicant) == ("u1", None)
        assert await store.applicant("S1") == WHO
        assert await store.applicant("nobody") is None
        await store.put_documents(Document("S1", DocumentKind.REPORT, Readiness.FAILED, 5.0))
        assert await store.forget_applicants(6.0) == 1
        assert await store.applicant("S1") is None
        assert await store.applicant("S2") == WHO
        assert await store.authorization("S1") == kept

    opened.run(work)


def test_uses_are_counted_as_long_as_they_are_stored(opened: Opened) -> None:
    async def work(store: Store) -> None:
        assert [await store.count("p/minute/1", 100.0) for _ in range(3)] == [1, 2, 3]
        assert await store.count("p/minute/2", 100.0) == 1
        await store.sweep(0.0, 101.0)
        assert await store.count("p/minute/1", 200.0) == 1

    opened.run(work)


def test_the_newest_sid_of_a_uid_or_person_is_found(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await _granted(store, "S1", "u1", granted_at=10.0)
        await _granted(store, "S2", "u2", granted_at=30.0)
        await _granted(store, "S3", "u3", granted_at=20.0)
        await _granted(store, "S4", "u4", granted_at=40.0, person="other")
        await _granted(store, "S5", "u5", granted_at=50.0, partner="q")
        assert await store.newest_sid("p", person="h") == "S2"
        assert await store.newest_sid("p", uid="u3") == "S3"
        assert await store.newest_sid("p", uid="u3", person="other") is None
        assert await store.newest_sid("q", uid="u3") is None
        assert await store.newest_sid("p") is None

    opened.run(work)


def test_erasing_a_sid_deletes_everything_of_it_and_nothing_else(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await _granted(store, "S1", "u1")
        await _granted(store, "S2", "u2")
        assert await store.erase("S1")
        assert await _is_gone(store, "S1")
        assert not await store.is_granted("p", "u1")
        assert not await _is_gone(store, "S2")
        assert await store.is_granted("p", "u2")
        assert not await store.erase("S1")

    opened.run(work)


def test_erasing_a_person_is_about_one_partner(opened: Opened) -> None:
    async def work(store: Store) -> None:
        await _granted(store, "S1", "u1")
        await _granted(store, "S2", "u2")
        await _granted(store, "S3", "u3", person="other")
        await _granted(store, "S4", "u4", partner="q")
        assert sorted(await store.erase_person("p", "h")) == ["S1", "S2"]
        gone = [await _is_gone(store, sid) for sid in ("S1", "S2", "S3", "S4")]
        assert gone == [True, True, False, False]
        assert await store.erase_person("p", "") == ()

    opened.run(work)


def test_a_partners_data_is_deleted_after_its_retention_time(opened: Opened) -> None:
    async def work(store: Store) -> None:
        for n in range(5):
            await _granted(store, f"S{n}", f"u{n}", granted_at=float(n))
        await _granted(store, "T", "t", granted_at=0.0, partner="q")
        assert await store.erase_granted_before("p", 3.0) == 3
        gone = [await _is_gone(store, sid) for sid in ("S0", "S1", "S2", "S3", "S4", "T")]
        assert gone == [True, True, True, False, False, False]
        assert await store.erase_granted_before("p", 3.0) == 0
        assert await store.partners_with_grants() == ("p", "q")

    opened.run(work)
