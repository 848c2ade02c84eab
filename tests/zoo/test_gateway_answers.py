"""The zoo of gateway answers: what HttpGateway takes, what it counts, and what stays a fault."""

import base64
import gzip
import io
import json
import zlib
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from PIL import Image

from h5kit.carrier.dialect import (
    TOKEN_SECONDS,
    CaptchaData,
    FlowData,
    ForgetData,
    GatewayCall,
    LoginData,
    TokenData,
    VerifyData,
)
from h5kit.carrier.http import HttpGateway
from h5kit.flow.outcomes import (
    Ask,
    Challenge,
    Collected,
    Granted,
    NewCaptcha,
    NotYet,
    Refused,
    ResetAsked,
    ResetDone,
)
from tests.carrier.http.scripted import (
    ANSWERS,
    FLOW,
    LOGIN,
    NEW,
    PICTURE,
    PNG,
    RESET,
    SID,
    SUBJECT,
    TID,
    VERIFY,
    Play,
    drawn,
    play,
    raw,
    said,
    token,
    writes,
)
from tests.records.made import document
from tests.zoo import rows

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of an answer: the outcome, what was counted, and what was logged."""

    outcome: Any
    deviations: tuple[tuple[str, str], ...]
    logs: tuple[Any, ...]

    @property
    def fault(self) -> str | None:
        """The path that the log names for a failed call."""
        failed = [line for line in self.logs if line["event"] == "gateway_call_failed"]
        return failed[0].get("path") if failed else None


CALLS: Final[dict[str, Callable[[HttpGateway], Awaitable[Any]]]] = {
    "token": lambda gateway: gateway.begin(SUBJECT),
    "flow": lambda gateway: gateway.begin(SUBJECT),
    "captcha": lambda gateway: gateway.refresh_captcha(LOGIN),
    "login": lambda gateway: gateway.submit(LOGIN, ANSWERS),
    "verify": lambda gateway: gateway.submit(VERIFY, ANSWERS),
    "forget": lambda gateway: gateway.submit_reset(RESET, NEW),
    "record": lambda gateway: gateway.collect(SID),
}
DATA_KINDS: Final = (TokenData, FlowData, CaptchaData, LoginData, VerifyData, ForgetData)
DATA_KEYS: Final = frozenset(
    f"data.{name}" for kind in DATA_KINDS for name in kind.__struct_fields__
)
PATHS: Final = DATA_KEYS | {"body", "status", "msg", "action", "data"}


def _encoded(picture: bytes) -> str:
    return base64.b64encode(picture).decode()


def _huge() -> bytes:
    written = io.BytesIO()
    Image.new("1", (4000, 4000)).save(written, "PNG")
    return written.getvalue()


def _slow() -> bytes:
    """Return a JPEG that repeats a scan of 12 bytes, each as slow as the whole picture."""
    written = io.BytesIO()
    Image.new("L", (64, 64), 128).save(written, "JPEG", progressive=True)
    first, _, last = written.getvalue().rpartition(b"\xff\xda")
    return first + (b"\xff\xda" + last[:-2]) * 100 + last[-2:]


# Its base64 has a + and a /, and ends in =.
ODD = next(
    text
    for text in (_encoded(drawn("PNG", width)) for width in range(5, 200))
    if {"+", "/", "="} <= set(text)
)
LONG = "长" * 5000
RECORDS = json.dumps(document())
STANDS_FOR: Final = {
    "<sid>": SID,
    "<tid>": TID,
    "<png>": PICTURE,
    "<png in lines>": "\\r\\n".join(ODD[at : at + 76] for at in range(0, len(ODD), 76)),
    "<png without =>": ODD.rstrip("="),
    "<png url-safe>": ODD.replace("+", "-").replace("/", "_"),
    "<png percent>": ODD.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"),
    "<half png>": _encoded(PNG[: len(PNG) // 2]),
    "<damaged png>": _encoded(PNG[:-20] + bytes([PNG[-20] ^ 1]) + PNG[-19:]),
    "<huge png>": _encoded(_huge()),
    "<slow jpeg>": _encoded(_slow()),
    "<gif>": _encoded(drawn("GIF")),
    "<jpeg>": _encoded(drawn("JPEG")),
    "<bmp>": _encoded(drawn("BMP")),
    "<webp>": _encoded(drawn("WEBP")),
    "<svg>": _encoded(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "<long>": LONG,
    "<records>": RECORDS,
    "<records as text>": json.dumps(RECORDS),
    "<newline>": "\n",
    "<nul>": "\0",
}
ENDS: Final[dict[type, str]] = {
    Granted: "granted",
    ResetDone: "reset done",
    Collected: "records",
    NotYet: "not yet",
}
WRITTEN: Final[dict[str, Callable[[str], bytes]]] = {
    "gzip": lambda text: gzip.compress(text.encode()),
    "zlib": lambda text: zlib.compress(text.encode()),
    "raw deflate": lambda text: zlib.compress(text.encode(), wbits=-zlib.MAX_WBITS),
    "half gzip": lambda text: gzip.compress(text.encode())[:-12],
    "gzip bomb": lambda _: gzip.compress(b" " * 2_000_000),
}


def _body(row: Row) -> bytes:
    text = row["answer"]
    for name, value in STANDS_FOR.items():
        text = text.replace(name, value)
    how = row.get("bytes", "utf-8")
    return WRITTEN[how](text) if how in WRITTEN else text.encode(how)


def _told(outcome: object) -> str:
    """Return an outcome in the words of the zoo."""
    match outcome:
        case Challenge():
            words = list(_asked(outcome))
        case Refused():
            words = [str(outcome.message.value), *([] if outcome.session_over else ["open"])]
            words += [f"sms {outcome.sms_seconds}"] if outcome.sms_seconds else []
        case NewCaptcha():
            words = [_format_of(outcome.captcha)]
        case ResetAsked():
            words = [f"step {outcome.step} {outcome.sms_seconds}"]
        case _:
            words = [ENDS[type(outcome)]]
    return ", ".join(words)


def _asked(challenge: Challenge) -> Iterator[str]:
    if Ask.NAME_AND_ID in challenge.asks:
        yield "name and id"
    if Ask.PASSWORD in challenge.asks:
        yield "password"
    if Ask.SMS in challenge.asks:
        yield f"sms {challenge.sms_seconds}"
    if Ask.CAPTCHA in challenge.asks:
        yield _format_of(challenge.captcha)


def _format_of(picture: bytes) -> str:
    with Image.open(io.BytesIO(picture)) as opened:
        return f"captcha {str(opened.format).lower()}"


def _outcomes(answers: Iterable[Row], logs: list[Any], *, strict: bool) -> list[Seen]:
    """Return what one gateway makes of each answer."""

    async def scene(p: Play) -> list[Seen]:
        seen = []
        for row in answers:
            logs.clear()
            p.deviations.clear()
            http = raw(_body(row), kind=row.get("kind", "application/json"),
                       coding=row.get("coding", ""))  # fmt: skip
            p.script.says(GatewayCall.TOKEN, token())
            p.script.says(GatewayCall.FLOW, said(**FLOW))
            p.script.says(GatewayCall(row["call"]), writes(http))
            p.clock.advance(TOKEN_SECONDS)
            outcome = await CALLS[row["call"]](p.gateway)
            seen.append(Seen(outcome, tuple(p.deviations), tuple(logs)))
        return seen

    return play(scene, strict=strict)


def test_an_answer_is_taken_or_refused_as_its_row_says(
    logs: list[Any], subtests: pytest.Subtests
) -> None:
    zoo = rows("gateway_answers")
    for row, seen in zip(zoo, _outcomes(zoo, logs, strict=False), strict=True):
        with subtests.test(call=row["call"], answer=row["answer"], where=row["where"]):
            expected = [(row["call"], path) for path in row.get("deviations", [])]
            assert _told(seen.outcome) == row["gives"]
            assert sorted(seen.deviations) == sorted(expected)
            assert seen.fault == row.get("fault")
            assert {path for _, path in seen.deviations} | {seen.fault} <= PATHS | {None}
            if "note" in row:
                assert seen.outcome.note == row["note"].replace("<cut>", LONG[:4096])
            if isinstance(seen.outcome, Challenge | ResetAsked):
                named = getattr(seen.outcome, "sid", "") or getattr(seen.outcome, "tid", "")
                assert named == row.get("sid", TID if row["call"] == "forget" else SID)


def test_with_strict_every_deviation_gets_55(logs: list[Any], subtests: pytest.Subtests) -> None:
    zoo = rows("gateway_answers")
    for row, seen in zip(zoo, _outcomes(zoo, logs, strict=True), strict=True):
        with subtests.test(call=row["call"], answer=row["answer"], where=row["where"]):
            is_refused = bool(row.get("deviations"))
            assert _told(seen.outcome).split(",")[0] == (
                "55" if is_refused else row["gives"].split(",")[0]
            )
            assert seen.deviations == ()
            if is_refused:
                assert seen.fault in row["deviations"]
