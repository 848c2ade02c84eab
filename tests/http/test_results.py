"""Documents of an authorization are pushed, pulled and erased."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from h5kit.delivery.envelope import unseal
from h5kit.demo import demo_partner, make_demo
from h5kit.messages import Status
from h5kit.schemas import schema
from h5kit.testing.people import number, person
from h5kit.testing.receiver import Push, Receiver
from tests.conftest import Visit
from tests.eventually import eventually
from tests.http.made import OTHER, made
from tests.spans import begin_a_day

SECRET = demo_partner().secret
BEARER = {"authorization": f"Bearer {SECRET}"}
TOKEN = demo_partner().token
ADDRESSES = {
    "records": "/calls/record",
    "report": "/calls/report",
    "score": "/cuishou",
    "tags": "/itag",
}
DAY = 86_400


def _granted(client: TestClient, tel: str, uid: str = "u-1", **entry: str) -> str:
    """Go through the flow; return its sid."""
    visit = Visit(client).enter(tel=tel, uid=uid, **entry).phone()
    assert visit.step == "success"
    sid: str = visit.flow["sid"]
    return sid


def _until(found: Callable[[], Any]) -> Any:
    """Wait until something is found and return it."""
    return eventually(found, lambda got: got is not None, "there")


def _pull(client: TestClient, kind: str, sid: str, **headers: str) -> dict[str, Any]:
    answer = client.get(ADDRESSES[kind], params={"sid": sid}, headers=headers or BEARER)
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def _ready(client: TestClient, kind: str, sid: str) -> dict[str, Any]:
    """Pull until the document is ready or failed."""

    def found() -> dict[str, Any] | None:
        told = _pull(client, kind, sid)
        return None if told["status"] == Status.BEING_MADE else told

    told: dict[str, Any] = _until(found)
    return told


def _advance(client: TestClient, seconds: float) -> None:
    client.post("/sandbox/clock", json={"advance_seconds": seconds})


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver for everything."""
    with Receiver() as running:
        yield running


@pytest.fixture
def pushing(tmp_path: Path, receiver: Receiver) -> Iterator[TestClient]:
    """A demo that pushes everything to one address."""
    url = receiver.url
    demo = make_demo(
        tmp_path, auth_receiver=url, report_receiver=url, records_receiver=f"{url}/records"
    )
    with TestClient(demo.app, base_url="http://127.0.0.1:8000") as running:
        yield running


@pytest.mark.parametrize("kind", ADDRESSES)
def test_every_document_can_be_pulled_and_matches_its_schema(client: TestClient, kind: str) -> None:
    tel = number("0000")
    sid = _granted(client, tel)
    told = _ready(client, kind, sid)
    assert told["status"] == 0
    assert told["msg"] in {"OK", "success"}
    jsonschema.Draft202012Validator(schema(f"{kind}-answer")).validate(told)
    assert told["data"]["sid"] == sid


def test_a_document_that_is_not_ready_gets_3101(client: TestClient) -> None:
    sid = _granted(client, number("5010"))
    assert {kind: _pull(client, kind, sid)["status"] for kind in ADDRESSES} == dict.fromkeys(
        ADDRESSES, Status.BEING_MADE
    )
    _advance(client, 70)
    assert _ready(client, "records", sid)["status"] == 0


def test_a_failed_report_gets_3102_and_is_pushed_with_status_2(
    pushing: TestClient, receiver: Receiver
) -> None:
    sid = _granted(pushing, number("5011"))
    assert {kind: _ready(pushing, kind, sid)["status"] for kind in ADDRESSES} == dict.fromkeys(
        ADDRESSES, Status.MAKING_FAILED
    )
    push = receiver.first(lambda p: "yulore_flag=report" in p.path, 0, 20)
    assert push.json()["status"] == 2


def test_everything_is_pushed_after_it_can_be_pulled(
    pushing: TestClient, receiver: Receiver
) -> None:
    tel = number("0000")
    sid = _granted(pushing, tel)

    def push(of: str) -> Push:
        return receiver.first(lambda p: of in p.path, 0, 20)

    told = {"sid": sid, "tel": tel, "uid": "u-1", "status": 0}
    assert push("yulore_flag=auth").json() == told
    assert list(push("yulore_flag=auth").json()) == ["status", "tel", "uid", "sid"]
    assert push("yulore_flag=report").json() == told
    assert list(push("yulore_flag=report").json()) == ["status", "sid", "tel", "uid"]
    pulled = pushing.get("/calls/record", params={"sid": sid}, headers=BEARER)
    assert push("/records").body == pulled.content
    ids = [p.headers["webhook-id"] for p in receiver.pushes()]
    assert len(set(ids)) == len(ids) == 3


@pytest.mark.parametrize("kind", ["AES-256-CBC", "AES-256-GCM"])
def test_records_are_pushed_encrypted_if_the_partner_wants_it(
    tmp_path: Path, receiver: Receiver, kind: str
) -> None:
    partners = tmp_path / "partners.toml"
    partners.write_text(
        f'[[partner]]\nappid = "shop"\nname = "商店"\ntoken = "shop-token-0123456789"\n'
        f'secret = "shop-secret-0123456789"\nrecords_receiver = "{receiver.url}"\n'
        f'records_encryption = "{kind}"\nsample_style = true\n',
        "utf-8",
    )
    with TestClient(make_demo(tmp_path / "d", partners_file=partners).app) as client:
        _granted(client, number("0000"), token="shop-token-0123456789")
        sealed = receiver.first(lambda p: "enc" in p.json(), 0, 20)
        opened = json.loads(unseal("shop-secret-0123456789", sealed.body))
    assert sealed.json()["enc"] == kind
    assert "小时" in opened["data"]["call_log"][0]["call_duration"]


@pytest.mark.parametrize(
    ("headers", "query", "status"),
    [
        ({}, {}, Status.NO_TOKEN),
        ({}, {"token": TOKEN}, 0),
        ({}, {"token": f"{TOKEN} ", "sid": "\u200b {sid}\n"}, 0),
        ({}, {"token": "nobody"}, Status.BAD_TOKEN),
        ({"authorization": "Bearer nobody"}, {}, Status.BAD_TOKEN),
        ({"authorization": f"Bearer {TOKEN}"}, {}, Status.BAD_TOKEN),
        ({"authorization": f"Basic {SECRET}"}, {}, Status.NO_TOKEN),
        ({}, {"token": OTHER.token}, Status.BAD_TOKEN),
        ({"authorization": f"Bearer {OTHER.secret}"}, {}, Status.BAD_SESSION),
    ],
)
def test_a_pull_needs_a_valid_credential(
    tmp_path: Path, headers: dict[str, str], query: dict[str, str], status: int
) -> None:
    with TestClient(made(tmp_path)) as client:
        sid = _granted(client, number("0000"))
        _ready(client, "report", sid)
        asked = {"sid": "{sid}", **query}
        params = {name: value.replace("{sid}", sid) for name, value in asked.items()}
        told = client.get("/calls/report", params=params, headers=headers).json()
    assert told["status"] == status
    assert ("data" in told) is (status == 0)


def test_an_unknown_sid_looks_like_another_partners(tmp_path: Path) -> None:
    with TestClient(made(tmp_path)) as client:
        sid = _granted(client, number("0000"))
        bearer = {"authorization": f"Bearer {OTHER.secret}"}
        answers = {
            client.get("/calls/report", params={"sid": s}, headers=bearer).content
            for s in (sid, "SID" + "0" * 32, "'; DROP TABLE flows")
        }
    assert len(answers) == 1


def test_a_parameter_given_twice_is_refused(client: TestClient) -> None:
    told = client.get("/calls/report?sid=a&sid=b", headers=BEARER).json()
    assert told["status"] == Status.BAD_PARAMETER


def test_the_newest_sid_is_found_by_uid_and_by_number(client: TestClient) -> None:
    tel = number("0000")
    first = _granted(client, tel, "u-1")
    _advance(client, 5)
    second = _granted(client, tel, "u-2")

    def ask(**query: str) -> Any:
        return client.get("/calls/sid", params=query, headers=BEARER).json()

    assert client.get("/v1/deliveries", headers=BEARER).json()["status"] == Status.BAD_PARAMETER
    assert ask(uid="u-1")["data"] == {"sid": first}
    assert ask(tel=tel)["data"] == {"sid": second}
    assert ask(uid="nobody")["status"] == Status.BAD_SESSION
    assert ask()["status"] == Status.BAD_PARAMETER
    assert ask(tel="123")["status"] == Status.BAD_PARAMETER


def test_pulls_are_limited_by_minute_and_by_day(tmp_path: Path) -> None:
    partners = tmp_path / "partners.toml"
    partners.write_text(
        '[[partner]]\nappid = "shop"\nname = "商店"\ntoken = "shop-token-0123456789"\n'
        'secret = "shop-secret-0123456789"\npulls_a_minute = 2\npulls_a_day = 3\n',
        "utf-8",
    )
    bearer = {"authorization": "Bearer shop-secret-0123456789"}
    with TestClient(make_demo(tmp_path / "d", partners_file=partners).app) as client:

        def status() -> int:
            told: int = client.get("/calls/report?sid=x", headers=bearer).json()["status"]
            return told

        begin_a_day(client)
        assert [status() for _ in range(3)] == [
            Status.BAD_SESSION,
            Status.BAD_SESSION,
            Status.TOO_MANY_REQUESTS,
        ]
        _advance(client, 60)
        assert status() == Status.NO_MORE_TODAY
        _advance(client, DAY)
        assert status() == Status.BAD_SESSION


def test_erasing_deletes_everything_about_the_person(pushing: TestClient, tmp_path: Path) -> None:
    tel, other = number("0000"), number("0000")
    sids = [_granted(pushing, tel, "u-1"), _granted(pushing, tel, "u-2")]
    kept = _granted(pushing, other, "u-3")
    for sid in (*sids, kept):
        _ready(pushing, "report", sid)
    answer = pushing.delete(f"/v1/authorizations/{sids[0]}", headers=BEARER).json()
    assert sorted(answer["data"]["erased"]) == sorted(sids)
    assert {_pull(pushing, "report", sid)["status"] for sid in sids} == {Status.BAD_SESSION}
    assert _pull(pushing, "report", kept)["status"] == 0
    again = pushing.delete(f"/v1/authorizations/{sids[0]}", headers=BEARER).json()
    assert again["status"] == Status.BAD_SESSION


def test_only_the_secret_erases(client: TestClient) -> None:
    sid = _granted(client, number("0000"))
    address = f"/v1/authorizations/{sid}"
    assert client.delete(address, params={"token": TOKEN}).json()["status"] == Status.BAD_TOKEN
    assert client.delete(address).json()["status"] == Status.NO_TOKEN


def test_collected_data_is_deleted_after_keep_days(client: TestClient) -> None:
    sid = _granted(client, number("0000"))
    _ready(client, "report", sid)
    _advance(client, 6 * DAY)
    assert _pull(client, "report", sid)["status"] == 0
    _advance(client, DAY + 120)
    _until(lambda: True if _pull(client, "report", sid)["status"] == Status.BAD_SESSION else None)


def test_no_number_or_name_is_in_the_database(tmp_path: Path) -> None:
    tel = number("0000")
    who = {"usrName": "云朵", "usrId": "110101199003070011", "usrPhone": tel}
    with TestClient(make_demo(tmp_path).app) as client:
        sid = _granted(client, tel, contactor=json.dumps(who))
        report = _ready(client, "report", sid)
        kept = b"".join(p.read_bytes() for p in tmp_path.glob("h5kit.db*"))
    owner = report["data"]["tel_info"]["full_name"]
    for personal in (tel, owner, report["data"]["call_log_group_by_tel"][0]["format_tel"]):
        assert personal.encode() not in kept


@pytest.fixture
def authorizing(tmp_path: Path, receiver: Receiver) -> Iterator[TestClient]:
    """A demo that pushes authorizations only."""
    demo = make_demo(tmp_path, auth_receiver=receiver.url)
    with TestClient(demo.app, base_url="http://127.0.0.1:8000") as running:
        yield running


def test_a_partner_sees_its_pushes_and_redelivers_one(
    authorizing: TestClient, receiver: Receiver
) -> None:
    client = authorizing
    receiver.answers(*[(500, b"no")] * 3)
    sid = _granted(client, number("0000"))

    def push(state: str) -> Any:
        (mine,) = client.get("/sandbox/deliveries", params={"sid": sid}).json()
        _advance(client, 10)
        return mine if mine["state"] == state else None

    _until(lambda: push("failed"))
    (failed,) = client.get("/v1/deliveries", params={"sid": f"{sid} "}, headers=BEARER).json()[
        "data"
    ]
    assert [t["outcome"] for t in failed["tries"]] == ["refused"] * 3
    assert "body" not in failed
    address = f"/v1/deliveries/{failed['id']}/redeliver"
    assert client.post(address).json()["status"] == Status.NO_TOKEN
    assert client.post(address, headers=BEARER).json()["status"] == 0
    done = _until(lambda: push("done"))
    assert [t["number"] for t in done["tries"]] == [1, 2, 3, 4]
    missing = client.post("/v1/deliveries/evt_0/redeliver", headers=BEARER).json()
    assert missing["status"] == Status.BAD_SESSION


def test_pushes_of_other_partners_cannot_be_seen_or_redelivered(tmp_path: Path) -> None:
    with TestClient(made(tmp_path)) as client:
        sid = _granted(client, number("0000"))
        bearer = {"authorization": f"Bearer {OTHER.secret}"}
        told = client.get("/v1/deliveries", params={"sid": sid}, headers=bearer).json()
    assert told["status"] == Status.BAD_SESSION


def test_the_applicants_values_are_deleted_a_day_after_the_report(tmp_path: Path) -> None:
    contact = {"firstContactor": "谷雨", "relationshipWithFir": "父母", "telOfFir": "13400000001"}
    tel, who = number("0000"), person()
    told = {"usrName": who.name, "usrId": who.id_card, "usrProv": "广东", "usrCity": "深圳",
            "usrAddr": "彩云路1号", "usrPhone": tel, **contact}  # fmt: skip

    def kept() -> int:
        with closing(sqlite3.connect(tmp_path / "h5kit.db")) as store:
            count: int = store.execute("SELECT count(*) FROM applicants").fetchone()[0]
            return count

    with TestClient(make_demo(tmp_path).app) as client:
        sid = _granted(client, tel, contactor=json.dumps(told))
        report = _ready(client, "report", sid)
        assert report["data"]["mergency_contact"][0]["contact_name"] == "谷雨"
        assert kept() == 1
        _advance(client, DAY + 120)
        _until(lambda: None if kept() else True)
        assert _pull(client, "report", sid) == report


def test_the_demo_does_not_limit_pulls(tmp_path: Path) -> None:
    with TestClient(make_demo(tmp_path).app) as client:
        asked = {
            client.get("/calls/report?sid=x", headers=BEARER).json()["status"] for _ in range(200)
        }
    assert asked == {Status.BAD_SESSION}
