"""A push is tried at least once and at most three times, signed, spaced and recorded."""

import json
from pathlib import Path

import msgspec
import pytest
from standardwebhooks import Webhook
from starlette.testclient import TestClient

from h5kit.delivery import payloads
from h5kit.delivery.answers import is_ok, text_of
from h5kit.delivery.jobs import PUSHED, PushPayload, grant_jobs, receiver_of, report_jobs
from h5kit.delivery.signing import webhook_key
from h5kit.demo import make_demo
from h5kit.model import Authorization, Consent, Partner
from h5kit.testing.people import number
from h5kit.testing.receiver import Receiver
from tests.conftest import Visit
from tests.eventually import eventually

SECRET = "demo-secret-0123456789abcdef"


def test_the_answer_is_measured_and_logged_without_what_stands_around_it() -> None:
    assert is_ok(200, b"\n" * 60_000 + b"ok" + b" \xef\xbb\xbf" * 1000)
    assert not is_ok(200, b'"' + b" " * 64 + b'ok"')
    assert text_of(b"\r\n" + "验签失败".encode("gbk")) == "验签失败"
    assert text_of(b"\xff no") == "\ufffd no"
    assert text_of(b"\r\n" * 300 + b"\xef\xbb\xbf no\0 way \n") == "no\ufffd way"


def test_only_200_is_success(subtests: pytest.Subtests) -> None:
    for status in [None, 201, 204, 302, 400, 500]:
        with subtests.test(status=status):
            assert not is_ok(status, b"ok")


def test_the_body_is_that_of_the_source_document() -> None:
    body = payloads.authorization("13400000000", "用户1", "SID0")
    assert body.decode() == '{"status":0,"tel":"13400000000","uid":"用户1","sid":"SID0"}'


def _authorization(callback: str = "") -> Authorization:
    consent = Consent(version="1", shown_at=0, ticked_at=0)
    return Authorization(sid="S", partner="p", uid="", tel="t", granted_at=0, consent=consent,
                         callback=callback)  # fmt: skip


def _partner(**receivers: str) -> Partner:
    return Partner(appid="p", name="n", token="t" * 16, secret="s" * 16, **receivers)  # type: ignore[arg-type]


def test_a_receiver_can_verify_a_push_of_a_server_whose_clock_was_moved(tmp_path: Path) -> None:
    with Receiver() as receiver:
        demo = make_demo(tmp_path, auth_receiver=receiver.url)
        with TestClient(demo.app, base_url="http://127.0.0.1:8000") as client:
            client.post("/sandbox/clock", json={"advance_seconds": 3600})
            visit = Visit(client).enter(tel=number("0000"), uid="moved")
            visit.phone()
            (push,) = receiver.wait("moved")
    Webhook(webhook_key(SECRET)).verify(push.body.decode(), push.headers)


def test_the_configured_receiver_wins_over_the_callback() -> None:
    partner = _partner(auth_receiver="https://a.example/x")
    assert receiver_of(_authorization("https://b.example/"), partner) == "https://a.example/x"


def _told(partner: Partner, callback: str = "") -> list[str]:
    """Return the addresses for the authorization and for the report's status."""
    granted = _authorization(callback)
    jobs = (*grant_jobs(granted, partner), *report_jobs(granted, partner, 0, is_made=True))
    pushes = [job.payload for job in jobs if job.kind in PUSHED]
    return [msgspec.json.decode(push, type=PushPayload).url for push in pushes]


def test_one_address_for_both_gets_the_flag() -> None:
    both = _partner(
        auth_receiver="https://a.example/x?k=1", report_receiver="https://a.example/x?k=1"
    )
    assert _told(both) == [f"https://a.example/x?k=1&yulore_flag={k}" for k in ("auth", "report")]
    one = _partner(report_receiver="https://a.example/x")
    assert _told(one, "https://a.example/x") == [
        f"https://a.example/x?yulore_flag={k}" for k in ("auth", "report")
    ]
    others = ["https://b.example/cb", "https://a.example/x"]
    assert _told(one, "https://b.example/cb") == others
    assert _told(_partner(), "https://b.example/cb") == ["https://b.example/cb"]


def test_the_flag_is_added_to_the_query_and_changes_nothing_else(subtests: pytest.Subtests) -> None:
    for url, flagged in [
        ("https://a.example", "https://a.example?yulore_flag=auth"),
        ("https://a.example/x?", "https://a.example/x?yulore_flag=auth"),
        (
            "https://a.example/x?k=%C9%CC&sig=a%20b&empty",
            "https://a.example/x?k=%C9%CC&sig=a%20b&empty&yulore_flag=auth",
        ),
        ("https://a.example/x#there", "https://a.example/x?yulore_flag=auth#there"),
    ]:
        with subtests.test(url=url, flagged=flagged):
            assert payloads.flagged(url, "auth") == flagged


def _granted(client: TestClient, uid: str) -> None:
    assert Visit(client).enter(tel=number("0000"), uid=uid).phone().step == "success"


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


def _run(
    tmp_path: Path, receiver: Receiver, *answers: tuple[int, bytes]
) -> list[dict[str, object]]:
    """Grant one flow with a receiver of these answers; return the deliveries at the end."""
    demo = make_demo(tmp_path, auth_receiver=receiver.url, push_spacing_seconds=(100, 200))
    with receiver, TestClient(demo.app) as client:
        receiver.answers(*answers)
        _granted(client, "u")
        for count in range(1, min(len(answers), 3) + 1):
            receiver.wait("u", count=count)
            client.post("/sandbox/clock", json={"advance_seconds": 201})
        return _settled(client)


def _settled(client: TestClient) -> list[dict[str, object]]:
    """Return the deliveries when none waits or runs any more."""
    return eventually(
        lambda: client.get("/sandbox/deliveries").json(),
        lambda found: all(d["state"] in {"done", "failed"} for d in found),
        "settled",
    )


def test_an_accepted_push_is_sent_once(tmp_path: Path, receiver: Receiver) -> None:
    (delivery,) = _run(tmp_path, receiver, (200, b"ok"))
    assert delivery["state"] == "done"
    assert len(receiver.wait("u")) == 1


def test_a_refused_push_is_tried_three_times_and_kept_as_failed(
    tmp_path: Path, receiver: Receiver
) -> None:
    (delivery,) = _run(tmp_path, receiver, (500, b"no"), (200, b"nope"), (302, b""), (200, b"ok"))
    assert delivery["state"] == "failed"
    tries = delivery["tries"]
    assert isinstance(tries, list)
    assert [(t["number"], t["status"], t["answer"]) for t in tries] == [
        (1, 500, "no"), (2, 200, "nope"), (3, 302, ""),
    ]  # fmt: skip
    assert len(receiver.wait("u")) == 3


def test_a_callback_on_the_list_gets_the_push(tmp_path: Path, receiver: Receiver) -> None:
    with receiver, TestClient(make_demo(tmp_path).app) as client:
        visit = Visit(client).enter(tel=number("0000"), uid="cb", callback=receiver.url)
        assert visit.phone().step == "success"
        (push,) = receiver.wait("cb")
    assert push.path == "/push"


def test_a_callback_that_is_not_on_the_list_gets_nothing(tmp_path: Path) -> None:
    with TestClient(make_demo(tmp_path).app) as client:
        evil = "https://evil.example/cb"
        visit = Visit(client).enter(tel=number("0000"), uid="cb", callback=evil)
        assert visit.phone().step == "success"
        assert client.get("/sandbox/deliveries").json() == []


def test_the_second_try_can_succeed_and_has_the_same_id(tmp_path: Path, receiver: Receiver) -> None:
    (delivery,) = _run(tmp_path, receiver, (500, b""), (200, b'"OK"'))
    assert delivery["state"] == "done"
    first, second = receiver.wait("u", count=2)
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


def test_a_push_is_signed_as_standard_webhooks(tmp_path: Path, receiver: Receiver) -> None:
    _run(tmp_path, receiver, (200, b"ok"))
    (push,) = receiver.wait("u")
    verified = Webhook(webhook_key(SECRET)).verify(push.body, push.headers)
    assert verified == json.loads(push.body)
    assert push.headers["content-type"] == "application/json; charset=utf-8"


def test_a_push_survives_the_servers_death(tmp_path: Path, receiver: Receiver) -> None:
    with receiver:
        demo = make_demo(tmp_path, auth_receiver=receiver.url, push_spacing_seconds=(0.1, 0.1))
        receiver.answers((500, b""))
        with TestClient(demo.app) as client:
            _granted(client, "u")
            receiver.wait("u")
        again = make_demo(tmp_path, auth_receiver=receiver.url, push_spacing_seconds=(0.1, 0.1))
        with TestClient(again.app) as client:
            receiver.wait("u", count=2)
            (delivery,) = _settled(client)
    assert delivery["state"] == "done"
