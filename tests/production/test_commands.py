"""The commands `h5kit serve`, `deliveries`, `listen` and `keys`."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner, Result
from starlette.testclient import TestClient

from h5kit.carrier.http import BreakerRule, Deadlines
from h5kit.cli import main
from h5kit.clock import SystemClock
from h5kit.configuration.reading import read
from h5kit.delivery.signing import sign
from h5kit.demo import keys_of, make_demo
from h5kit.production import http_gateway, settings_of
from h5kit.testing.people import number
from h5kit.testing.receiver import Receiver
from h5kit.testing.server import DemoServer
from h5kit.web.api.metrics import Metrics
from tests.conftest import Visit
from tests.eventually import eventually
from tests.production.written import SOUND, written

PYTHON = sys.executable


def _h5kit(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_check_accepts_valid_settings_and_serves_nothing(tmp_path: Path) -> None:
    config = written(tmp_path)
    done = _h5kit("serve", "--config", str(config), "--check")
    assert done.exit_code == 0
    assert done.output.startswith(f"{config}: sound; config ")
    assert "gateway gateway.example" in done.output
    assert not (tmp_path / "h5kit.db").exists()
    assert not any(secret in done.output for secret in (*SOUND["keys"], "gateway-secret-1"))


def test_every_fault_is_a_line_of_its_own_on_standard_error(tmp_path: Path) -> None:
    config = written(tmp_path, **{"keys": [], "gateway.url": "http://gateway.example"})
    done = _h5kit("serve", "--config", str(config))
    assert (done.exit_code, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["Error:", "Error:"]
    assert "keys are missing" in lines[0]


def test_an_unknown_setting_is_one_line(tmp_path: Path) -> None:
    done = _h5kit("serve", "--config", str(written(tmp_path, **{"server.hots": "x"})))
    assert done.exit_code == 1
    assert done.stderr.endswith("server.hots is not a setting, did you mean server.host?\n")
    assert done.stderr.count("\n") == 1


def test_the_gateway_gets_its_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[str, Any] = {}
    monkeypatch.setattr("h5kit.production.HttpGateway", lambda **given: made.update(given))
    changes = {
        "gateway.login_seconds": 7,
        "gateway.breaker_faults": 3,
        "gateway.strict": True,
    }
    c = read(written(tmp_path, **changes), {}).configuration
    clock, metrics = SystemClock(), Metrics(token=None)
    http_gateway(c, clock, metrics)
    assert (made["base_url"], made["appid"], made["clock"]) == (
        "https://gateway.example", "kit", clock,
    )  # fmt: skip
    assert made["deadlines"] == Deadlines(login=7)
    assert made["breaker"] == BreakerRule(faults=3, seconds=30)
    assert made["observe"] == metrics.record_call
    assert made["observe_deviation"] == metrics.record_deviation
    assert made["strict"] is True


def test_the_application_gets_longer_deadlines_than_the_gateway_and_the_limits(
    tmp_path: Path,
) -> None:
    changes = {"gateway.captcha_seconds": 20, "limits.wrong_passwords": 3}
    settings = settings_of(read(written(tmp_path, **changes), {}).configuration)
    assert settings.captcha_seconds > 20
    assert settings.limits.wrong_passwords == 3


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A demo's folder with one accepted push and one that failed for good."""
    folder = tmp_path / "data"
    with Receiver() as receiver:
        demo = make_demo(folder, auth_receiver=receiver.url, push_spacing_seconds=(0.01, 0.01))
        with TestClient(demo.app) as client:
            _grant(client, "taken")
            receiver.wait("taken")
            receiver.answers(*[(500, b"no")] * 3)
            _grant(client, "failed")
            receiver.wait("failed", count=3)
            _settle(client)
        yield folder


def _grant(client: TestClient, uid: str) -> None:
    assert Visit(client).enter(tel=number("0000"), uid=uid).phone().step == "success"


def _settle(client: TestClient) -> None:
    eventually(
        lambda: client.get("/sandbox/deliveries").json(),
        lambda found: all(d["state"] in {"done", "failed"} for d in found),
        "settled",
    )


def _listed(data: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(
        _h5kit("deliveries", "--data", str(data), "list", "--json").output
    )
    return rows


def test_the_log_lists_pushes_newest_first_without_bodies(data: Path) -> None:
    rows = _listed(data)
    assert [(row["state"], len(row["tries"])) for row in rows] == [("failed", 3), ("done", 1)]
    assert "body" not in rows[0]
    lines = _h5kit("deliveries", "--data", str(data), "list", "--limit", "1").output.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"{rows[0]['id']}  auth  failed  refused  SID")


def test_one_push_is_shown_with_its_body_only_when_asked(data: Path) -> None:
    taken = _listed(data)[1]["id"]
    shown = json.loads(_h5kit("deliveries", "--data", str(data), "show", taken).output)
    assert (shown["partner"], shown["tries"][0]["outcome"]) == ("demo", "ok")
    assert "body" not in shown
    with_body = _h5kit("deliveries", "--data", str(data), "show", taken, "--body").output
    assert json.loads(json.loads(with_body)["body"])["uid"] == "taken"
    assert "note" not in json.loads(with_body)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[tuple[Path, bytes]]:
    """A demo's folder with a push of encrypted call records, and the received push."""
    folder = tmp_path / "data"
    with Receiver() as receiver:
        demo = make_demo(folder, records_receiver=receiver.url, records_encryption="AES-256-GCM")
        with TestClient(demo.app) as client:
            _grant(client, "records")
            push = receiver.first(lambda _: True, 0, 20)
            _settle(client)
        yield folder, push.body


def _body_of(data: Path) -> dict[str, Any]:
    (push,) = _listed(data)
    shown = _h5kit("deliveries", "--data", str(data), "show", push["id"], "--body").output
    told: dict[str, Any] = json.loads(shown)
    return told


def test_pushed_records_are_shown_as_they_are_stored(records: tuple[Path, bytes]) -> None:
    data, sent = records
    told = _body_of(data)
    assert json.loads(sent)["enc"] == "AES-256-GCM"
    assert json.loads(told["body"])["data"]["sid"] == told["sid"]
    assert told["note"].startswith("the document as it is stored now: each try reads it again")


def test_a_push_whose_document_was_deleted_says_so(records: tuple[Path, bytes]) -> None:
    data, _ = records
    with closing(sqlite3.connect(data / "h5kit.db")) as file, file:
        file.execute("DELETE FROM documents")
    told = _body_of(data)
    assert (told["body"], told["note"]) == (None, "the document of this push has been deleted")


def test_a_push_that_no_key_decrypts_says_so(records: tuple[Path, bytes]) -> None:
    data, _ = records
    with closing(sqlite3.connect(data / "h5kit.db")) as file, file:
        file.execute("UPDATE jobs SET payload = ?", (b"\x01" + bytes(40),))
    told = _body_of(data)
    assert told["body"] is None
    assert told["note"] == "this is not a push, or no key decrypts its payload"


@pytest.mark.parametrize("command", ["show", "redeliver"])
def test_an_unknown_push_is_one_line(data: Path, command: str) -> None:
    done = _h5kit("deliveries", "--data", str(data), command, "evt_none")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: evt_none: no such push")


def test_a_running_server_sends_a_redelivered_push(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with (
        Receiver() as receiver,
        DemoServer("--data", str(data), "--receiver", receiver.url) as server,
        httpx2.Client(base_url=server.base_url, follow_redirects=True) as client,
    ):
        _phone(client, server.partner["token"])
        receiver.wait("u")
        _until_done(data)
        (push,) = _listed(data)
        done = _h5kit("deliveries", "--data", str(data), "redeliver", push["id"])
        assert done.exit_code == 0
        first, second = receiver.wait("u", count=2)
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == push["id"]


def _phone(client: httpx2.Client, token: str) -> None:
    page = client.get("/", params={"token": token, "tel": number("0000"), "uid": "u"})
    step = re.search(r'name="_step" value="([^"]+)"', page.text)
    assert step
    fields = {"_step": step[1], "service_password": "246813", "agree": "yes"}
    assert 'data-h5-step="success"' in client.post(str(page.url), data=fields).text


def _until_done(data: Path) -> None:
    eventually(lambda: _listed(data), lambda rows: rows[0]["state"] == "done", "done")


def test_the_log_is_found_by_the_settings_file_too(tmp_path: Path, data: Path) -> None:
    url = f"sqlite:///{data / 'h5kit.db'}"
    config = written(tmp_path / "etc", **{"database.url": url, "keys": list(keys_of(data))})
    done = _h5kit("deliveries", "--config", str(config), "list", "--json")
    assert len(json.loads(done.output)) == 2


def test_a_database_with_other_keys_is_one_line(tmp_path: Path, data: Path) -> None:
    config = written(tmp_path / "etc", **{"database.url": f"sqlite:///{data / 'h5kit.db'}"})
    done = _h5kit("deliveries", "--config", str(config), "list")
    assert done.exit_code == 1
    assert done.stderr == "Error: keys: none of them decrypts this database\n"


def test_rotating_keys_reports_rows_that_no_key_decrypts(tmp_path: Path, data: Path) -> None:
    database = data / "h5kit.db"
    with closing(sqlite3.connect(database)) as file, file:
        lost = b"\x01" + bytes(40), _listed(data)[0]["id"]
        file.execute("UPDATE jobs SET payload = ? WHERE id = ?", lost)
    url, keys = f"sqlite:///{database}", [*keys_of(data), SOUND["keys"][0]]
    config = written(tmp_path / "etc", **{"database.url": url, "keys": keys})
    done = _h5kit("keys", "rotate", "--config", str(config))
    assert done.exit_code == 1
    assert "rows resealed" in done.stdout
    assert done.stderr == "Error: 1 rows remain: no key decrypts them\n"
    listed = _h5kit("deliveries", "--config", str(config), "list", "--json").output
    assert [bool(row["url"]) for row in json.loads(listed)] == [False, True]


def test_a_server_with_other_keys_refuses_to_start(tmp_path: Path, data: Path) -> None:
    config = written(tmp_path / "etc", **{"database.url": f"sqlite:///{data / 'h5kit.db'}"})
    done = _h5kit("keys", "rotate", "--config", str(config))
    assert done.exit_code == 1
    assert done.stderr == "Error: keys: none of them decrypts this database\n"


def test_the_database_must_be_named_and_must_exist(tmp_path: Path) -> None:
    assert _h5kit("deliveries", "list").exit_code == 2
    done = _h5kit("deliveries", "--data", str(tmp_path), "list")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert not (tmp_path / "h5kit.db").exists()


def _listening(*options: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603
        [PYTHON, "-m", "h5kit.cli", "listen", "--port", "0", *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip


def _said(stream: Any) -> str:
    line: bytes = stream.readline()
    return line.decode()


def test_listen_prints_and_verifies_pushes_and_gives_the_wanted_answers() -> None:
    secret, body = "shop-secret-0123456789a", b'{"status":0,"uid":"u"}'
    with _listening("--answer", "500,ok", "--secret", secret) as process:
        url = _said(process.stderr).split()[-1]
        signed = sign(secret, "evt_1", SystemClock().now(), body)
        answers = [
            httpx2.post(url, content=body, headers=signed),
            httpx2.post(url, content=body, headers={**signed, "webhook-id": "evt_2"}),
            httpx2.post(url, content=b"no json"),
        ]
        lines = [json.loads(_said(process.stdout)) for _ in answers]
        process.send_signal(signal.SIGINT)
    assert [(a.status_code, a.text) for a in answers] == [(500, ""), (200, "ok"), (200, "ok")]
    assert [(line["signature"], line["answered"]) for line in lines] == [
        ("verified", "500"), ("wrong", "ok"), ("wrong", "ok"),
    ]  # fmt: skip
    assert lines[0]["body"] == {"status": 0, "uid": "u"}


def test_listen_can_leave_a_push_without_answer() -> None:
    with _listening("--answer", "hang") as process:
        url = _said(process.stderr).split()[-1]
        with pytest.raises(httpx2.ReadTimeout):
            httpx2.post(url, content=b"{}", timeout=httpx2.Timeout(30, read=0.3))
        assert json.loads(_said(process.stdout))["signature"] == "unchecked"
        process.send_signal(signal.SIGINT)


def test_listen_refuses_an_unknown_answer() -> None:
    done = _h5kit("listen", "--answer", "maybe")
    assert done.exit_code == 2
    assert "'maybe' is not ok, no, redirect, hang or a status" in done.stderr
