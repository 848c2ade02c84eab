"""However a receiver behaves, it gets the right number of tries, each with its outcome."""

import asyncio
from pathlib import Path

import pytest

from h5kit.clock import SystemClock
from h5kit.delivery.jobs import AUTH, grant_jobs
from h5kit.delivery.outbound import Outbound
from h5kit.delivery.pushes import PushHandler
from h5kit.demo import demo_partner
from h5kit.entry.partners import Partners
from h5kit.model import Authorization, Consent
from h5kit.settings import PushSettings, Settings
from h5kit.store.databases import open_file
from h5kit.store.jobs import Delivery
from tests.conftest import KEYS
from tests.delivery.certificates import self_signed
from tests.delivery.zoo import ZOO, Animal, Cage

SOON, IN_TIME = 0.5, 30.0
"""The deadline of a try, for receivers that never answer and for all others."""
CONSENT = Consent(version="1", shown_at=0, ticked_at=0)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate with its key."""
    return self_signed(tmp_path_factory.mktemp("tls"))


async def _pushed(folder: Path, url: str, deadline: float = IN_TIME) -> Delivery:
    """Push an authorization to an address until the push is done or failed."""
    partner = demo_partner(auth_receiver=url)
    grant = Authorization(
        sid="SID1", partner=partner.appid, uid="u", tel="-", granted_at=1.0, consent=CONSENT
    )
    store, clock = open_file(folder / "s.db", KEYS), SystemClock()
    await store.add_jobs(*(job for job in grant_jobs(grant, partner) if job.kind == AUTH))
    outbound = Outbound(allow_loopback=True)
    settings = Settings(
        keys=KEYS, push=PushSettings(spacing_seconds=(0.01, 0.01), deadline_seconds=deadline)
    )
    handler = PushHandler(outbound, store, Partners([partner]), clock, settings)
    worker = store.worker({AUTH: handler}, {}, clock)
    running = asyncio.create_task(worker.run())
    try:
        async with asyncio.timeout(120):
            while True:
                (delivery,) = await store.deliveries()
                if delivery.state in {"done", "failed"}:
                    return delivery
                await asyncio.sleep(0.01)
    finally:
        await worker.close()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await store.close()


@pytest.mark.parametrize("animal", ZOO, ids=str)
def test_a_receiver_gets_its_tries_and_no_more(
    tmp_path: Path, certificate: Path, animal: Animal
) -> None:
    async def main() -> tuple[Delivery, int]:
        async with Cage(animal, certificate if animal.tls else None).opened() as cage:
            deadline = SOON if "timeout" in animal.tries else IN_TIME
            return await _pushed(tmp_path, cage.url, deadline), cage.seen

    delivery, seen = asyncio.run(main())
    assert tuple(t.outcome for t in delivery.tries) == animal.tries
    assert [t.number for t in delivery.tries] == list(range(1, len(animal.tries) + 1))
    assert delivery.state == animal.state
    assert all(len(t.answer) <= 200 for t in delivery.tries)
    # A failed handshake sends no request.
    assert seen == (0 if "tls" in animal.tries else len(animal.tries))


def test_an_unreachable_receiver_gets_three_tries(tmp_path: Path) -> None:
    delivery = asyncio.run(_pushed(tmp_path, "http://127.0.0.1:1/push"))
    assert [t.outcome for t in delivery.tries] == ["connect"] * 3
    assert delivery.state == "failed"


def test_an_internal_address_is_never_connected_to(tmp_path: Path) -> None:
    delivery = asyncio.run(_pushed(tmp_path, "http://10.0.0.1/push"))
    assert [t.outcome for t in delivery.tries] == ["address"] * 3
