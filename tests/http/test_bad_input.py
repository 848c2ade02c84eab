"""Any input gets a clear answer, loses no data, and shows no traceback."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from h5kit.carrier.gateway import Subject
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.demo import Demo, demo_partner, make_demo
from h5kit.flow.states import State
from h5kit.messages import Message, Status
from h5kit.steps import table
from h5kit.testing.people import number
from tests.conftest import Visit
from tests.http.made import made

URLENCODED = {"content-type": "application/x-www-form-urlencoded"}


def _is_clear(visit: Visit) -> bool:
    return bool(visit.messages) and "Traceback" not in visit.page


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"phone=1&phone=2", URLENCODED, 400),
        (b"phone=%ff%fe", URLENCODED, 400),
        (b"\xff\xfe", URLENCODED, 400),
        (b"&".join(b"f%d=1" % n for n in range(5000)), URLENCODED, 400),
        (b"x" * 70_000, URLENCODED, 413),
        (b"{}", {"content-type": "application/json"}, 415),
        (b"go=submit", {"content-type": f"multipart/form-data{';' * 600}"}, 415),
        (b"--x\r\n", {"content-type": "multipart/form-data; boundary=x"}, 400),
    ],
)
def test_a_bad_form_gets_a_clear_page(
    visit: Visit, client: TestClient, body: bytes, headers: dict[str, str], status: int
) -> None:
    visit.enter(tel=number("0000"))
    bad = Visit(client).take(client.post(visit.address, content=body, headers=headers))
    assert bad.status == status
    assert _is_clear(bad)
    assert visit.take(client.get(visit.address)).step == "phone"


def test_fifty_megabytes_are_refused_before_they_are_read(visit: Visit, client: TestClient) -> None:
    visit.enter(tel=number("0000"))

    def endless() -> Any:
        for _ in range(50):
            yield b"x" * 1_000_000

    for content in (b"x" * 50_000_000, endless()):
        answer = client.post(visit.address, content=content, headers=URLENCODED)
        assert answer.status_code == 413


@pytest.mark.parametrize(
    "handle", ["a" * 5000, f"{'a' * 24}.{'a' * 43}", f"{'a' * 24}.{'a' * 43}。"]
)
def test_a_forged_handle_gets_a_clear_page(client: TestClient, handle: str) -> None:
    bad = Visit(client).take(client.get(f"/f/{handle}"))
    assert (bad.status, bad.messages) == (404, [Message.NOT_AUTHORIZED])


def test_a_handle_with_a_changed_signature_is_refused(visit: Visit, client: TestClient) -> None:
    visit.enter(tel=number("0000"))
    forged = visit.address[:-2] + ("A" if visit.address[-2] != "A" else "B") + visit.address[-1]
    assert client.get(forged).status_code == 404


def test_a_forged_or_foreign_step_token_changes_nothing(visit: Visit, client: TestClient) -> None:
    visit.enter(tel=number("0000"))
    other = Visit(client).enter(tel=number("0000"))
    for token in ("", "1.x", "9999.zzz", "-1.x", "1", "٣.x"):
        page = "" if not token else f'name="_step" value="{token}"'
        Visit(client, visit.address, page).phone()
    Visit(client, visit.address, other.page).phone()
    assert visit.flow["rev"] == 1
    assert visit.flow["carrier_logins"] == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
    ],
)
def test_a_page_of_another_site_cannot_post_a_form(
    visit: Visit, client: TestClient, headers: dict[str, str]
) -> None:
    visit.enter(tel=number("0000"))
    client.headers.update(headers)
    visit.phone()
    assert visit.status == 403
    assert visit.messages == [Message.NOT_AUTHORIZED]


def test_an_unknown_action_changes_nothing(visit: Visit) -> None:
    visit.enter(tel=number("0000")).post(go="explode")
    assert visit.step == "phone"
    assert visit.flow["rev"] == 1


@pytest.mark.parametrize("go", ["cities", "close", "edit", "restart", "captcha", "sms"])
def test_an_action_of_another_step_changes_nothing(visit: Visit, go: str) -> None:
    visit.enter(tel=number("0000")).post(go=go)
    assert visit.step == "phone"
    assert visit.flow["rev"] == 1


@pytest.mark.parametrize("go", ["captcha", "cities", "sms", "close", "restart"])
def test_a_script_that_requests_an_unknown_part_gets_the_step(
    visit: Visit, client: TestClient, go: str
) -> None:
    visit.enter(tel=number("0000"))
    client.headers["h5-fragment"] = "1"
    visit.post(go=go)
    assert (visit.status, visit.step) == (200, "phone")


@pytest.mark.parametrize(
    ("last_four", "code"),
    [("9049", Message.LOCKED_UNTIL_TOMORROW), ("9052", Message.NUMBER_NOT_VERIFIED)],
)
@pytest.mark.parametrize("go", ["forgot", "restart", "submit", "close"])
def test_an_ended_flow_stays_ended(visit: Visit, last_four: str, code: Message, go: str) -> None:
    visit.enter(tel=number(last_four)).phone().post(go=go)
    assert (visit.step, visit.messages) == ("failed", [code])


@pytest.mark.parametrize("path", ["/nowhere", "/f/", "/static/0/x.js", "/sandbox/nowhere"])
def test_an_unknown_address_gets_a_clear_answer(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_broken_handler_shows_55_and_logs_no_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logs: list[Any]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("13400001001 secret")

    demo: Demo = make_demo(tmp_path)
    with TestClient(demo.app) as client:
        visit = Visit(client).enter(tel=number("0000"))
        step = replace(table.STEPS[State.PHONE], build_form=broken)
        monkeypatch.setitem(table.STEPS, State.PHONE, step)
        visit.phone()
    assert (visit.status, visit.messages) == (500, [Message.SERVICE_BUSY])
    assert "secret" not in repr(logs)
    assert any(line["event"] == "request_broken" for line in logs)


def test_a_broken_gateway_is_logged_with_its_place_and_without_its_text(
    tmp_path: Path, logs: list[Any]
) -> None:
    class Broken(SandboxGateway):
        async def begin(self, subject: Subject) -> NoReturn:
            raise RuntimeError(subject.tel)

    with TestClient(made(tmp_path, Broken)) as client:
        assert Visit(client).enter(tel=number("0000")).phone().messages == [Message.SERVICE_BUSY]
    (line,) = (line for line in logs if line["event"] == "gateway_broken")
    assert line["place"].startswith(f"{__name__}.{Broken.begin.__qualname__}:")
    assert number("0000") not in repr(line)


def test_script_in_a_name_is_shown_as_text(visit: Visit) -> None:
    visit.enter().post(name="<script>alert(1)</script>", address="\"><img src=x>'")
    assert "<script>alert" not in visit.page
    assert "&lt;script&gt;" in visit.page
    assert "<img src=x" not in visit.page


def test_control_characters_and_emoji_get_messages(visit: Visit) -> None:
    visit.enter().post(name="\x01\x02", id_card="😀" * 18, address="\u202e", phone="\x01" * 11)
    assert {Message.NAME_NEEDED, Message.ID_CARD_INVALID, Message.PHONE_NEEDED} <= set(
        visit.messages
    )


def test_a_post_to_a_deleted_flow_gets_25(visit: Visit, client: TestClient) -> None:
    visit.enter(tel=number("0000"))
    client.post("/sandbox/clock", json={"advance_seconds": 1900})
    client.get("/healthz")
    visit.phone()
    assert visit.messages == [Message.TIMED_OUT]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"advance_seconds": -1}', b'{"advance_seconds": "1"}']
)
def test_the_clock_only_moves_forward_by_seconds(client: TestClient, body: bytes) -> None:
    answer = client.post("/sandbox/clock", content=body)
    assert (answer.status_code, answer.json()["status"]) == (400, Status.BAD_PARAMETER)


@pytest.fixture
def on_either(open_with: Any, tmp_path: Path) -> Iterator[TestClient]:
    """A demo on a database of either kind."""
    app = make_demo(tmp_path, store=open_with("k" * 40), works=False).app
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        yield client


def test_a_nul_in_a_pull_is_a_bad_parameter(on_either: TestClient) -> None:
    bearer = {"authorization": f"Bearer {demo_partner().secret}"}
    asked = [
        ("GET", "/calls/record?sid=%00"), ("GET", "/calls/report?sid=a%00"),
        ("GET", "/cuishou?sid=a%00"), ("GET", "/itag?sid=%00"), ("GET", "/calls/sid?uid=%00"),
        ("GET", "/calls/sid?tel=%00"), ("GET", "/v1/deliveries?sid=%00"),
        ("POST", "/v1/deliveries/a%00/redeliver"), ("DELETE", "/v1/authorizations/a%00"),
        ("POST", "/v1/reports/a%00/link"),
    ]  # fmt: skip
    answers = [on_either.request(method, path, headers=bearer) for method, path in asked]
    assert {answer.status_code for answer in answers} == {200, 400}
    assert {answer.json()["status"] for answer in answers} == {Status.BAD_PARAMETER}


def test_a_nul_in_a_page_s_form_or_address_is_refused(on_either: TestClient) -> None:
    login = {"user": "a\0", "password": "b", "token": "c"}
    token = demo_partner().token
    answers = [
        on_either.post("/site/login", data=login, headers={"origin": "http://127.0.0.1:8000"}),
        on_either.get(f"/?token={token}&uid=%00"),
        on_either.get("/report/detail?sid=%00&appid=demo"),
        on_either.get("/site/reports?q=%00"),
        on_either.get("/f/%00"),
    ]
    assert all(answer.status_code < 500 for answer in answers)
    visit = Visit(on_either).enter(uid="u")
    assert visit.post(name="a\0").status == 400
    session = {"uid": "u", "scenario": "\0"}
    bearer = {"authorization": f"Bearer {demo_partner().secret}"}
    made = on_either.post("/v1/sessions", json=session, headers=bearer)
    assert (made.status_code, made.json()["status"]) == (400, Status.BAD_PARAMETER)


@pytest.mark.parametrize(
    ("method", "address", "http", "allowed"),
    [
        ("POST", "/calls/report?sid=SID0", 405, {"GET", "HEAD"}),
        ("DELETE", "/cuishou", 405, {"GET", "HEAD"}),
        ("PUT", "/itag", 405, {"GET", "HEAD"}),
        ("PUT", "/v1/sessions", 405, {"POST"}),
        ("GET", "/v1/authorizations/SID0", 405, {"DELETE"}),
        ("GET", "/v1/nope", 404, set()),
        ("GET", "/calls/nope", 404, set()),
    ],
)
def test_an_unknown_address_or_method_of_the_api_is_answered_in_json(
    client: TestClient, method: str, address: str, http: int, allowed: set[str]
) -> None:
    secret = {"authorization": f"Bearer {demo_partner().secret}"}
    answer = client.request(method, address, headers=secret)
    assert answer.status_code == http
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json() == {"status": Status.BAD_PARAMETER, "msg": Status.BAD_PARAMETER.text}
    assert _allowed(answer) == allowed


def test_an_unknown_address_or_method_of_the_pages_is_answered_by_a_page(
    client: TestClient,
) -> None:
    answer = client.put("/")
    assert Visit(client).take(answer).messages == [Message.NOT_AUTHORIZED]
    assert (answer.status_code, _allowed(answer)) == (405, {"GET", "HEAD", "POST"})
    assert client.get("/nope").status_code == 404


def _allowed(answer: Response) -> set[str]:
    return set(filter(None, answer.headers.get("allow", "").split(", ")))
