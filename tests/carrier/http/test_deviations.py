"""Deviations are counted and logged by their place; no log and no metric holds a value."""

import json
from typing import Any, Final

from prometheus_client import generate_latest

from h5kit.carrier.dialect import GatewayCall
from h5kit.flow.outcomes import Challenge
from h5kit.web.api.metrics import Metrics
from tests.carrier.http.scripted import (
    ANSWERS,
    ASKED,
    FLOW,
    LOGIN,
    PICTURE,
    SID,
    SUBJECT,
    Play,
    Script,
    play,
    said,
)

VALUE: Final = "8042571"
ANYWHERE: Final[list[dict[str, Any]]] = [
    {"sms_duration": VALUE},
    {"sms_duration": [VALUE]},
    {"captcha_image": VALUE},
    {"captcha_image": {VALUE: VALUE}},
    {"verify_notes": int(VALUE)},
    {"verify_notes": f"{VALUE}\u0000" + "x" * 5000, "sms_duration": "60"},
    {"verify_notes": [VALUE]},
    {VALUE: VALUE, "sms_duration ": 60},
]
ENVELOPES: Final[list[dict[str, Any]]] = [
    {"status": f"x{VALUE}"},
    {"status": [VALUE]},
    {"msg": [VALUE]},
    {"action": VALUE},
    {"data": VALUE},
    {"data": [VALUE]},
]


def test_a_call_with_deviations_is_one_line_of_the_log_and_one_count_for_each_path(
    logs: list[Any],
) -> None:
    async def scene(p: Play) -> Any:
        odd: dict[str, Any] = {
            "sms_duration ": "60",
            "captcha_image": PICTURE[:9] + "\n" + PICTURE[9:],
        }
        p.script.says(GatewayCall.LOGIN, said(verify_notes="", **odd))
        return await p.gateway.submit(LOGIN, ANSWERS), p.deviations

    outcome, counted = play(scene)
    assert isinstance(outcome, Challenge)
    assert counted == [("login", "data.sms_duration"), ("login", "data.captcha_image")]
    (line,) = logs
    assert (line["event"], line["sid"], line["call"]) == ("gateway_deviation", SID, "login")
    assert line["deviations"] == [
        {"path": "data.sms_duration", "expected": "its key", "found": "a key with blanks"},
        {
            "path": "data.sms_duration",
            "expected": "seconds or an empty text",
            "found": "a text",
        },
        {
            "path": "data.captcha_image",
            "expected": "base64",
            "found": "base64 with blanks, other signs or without =",
        },
    ]


def test_garbage_is_logged_with_its_place(logs: list[Any]) -> None:
    async def scene(p: Play) -> None:
        p.script.says(GatewayCall.FLOW, said(**(FLOW | {"sid": None})))
        p.script.says(GatewayCall.TOKEN, said(0, "done", token=[], expires=""))
        await p.gateway.begin(SUBJECT)
        p.script.says(GatewayCall.TOKEN, said(0, "done", token="0", expires=""))
        await p.gateway.begin(SUBJECT)

    play(scene)
    failed = [line for line in logs if line["event"] == "gateway_call_failed"]
    assert [(line["path"], line["expected"], line["found"]) for line in failed] == [
        ("data.token", "an id", "a list"),
        ("data.sid", "an id", "null"),
    ]
    assert failed[0]["detail"] == "token"


def test_no_value_of_an_answer_reaches_a_log_or_a_metric(logs: list[Any]) -> None:
    metrics = Metrics(token=None)
    answers: list[Script] = [said(**(ASKED | odd)) for odd in ANYWHERE]
    answers += [said(**ASKED) | odd for odd in ENVELOPES]
    answers += [f'{{"{VALUE}'.encode(), json.dumps(VALUE).encode(), VALUE.encode("utf-16")]

    async def scene(p: Play) -> None:
        for answer in answers:
            p.script.says(GatewayCall.LOGIN, answer)
            await p.gateway.submit(LOGIN, ANSWERS)
        for call, path in p.deviations:
            metrics.record_deviation(call, path)

    play(scene)
    events = {line["event"] for line in logs}
    assert events == {"gateway_deviation", "gateway_call_failed"}
    measured = generate_latest(metrics._registry).decode()
    assert 'h5kit_gateway_deviations_total{call="login",path="data.sms_duration"}' in measured
    assert VALUE not in repr(logs)
    assert VALUE not in measured
