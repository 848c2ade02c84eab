"""A gateway on a real socket; the test writes every answer, byte by byte if necessary."""

import asyncio
import base64
import contextlib
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from PIL import Image

from h5kit.carrier.dialect import PATHS, GatewayCall
from h5kit.carrier.gateway import Answers, ResetAnswers, ResetSession, Session, Subject
from h5kit.carrier.http import BreakerRule, Deadlines, HttpGateway
from h5kit.clock import MovableClock
from h5kit.flow.outcomes import ResetStep, Round
from h5kit.testing.people import number, person

T = TypeVar("T")
Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]
Script = dict[str, Any] | bytes | Behaviour

WHO = person()
TEL = number("0000")
SECRET = "scripted-secret-0123456789"
SID = f"SID{'0123456789abcdef' * 2}"
TID = f"TID{'0123456789' * 2}"
SUBJECT = Subject(TEL, uid="u1", name=WHO.name, id_card=WHO.id_card)
LOGIN, VERIFY = Session(SID, TEL), Session(SID, TEL, Round.VERIFY)
RESET = ResetSession(TID, TEL, ResetStep.SMS)
ANSWERS = Answers("246813", WHO.name, WHO.id_card, "804257", "k7mq")
NEW = ResetAnswers(sms_code="804257", new_password="407152")


def drawn(form: str, width: int = 12) -> bytes:
    """Return a picture of a format of Pillow."""
    written = io.BytesIO()
    Image.linear_gradient("L").resize((width, 4)).save(written, form)
    return written.getvalue()


PNG = drawn("PNG")
PICTURE = base64.b64encode(PNG).decode()

FLOW: dict[str, Any] = {"sid": SID, "need_full_name": 0, "need_id_card": 0, "need_pin_pwd": 1,
        "sms_duration": "", "captcha_image": "", "verify_notes": ""}  # fmt: skip
ASKED: dict[str, Any] = {"sms_duration": 60, "captcha_image": "", "verify_notes": ""}
ASKED_AGAIN: dict[str, Any] = {"sms_duration": 60, "captcha_image": "", "content": ""}
FORGET: dict[str, Any] = {
    "tid": TID,
    "need_new_pwd": 0,
    "need_contacts": 0,
    "login_sms_duration": "",
    "sms_duration": 60,
    "content": "",
}


def said(
    status: int = 0, action: str = "processing", msg: str = "OK", **data: object
) -> dict[str, Any]:
    """Return an answer of the dialect."""
    return {"status": status, "msg": msg, "data": data, "action": action}


def token(text: str = "0" * 32, expires: str = "2000-01-01 00:00:00") -> dict[str, Any]:
    """Return a token that, by this gateway's late clock, has already expired."""
    return said(0, "done", token=text, expires=expires)


RIGHT: dict[GatewayCall, dict[str, Any]] = {
    GatewayCall.TOKEN: token(),
    GatewayCall.FLOW: said(**FLOW),
    GatewayCall.CAPTCHA: said(captcha_image=PICTURE),
    GatewayCall.LOGIN: said(0, "done", **ASKED),
    GatewayCall.VERIFY: said(0, "done", **ASKED_AGAIN),
    GatewayCall.FORGET: said(**FORGET),
}
"""The answers of a gateway that asks for everything once."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A request that arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def given(self) -> Any:
        """The JSON of the body."""
        return json.loads(self.body)


@dataclass
class Scripted:
    """Answers by call. The entries of a list are used in order, the last one repeatedly."""

    scripts: dict[str, list[Script]] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    base_url: str = ""
    connections: int = 0
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    def says(self, call: GatewayCall, *scripts: Script) -> None:
        """Set the answer of a call."""
        self.scripts[PATHS[call]] = list(scripts)

    def of(self, call: GatewayCall) -> list[Heard]:
        """Return the requests of a call."""
        return [one for one in self.heard if one.path == PATHS[call]]

    def next(self, path: str) -> Behaviour:
        """Return the answer to the next request of a path."""
        scripts = self.scripts[path]
        script = scripts.pop(0) if len(scripts) > 1 else scripts[0]
        return script if callable(script) else writes(raw(script))


def raw(
    script: dict[str, Any] | bytes,
    status: str = "200 OK",
    kind: str = "application/json",
    coding: str = "",
) -> bytes:
    """Return an HTTP answer; `coding` is the header of a compressed body."""
    body = script if isinstance(script, bytes) else json.dumps(script).encode()
    head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}"
    compressed = f"\r\ncontent-encoding: {coding}" if coding else ""
    return f"{head}{compressed}\r\n\r\n".encode() + body


def writes(*parts: bytes, then_closes: bool = False) -> Behaviour:
    """Write these bytes unchanged."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
        if then_closes:
            writer.close()

    return behave


async def hangs(_: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.Event().wait()


async def aborts(writer: asyncio.StreamWriter) -> None:
    """Drop the connection."""
    writer.transport.abort()


def endless(head: bytes, part: bytes) -> Behaviour:
    """Write `head`, then `part` repeatedly, with pauses."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0)

    return behave


@contextlib.asynccontextmanager
async def scripted(greeting: bytes = b"") -> AsyncIterator[Scripted]:
    """A gateway with the answers of RIGHT unless the test sets others; a greeting is sent first."""
    script = Scripted()
    for call, answer in RIGHT.items():
        script.says(call, answer)
    tasks: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with script.arrived:
            script.connections += 1
            script.arrived.notify_all()
        writer.write(greeting)
        task = asyncio.current_task()
        if task is not None:
            tasks.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while not writer.is_closing():
                heard = await _request(reader)
                async with script.arrived:
                    script.heard.append(heard)
                    script.arrived.notify_all()
                await script.next(heard.path)(writer)
        writer.transport.abort()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    script.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield script
    server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for _ in range(5):
        await asyncio.sleep(0)


async def _request(reader: asyncio.StreamReader) -> Heard:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return Heard(method, parts.path, query, headers, body)


@dataclass
class Play:
    """An HttpGateway connected to a scripted gateway."""

    script: Scripted
    gateway: HttpGateway
    clock: MovableClock
    observed: list[tuple[str, str]]
    deviations: list[tuple[str, str]]

    async def heard(self, count: int) -> None:
        """Wait until the scripted gateway has received this many requests."""
        async with self.script.arrived:
            await self.script.arrived.wait_for(lambda: len(self.script.heard) >= count)


def play(
    scene: Callable[[Play], Coroutine[object, object, T]],
    *,
    deadlines: Deadlines | None = None,
    breaker: BreakerRule | None = None,
    strict: bool = False,
) -> T:
    """Run a scene with both sides; return its result."""

    async def main() -> T:
        clock, observed = MovableClock(), list[tuple[str, str]]()
        deviations: list[tuple[str, str]] = []
        async with scripted() as script:
            gateway = HttpGateway(
                base_url=script.base_url,
                appid="shop",
                secret=SECRET,
                clock=clock,
                deadlines=deadlines,
                breaker=breaker,
                observe=lambda call, outcome, _: observed.append((call, outcome)),
                observe_deviation=lambda call, path: deviations.append((call, path)),
                strict=strict,
            )
            try:
                return await scene(Play(script, gateway, clock, observed, deviations))
            finally:
                await gateway.close()

    return asyncio.run(main())


def logged(logs: list[Any]) -> list[tuple[str, str]]:
    """Return (call, fault) of the log lines; each has the sid if there is one."""
    ours = [line for line in logs if line["event"] == "gateway_call_failed"]
    assert all(line["sid"] in {"", SID, RESET.tid} for line in ours)
    assert all(line["sid"] for line in ours if line["call"] in {"login", "verify"})
    return [(line["call"], line["fault"]) for line in ours]
