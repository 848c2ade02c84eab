"""A large push is encrypted and signed off the event loop, and sent in pieces."""

import asyncio
import json
import threading
from collections.abc import Mapping
from typing import Any, cast

import msgspec
import pytest
from standardwebhooks import Webhook

from h5kit.clock import SystemClock
from h5kit.delivery import pushes
from h5kit.delivery.envelope import Encryption, seal, unseal
from h5kit.delivery.jobs import RECORD, PushPayload
from h5kit.delivery.outbound import Outbound, PostResult
from h5kit.delivery.signing import sign, webhook_key
from h5kit.entry.partners import Partners
from h5kit.model import Partner
from h5kit.pieces import PIECE
from h5kit.settings import Settings
from h5kit.store.documents import Document, DocumentKind, Readiness
from h5kit.store.jobs import Done, Job
from h5kit.testing.receiver import Receiver
from h5kit.threads import LARGE_BYTES
from tests.conftest import KEYS

SECRET = "a-secret-of-a-partner-0123456789"
PARTNER = Partner(
    appid="p", name="n", token="t" * 16, secret=SECRET, records_encryption="AES-256-CBC"
)
LARGE = [LARGE_BYTES + 1, 2 * PIECE, 2 * PIECE + 7]


class _Kept:
    """A store of results with one document."""

    def __init__(self, body: bytes) -> None:
        self._document = Document("S", DocumentKind.RECORDS, Readiness.READY, 0.0, body)

    async def find_document(self, sid: str, kind: DocumentKind) -> Document:
        assert (sid, kind) == ("S", self._document.kind)
        return self._document


class _Noted(Outbound):
    """Stores what was posted."""

    def __init__(self) -> None:
        super().__init__()
        self.posted: list[tuple[bytes, Mapping[str, str]]] = []

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, deadline: float = 30.0
    ) -> PostResult:
        assert url.startswith("https://shop.example/")
        assert deadline > 0
        self.posted.append((body, headers))
        return PostResult(200, b"ok")


@pytest.mark.parametrize(("size", "is_large"), [(LARGE_BYTES, False), (LARGE_BYTES + 1, True)])
def test_a_large_push_is_encrypted_and_signed_on_a_thread(
    monkeypatch: pytest.MonkeyPatch, size: int, is_large: bool
) -> None:
    threads: list[int] = []

    def noting(work: Any) -> Any:
        def note(*given: Any) -> Any:
            threads.append(threading.get_ident())
            return work(*given)

        return note

    monkeypatch.setattr(pushes, "seal", noting(seal))
    monkeypatch.setattr(pushes, "sign", noting(sign))
    body, outbound = b"a" * size, _Noted()

    async def main() -> int:
        results = cast("Any", _Kept(body))
        sends = pushes.PushHandler(
            outbound, results, Partners([PARTNER]), SystemClock(), Settings(keys=KEYS)
        )
        payload = PushPayload("p", "https://shop.example/", document=DocumentKind.RECORDS)
        job = Job("j", RECORD, "S", msgspec.json.encode(payload), 1, 1, 0, 0.0, is_last=False)
        assert isinstance(await sends(job), Done)
        return threading.get_ident()

    of_loop = asyncio.run(main())
    assert [thread != of_loop for thread in threads] == [is_large, is_large]
    ((sent, headers),) = outbound.posted
    assert unseal(SECRET, sent) == body
    Webhook(webhook_key(SECRET)).verify(sent.decode(), dict(headers))


def test_a_large_envelope_can_be_decrypted_and_has_the_usual_fields(
    subtests: pytest.Subtests,
) -> None:
    for size in LARGE:
        for kind in [Encryption.CBC, Encryption.GCM]:
            with subtests.test(size=size, kind=kind):
                body = bytes(range(256)) * (size // 256 + 1)
                sealed = seal(SECRET, kind, body[:size])
                assert unseal(SECRET, sealed) == body[:size]
                assert list(json.loads(sealed)) == ["enc", "iv", "data"] + ["mac"] * (
                    kind is Encryption.CBC
                )


@pytest.mark.parametrize("size", [0, 1, *LARGE])
def test_a_receiver_gets_every_byte_with_its_length(size: int) -> None:
    body = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    with Receiver() as receiver:

        async def main() -> PostResult:
            return await Outbound(allow_loopback=True).post(receiver.url, body, {})

        assert asyncio.run(main()).status == 200
        (push,) = receiver.pushes()
    assert push.body == body
    assert push.headers["content-length"] == str(size)
