"""Large documents are encrypted, written, read and decrypted off the event loop."""

import asyncio
import threading
from typing import Any

import pytest

from h5kit.pieces import PIECE
from h5kit.store.documents import Document, DocumentKind, Readiness
from h5kit.store.jobs import Done, NewJob, TryResult
from h5kit.store.sealing import HEAD, NONCE_BYTES, Sealer, SealError
from h5kit.threads import LARGE_BYTES
from tests.store.made import Opened

SIZES = [LARGE_BYTES + 1, 2 * PIECE, 3 * PIECE + 5]
RECORDS = DocumentKind.RECORDS


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[int]]:
    """The threads on which documents of these tests were encrypted and decrypted."""
    seen: dict[str, list[int]] = {"seal": [], "unseal": []}

    def noting(name: str) -> None:
        real = getattr(Sealer, name)

        def note(self: Sealer, blob: bytes, of: str) -> bytes:
            if of.startswith("documents/"):
                seen[name].append(threading.get_ident())
            made: bytes = real(self, blob, of)
            return made

        monkeypatch.setattr(Sealer, name, note)

    for name in seen:
        noting(name)
    return seen


async def _put(store: Any, document: Document) -> None:
    await store.put_documents(document)


async def _finish(store: Any, document: Document) -> None:
    """Write a document as a job's outcome does."""
    await store.add_jobs(NewJob("j", "k", "S", b"{}", 0.0))
    job = await _taken(store)
    await store.finish(job, Done(TryResult(), (document,)))


async def _taken(store: Any) -> Any:
    handlers = {"k": _Handler()}
    if hasattr(store, "claim"):
        return await store.claim(1.0, handlers)
    return await store.claim_by_id("j", 0, 1.0, handlers)


class _Handler:
    most_tries = 3
    lease_seconds = 60.0


@pytest.mark.parametrize("size", [1000, LARGE_BYTES + 1])
@pytest.mark.parametrize("write", [_put, _finish])
def test_the_loop_encrypts_and_decrypts_only_small_documents(
    opened: Opened, threads: dict[str, list[int]], write: Any, size: int
) -> None:
    document = Document("S", RECORDS, Readiness.READY, 1.0, b"a" * size)

    async def main() -> int:
        store = opened.open()
        await write(store, document)
        assert await store.find_document("S", RECORDS) == document
        await store.close()
        return threading.get_ident()

    of_loop = asyncio.run(main())
    (sealed,), (unsealed,) = threads["seal"], threads["unseal"]
    assert [sealed != of_loop, unsealed != of_loop] == [size > LARGE_BYTES] * 2


def test_a_large_blob_can_be_decrypted_only_with_its_key_and_in_its_place(
    subtests: pytest.Subtests,
) -> None:
    for size in SIZES:
        with subtests.test(size=size):
            sealer, blob = Sealer(["k" * 40]), bytes(range(256)) * (size // 256 + 1)
            sealed = sealer.seal(blob[:size], "documents/S/records")
            assert sealer.unseal(sealed, "documents/S/records") == blob[:size]
            with pytest.raises(SealError):
                sealer.unseal(sealed, "documents/T/records")


def test_a_large_blob_that_was_changed_is_refused(subtests: pytest.Subtests) -> None:
    for at in [1, 5, HEAD + NONCE_BYTES, PIECE, -1]:
        with subtests.test(at=at):
            sealer = Sealer(["k" * 40])
            changed = bytearray(sealer.seal(b"a" * SIZES[0], "x"))
            changed[at] ^= 1
            with pytest.raises(SealError):
                sealer.unseal(bytes(changed), "x")


def test_large_and_small_blobs_have_the_same_format(monkeypatch: pytest.MonkeyPatch) -> None:
    sealer, blob = Sealer(["k" * 40]), b"a" * SIZES[-1]
    in_pieces = sealer.seal(blob, "x")
    monkeypatch.setattr("h5kit.store.sealing.is_large", lambda _: False)
    assert sealer.unseal(in_pieces, "x") == blob
    at_once = sealer.seal(blob, "x")
    monkeypatch.undo()
    assert sealer.unseal(at_once, "x") == blob
