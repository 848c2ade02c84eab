"""With `strict`, every missing key, wrong type or unknown word becomes message 55.

What is understood without it is in the zoo of gateway answers.
"""

from typing import Any

import pytest

from h5kit.carrier.dialect import GatewayCall
from h5kit.flow.outcomes import Refused
from h5kit.messages import Message, Status
from tests.carrier.http.scripted import (
    ANSWERS,
    ASKED,
    FLOW,
    FORGET,
    LOGIN,
    NEW,
    RESET,
    SID,
    SUBJECT,
    Play,
    Script,
    logged,
    play,
    said,
)


def without(data: dict[str, Any], key: str) -> dict[str, Any]:
    """Return data without one of its keys."""
    return {name: value for name, value in data.items() if name != key}


GARBAGE: dict[str, Script] = {
    "no json": b"<html>",
    "nothing": b"",
    "cut off": b'{"status":0,',
    "not utf-8": b'{"status":0,"msg":"\xff","data":{},"action":"done"}',
    "a list": b"[]",
    "null": b"null",
    "too deep": b'{"status":0,"msg":"","action":"done","x":' + b"[" * 5000,
    "status as text": said() | {"status": "0"},
    "status true": said() | {"status": True},
    "no status": without(said(), "status"),
    "no msg": without(said(), "msg"),
    "no data": without(said(), "data"),
    "no action": without(said(), "action"),
    "unknown action": said(0, "finished", **ASKED),
    "action null": said() | {"action": None},
    "data a list": said() | {"data": []},
    "data null": said() | {"data": None},
    "seconds as text": said(**(ASKED | {"sms_duration": "60"})),
    "seconds null": said(**(ASKED | {"sms_duration": None})),
    "seconds negative": said(**(ASKED | {"sms_duration": -1})),
    "seconds without end": said(**(ASKED | {"sms_duration": 10**40})),
    "seconds a fraction": said(**(ASKED | {"sms_duration": 1.5})),
    "no seconds": said(**without(ASKED, "sms_duration")),
    "no picture": said(**without(ASKED, "captcha_image")),
    "no notes": said(**without(ASKED, "verify_notes")),
    "picture null": said(**(ASKED | {"captcha_image": None})),
    "picture no base64": said(**(ASKED | {"captcha_image": "%%%"})),
    "picture no picture": said(**(ASKED | {"captcha_image": "aGVsbG8="})),
    "asks nothing": said(**(ASKED | {"sms_duration": ""})),
    "refusal with odd data": said(4012, "processing", sms_duration="soon"),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_what_is_not_the_dialect_gets_55(name: str, logs: list[Any]) -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, GARBAGE[name])
        return await p.gateway.submit(LOGIN, ANSWERS)

    assert play(scene, strict=True) == Refused(Message.SERVICE_BUSY)
    assert logged(logs) == [("login", "garbage")]


@pytest.mark.parametrize("data", [[], None, "", {}])
def test_a_refusal_without_data_is_its_message(data: Any) -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, said(4012, "processing") | {"data": data})
        return await p.gateway.submit(LOGIN, ANSWERS)

    assert play(scene, strict=True) == Refused(Message.WRONG_PASSWORD, session_over=False)


@pytest.mark.parametrize("key", FLOW)
def test_no_key_of_a_new_session_may_be_missing_or_null(key: str) -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.FLOW, said(**without(FLOW, key)), said(**(FLOW | {key: None})))
        return {await p.gateway.begin(SUBJECT), await p.gateway.begin(SUBJECT)}

    assert play(scene, strict=True) == {Refused(Message.SERVICE_BUSY)}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sid", ""),
        ("sid", "a b"),
        ("sid", "x" * 65),
        ("sid", f"{SID}\n"),
        ("need_pin_pwd", "1"),
        ("need_pin_pwd", 2),
        ("need_pin_pwd", True),
        ("need_id_card", ""),
        ("sms_duration", "60"),
        ("captcha_image", 0),
        ("verify_notes", "长" * 4097),
    ],
)
def test_a_new_session_has_the_right_types(key: str, value: object) -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.FLOW, said(**(FLOW | {key: value})))
        return await p.gateway.begin(SUBJECT)

    assert play(scene, strict=True) == Refused(Message.SERVICE_BUSY)


@pytest.mark.parametrize("key", FORGET)
def test_no_key_of_a_reset_may_be_missing(key: str) -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.FORGET, said(**without(FORGET, key)))
        return {await p.gateway.begin_reset(SUBJECT), await p.gateway.submit_reset(RESET, NEW)}

    assert play(scene, strict=True) == {Refused(Message.SERVICE_BUSY)}


@pytest.mark.parametrize(
    "status",
    [1, Status.QUERY_FAILED, Status.BAD_APPID, Status.BAD_PARAMETER, Status.BAD_SIGN, -1, 31337],
)
def test_an_unknown_status_gets_55_and_its_action_counts(status: int, logs: list[Any]) -> None:
    async def scene(p: Play) -> Any:
        p.script.says(GatewayCall.LOGIN, said(status, "processing"), said(status, "reset"))
        stands = await p.gateway.submit(LOGIN, ANSWERS)
        return stands, await p.gateway.submit(LOGIN, ANSWERS)

    assert play(scene, strict=True) == (
        Refused(Message.SERVICE_BUSY, session_over=False),
        Refused(Message.SERVICE_BUSY),
    )
    assert logged(logs) == [("login", "unknown_status")] * 2
    assert logs[0]["detail"] == str(status)
