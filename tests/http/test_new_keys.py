"""The procedure "New keys" of docs/deploy.md, from end to end."""

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from h5kit.app import create_app
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.demo import Demo, demo_partner
from h5kit.entry.partners import Partners
from h5kit.limit_settings import LimitSettings
from h5kit.messages import Message
from h5kit.settings import Settings
from h5kit.store.store import Store
from h5kit.testing.people import number
from tests.conftest import Visit
from tests.http.staff import BASE, Staff

OLD, NEW = "o" * 40, "n" * 40
BEARER = {"authorization": f"Bearer {demo_partner().secret}"}
STEPS = ((OLD,), (NEW, OLD), (OLD, NEW))
"""The values of `keys`, restart by restart, until everything is encrypted again."""


@contextlib.contextmanager
def _served(store: Store, *keys: str) -> Iterator[TestClient]:
    clock = MovableClock()
    app = create_app(
        Settings(keys=keys, sandbox=True, limits=LimitSettings(sms_burst=0, sms_a_day=len(STEPS))),
        gateway=SandboxGateway(clock), store=store, clock=clock,
        partners=Partners([demo_partner()]), works=False,
    )  # fmt: skip
    with TestClient(app, base_url=BASE) as client:
        yield client


def _sid(client: TestClient, tel: str, uid: str) -> str:
    visit = Visit(client).enter(tel=tel, uid=uid).phone()
    sid: str = visit.flow["sid"]
    return sid


def _resealed(store: Store) -> None:
    async def work() -> None:
        await store.reseal()
        await store.close()

    asyncio.run(work())


def test_a_new_key_replaces_the_old_one_and_everybody_is_still_found(
    open_with: Any, tmp_path: Path
) -> None:
    tel, asked = number("0000"), number("1001")
    sids = []
    for n, keys in enumerate(STEPS):
        with _served(open_with(*keys), *keys) as client:
            sids.append(_sid(client, tel, f"u-{n}"))
            assert Visit(client).enter(tel=asked, uid="codes").phone().messages == []
    _resealed(open_with(OLD, NEW))
    store = open_with(NEW)
    with _served(store, NEW) as client:
        # SMS codes that were sent under other keys count.
        assert Visit(client).enter(tel=asked, uid="codes").phone().messages == [
            Message.SMS_LIMIT_REACHED
        ]
        newest = client.get("/calls/sid", params={"tel": tel}, headers=BEARER).json()
        assert newest["data"] == {"sid": sids[-1]}
        app: Any = client.app
        staff = Staff(Demo(app, demo_partner(), ""), client, store, tmp_path)
        found = staff.logged_in("viewer").get("/site/reports", q=tel[-4:]).text
        assert all(sid in found for sid in sids)
        last = _sid(client, tel, "u-9")
        erased = client.delete(f"/v1/authorizations/{last}", headers=BEARER).json()["data"]
        assert set(erased["erased"]) == {*sids, last}
