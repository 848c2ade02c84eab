"""The entry: every parameter, GET and POST, sessions, and no personal data in addresses."""

import json
import re
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from h5kit.demo import Demo, make_demo
from h5kit.messages import Message, Status
from h5kit.testing.people import number, person
from tests.conftest import Visit

TOKEN = "demo-token-0123456789abcdef"
SECRET = {"authorization": "Bearer demo-secret-0123456789abcdef"}


def _contactor(**changes: str) -> str:
    who = person()
    given = {
        "usrName": who.name,
        "usrId": who.id_card,
        "usrProv": "广东",
        "usrCity": "深圳市",
        "usrAddr": "彩云路1号",
        "usrPhone": number("0000"),
        "firstContactor": "谷雨",
        "relationshipWithFir": "表姐",
        "telOfFir": "010-87654321",
        **changes,
    }
    return json.dumps({k: v for k, v in given.items() if v}, ensure_ascii=False)


@pytest.mark.parametrize("how", ["get", "form", "json"])
def test_a_known_token_leads_to_an_address_without_personal_data(
    client: TestClient, how: str
) -> None:
    tel = number("0000")
    given = {"token": TOKEN, "tel": tel, "uid": "u-1"}
    if how == "get":
        answer = client.get("/", params=given, follow_redirects=False)
    elif how == "form":
        answer = client.post("/", data=given, follow_redirects=False)
    else:
        answer = client.post("/", json=given, follow_redirects=False)
    assert answer.status_code == 303
    assert re.fullmatch(r"/f/[A-Za-z0-9_.-]+", answer.headers["location"])
    assert tel not in answer.headers["location"]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("deep", ["[" * 3000 + "]" * 3000, '{"a":' * 1300 + "1" + "}" * 1300])
def test_a_too_deeply_nested_contactor_is_ignored(visit: Visit, deep: str) -> None:
    contactor = '{"usrPhone":' + deep + "}"
    assert visit.enter(contactor=contactor).step == "phone"
    answer = visit.client.post("/v1/sessions", json={"contactor": contactor}, headers=SECRET)
    assert answer.status_code == 201


def test_without_parameters_p1_comes_first(visit: Visit) -> None:
    assert visit.enter().step == "basic_info"


def test_a_given_number_skips_p1_and_is_read_only(visit: Visit) -> None:
    tel = number("0000")
    assert visit.enter(tel=f"+86 {tel}").step == "phone"
    assert f'value="{tel}"' in visit.page
    assert " readonly" in visit.page


def test_a_given_number_cannot_be_changed(visit: Visit) -> None:
    tel = number("0000")
    visit.enter(tel=tel).phone(number("9052"))
    assert visit.step == "success"


def test_a_complete_contactor_skips_p1_and_fills_the_number(visit: Visit) -> None:
    tel = number("1004")
    visit.enter(contactor=_contactor(usrPhone=tel))
    assert visit.step == "phone"
    assert f'value="{tel}"' in visit.page
    assert " readonly" not in visit.page
    visit.phone(tel)
    assert 'name="id_card"' in visit.page
    assert re.search(r'name="id_card"[^>]* value="\d{17}[\dX]"', visit.page)


@pytest.mark.parametrize("text", ["{", "[]", "null", '"x"', "{}", '{"usrName": 1}', "{" * 5000])
def test_a_broken_contactor_is_ignored(visit: Visit, text: str) -> None:
    assert visit.enter(contactor=text).step == "phone"
    assert visit.status == 200


@pytest.mark.parametrize("value", [[1], 5, True, "[]", {}])
def test_a_contactor_in_json_that_is_not_an_object_is_ignored(
    client: TestClient, value: object
) -> None:
    entered = client.post("/", json={"token": TOKEN, "contactor": value})
    assert Visit(client).take(entered).step == "phone"
    made = client.post("/v1/sessions", json={"contactor": value}, headers=SECRET)
    assert made.status_code == 201


def test_an_incomplete_contactor_still_fills_the_number(visit: Visit) -> None:
    tel = number("0000")
    visit.enter(contactor=_contactor(usrPhone=tel, telOfFir=""))
    assert f'value="{tel}"' in visit.page


@pytest.mark.parametrize("token", [None, "", "nobody", "demo-secret-0123456789abcdef", "ü"])
def test_an_unknown_token_gets_22_and_403(client: TestClient, token: str | None) -> None:
    visit = Visit(client).take(client.get("/", params={} if token is None else {"token": token}))
    assert (visit.status, visit.messages) == (403, [Message.NOT_AUTHORIZED])


@pytest.mark.parametrize("query", ["token=a&token=b", "token=t&uid=1&uid=2", "tel=1&tel=1"])
def test_a_parameter_given_twice_gets_400(client: TestClient, query: str) -> None:
    assert client.get(f"/?{query}").status_code == 400


def test_a_parameter_in_both_query_and_body_gets_400(client: TestClient) -> None:
    assert client.post("/?token=x", data={"token": "x"}).status_code == 400


@pytest.mark.parametrize("address", ["/", "/v1/sessions"])
def test_a_parameter_given_twice_in_json_gets_400(client: TestClient, address: str) -> None:
    body = f'{{"token": "{TOKEN}", "uid": "a", "uid": "b"}}'
    headers = {**SECRET, "content-type": "application/json"}
    assert client.post(address, content=body, headers=headers).status_code == 400


@pytest.mark.parametrize(
    ("given", "status"),
    [({"token": TOKEN}, 201), ({"token": "another"}, 400), ({"scenario": ""}, 201)],
)
def test_a_session_accepts_the_fields_of_the_entry(
    client: TestClient, given: dict[str, str], status: int
) -> None:
    assert client.post("/v1/sessions", json=given, headers=SECRET).status_code == status


@pytest.mark.parametrize(("sent", "step"), [("on", "success"), ("1", "success"), ("off", "phone")])
def test_a_checkbox_is_ticked_by_its_value(visit: Visit, sent: str, step: str) -> None:
    visit.enter(tel=number("0000")).post(service_password="246813", agree=sent)
    assert visit.step == step
    assert visit.messages == ([] if step == "success" else [Message.AGREEMENT_NEEDED])


def test_a_malformed_number_gets_9(visit: Visit) -> None:
    visit.enter(tel="12345")
    assert (visit.status, visit.messages) == (400, [Message.PHONE_INVALID])


def test_fields_for_sessions_only_are_ignored_in_an_address(visit: Visit) -> None:
    visit.enter(tel=number("0000"), redirect_url="http://127.0.0.1/x", scenario="9052").phone()
    assert visit.step == "success"
    assert "127.0.0.1/x" not in visit.page


def test_the_entry_sends_no_sms_and_calls_no_carrier(visit: Visit, client: TestClient) -> None:
    tel = number("1001")
    visit.enter(tel=tel)
    assert client.get("/sandbox/sms", params={"tel": tel}).json() == []
    assert visit.flow["carrier_logins"] == 0


def test_a_session_keeps_personal_data_out_of_addresses(client: TestClient) -> None:
    given = {"tel": number("0000"), "uid": "u", "contactor": json.loads(_contactor())}
    answer = client.post("/v1/sessions", json=given, headers=SECRET)
    assert answer.status_code == 201
    made = answer.json()
    assert set(made) == {"url", "handle", "expires_at"}
    assert made["url"].endswith(f"/f/{made['handle']}")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", made["expires_at"])
    assert Visit(client).take(client.get(made["url"])).step == "phone"


def test_the_stored_digest_of_a_session_request_is_keyed(
    client: TestClient, tmp_path: Path
) -> None:
    body = b'{"tel":"13400001001"}'
    headers = {**SECRET, "idempotency-key": "k1", "content-type": "application/json"}
    assert client.post("/v1/sessions", content=body, headers=headers).status_code == 201
    with closing(sqlite3.connect(tmp_path / "data" / "h5kit.db")) as store:
        ((digest,),) = store.execute("SELECT digest FROM requests").fetchall()
    assert digest not in {"", sha256(body).hexdigest()}


def test_the_same_idempotency_key_gets_the_same_answer(client: TestClient) -> None:
    headers = {**SECRET, "idempotency-key": "k1"}
    body = {"tel": number("0000")}
    first = client.post("/v1/sessions", json=body, headers=headers)
    again = client.post("/v1/sessions", json=body, headers=headers)
    spaced = json.dumps(body, indent=2)
    spaced_out = client.post("/v1/sessions", content=spaced, headers=headers)
    other = client.post("/v1/sessions", json={}, headers=headers)
    assert first.json() == again.json() == spaced_out.json()
    assert (other.status_code, other.json()["status"]) == (422, Status.BAD_PARAMETER)


def test_a_sessions_scenario_counts_for_any_number(client: TestClient) -> None:
    made = client.post(
        "/v1/sessions", json={"tel": number("0000"), "scenario": "9052"}, headers=SECRET
    )
    visit = Visit(client).take(client.get(made.json()["url"])).phone()
    assert visit.messages == [Message.NUMBER_NOT_VERIFIED]


def test_a_session_redirects_to_its_redirect_url(client: TestClient) -> None:
    target = "http://127.0.0.1:9/done?x=1"
    body = {"tel": number("0000"), "redirect_url": target}
    made = client.post("/v1/sessions", json=body, headers=SECRET)
    visit = Visit(client).take(client.get(made.json()["url"])).phone()
    assert f'href="{target}"' in visit.page


@pytest.mark.parametrize(
    ("headers", "body", "status", "code"),
    [
        ({}, "{}", 401, Status.NO_TOKEN),
        ({"authorization": "Bearer nobody"}, "{}", 401, Status.BAD_TOKEN),
        ({"authorization": "Bearer demo-token-0123456789abcdef"}, "{}", 401, Status.BAD_TOKEN),
        (SECRET, "{", 400, Status.BAD_PARAMETER),
        (SECRET, "[1]", 400, Status.BAD_PARAMETER),
        (SECRET, '{"tel": [1]}', 400, Status.BAD_PARAMETER),
        (SECRET, '{"tel": "123"}', 400, Status.BAD_PARAMETER),
        (SECRET, '{"uid": "' + "x" * 200 + '"}', 400, Status.BAD_PARAMETER),
        (SECRET, '{"nobody": "knows"}', 400, Status.BAD_PARAMETER),
        (SECRET, '{"scenario": "8888"}', 400, Status.BAD_PARAMETER),
        (SECRET, '{"redirect_url": "https://evil.example/"}', 400, Status.BAD_PARAMETER),
        (SECRET, '{"redirect_url": "javascript:alert(1)"}', 400, Status.BAD_PARAMETER),
        (SECRET, '{"uid": "' + "x" * 100_000 + '"}', 413, Status.BAD_PARAMETER),
    ],
)
def test_a_bad_session_gets_a_documented_status(
    client: TestClient, headers: dict[str, str], body: str, status: int, code: int
) -> None:
    answer = client.post("/v1/sessions", content=body, headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (status, code)


@pytest.mark.parametrize("value", ["1", "true", "null", "[]", '"text"'])
def test_an_unknown_field_of_a_session_is_named(client: TestClient, value: str) -> None:
    body = f'{{"tel": "13400000000", "nonsense": {value}}}'
    answer = client.post("/v1/sessions", content=body, headers=SECRET)
    assert (answer.status_code, answer.json()["msg"]) == (400, "nonsense: unknown field")


def test_the_demo_partner_has_the_contracts_switches(demo: Demo) -> None:
    assert demo.partner.basic_info
    assert demo.partner.token_pulls


def test_a_partner_of_the_file_opens_flows_with_its_own_switches(tmp_path: Path) -> None:
    file = tmp_path / "partners.toml"
    file.write_text(
        "[[partner]]\nappid = 'shop'\nname = 'S'\ntoken = 'token-of-the-shop'\n"
        "secret = 'secret-of-the-shop'\nvirtual_operators = true\n"
        "embed_origins = ['https://shop.example']\naccent = '#0a6b45'\n"
    )
    with TestClient(make_demo(tmp_path / "data", partners_file=file).app) as client:
        answer = client.get("/", params={"token": "token-of-the-shop"})
        visit = Visit(client).take(answer)
        assert visit.step == "phone"
        assert "{:root{--brand:#0a6b45}}" in visit.page
        assert "https://shop.example" in answer.headers["content-security-policy"]
        assert visit.phone("17012340000").step == "success"


def test_a_session_names_what_it_ignored_but_no_value(client: TestClient, logs: list[Any]) -> None:
    contactor = json.loads(_contactor(usrCity="火星", telOfFir="86277"))
    body = {"uid": "u", "callback": "http://shop.example/x", "contactor": contactor}
    headers = {**SECRET, "idempotency-key": "k-ignored"}
    first = client.post("/v1/sessions", json=body, headers=headers)
    assert first.json()["ignored"] == [
        {"field": "callback", "why": "not https at a listed host"},
        {"field": "usrCity", "why": "not a city of the province"},
        {"field": "telOfFir", "why": "not a phone number"},
        {"field": "contactor", "why": "lacks something required, so the report has no applicant"},
    ]
    assert client.post("/v1/sessions", json=body, headers=headers).json() == first.json()
    client.get("/", params={"token": TOKEN, "contactor": json.dumps(contactor)})
    lines = [line for line in logs if line["event"] == "entry_fields_ignored"]
    assert [line["way"] for line in lines] == ["session", "session", "entry"]
    assert lines[0]["partner"] == "demo"
    assert lines[0]["ignored"][1] == "usrCity: not a city of the province"
    shown = repr(lines) + first.text
    values = [contactor[name] for name in ("usrName", "usrId", "usrCity", "usrPhone", "telOfFir")]
    assert not any(value in shown for value in (*values, "shop.example"))


def test_a_session_reads_what_clients_send(client: TestClient, subtests: pytest.Subtests) -> None:
    text = json.dumps({"tel": 13400000000, "contactor": json.loads(_contactor())})
    chinese = text.encode().decode("unicode_escape")
    for body, headers in [
        (b"\xef\xbb\xbf" + text.encode(), {"content-type": "application/json"}),
        (chinese.encode("gbk"), {"content-type": "application/json; charset=GBK"}),
        (chinese.encode("gbk"), {"content-type": "application/json"}),
        (text.encode(), {"content-type": "text/plain"}),
        (text.encode(), {"authorization": f"bearer   {SECRET['authorization'][7:]} \t"}),
    ]:
        with subtests.test(body=body[:5], headers=headers):
            answer = client.post("/v1/sessions", content=body, headers={**SECRET, **headers})
            assert answer.status_code == 201
            assert "ignored" not in answer.json()


def test_a_form_of_the_flow_may_be_multipart(visit: Visit, client: TestClient) -> None:
    visit.enter(tel=number("0000"))
    parts = {"_step": visit.page.split('name="_step" value="')[1].split('"')[0],
             "service_password": "246813", "agree": "yes"}  # fmt: skip
    sent = client.post(visit.address, files={name: (None, v) for name, v in parts.items()})
    assert visit.take(sent).step == "success"
    many = {f"f{n}": (None, "1") for n in range(65)}
    assert client.post("/", files=many).status_code == 400
