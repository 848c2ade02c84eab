"""Plain HTTP clients, as integrators write them, complete every dialogue with `h5kit sandbox`.

They use only the standard library and docs/gateway.md, and each sends in another format.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from h5kit.testing.people import number, person
from h5kit.testing.process import SandboxServer

WHO = person()
FIVE = [number(f"00{n:02d}") for n in range(1, 6)]


class Plain:
    """A client that gets a token, makes calls, and checks that every answer has every key."""

    def __init__(self, server: SandboxServer) -> None:
        """Get a token."""
        self.server = server
        appid, secret = server.partner["appid"], server.partner["secret"]
        sign = hashlib.md5(f"{appid}{secret}1700000000".encode(), usedforsecurity=False)
        query = {"appid": appid, "time": "1700000000", "sign": sign.hexdigest()}
        self.token: str = self.open(f"/token?{urlencode(query)}")["data"]["token"]

    def call(self, path: str, **given: Any) -> dict[str, Any]:
        """Make a call in this client's format."""
        raise NotImplementedError

    def open(self, path: str, body: bytes | None = None, kind: str = "") -> dict[str, Any]:
        """GET an address, or POST a body to it; return the JSON of the answer."""
        request = Request(self.server.base_url + path, data=body)  # noqa: S310
        if kind:
            request.add_header("content-type", kind)
        with urlopen(request, timeout=30) as answer:  # noqa: S310
            assert answer.status == 200
            told: dict[str, Any] = json.load(answer)
        assert list(told) == ["status", "msg", "data", "action"]
        assert None not in told["data"].values()
        return told


class SendsJson(Plain):
    """Sends JSON, with stray spaces in keys and additional keys."""

    def call(self, path: str, **given: Any) -> dict[str, Any]:
        """Post JSON."""
        given = {f" {key} ": value for key, value in given.items()} | {"version": {"v": [1, None]}}
        body = json.dumps(given).encode()
        return self.open(f"{path}?token={self.token}", body, "application/json; charset=utf-8")


class SendsForms(Plain):
    """Sends forms, with the token as a field and a list as a repeated field."""

    def call(self, path: str, **given: Any) -> dict[str, Any]:
        """Post a form, without a charset."""
        body = urlencode({"token": self.token, **given}, doseq=True).encode()
        return self.open(path, body, "application/x-www-form-urlencoded")


class SendsPhpForms(SendsForms):
    """Sends forms with PHP's names for lists: with brackets."""

    def call(self, path: str, **given: Any) -> dict[str, Any]:
        """POST a form whose lists have brackets in their names."""
        named = {f"{k}[]" if isinstance(v, list) else k: v for k, v in given.items()}
        return super().call(path, **named)


class SendsChineseForms(Plain):
    """Sends forms in GBK, and a list as text in brackets."""

    def call(self, path: str, **given: Any) -> dict[str, Any]:
        """Post a form in GBK."""
        given = {k: f"[{', '.join(v)}]" if isinstance(v, list) else v for k, v in given.items()}
        body = urlencode(given, encoding="gbk").encode()
        kind = "application/x-www-form-urlencoded; charset=GBK"
        return self.open(f"{path}?token={self.token}", body, kind)


class SendsQueries(Plain):
    """Sends everything in the query of a GET, and a list with commas."""

    def call(self, path: str, **given: Any) -> dict[str, Any]:
        """Get."""
        given = {k: ",".join(v) if isinstance(v, list) else v for k, v in given.items()}
        return self.open(f"{path}?{urlencode({'token': self.token, **given})}")


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    """A sandbox in a process of its own."""
    with SandboxServer() as running:
        yield running


@pytest.fixture(params=[SendsJson, SendsForms, SendsPhpForms, SendsChineseForms, SendsQueries])
def client(request: pytest.FixtureRequest, server: SandboxServer) -> Plain:
    """A client of each kind."""
    make: Callable[[SandboxServer], Plain] = request.param
    return make(server)


def test_a_login_with_a_challenge_and_a_second_verification(client: Plain) -> None:
    tel = number("2005")
    asked = client.call("/calls/flow", tel=tel, uid="u-1")
    assert (asked["status"], asked["msg"], asked["action"]) == (0, "OK", "processing")
    sid = asked["data"]["sid"]
    needs = {k: v for k, v in asked["data"].items() if k.startswith("need") or "sms" in k}
    assert {k: v for k, v in needs.items() if v} == {"need_pin_pwd": 1, "sms_duration": 60}
    # Nobody is asked for a name: the keys are there nevertheless.
    assert needs.items() >= {"need_full_name": 0, "need_id_card": 0}.items()
    fresh = client.call("/calls/verify/captcha", sid=sid)
    assert fresh["data"]["captcha_image"] != asked["data"]["captcha_image"]
    code = client.server.codes(tel)[0]
    wrong = client.call("/calls/login", sid=sid, tel=tel, pin_pwd="112233", sms_code=code,
                        captcha_code="h5ok")  # fmt: skip
    assert (wrong["status"], wrong["action"]) == (4012, "processing")
    assert wrong["data"]["captcha_image"] not in {"", fresh["data"]["captcha_image"]}
    again = client.call("/calls/login", sid=sid, tel=tel, pin_pwd="246813", sms_code=code,
                        captcha_code="h5ok")  # fmt: skip
    assert (again["status"], again["action"]) == (0, "processing")
    assert again["data"]["sms_duration"] == 60
    code = client.server.codes(tel)[0]
    done = client.call("/calls/verify", sid=sid, sms_code=code, captcha_code="h5ok")
    assert {k: v for k, v in done.items() if k != "data"} == {
        "status": 0,
        "msg": "OK",
        "action": "done",
    }
    assert done["data"].items() >= {"sms_duration": "", "captcha_image": "", "content": ""}.items()
    assert not any(done["data"].values())


def test_a_login_that_asks_for_name_and_id_card(client: Plain) -> None:
    tel = number("1004")
    asked = client.call("/calls/flow", tel=tel)["data"]
    assert (asked["need_full_name"], asked["need_id_card"], asked["sms_duration"]) == (1, 1, "")
    done = client.call("/calls/login", sid=asked["sid"], tel=f"+86 {tel}", pin_pwd="246813",
                       full_name=WHO.name, id_card=WHO.id_card)  # fmt: skip
    assert (done["status"], done["action"]) == (0, "done")


def test_a_reset_with_every_kind_of_step(client: Plain) -> None:
    for row, steps in {
        "3003": ("login_code", "sms_code"),
        "3005": ("sms_code", "tel_list"),
    }.items():
        tel = number(row)
        asked = client.call("/forget/pwd", tel=tel, user_name=WHO.name, user_id=WHO.id_card)
        tid = asked["data"]["tid"]
        for step in steps:
            assert asked["action"] == "processing"
            answer = FIVE if step == "tel_list" else client.server.codes(tel)[0]
            asked = client.call("/forget/pwd", tid=tid, **{step: answer})
        assert asked["data"] == {"tid": tid, "need_new_pwd": 1, "need_contacts": 0,
                                 "login_sms_duration": "", "sms_duration": "",
                                 "content": ""}  # fmt: skip
        done = client.call("/forget/pwd", tid=tid, new_pwd="407152")
        assert (done["status"], done["action"]) == (0, "done")


def test_a_reset_whose_carrier_sends_the_new_password(client: Plain) -> None:
    tel = number("3006")
    asked = client.call("/forget/pwd", tel=tel, user_name=WHO.name, user_id=WHO.id_card)
    tid = asked["data"]["tid"]
    wrong = client.call("/forget/pwd", tid=tid, sms_code="000000")
    assert (wrong["status"], wrong["action"]) == (4008, "processing")
    done = client.call("/forget/pwd", tid=tid, sms_code="123456")
    assert (done["status"], done["action"]) == (0, "done")
    assert client.server.call(f"/sandbox/sms?tel={tel}")[0]["kind"] == "new_password"


def test_a_refused_reset_step_is_asked_again(client: Plain) -> None:
    asked = client.call("/forget/pwd", tel=number("3004"), user_name=WHO.name, user_id=WHO.id_card)
    tid = asked["data"]["tid"]
    refused = client.call("/forget/pwd", tid=tid, tel_list="[13900000000]")
    assert (refused["action"], refused["data"]["need_contacts"]) == ("processing", 1)
    client.call("/forget/pwd", tid=tid, tel_list=FIVE)
    refused = client.call("/forget/pwd", tid=tid, new_pwd="12")
    assert (refused["status"], refused["action"]) == (30003, "processing")
    assert (refused["data"]["tid"], refused["data"]["need_new_pwd"]) == (tid, 1)


def test_a_client_may_send_every_key_of_a_reset(client: Plain) -> None:
    tel = number("3005")
    empty = {"sms_code": "", "login_code": "", "tel_list": "", "new_pwd": ""}
    asked = client.call("/forget/pwd", tel=tel, user_name=WHO.name, user_id=WHO.id_card)
    tid = asked["data"]["tid"]
    for step, answer in {"sms_code": "123456", "tel_list": FIVE, "new_pwd": "407152"}.items():
        assert asked["action"] == "processing"
        asked = client.call("/forget/pwd", tid=tid, **(empty | {step: answer}))
    assert asked["action"] == "done"
