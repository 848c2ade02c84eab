"""A stopped server answers 503, finishes running work, and exits within 20 s."""

import asyncio
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import get_args, get_type_hints

import httpx2
from msgspec import Meta

from h5kit import __version__, serving, tasks
from h5kit.delivery.jobs import PUSHED
from h5kit.demo import keys_of
from h5kit.flow.states import State
from h5kit.settings import FlowSettings, ServerSettings
from h5kit.store.databases import open_file
from h5kit.store.jobs import Delivery
from h5kit.testing.people import number
from h5kit.testing.receiver import Push, Receiver
from h5kit.testing.server import DemoServer
from tests.conftest import STEP, TOKEN
from tests.production.processes import Served
from tests.production.written import PARTNER, SOUND, written

SECONDS = 20
NOWHERE = {"auth_receiver": ""}
"""Without receivers, so that no test resolves a name."""


def _submit_phone(client: httpx2.Client, token: str, tel: str) -> str:
    """Enter the flow and submit P2; return the next step."""
    page = client.get("/", params={"token": token, "tel": tel, "uid": "u"})
    step = TOKEN.search(page.text)
    assert step
    fields = {"_step": step[1], "service_password": "246813", "agree": "yes"}
    shown = STEP.search(client.post(str(page.url), data=fields).text)
    assert shown
    return shown[1]


def _kept(database: Path, keys: tuple[str, ...], partner: str) -> tuple[bool, list[Delivery]]:
    async def main() -> tuple[bool, list[Delivery]]:
        store = open_file(database, keys)
        try:
            return await store.is_granted(partner, "u"), await store.deliveries(kinds=PUSHED)
        finally:
            await store.close()

    return asyncio.run(main())


def test_a_running_carrier_call_finishes_and_readyz_answers_503(tmp_path: Path) -> None:
    config = written(tmp_path, NOWHERE, **{"flow.page_waits_seconds": 0.05})
    tel = number("0000")
    with Served(config, gateway_seconds=3, notice_seconds=60) as server:
        assert server.client.get("/readyz").status_code == 200
        assert _submit_phone(server.client, PARTNER["token"], tel) == State.WAITING
        server.stop()
        ready = server.client.get("/readyz")
        while ready.status_code == 200:  # wait for the signal
            ready = server.client.get("/readyz")
        assert (ready.status_code, ready.json()["checks"]["serving"]) == (503, "leaving")
        assert server.client.get("/healthz").status_code == 200
        server.stop()  # a second signal ends the notice
        assert server.ended() < SECONDS
        log = server.log
    first = json.loads(log.splitlines()[0])
    assert (first["event"], first["gateway"]) == ("started", "gateway.example")
    assert first["version"] == __version__
    assert len(first["config"]) == 12
    assert '"move":"granted"' in log
    assert tel not in log
    assert PARTNER["token"] not in log
    assert _kept(tmp_path / "h5kit.db", SOUND["keys"], "shop")[0]


def test_a_carrier_that_never_answers_does_not_delay_the_end(tmp_path: Path) -> None:
    config = written(
        tmp_path, NOWHERE, **{"flow.page_waits_seconds": 0.05, "flow.drain_seconds": 0.5}
    )
    tel = number("0000")
    with Served(config, gateway_seconds=600) as server:
        assert _submit_phone(server.client, PARTNER["token"], tel) == State.WAITING
        server.stop()
        assert server.ended() < SECONDS
    assert not _kept(tmp_path / "h5kit.db", SOUND["keys"], "shop")[0]


def test_a_running_push_finishes(tmp_path: Path) -> None:
    arrived, go_on = threading.Event(), threading.Event()

    class Slow(Receiver):
        def take(self, push: Push) -> tuple[int, bytes]:
            arrived.set()
            go_on.wait(20)
            return super().take(push)

    data = tmp_path / "data"
    with (
        Slow() as receiver,
        DemoServer("--data", str(data), "--receiver", receiver.url) as server,
        httpx2.Client(base_url=server.base_url, follow_redirects=True) as client,
    ):
        _submit_phone(client, server.partner["token"], number("0000"))
        assert arrived.wait(20)
        server.stop()
        go_on.set()
    _, (push,) = _kept(data / "h5kit.db", keys_of(data), "demo")
    assert (push.state, [t.outcome for t in push.tries]) == ("done", ["ok"])


def test_the_longest_allowed_settings_end_in_time() -> None:
    longest = [_most(ServerSettings, "notice_seconds"), _most(FlowSettings, "drain_seconds")]
    a_second_for_the_last_push = 1
    ends = serving.ANSWERS_END_SECONDS + a_second_for_the_last_push
    of_calls = of_jobs = tasks.RELEASE_SECONDS
    assert sum(longest) + ends + of_calls + of_jobs < SECONDS


def _most(table: type, name: str) -> float:
    hints = get_type_hints(table, include_extras=True)
    (most,) = [m.le for m in get_args(hints[name]) if isinstance(m, Meta) and m.le is not None]
    return most


def test_a_second_server_on_the_same_database_is_refused(tmp_path: Path) -> None:
    config = written(tmp_path)
    with Served(config):
        command = [sys.executable, "-m", "tests.production.doubled", str(config), "0"]
        second = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    assert second.returncode != 0
    assert "is already served by another process" in second.stderr
