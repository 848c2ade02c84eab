"""What the adapter sends, and how it reads valid answers."""

import hashlib
import json
from typing import Any

import pytest

from h5kit.carrier.dialect import GatewayCall
from h5kit.carrier.gateway import Answers, ResetAnswers, ResetSession, Subject
from h5kit.challenges import FIELDS
from h5kit.flow.outcomes import (
    Ask,
    Challenge,
    Granted,
    NewCaptcha,
    NotYet,
    Refused,
    ResetAsked,
    ResetDone,
    ResetStep,
    Round,
)
from h5kit.messages import CATALOGUE, Message, Status
from tests.carrier.http.scripted import (
    ANSWERS,
    ASKED,
    ASKED_AGAIN,
    FLOW,
    FORGET,
    LOGIN,
    NEW,
    PICTURE,
    PNG,
    RESET,
    SECRET,
    SID,
    SUBJECT,
    TEL,
    TID,
    VERIFY,
    WHO,
    Play,
    play,
    said,
)

SENT = [one.parameter for one in FIELDS if getattr(ANSWERS, one.name)]


def test_a_token_request_is_signed() -> None:
    async def scene(p: Play) -> Any:
        await p.gateway.begin(SUBJECT)
        return p.script.of(GatewayCall.TOKEN), p.script.of(GatewayCall.FLOW)

    (asked,), (used,) = play(scene)
    query = asked.query
    text = "shop" + SECRET + query["time"]
    assert query == {
        "appid": "shop",
        "time": query["time"],
        "sign": hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(),
    }
    assert query["time"].isdecimal()
    assert used.query == {"token": "0" * 32}


def test_flow_sends_uid_name_and_id_card() -> None:
    async def scene(p: Play) -> Any:
        await p.gateway.begin(SUBJECT)
        await p.gateway.begin(Subject(TEL))
        return p.script.of(GatewayCall.FLOW)

    known, unknown = play(scene)
    assert known.method == "POST"
    assert known.headers["content-type"] == "application/json; charset=utf-8"
    who = {"user_name": WHO.name, "user_idcard": WHO.id_card}
    assert known.given == {"tel": TEL, "uid": "u1", "user_info": who}
    assert unknown.given == {"tel": TEL}


def test_a_login_sends_the_given_answers_and_nothing_else() -> None:
    async def scene(p: Play) -> Any:
        await p.gateway.submit(LOGIN, ANSWERS)
        await p.gateway.submit(LOGIN, Answers(service_password="246813"))
        await p.gateway.submit(VERIFY, ANSWERS)
        return [one.given for one in p.script.heard if one.body]

    everything, password, verify = play(scene)
    assert list(everything) == ["sid", "tel", *SENT]
    assert everything == {
        "sid": SID,
        "tel": TEL,
        "pin_pwd": "246813",
        "full_name": WHO.name,
        "id_card": WHO.id_card,
        "sms_code": "804257",
        "captcha_code": "k7mq",
    }
    assert password == {"sid": SID, "tel": TEL, "pin_pwd": "246813"}
    assert verify == {"sid": SID, "sms_code": "804257", "captcha_code": "k7mq"}


def test_another_captcha_is_requested_by_get() -> None:
    async def scene(p: Play) -> Any:
        assert isinstance(await p.gateway.refresh_captcha(LOGIN), NewCaptcha)
        return p.script.of(GatewayCall.CAPTCHA)

    (asked,) = play(scene)
    assert (asked.method, asked.query, asked.body) == ("GET", {"token": "0" * 32, "sid": SID}, b"")


@pytest.mark.parametrize(
    ("step", "sent"),
    [
        (ResetStep.LOGIN_SMS, {"login_code": "804257"}),
        (ResetStep.SMS, {"sms_code": "804257"}),
        (ResetStep.CONTACTS, {"tel_list": []}),
        (ResetStep.PASSWORD, {"new_pwd": "407152"}),
    ],
)
def test_a_step_of_a_reset_sends_its_tid_and_its_answer(
    step: ResetStep, sent: dict[str, object]
) -> None:
    async def scene(p: Play) -> Any:
        await p.gateway.begin_reset(SUBJECT)
        await p.gateway.submit_reset(ResetSession(TID, TEL, step), NEW)
        return [one.given for one in p.script.of(GatewayCall.FORGET)]

    begin, answer = play(scene)
    assert begin == {"tel": TEL, "user_name": WHO.name, "user_id": WHO.id_card}
    assert answer == {"tid": TID, **sent}


def test_contacts_are_a_json_array() -> None:
    contacts = tuple(f"1340000110{n}" for n in range(5))

    async def scene(p: Play) -> Any:
        session = ResetSession(TID, TEL, ResetStep.CONTACTS)
        await p.gateway.submit_reset(session, ResetAnswers(contacts=contacts))
        return p.script.of(GatewayCall.FORGET)[0].given

    assert play(scene) == {"tid": TID, "tel_list": list(contacts)}


@pytest.mark.parametrize(
    ("changed", "asks", "seconds"),
    [
        ({}, Ask.PASSWORD, 0),
        ({"need_pin_pwd": 0}, Ask.NOTHING, 0),
        ({"sms_duration": 45}, Ask.PASSWORD | Ask.SMS, 45),
        ({"sms_duration": 0}, Ask.PASSWORD, 0),
        ({"need_full_name": 1}, Ask.PASSWORD | Ask.NAME_AND_ID, 0),
        ({"need_id_card": 1}, Ask.PASSWORD | Ask.NAME_AND_ID, 0),
        ({"captcha_image": PICTURE}, Ask.PASSWORD | Ask.CAPTCHA, 0),
        ({"captcha_image": f"data:image/png;base64,{PICTURE}"}, Ask.PASSWORD | Ask.CAPTCHA, 0),
        ({"unheard_of": {"x": [None]}}, Ask.PASSWORD, 0),
    ],
)
def test_the_answer_of_flow_is_the_logins_challenge(
    changed: dict[str, Any], asks: Ask, seconds: int
) -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.FLOW, said(**(FLOW | changed)))
        return await p.gateway.begin(SUBJECT)

    picture = PNG if Ask.CAPTCHA in asks else b""
    assert play(scene) == Challenge(SID, Round.LOGIN, asks, seconds, picture)


def test_a_login_and_a_verification_can_ask_for_more() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, said(**{**ASKED, "verify_notes": "第一"}))
        p.script.says(GatewayCall.VERIFY, said(**{**ASKED_AGAIN, "captcha_image": PICTURE,
                                           "content": "第二"}))  # fmt: skip
        return await p.gateway.submit(LOGIN, ANSWERS), await p.gateway.submit(VERIFY, ANSWERS)

    both = Ask.SMS | Ask.CAPTCHA
    assert play(scene) == (
        Challenge(SID, Round.VERIFY, Ask.SMS, 60, note="第一"),
        Challenge(SID, Round.VERIFY, both, 60, PNG, "第二"),
    )


def test_status_4990_is_a_challenge_with_an_old_code() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(
            GatewayCall.FLOW, said(Status.CODE_STILL_VALID, **(FLOW | {"sms_duration": 17}))
        )
        p.script.says(
            GatewayCall.LOGIN, said(Status.CODE_STILL_VALID, **(ASKED | {"sms_duration": 18}))
        )
        p.script.says(
            GatewayCall.FORGET, said(Status.CODE_STILL_VALID, **(FORGET | {"sms_duration": 19}))
        )
        return (
            await p.gateway.begin(SUBJECT),
            await p.gateway.submit(LOGIN, ANSWERS),
            await p.gateway.begin_reset(SUBJECT),
        )

    assert play(scene) == (
        Challenge(SID, Round.LOGIN, Ask.PASSWORD | Ask.SMS, 17, is_old_code=True),
        Challenge(SID, Round.VERIFY, Ask.SMS, 18, is_old_code=True),
        ResetAsked(TID, ResetStep.SMS, 19, is_old_code=True),
    )


def test_the_status_gives_the_message_and_the_action_whether_the_session_is_over() -> None:
    async def scene(p: Play) -> Any:
        answers = {}
        for code in sorted(set(CATALOGUE) - {0}):
            for status in code.row.statuses:
                p.script.says(GatewayCall.LOGIN, said(status, "reset"), said(status, "processing"))
                over = await p.gateway.submit(LOGIN, ANSWERS)
                stands = await p.gateway.submit(LOGIN, ANSWERS)
                answers[code, status] = (over, stands)
        return answers

    answers = play(scene)
    assert {code for code, _ in answers} == set(CATALOGUE) - {0}
    for (code, status), answer in answers.items():
        assert answer == (Refused(code), Refused(code, session_over=False)), status


def test_a_refusal_can_contain_a_new_code_and_a_new_captcha() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, said(20013, sms_duration=60, captcha_image=PICTURE))
        p.script.says(GatewayCall.FORGET, said(20013, login_sms_duration=50, sms_duration=""))
        return (
            await p.gateway.submit(LOGIN, ANSWERS),
            await p.gateway.submit_reset(RESET, NEW),
        )

    assert play(scene) == (
        Refused(Message.WRONG_CODE_NEW_SENT, session_over=False, sms_seconds=60, captcha=PNG),
        Refused(Message.WRONG_CODE_NEW_SENT, session_over=False, sms_seconds=50),
    )


def test_a_refused_number_leaves_no_session() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.FLOW, said(20018, "processing"))
        return await p.gateway.begin(SUBJECT)

    assert play(scene) == Refused(Message.NUMBER_BUSY)


@pytest.mark.parametrize(
    ("msg", "code"),
    [
        (Message.TOO_FREQUENT.row.text, Message.TOO_FREQUENT),
        (Message.TIMED_OUT.row.text, Message.TIMED_OUT),
        ("没有这条提示", Message.TIMED_OUT),
        ("OK", Message.TIMED_OUT),
        ("", Message.TIMED_OUT),
    ],
)
def test_a_failure_with_status_0_gets_its_message_by_its_text(msg: str, code: Message) -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, said(0, "reset", msg, **ASKED))
        p.script.says(GatewayCall.FORGET, said(0, "reset", msg, **FORGET))
        return {
            await p.gateway.submit(LOGIN, ANSWERS),
            await p.gateway.submit_reset(RESET, NEW),
        }

    assert play(scene) == {Refused(code)}


def test_a_session_unknown_to_the_gateway_is_over() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, said(Status.BAD_SESSION, "reset"))
        p.script.says(GatewayCall.CAPTCHA, said(Status.BAD_SESSION, "reset"))
        return {await p.gateway.submit(LOGIN, ANSWERS), await p.gateway.refresh_captcha(LOGIN)}

    assert play(scene) == {Refused(Message.TIMED_OUT)}


@pytest.mark.parametrize(
    ("status", "action", "outcome"),
    [
        (Status.BEING_MADE, "processing", NotYet()),
        (4007, "processing", Refused(Message.CARRIER_BUSY, session_over=False)),
        (20018, "processing", Refused(Message.NUMBER_BUSY, session_over=False)),
        (Status.QUERY_FAILED, "done", Refused(Message.SERVICE_BUSY, session_over=False)),
        (12345, "", Refused(Message.SERVICE_BUSY, session_over=False)),
        (Status.MAKING_FAILED, "", Refused(Message.SERVICE_BUSY)),
        (4007, "reset", Refused(Message.CARRIER_BUSY)),
        (Status.BAD_SESSION, "", Refused(Message.TIMED_OUT)),
    ],
)
def test_records_are_requested_again_unless_the_gateway_says_that_they_never_come(
    status: int, action: str, outcome: NotYet | Refused
) -> None:
    async def scene(p: Play) -> Any:
        answer = {"status": status, "msg": "x", "data": {}} | ({"action": action} if action else {})
        p.script.says(GatewayCall.RECORD, json.dumps(answer).encode())
        return await p.gateway.collect(SID)

    assert play(scene) == outcome


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({"login_sms_duration": 60, "sms_duration": ""}, ResetAsked(TID, ResetStep.LOGIN_SMS, 60)),
        ({"content": "请输入"}, ResetAsked(TID, ResetStep.SMS, 60, "请输入")),
        ({"sms_duration": "", "need_contacts": 1}, ResetAsked(TID, ResetStep.CONTACTS)),
        ({"sms_duration": "", "need_new_pwd": 1}, ResetAsked(TID, ResetStep.PASSWORD)),
        ({"need_new_pwd": 1}, ResetAsked(TID, ResetStep.SMS, 60)),
    ],
)
def test_the_answer_of_a_reset_is_its_next_step(
    changed: dict[str, Any], outcome: ResetAsked
) -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.FORGET, said(**(FORGET | changed)))
        return await p.gateway.submit_reset(RESET, NEW)

    assert play(scene) == outcome


def test_a_reset_that_ends_without_new_password_is_sent_by_sms() -> None:
    async def scene(p: Play) -> Any:
        p.script.says(
            GatewayCall.FORGET, said(0, "done", **(FORGET | {"tid": "", "content": "见短信"}))
        )
        chosen = ResetSession(TID, TEL, ResetStep.PASSWORD)
        return await p.gateway.submit_reset(RESET, NEW), await p.gateway.submit_reset(chosen, NEW)

    assert play(scene) == (
        ResetDone(is_sent_by_sms=True, note="见短信"),
        ResetDone(note="见短信"),
    )


def test_a_grant_is_for_the_session_that_was_submitted() -> None:
    async def scene(p: Play) -> Any:
        return await p.gateway.submit(LOGIN, ANSWERS), p.observed

    assert play(scene) == (Granted(SID), [("token", "ok"), ("login", "ok")])
