"""A stored flow leaves out what has its default: what is left out must keep its meaning."""

import msgspec

from h5kit.flow.record import (
    CarrierCall,
    CarrierClaim,
    Flow,
    OpenReset,
    Question,
    Shown,
    Transition,
)
from h5kit.flow.states import State
from h5kit.messages import Message

LEFT_OUT: dict[type[msgspec.Struct], tuple[dict[str, object], dict[str, object]]] = {
    Shown: ({"code": Message.WRONG_CODE}, {"field": "", "until": 0.0}),
    Question: (
        {},
        {
            "asks": 0,
            "sms_until": 0.0,
            "captcha": b"",
            "note": "",
            "wrong": 0,
            "is_old_code": False,
        },
    ),
    CarrierClaim: ({"tel": "13400003001"}, {"carrier": "", "region": ""}),
    OpenReset: (
        {"tid": "T"},
        {"sms_until": 0.0, "note": "", "wrong": 0, "is_old_code": False},
    ),
    CarrierCall: (
        {"id": "c", "origin": "phone", "started_at": 1.0, "deadline": 2.0},
        {"is_resend": False},
    ),
    Transition: ({"event": "opened", "to": "phone", "at": 1.0}, {"message": Message.OK}),
    Flow: (
        {
            "id": "f",
            "partner": "p",
            "state": "phone",
            "rev": 1,
            "created_at": 1.0,
            "touched_at": 1.0,
        },
        {
            "uid": "",
            "callback": "",
            "redirect_url": "",
            "lang": "zh-CN",
            "size": "",
            "scenario": "",
            "tel": "",
            "tel_is_fixed": False,
            "applicant": None,
            "draft": {},
            "question": None,
            "sid": "",
            "sids": (),
            "call": None,
            "shown": (),
            "consent": None,
            "history": (),
            "successor": "",
            "has_basic_info": False,
            "gateway_claim": None,
            "person_claim": None,
            "reset": None,
            "reset_end": "",
            "read_at": 0.0,
            "number_hash": "",
        },
    ),
}


def test_what_is_left_out_of_a_stored_flow_keeps_its_meaning() -> None:
    for kind, (stored, meant) in LEFT_OUT.items():
        read = msgspec.json.decode(msgspec.json.encode(stored), type=kind)
        assert {*stored, *meant} == set(kind.__struct_fields__), kind
        assert {name: getattr(read, name) for name in meant} == meant, kind
        assert msgspec.json.decode(msgspec.json.encode(read)) == stored, kind


def test_the_agreement_was_shown_when_it_was_opened_or_else_when_p2_came_up() -> None:
    lines = (
        Transition(event="opened", to=State.BASIC_INFO, at=1.0),
        Transition(event="filled", to=State.PHONE, at=2.0),
        Transition(event="more_asked", to=State.PHONE, at=3.0),
    )
    for history, read_at, expected in (((), 0.0, 0.0), (lines, 0.0, 2.0), (lines, 2.5, 2.5)):
        flow = Flow(
            id="f",
            partner="p",
            state=State.PHONE,
            rev=1,
            created_at=1.0,
            touched_at=1.0,
            history=history,
            read_at=read_at,
        )
        assert flow.agreement_shown_at == expected


def test_a_resets_code_is_waited_for_before_a_questions() -> None:
    plain = Flow(id="f", partner="p", state=State.PHONE, rev=1, created_at=1.0, touched_at=1.0)
    question, reset = Question(sms_until=5.0), OpenReset(tid="T", sms_until=7.0)
    for asked, begun, until in (
        (None, None, 0.0),
        (question, None, 5.0),
        (None, reset, 7.0),
        (question, reset, 7.0),
    ):
        assert msgspec.structs.replace(plain, question=asked, reset=begun).sms_until == until
