"""Old clients of this dialect take every answer and push, with every Chinese value whole."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from h5kit.carrier.dialect import sign
from h5kit.carrier.sandbox.served import APPID, SECRET, create_sandbox
from h5kit.clock import MovableClock
from h5kit.commands.documents import documents
from h5kit.demo import demo_partner, make_demo
from h5kit.messages import Message, Status
from h5kit.testing.people import HOME, number, person
from h5kit.testing.receiver import Push, Receiver
from tests.conftest import Visit
from tests.eventually import eventually
from tests.old_client import ENVELOPE, OldClient, UnreadableError, table, texts, types_of

WHO = person()
UID = "用户一号"
BEARER = {"authorization": f"Bearer {demo_partner().secret}"}
PULLS = {
    "/calls/record": "records",
    "/calls/report": "report",
    "/cuishou": "score",
    "/itag": "tags",
}
PUSH = types_of(("status", "int"), ("sid", "string"), ("tel", "string"), ("uid", "string"))
DIALECT = types_of(
    *ENVELOPE.items(),
    ("token", "string"),
    ("expires", "string"),
    ("sid", "string"),
    ("tid", "string"),
    ("need_full_name", "int"),
    ("need_id_card", "int"),
    ("need_pin_pwd", "int"),
    ("need_new_pwd", "int"),
    ("need_contacts", "int"),
    ("sms_duration", "int/string"),  # interface{}: seconds, or "" when no code is needed
    ("login_sms_duration", "int/string"),
    ("captcha_image", "string"),
    ("verify_notes", "string"),
    ("content", "string"),
)


def _take(answer: Response, types: Any) -> Any:
    """Return an answer as an old client reads it; every text is what was written."""
    found = OldClient(types).take(answer.headers["content-type"], answer.content)
    assert texts(found) == texts(json.loads(answer.content))
    return found


def _session(tel: str) -> dict[str, Any]:
    """Return an entry whose every text is Chinese."""
    contactor = {
        "usrName": WHO.name,
        "usrId": WHO.id_card,
        "usrProv": HOME["province"],
        "usrCity": HOME["city"],
        "usrAddr": HOME["address"],
        "usrPhone": tel,
        "firstContactor": HOME["contact1_name"],
        "relationshipWithFir": HOME["contact1_relation"],
        "telOfFir": WHO.contact,
    }
    return {"uid": UID, "contactor": contactor}


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    """A receiver of all pushes."""
    with Receiver() as running:
        yield running


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[TestClient]:
    """A demo that pushes everything."""
    url = receiver.url
    demo = make_demo(
        tmp_path_factory.mktemp("old"),
        auth_receiver=f"{url}/auth",
        report_receiver=f"{url}/report",
        records_receiver=f"{url}/record",
    )
    with TestClient(demo.app, base_url="http://127.0.0.1:8000") as running:
        yield running


@pytest.fixture(scope="module")
def sid(client: TestClient) -> str:
    """The sid of a person whose documents are ready."""
    tel = number("0000")
    opened = client.post("/v1/sessions", json=_session(tel), headers=BEARER)
    _take(opened, types_of(("url", "string"), ("handle", "string"), ("expires_at", "string")))
    visit = Visit(client).take(client.get(opened.json()["url"])).phone(tel)
    found: str = visit.flow["sid"]
    for path in PULLS:
        _ready(client, path, found)
    return found


def _ready(client: TestClient, path: str, sid: str) -> None:
    def pulled() -> Any:
        return client.get(path, params={"sid": sid}, headers=BEARER).json()["status"]

    eventually(pulled, lambda status: status == 0, "ready")


def test_an_old_client_takes_every_pull(
    client: TestClient, sid: str, subtests: pytest.Subtests
) -> None:
    told = set()
    for path, name in PULLS.items():
        with subtests.test(path=path):
            answer = client.get(path, params={"sid": sid}, headers=BEARER)
            told |= texts(_take(answer, types_of(*ENVELOPE.items(), *table(name)))["data"])
    newest = client.get("/calls/sid", params={"uid": UID}, headers=BEARER)
    assert _take(newest, types_of(*ENVELOPE.items(), ("sid", "string")))["data"] == {"sid": sid}
    assert told >= {UID, WHO.name, *HOME.values(), "主叫", "被叫", "催收"}


def test_an_old_client_takes_every_refusal(
    client: TestClient, sid: str, subtests: pytest.Subtests
) -> None:
    failing = Visit(client).enter(tel=number("5011")).phone().flow["sid"]
    unknown = f"SID{'0' * 32}"
    for method, address, headers, http in (
        ("GET", f"/calls/report?sid={unknown}", BEARER, 200),
        ("GET", f"/calls/report?sid={failing}", BEARER, 200),
        ("GET", "/calls/record", BEARER, 200),
        ("GET", f"/itag?sid={sid}", {}, 200),
        ("GET", "/calls/sid?uid=无人", BEARER, 200),
        ("POST", "/cuishou", BEARER, 405),
        ("GET", "/calls/nothing", BEARER, 404),
        ("POST", "/v1/sessions", BEARER, 400),
        ("POST", "/v1/sessions", {}, 401),
    ):
        with subtests.test(method=method, address=address):
            answer = client.request(method, address, headers=headers, content=b"[")
            assert answer.status_code == http
            found = _take(answer, types_of(*ENVELOPE.items()))
            assert found["status"] in set(Status)


def _is_about(kind: str, sid: str, push: Push) -> bool:
    return push.path == f"/push/{kind}" and push.json().get("data", push.json())["sid"] == sid


def test_an_old_client_takes_every_push(client: TestClient, sid: str, receiver: Receiver) -> None:
    del client
    kinds = {"auth": PUSH, "report": PUSH, "record": types_of(*ENVELOPE.items(), *table("records"))}
    for kind, types in kinds.items():
        push = receiver.first(partial(_is_about, kind, sid), 0, 20)
        found = OldClient(types).take(push.headers["content-type"], push.body)
        assert texts(found) == texts(json.loads(push.body))
        assert UID in texts(found)


def test_an_old_client_takes_every_answer_of_the_sandbox(subtests: pytest.Subtests) -> None:
    query = {"appid": APPID, "time": "1700000000", "sign": sign(APPID, SECRET, "1700000000")}
    clock = MovableClock()
    with TestClient(create_sandbox(clock, documents=documents(clock))) as sandbox:
        token = _take(sandbox.get("/token", params=query), DIALECT)["data"]["token"]

        def call(path: str, **given: object) -> Any:
            with subtests.test(path=path, given=given):
                return _take(sandbox.post(f"{path}?token={token}", json=given), DIALECT)

        for last_four in ("0000", "1003", "1004", "2002", "2004", "9047", "9142", "9307"):
            tel = number(last_four)
            begun = call("/calls/flow", tel=tel, uid=UID)
            of = {"sid": begun["data"]["sid"], "tel": tel, "sms_code": "123456"}
            call("/calls/verify/captcha", sid=of["sid"])
            call("/calls/login", **of, pin_pwd="112233")
            answers = {"captcha_code": "h5ok", "full_name": WHO.name, "id_card": WHO.id_card}
            call("/calls/login", **of, **answers, pin_pwd="246813")
            call("/calls/verify", **of, captcha_code="h5ok")
            call("/calls/verify", sid="SID0", sms_code="")
            for path, name in PULLS.items():
                pulled = sandbox.get(path, params={"sid": of["sid"], "token": token})
                _take(pulled, types_of(*ENVELOPE.items(), *table(name)))
        for last_four in ("3001", "3003", "3005", "3006", "9233"):
            asked = call(
                "/forget/pwd", tel=number(last_four), user_name=WHO.name, user_id=WHO.id_card
            )
            for key in ("login_code", "sms_code", "tel_list"):
                call("/forget/pwd", tid=asked["data"]["tid"], **{key: "123456"})
        refused = call("/calls/flow", tel="1")
        assert refused["msg"] == Status.BAD_PARAMETER.text
        busy = call("/calls/flow", tel=number("9347"))
        assert busy["msg"] == Message.CARRIER_BUSY.text()


def test_the_old_client_is_as_literal_as_it_says(subtests: pytest.Subtests) -> None:
    old = OldClient(types_of(*ENVELOPE.items(), ("uid", "string")))
    for body in ('{"status":"0"}', '{"uid":1}', '{"status":1.0}', '{"data":null}', '{"at":1e30}'):
        with subtests.test(body=body), pytest.raises(UnreadableError):
            old.take("application/json; charset=utf-8", body.encode())
    assert old.take("application/json", '"好"'.encode()) != "好"
