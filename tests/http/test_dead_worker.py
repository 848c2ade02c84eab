"""A server that died while it waited for a carrier leaves no endless spinner behind."""

import asyncio
import time
from pathlib import Path

from starlette.testclient import TestClient

from h5kit.demo import KEYS_FILE, make_demo
from h5kit.entry.handles import Handles
from h5kit.flow.record import CarrierCall, Flow
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.store.databases import open_file
from h5kit.testing.people import number
from tests.conftest import Visit


def _left_waiting(folder: Path, deadline: float) -> str:
    """Store a flow as a killed server leaves it; return its handle."""
    now = time.time()
    call = CarrierCall(id="c", origin=State.PHONE, started_at=now - 60, deadline=deadline)
    flow = Flow(
        id="left", partner="demo", state=State.WAITING, rev=2, created_at=now - 90,
        touched_at=now - 60, tel=number("0000"), tel_is_fixed=True, call=call,
    )  # fmt: skip

    async def main() -> None:
        keys = ((folder / KEYS_FILE).read_text(),)
        store = open_file(folder / "h5kit.db", keys)
        await store.create(flow)
        await store.close()

    asyncio.run(main())
    return Handles([(folder / KEYS_FILE).read_text()]).handle("left")


def test_after_the_deadline_it_says_25_and_one_tap_begins_again(tmp_path: Path) -> None:
    demo = make_demo(tmp_path)
    handle = _left_waiting(tmp_path, time.time() - 30)
    with TestClient(demo.app) as client:
        visit = Visit(client).take(client.get(f"/f/{handle}"))
        assert (visit.step, visit.messages) == ("failed", [Message.TIMED_OUT])
        visit.post(go="restart")
        assert visit.step == "phone"
        assert visit.phone().step == "success"


def test_before_the_deadline_it_waits_and_a_poll_gets_nothing_new(tmp_path: Path) -> None:
    demo = make_demo(tmp_path)
    handle = _left_waiting(tmp_path, time.time() + 30)
    with TestClient(demo.app) as client:
        assert Visit(client).take(client.get(f"/f/{handle}")).step == "waiting"
        assert client.get(f"/f/{handle}", headers={"h5-fragment": "1"}).status_code == 204
        client.post("/sandbox/clock", json={"advance_seconds": 60})
        poll = client.get(f"/f/{handle}", headers={"h5-fragment": "1"})
        assert f'data-h5-message="{Message.TIMED_OUT}"' in poll.text
