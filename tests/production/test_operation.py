"""Health, readiness, metrics, logs and settings of a running server."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from h5kit.carrier.numbering import Carrier
from h5kit.configuration.reading import ConfigurationError
from h5kit.demo import make_demo
from h5kit.messages import Message
from h5kit.production import check, directory_of, make_production
from h5kit.report.directory import EmbeddedDirectory
from h5kit.serving import uvicorn_config
from h5kit.store.store import Store
from h5kit.testing.people import number
from h5kit.testing.receiver import Receiver
from tests.conftest import Visit, stands_in
from tests.eventually import eventually
from tests.production.doubled import slow
from tests.production.written import PARTNER, written

TOKEN = "scraper-token-0123456789"


def _app(folder: Path, **changes: Any) -> Starlette:
    changes = {"metrics.token": TOKEN, **changes}
    return make_production(check(written(folder, {"auth_receiver": ""}, **changes), {}), slow())


@pytest.fixture
def served(tmp_path: Path) -> Iterator[TestClient]:
    """Production in process, with the sandbox as an integrator's gateway."""
    with TestClient(_app(tmp_path), base_url="https://h5.example") as client:
        yield client


def _scraped(client: TestClient) -> dict[str, float]:
    """Return all samples by name and labels, without `process_…`."""
    text = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).text
    return {
        f"{s.name}{dict(sorted(s.labels.items()))}": s.value
        for family in text_string_to_metric_families(text)
        for s in family.samples
        if s.name.startswith("h5kit")
    }


def _grant(client: TestClient, tel: str) -> Visit:
    visit = Visit(client).take(client.get("/", params={"token": PARTNER["token"], "tel": tel}))
    return visit.phone()


def test_production_grants_with_a_gateway_that_is_not_the_sandbox(served: TestClient) -> None:
    assert _grant(served, number("0000")).step == "success"


def test_a_file_that_is_not_a_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "h5kit.db").write_text("no database, but a page and more of text\n" * 200)
    with pytest.raises(ConfigurationError, match=r"h5kit\.db is not an SQLite database"):
        _app(tmp_path)


def test_a_damaged_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "h5kit.db").write_bytes(b"SQLite format 3\0" + b"a page and more of text\n" * 200)
    with pytest.raises(ConfigurationError, match=r"h5kit\.db can't be opened as SQLite: \w+$"):
        _app(tmp_path)


def test_production_has_no_sandbox(served: TestClient) -> None:
    for path in ("", "/live", "/report", "/scenarios", "/clock", "/sms?tel=1"):
        assert served.get(f"/sandbox{path}").status_code == 404
    for path in ("/start", "/move", "/receiver", "/clock"):
        assert served.post(f"/sandbox{path}").status_code == 404


def test_addresses_are_those_of_base_url(served: TestClient) -> None:
    secret = {"authorization": f"Bearer {PARTNER['secret']}"}
    made = served.post("http://inside:8000/v1/sessions", json={}, headers=secret).json()
    assert made["url"].startswith("https://h5.example/f/")


def test_a_ready_server_names_each_check(served: TestClient) -> None:
    ready = served.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {
        "status": "ok", "checks": {"serving": "ok", "database": "ok", "disk": "ok"},
    }  # fmt: skip


def test_a_stopping_server_is_alive_but_not_ready(tmp_path: Path) -> None:
    app = _app(tmp_path)
    with TestClient(app) as client:
        app.state.health.leave()
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["checks"]["serving"]) == (503, "leaving")
        assert client.get("/healthz").json() == {"status": "ok"}


def test_a_server_with_a_full_disk_is_not_ready(tmp_path: Path) -> None:
    with TestClient(_app(tmp_path, **{"database.disk_room_bytes": 10**18})) as client:
        ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["checks"]["disk"]) == (503, "full")


def test_a_server_whose_database_accepts_no_writes_is_not_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logs: list[Any]
) -> None:
    app = _app(tmp_path)
    with TestClient(app) as client:
        # Like a disk that became read-only: SQLite refuses writes, reads still work.
        _forbid_writes(monkeypatch)
        ready = client.get("/readyz")
        monkeypatch.undo()
    assert (ready.status_code, ready.json()["checks"]["database"]) == (503, "failed")
    assert {"event": "database_unfit", "fault": "OperationalError", "log_level": "error"} in logs


def _forbid_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Store.probe

    async def probe(store: Store, now: float) -> None:
        await store._runner.run(lambda c: c.connection.exec_driver_sql("PRAGMA query_only=ON"))
        try:
            await real(store, now)
        finally:
            await store._runner.run(lambda c: c.connection.exec_driver_sql("PRAGMA query_only=OFF"))

    monkeypatch.setattr(Store, "probe", probe)


def test_a_probe_leaves_no_row(tmp_path: Path) -> None:
    with TestClient(_app(tmp_path)) as client:
        assert client.get("/readyz").status_code == 200
    assert b"h5kit.probe" not in (tmp_path / "h5kit.db").read_bytes()


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"{TOKEN}"])
def test_metrics_need_the_token(served: TestClient, shown: str) -> None:
    answer = served.get("/metrics", headers={"authorization": shown})
    assert answer.status_code == 401
    assert "h5kit_" not in answer.text


def test_without_a_token_setting_metrics_are_off(tmp_path: Path) -> None:
    with TestClient(_app(tmp_path, **{"metrics.token": ""})) as client:
        assert client.get("/metrics").status_code == 404


def test_transitions_are_counted_by_step_carrier_and_region(served: TestClient) -> None:
    _grant(served, number("0000", Carrier.MOBILE, "浙江"))
    _grant(served, number("0000", Carrier.MOBILE, "浙江"))
    _grant(served, number("1001", Carrier.TELECOM, "四川"))
    found = _scraped(served)
    of = "{'carrier': '%s', 'region': '%s', 'step': '%s'}"
    assert found["h5kit_steps_total" + of % ("移动", "浙江", "success")] == 2
    assert found["h5kit_steps_total" + of % ("电信", "四川", "phone")] == 1
    assert "h5kit_steps_total" + of % ("电信", "四川", "success") not in found


def test_messages_are_counted_by_code(served: TestClient) -> None:
    assert _grant(served, number("9048", Carrier.MOBILE, "浙江")).messages == [Message.TOO_FREQUENT]
    labels = {"carrier": "移动", "message": str(Message.TOO_FREQUENT), "region": "浙江"}
    name = f"h5kit_messages_total{labels}"
    assert _scraped(served)[name] == 1


def test_refusals_by_a_limit_are_counted_and_logged_by_kind(
    tmp_path: Path, logs: list[Any]
) -> None:
    tel = number("1001")
    with TestClient(_app(tmp_path, **{"limits.sms_burst": 1}), base_url="https://h5.example") as on:
        for _ in range(3):
            _grant(on, tel)
        assert _scraped(on)["h5kit_limits_reached_total{'kind': 'sms'}"] == 2
    reached = [line for line in logs if line["event"] == "limit_reached"]
    assert [(line["kind"], line["partner"]) for line in reached] == [("sms", "shop")] * 2
    assert not stands_in(tel, repr(reached))


def test_requests_are_timed_by_route_and_status(served: TestClient) -> None:
    visit = _grant(served, number("0000"))
    served.get("/no/such/" + visit.handle)
    served.request("BREW", "/")
    found = _scraped(served)
    count = "h5kit_request_seconds_count{'method': '%s', 'route': '%s', 'status': '%s'}"
    assert found[count % ("GET", "/", "303")] == 1
    assert found[count % ("POST", "/f/…", "303")] == 1
    assert found[count % ("GET", "(other)", "404")] == 1
    assert found[count % ("other", "/", "405")] == 1


def test_tries_of_pushes_are_counted_by_outcome(tmp_path: Path) -> None:
    with (
        Receiver() as receiver,
        TestClient(make_demo(tmp_path, auth_receiver=receiver.url).app) as client,
    ):
        receiver.answers((500, b"no"))
        assert Visit(client).enter(tel=number("0000"), uid="u").phone().step == "success"
        receiver.wait("u")
        client.post("/sandbox/clock", json={"advance_seconds": 100})
        receiver.wait("u", count=2)
        found = _until_over(client)
    count = "h5kit_push_seconds_count{'kind': 'auth', 'outcome': '%s'}"
    assert (found[count % "refused"], found[count % "ok"]) == (1, 1)


def _until_over(client: TestClient) -> dict[str, float]:
    """Scrape until no job waits, because a push is recorded a moment after its answer."""
    return eventually(
        lambda: _scraped(client), lambda found: found["h5kit_jobs_waiting{}"] == 0, "all done"
    )


def test_no_label_has_personal_data(served: TestClient) -> None:
    tel = number("1001")
    visit = _grant(served, tel)
    visit.post(sms_code="123456", phone=tel)
    text = served.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).text
    for private in (tel, visit.handle, PARTNER["token"], "123456", "246813", TOKEN):
        assert not stands_in(private, text)
    assert not re.search(r"SID[0-9a-f]{32}", text)


def test_two_servers_in_one_process_count_separately(tmp_path: Path) -> None:
    first = TestClient(_app(tmp_path / "1"), base_url="https://h5.example")
    second = TestClient(_app(tmp_path / "2"), base_url="https://h5.example")
    with first, second:
        _grant(first, number("0000"))
        assert not any("h5kit_steps" in name for name in _scraped(second))
        assert any("h5kit_steps" in name for name in _scraped(first))


def _steps(logs: list[Any]) -> list[dict[str, Any]]:
    return [line for line in logs if line["event"] == "step"]


def test_a_step_is_one_line_without_personal_data(served: TestClient, logs: list[Any]) -> None:
    tel = number("0000")
    visit = _grant(served, tel)
    assert [(line["move"], line["step"]) for line in _steps(logs)] == [
        ("submitted", "waiting"), ("granted", "success"),
    ]  # fmt: skip
    text = str(logs)
    assert tel not in text
    assert visit.handle not in text


@pytest.mark.parametrize(
    ("trusted", "sees"),
    [
        (("10.0.0.0/8",), ("https", "203.0.113.9")),
        (("10.9.9.9",), ("http", "10.0.0.1")),
        ((), ("http", "10.0.0.1")),
    ],
)
def test_forwarded_headers_count_from_trusted_proxies_only(
    trusted: tuple[str, ...], sees: tuple[str, str]
) -> None:
    seen: list[tuple[str, str]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append((scope["scheme"], scope["client"][0]))

    config = uvicorn_config(app, trusted)
    config.load()
    headers = [(b"x-forwarded-proto", b"https"), (b"x-forwarded-for", b"203.0.113.9")]
    scope = {"type": "http", "scheme": "http", "client": ("10.0.0.1", 1), "headers": headers}
    asyncio.run(config.loaded_app(scope, None, None))
    assert seen == [sees]


def test_the_number_directory_of_the_settings_is_used(tmp_path: Path) -> None:
    assert isinstance(directory_of(check(written(tmp_path), {})), EmbeddedDirectory)
    tag = {"itag_ids": [1]}
    body = json.dumps({"status": 0, "data": {"tags": {"13400000001": tag}}}).encode()
    with Receiver() as service:
        service.answers((200, body))
        named = {"directory.url": service.url, "directory.token": "word-0123456789ab"}
        directory = directory_of(check(written(tmp_path, **named), {}))
        facts = asyncio.run(directory.look_up(["13400000001", "10086"]))
    assert facts["13400000001"].tags == ("催收",)
    assert facts["10086"].name == "中国移动"
    (asked,) = service.pushes()
    assert asked.headers["authorization"] == "Bearer word-0123456789ab"
