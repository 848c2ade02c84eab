"""The served sandbox's reports have the applicant of `/calls/flow`, in every format."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from h5kit.carrier.sandbox.served import applicants
from h5kit.carrier.sandbox.served.parameters import Parameters
from h5kit.messages import Status
from h5kit.schemas import schema
from h5kit.testing.people import HOME, number, person
from tests.carrier.sandbox.serving import Sandbox

WHO = person()
INFO = {"user_name": WHO.name, "user_idcard": WHO.id_card.lower(), "user_province": "广东省",
        "user_city": "深圳市", "user_address": HOME["address"], "unknown": {"me": 1}}  # fmt: skip
CONTACTS = [
    {"contact_tel": "13400000002", "contact_name": "清明", "contact_relationship": "同事"},
    {" contact_tel": int(WHO.contact), "contact_name": "谷雨 ", "contact_relationship": "父母",
     "contact_priority": 1},
    {"contact_name": "白露", "contact_priority": "0"},
]  # fmt: skip


def _texts(tel: str) -> dict[str, str]:
    return {"tel": tel, " user_info": json.dumps(INFO), "user_contact": json.dumps(CONTACTS)}


FLOWS: dict[str, Callable[[str], dict[str, Any]]] = {
    "JSON": lambda tel: {"json": {"tel": tel, "user_info": INFO, "user_contact ": CONTACTS}},
    "texts in JSON": lambda tel: {"json": _texts(tel)},
    "texts in a form": lambda tel: {"data": _texts(tel)},
    "texts in the query": lambda tel: {"params": _texts(tel)},
    "repeated": lambda tel: {
        "data": _texts(tel) | {"user_contact": [json.dumps(one) for one in CONTACTS]}
    },
}


def _report(sandbox: Sandbox, tel: str, **sent: Any) -> dict[str, Any]:
    """Begin a session, log in, and return the report."""
    sent["params"] = {"token": sandbox.token, **sent.get("params", {})}
    begun = Sandbox.told(sandbox.client.post("/calls/flow", **sent))
    sid = begun["data"]["sid"]
    sandbox.call("/calls/login", sid=sid, tel=tel, pin_pwd="246813")
    report: dict[str, Any] = sandbox.get("/calls/report", token=sandbox.token, sid=sid)["data"]
    Draft202012Validator(schema("report")).validate(report)
    return report


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_the_report_has_the_applicant_of_its_flow(
    sandbox: Sandbox, flow: Callable[[str], dict[str, Any]]
) -> None:
    tel = number("0000")
    report = _report(sandbox, tel, **flow(tel))
    told = {name: value for name, value in report["user_info"].items() if "check" not in name}
    assert told == {
        "user_name": WHO.name, "user_idcard": WHO.id_card, "user_province": "广东",
        "user_city": "深圳", "user_address": HOME["address"],
    }  # fmt: skip
    assert report["user_info"]["conclusion_of_user_name_check"] == 3
    rows = [(c["contact_name"], c["contact_relationship"], c["contact_priority"])
            for c in report["mergency_contact"]]  # fmt: skip
    assert rows == [("谷雨", "父母", 1), ("清明", "同事", 2)]
    labels = [row["call_tel_label"] for row in report["call_behavior"]["number_tags"]]
    assert labels == ["申请人", "紧急联系人1", "紧急联系人2"]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"user_info": {}, "user_contact": []},
        {"user_info": None, "user_contact": [None, 1, []]},
        {"user_info": "{", "user_contact": "谷雨"},
        {"user_info": [], "user_contact": {"contact_name": "谷雨"}},
        {"user_info": {"user_name": " ", "user_city": {"no": "text"}}},
    ],
)
def test_an_empty_applicant_is_not_in_the_report(sandbox: Sandbox, sent: dict[str, object]) -> None:
    tel = number("0000")
    report = _report(sandbox, tel, json={"tel": tel, **sent})
    assert "user_info" not in report
    assert not report.get("mergency_contact")


def test_an_applicant_belongs_to_one_session(sandbox: Sandbox) -> None:
    tel, other = number("0000"), number("0000")
    _report(sandbox, tel, json={"tel": tel, "user_info": INFO})
    assert "user_info" not in _report(sandbox, other, json={"tel": other})


def test_only_the_newest_applicants_are_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applicants, "MOST", 2)
    kept = applicants.Applicants()
    who = applicants.applicant_of(Parameters([("user_info", json.dumps(INFO))]), number("0000"))
    assert who is not None
    for sid in ("SID1", "SID2", "SID3"):
        kept.add(sid, who)
    assert [kept.of(sid) for sid in ("SID1", "SID2", "SID3")] == [None, who, who]
    assert WHO.name not in repr(who)


@pytest.mark.parametrize("depth", [10, 500, 900, 30_000])
def test_a_deeply_nested_applicant_gets_an_answer(sandbox: Sandbox, depth: int) -> None:
    nested = f'{{"tel":"{number("0000")}","user_info":{"[" * depth}{"]" * depth}}}'
    answer = sandbox.client.post("/calls/flow", params={"token": sandbox.token}, content=nested)
    assert Sandbox.told(answer)["status"] in {0, Status.BAD_PARAMETER}
