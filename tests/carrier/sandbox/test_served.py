"""The served sandbox is tolerant in what it accepts and exact in what it answers."""

import json

import pytest
from jsonschema import Draft202012Validator
from starlette.applications import Starlette
from starlette.routing import Route

from h5kit.carrier.dialect import FlowData, LoginData, VerifyData
from h5kit.carrier.sandbox import SCENARIOS
from h5kit.messages import Message, Status
from h5kit.schemas import schema
from h5kit.testing.people import number
from tests.carrier.sandbox.serving import Sandbox


def _shape(kind: type[FlowData | LoginData | VerifyData]) -> dict[str, object]:
    """Return the empty data of a call, with the keys and order of docs/gateway.md."""
    return {key: 0 if key.startswith("need_") else "" for key in kind.__struct_fields__}


SHAPES: dict[str, dict[str, object]] = {
    "/token": {"token": "", "expires": ""},
    "/calls/flow": _shape(FlowData),
    "/calls/verify/captcha": {"captcha_image": ""},
    "/calls/login": _shape(LoginData),
    "/calls/verify": _shape(VerifyData),
    "/forget/pwd": {"tid": "", "need_new_pwd": 0, "need_contacts": 0, "login_sms_duration": "",
                    "sms_duration": "", "content": ""},
}  # fmt: skip
UNKNOWN = f"SID{'0' * 32}"


def test_a_token_is_32_hex_digits_and_has_an_expiry(sandbox: Sandbox) -> None:
    told = sandbox.take_token()
    assert (told["status"], told["action"]) == (0, "done")
    assert len(bytes.fromhex(told["data"]["token"])) == 16
    assert len(told["data"]["expires"]) == len("2026-01-01 00:00:00")


def test_a_refused_token_request_gets_the_status_of_its_reason(
    sandbox: Sandbox, subtests: pytest.Subtests
) -> None:
    for changed, status in [
        ({"appid": "other"}, Status.BAD_APPID),
        ({"appid": ""}, Status.BAD_APPID),
        ({"sign": "0" * 32}, Status.BAD_SIGN),
        ({"sign": ""}, Status.BAD_SIGN),
        ({"sign": "é"}, Status.BAD_SIGN),
        ({"time": "1700000001"}, Status.BAD_SIGN),
        ({"time": ""}, Status.BAD_PARAMETER),
        ({"time": "now"}, Status.BAD_PARAMETER),
    ]:
        with subtests.test(changed=changed, status=status):
            told = sandbox.take_token(**changed)
            assert told == _refused(status, "/token")


def test_every_call_needs_a_valid_token(sandbox: Sandbox, subtests: pytest.Subtests) -> None:
    for path in [path for path in SHAPES if path != "/token"]:
        with subtests.test(path=path):
            assert sandbox.get(path) == _refused(Status.NO_TOKEN, path)
            assert sandbox.get(path, token="0" * 32) == _refused(Status.BAD_TOKEN, path)
            sandbox.clock.advance(7201)
            assert sandbox.get(path, token=sandbox.token) == _refused(Status.BAD_TOKEN, path)


def test_an_older_token_is_valid_until_it_expires(sandbox: Sandbox) -> None:
    old = sandbox.token
    sandbox.clock.advance(7000)
    sandbox.token = sandbox.take_token()["data"]["token"]
    assert sandbox.get("/calls/flow", token=old, tel=number("0000"))["status"] == 0


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/calls/flow", {}),
        ("/calls/flow", {"tel": "021"}),
        ("/calls/flow", {"tel": None}),
        ("/calls/flow", {"tel": ["x"]}),
        ("/calls/verify/captcha", {}),
        ("/calls/login", {"tel": "13400000000"}),
        ("/calls/login", {"sid": UNKNOWN}),
        ("/calls/verify", {"sms_code": "123456"}),
        ("/forget/pwd", {"user_name": "x"}),
        ("/forget/pwd", {"tid": "TID0"}),
    ],
)
def test_a_missing_or_wrong_parameter_gets_4001(
    sandbox: Sandbox, path: str, given: dict[str, object]
) -> None:
    assert sandbox.call(path, **given) == _refused(Status.BAD_PARAMETER, path)


def test_an_unreadable_body_gets_4001(sandbox: Sandbox, subtests: pytest.Subtests) -> None:
    for body in [
        b'{"tel":',
        b"[1]",
        b"{" * 5000,
        b"tel=%ff%fe",
        b"\xff=1",
        b"a=1&" * 200,
        b"x" * 70_000,
    ]:
        with subtests.test(body=body):
            answer = sandbox.client.post(
                "/calls/flow", params={"token": sandbox.token}, content=body
            )
            assert Sandbox.told(answer) == _refused(Status.BAD_PARAMETER, "/calls/flow")


def test_an_unknown_session_gets_4016(sandbox: Sandbox, subtests: pytest.Subtests) -> None:
    for path, given in [
        ("/calls/verify/captcha", {"sid": UNKNOWN}),
        ("/calls/login", {"sid": UNKNOWN, "tel": "13400000000"}),
        ("/calls/verify", {"sid": UNKNOWN}),
        ("/forget/pwd", {"tid": f"TID{'0' * 20}", "sms_code": "123456"}),
    ]:
        with subtests.test(path=path, given=given):
            assert sandbox.call(path, **given) == _refused(Status.BAD_SESSION, path)


def test_a_scenarios_own_message_25_has_its_own_status(sandbox: Sandbox) -> None:
    assert (
        sandbox.call("/calls/flow", tel=number("9325"))["status"]
        == Message.TIMED_OUT.row.statuses[0]
    )


def test_a_message_is_answered_with_its_status_and_exact_text(
    sandbox: Sandbox, subtests: pytest.Subtests
) -> None:
    for code in [message for message in Message if message]:
        with subtests.test(code=code):
            told = sandbox.call("/calls/flow", tel=number(f"93{code:02d}"))
            assert told["status"] == Message(code).row.statuses[0]
            assert told["msg"] == Message(code).row.text
            assert (told["data"], told["action"]) == (SHAPES["/calls/flow"], "reset")


def test_an_answer_has_every_key_in_its_type(sandbox: Sandbox, subtests: pytest.Subtests) -> None:
    for row in ["0000", "1001", "1002", "1003", "1004", "1005", "1007", "2005"]:
        with subtests.test(row=row):
            data = sandbox.call("/calls/flow", tel=number(row))["data"]
            assert list(data) == list(SHAPES["/calls/flow"])
            assert {type(data[key]) for key in data if key.startswith("need_")} == {int}
            assert data["sms_duration"] in (
                {60} if row in {"1001", "1003", "1005", "1007", "2005"} else {""}
            )
            assert isinstance(data["captcha_image"], str)


def test_every_address_answers_json_with_its_charset(
    sandbox: Sandbox, subtests: pytest.Subtests
) -> None:
    app = sandbox.client.app
    assert isinstance(app, Starlette)
    paths = [route.path for route in app.routes if isinstance(route, Route)]
    assert set(paths) >= {*SHAPES, "/calls/record", "/calls/report", "/cuishou", "/itag"}
    for path in (*paths, "/calls/nothing"):
        for method in ("GET", "POST", "BREW"):
            for token in ("", sandbox.token):
                with subtests.test(path=path, method=method, token=token):
                    answer = sandbox.client.request(
                        method, path, params={"token": token, "tel": number("0000"), "sid": "S"}
                    )
                    assert answer.headers["content-type"] == "application/json; charset=utf-8"


def test_json_is_accepted_with_any_content_type(
    sandbox: Sandbox, subtests: pytest.Subtests
) -> None:
    for content_type in [
        "",
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded; charset=utf-8",
    ]:
        with subtests.test(content_type=content_type):
            body = json.dumps({"tel": int(number("0000")), "nobody knows": {"me": 1}})
            answer = sandbox.client.post(
                "/calls/flow",
                params={"token": sandbox.token},
                content=body.encode("utf-8-sig"),
                headers={"content-type": content_type},
            )
            assert Sandbox.told(answer)["status"] == 0


@pytest.mark.parametrize("row", ["5004", "5005"])
def test_a_broken_row_answers_a_broken_response(sandbox: Sandbox, row: str) -> None:
    tel = number(row)
    sid = sandbox.call("/calls/flow", tel=tel)["data"]["sid"]
    given = {"token": sandbox.token, "sid": sid, "tel": tel, "pin_pwd": "246813"}
    answer = sandbox.client.get("/calls/login", params=given)
    assert answer.status_code == (500 if row == "5004" else 200)
    with pytest.raises(ValueError, match=r".+"):
        json.loads(answer.content)


def test_a_server_that_cannot_drop_a_connection_reports_it(sandbox: Sandbox) -> None:
    tel = number("5006")
    sid = sandbox.call("/calls/flow", tel=tel)["data"]["sid"]
    with pytest.raises(RuntimeError, match="drop"):
        sandbox.call("/calls/login", sid=sid, tel=tel)


def test_it_has_the_sandboxs_own_addresses(sandbox: Sandbox) -> None:
    tel = number("1001")
    sandbox.call("/calls/flow", tel=tel)
    rows = sandbox.client.get("/sandbox/scenarios").json()
    (sms,) = sandbox.client.get("/sandbox/sms", params={"tel": tel}).json()
    assert (len(rows), sms["kind"], sms["tel"]) == (len(SCENARIOS), "login", tel)
    before = sandbox.client.get("/sandbox/clock").json()["now"]
    moved = sandbox.client.post("/sandbox/clock", json={"advance_seconds": 100}).json()["now"]
    assert moved - before >= 100


def test_an_address_with_a_slash_is_answered_without_a_redirect(sandbox: Sandbox) -> None:
    told = sandbox.call("/calls/flow/", tel=number("1001"))
    assert (told["status"], told["data"]["sid"][:3]) == (0, "SID")
    assert sandbox.client.get("/calls/flow//", follow_redirects=False).status_code == 404


def test_a_clock_is_moved_by_a_number_of_seconds_only(
    sandbox: Sandbox, subtests: pytest.Subtests
) -> None:
    for body in [
        b"",
        b"[]",
        b"{",
        b'{"advance_seconds":-1}',
        b'{"advance_seconds":true}',
        b'{"advance_seconds":"1"}',
        b'{"advance_seconds":1e99}',
        b'{"advance_seconds":1}' + b" " * 2000,
    ]:
        with subtests.test(body=body):
            refused = {"status": Status.BAD_PARAMETER, "msg": Status.BAD_PARAMETER.text}
            for answer in (
                sandbox.client.post("/sandbox/clock", content=body),
                sandbox.client.get("/sandbox/sms", params={"tel": "x"}),
            ):
                assert (answer.status_code, answer.json()) == (400, refused)


DOCUMENTS = {"/calls/report": "report", "/cuishou": "score", "/itag": "tags"}


def test_documents_are_computed_from_the_records(
    sandbox: Sandbox, subtests: pytest.Subtests
) -> None:
    for path, name in DOCUMENTS.items():
        with subtests.test(path=path, name=name):
            tel = number("5010")
            sid = sandbox.call("/calls/flow", tel=tel)["data"]["sid"]
            assert sandbox.get(path, token=sandbox.token, sid=sid)["status"] == Status.BAD_SESSION
            sandbox.call("/calls/login", sid=sid, tel=tel, pin_pwd="246813")
            early = sandbox.get(path, token=sandbox.token, sid=sid)
            assert (early["status"], early["data"], early["action"]) == (
                Status.BEING_MADE,
                {},
                "processing",
            )
            sandbox.clock.advance(60)
            told = sandbox.get(path, token=sandbox.token, sid=sid)
            assert (told["status"], told["action"]) == (0, "done")
            Draft202012Validator(schema(name)).validate(told["data"])
            assert sandbox.get(path, sid=sid)["status"] == Status.NO_TOKEN
            assert sandbox.get(path, token=sandbox.token)["status"] == Status.BAD_PARAMETER


def test_records_have_the_action_of_every_answer(sandbox: Sandbox) -> None:
    tel = number("0000")
    sid = sandbox.call("/calls/flow", tel=tel)["data"]["sid"]
    sandbox.call("/calls/login", sid=sid, tel=tel, pin_pwd="246813")
    told = sandbox.get("/calls/record", token=sandbox.token, sid=sid)
    assert list(told) == ["status", "msg", "data", "action"]
    assert (told["status"], told["action"], told["data"]["tel"]) == (0, "done", tel)


def test_missing_records_are_answered_in_the_dialects_envelope(sandbox: Sandbox) -> None:
    tel = number("5011")
    sid = sandbox.call("/calls/flow", tel=tel)["data"]["sid"]
    sandbox.call("/calls/login", sid=sid, tel=tel, pin_pwd="246813")
    for known, status in ((sid, Status.MAKING_FAILED), ("SID0", Status.BAD_SESSION)):
        told = sandbox.get("/calls/record", token=sandbox.token, sid=known)
        assert (told["status"], told["action"]) == (status, "reset")


def test_an_unknown_call_is_answered_in_the_envelope_too(
    sandbox: Sandbox, subtests: pytest.Subtests
) -> None:
    for method, path, http, allowed in [
        ("GET", "/calls/nothing", 404, set()),
        ("PUT", "/calls/flow", 405, {"GET", "HEAD", "POST"}),
        ("DELETE", "/cuishou", 405, {"GET", "HEAD", "POST"}),
        ("POST", "/sandbox/sms", 405, {"GET", "HEAD"}),
    ]:
        with subtests.test(method=method, path=path, http=http, allowed=allowed):
            answer = sandbox.client.request(method, path)
            assert answer.status_code == http
            assert answer.json() == {
                "status": Status.BAD_PARAMETER,
                "msg": Status.BAD_PARAMETER.text,
                "data": {},
                "action": "reset",
            }
            assert set(filter(None, answer.headers.get("allow", "").split(", "))) == allowed


def _refused(status: int, path: str) -> dict[str, object]:
    return {
        "status": status,
        "msg": Status(status).text,
        "data": SHAPES[path],
        "action": "reset",
    }
