"""The sandbox carrier in process: a gateway that plays the scenario of the number it's given."""

import asyncio
import hmac
import re
import secrets
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from h5kit.carrier.gateway import Answers, Session, Subject
from h5kit.carrier.sandbox.captchas import Captchas
from h5kit.carrier.sandbox.inbox import Inbox, Sms
from h5kit.carrier.sandbox.scenarios import Scenario, scenario_for
from h5kit.clock import Clock
from h5kit.flow.outcomes import Ask, CarrierOutcome, Challenge, Granted, NewCaptcha, Refused, Round

SMS_SECONDS = 60
SESSION_SECONDS = 1800
MOST_SESSIONS = 10_000

WELL_FORMED = re.compile(r"[0-9]{6}(?:[0-9]{2})?")
WRONG_PASSWORD = "112233"  # noqa: S105 - a documented test value
ANY_SMS_CODE = "123456"
ANY_CAPTCHA = "h5ok"
WRONG_NAME = "错误"

FAULTS = {"http_500": Refused(55), "garbage": Refused(55), "dropped": Refused(47)}
"""What the HTTP adapter makes of these faults of the wire; in process there is no wire."""


@dataclass(slots=True)
class _Dialogue:
    """One open session: which round it is in and what would answer it."""

    tel: str = field(repr=False)
    scenario: Scenario
    began: float
    round: int = 0
    asks: Ask = Ask.NOTHING
    code: str = field(default="", repr=False)
    code_until: float = 0.0
    word: str = field(default="", repr=False)
    codes_entered: int = 0
    logins: int = 0
    is_over: bool = False
    busy: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)


class SandboxGateway:
    """A `Gateway` without a carrier behind it; every case is scripted by the number."""

    def __init__(self, clock: Clock) -> None:
        """Begin with no sessions; `clock` moves its delays and its codes' validity."""
        self._clock = clock
        self._captchas = Captchas()
        self._inbox = Inbox()
        self._open: OrderedDict[str, _Dialogue] = OrderedDict()

    async def begin(self, subject: Subject) -> Challenge | Refused:
        """Open a session, send the SMS and draw the picture that the scenario wants."""
        scenario = scenario_for(subject.tel, subject.scenario)
        if scenario.message_at == "begin" and scenario.message:
            return Refused(scenario.message)
        sid = f"SID{secrets.token_hex(16)}"
        now = self._clock.now()
        self._forget(now)
        self._open[sid] = dialogue = _Dialogue(subject.tel, scenario, now)
        return self._ask(sid, dialogue, scenario.begin)

    async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
        """Check the answers to the open round, then ask again, grant or refuse."""
        dialogue = self._open.get(session.sid)
        if dialogue is None or dialogue.is_over or dialogue.tel != session.tel:
            return Refused(25)
        async with dialogue.busy:
            if dialogue.is_over:
                return Refused(25)
            if dialogue.round == 0:
                dialogue.logins += 1
                fault = await self._fault(dialogue.scenario.fault)
                if fault is not None:
                    return self._end(dialogue, fault)
            wrong = self._wrong(dialogue, answers)
            return wrong or self._next(session.sid, dialogue)

    async def refresh_captcha(self, session: Session) -> NewCaptcha | Refused:
        """Draw another picture; the old word is void."""
        dialogue = self._open.get(session.sid)
        if dialogue is None or dialogue.is_over or Ask.CAPTCHA not in dialogue.asks:
            return Refused(25)
        return NewCaptcha(self._draw(dialogue))

    def inbox(self, tel: str) -> list[Sms]:
        """Return the SMS sent to a number, newest first."""
        return self._inbox.of(tel)

    def captcha_of(self, sid: str) -> str | None:
        """Return the word of the picture that a session shows, None when it shows none."""
        dialogue = self._open.get(sid)
        return dialogue.word or None if dialogue else None

    def logins(self, sids: Iterable[str]) -> int:
        """Return how many logins reached the carrier in these sessions."""
        return sum(self._open[sid].logins for sid in sids if sid in self._open)

    def _forget(self, now: float) -> None:
        while self._open:
            oldest = next(iter(self._open.values()))
            if len(self._open) < MOST_SESSIONS and now - oldest.began <= SESSION_SECONDS:
                return
            self._open.popitem(last=False)

    def _ask(self, sid: str, dialogue: _Dialogue, asks: Ask) -> Challenge:
        dialogue.asks = asks
        is_login = dialogue.round == 0
        notes = dialogue.scenario.notes
        seconds = self._send(dialogue) if Ask.SMS in asks else 0
        return Challenge(
            sid=sid,
            round=Round.LOGIN if is_login else Round.VERIFY,
            asks=asks,
            sms_seconds=seconds,
            captcha=self._draw(dialogue) if Ask.CAPTCHA in asks else b"",
            note="" if is_login or dialogue.round > len(notes) else notes[dialogue.round - 1],
        )

    def _send(self, dialogue: _Dialogue) -> int:
        now = self._clock.now()
        kind = "login" if dialogue.round == 0 else "verify"
        dialogue.code = self._inbox.send(dialogue.tel, kind, now, SMS_SECONDS)
        dialogue.code_until = now + SMS_SECONDS
        return SMS_SECONDS

    def _draw(self, dialogue: _Dialogue) -> bytes:
        dialogue.word, picture = self._captchas.new()
        return picture

    async def _fault(self, fault: str) -> Refused | None:
        if not fault:
            return None
        if fault.isdigit():
            await self._clock.sleep_until(self._clock.now() + int(fault))
            return None
        if fault == "silent":
            await asyncio.Event().wait()
        return FAULTS[fault]

    def _wrong(self, dialogue: _Dialogue, answers: Answers) -> Refused | None:
        """Return what is wrong with the answers; the session stays open for another try."""
        asks = dialogue.asks
        if Ask.NAME_AND_ID in asks and answers.name == WRONG_NAME:
            return self._again(dialogue, 26)
        if Ask.PASSWORD in asks and not _is_password(answers.service_password):
            return self._again(dialogue, 27)
        if Ask.CAPTCHA in asks and not _is_word(answers.captcha, dialogue.word):
            return self._again(dialogue, 37)
        if Ask.SMS in asks:
            return self._wrong_code(dialogue, answers.sms_code)
        return None

    def _wrong_code(self, dialogue: _Dialogue, code: str) -> Refused | None:
        dialogue.codes_entered += 1
        is_first = dialogue.scenario.first_code_expires and dialogue.codes_entered == 1
        is_sent = hmac.compare_digest(code.encode(), dialogue.code.encode())
        is_late = is_sent and self._clock.now() > dialogue.code_until
        if is_first or is_late:
            return self._again(dialogue, 41, sms_seconds=self._send(dialogue))
        return None if is_sent or code == ANY_SMS_CODE else self._again(dialogue, 37)

    def _again(self, dialogue: _Dialogue, message: int, sms_seconds: int = 0) -> Refused:
        """Refuse but keep the session; a picture that was shown is used up."""
        picture = self._draw(dialogue) if Ask.CAPTCHA in dialogue.asks else b""
        return Refused(message, False, sms_seconds, picture)  # noqa: FBT003

    def _next(self, sid: str, dialogue: _Dialogue) -> CarrierOutcome:
        scenario = dialogue.scenario
        at = "login" if dialogue.round == 0 else "verify"
        if scenario.message and scenario.message_at == at:
            return self._told(dialogue, scenario.message)
        if dialogue.round < len(scenario.verify):
            dialogue.round += 1
            return self._ask(sid, dialogue, scenario.verify[dialogue.round - 1])
        dialogue.is_over = True
        return Granted(sid)

    def _told(self, dialogue: _Dialogue, message: int) -> CarrierOutcome:
        """Answer with the scenario's message; a few of them leave the session open."""
        if message in STAYS_OPEN:
            seconds = self._send(dialogue) if message == NEW_CODE_SENT else 0
            return self._again(dialogue, message, seconds)
        return self._end(dialogue, Refused(message))

    @staticmethod
    def _end(dialogue: _Dialogue, refused: Refused) -> Refused:
        dialogue.is_over = True
        return refused


NEW_CODE_SENT = 41
STAYS_OPEN = frozenset({26, 27, 37, 41})


def _is_password(given: str) -> bool:
    return WELL_FORMED.fullmatch(given) is not None and given != WRONG_PASSWORD


def _is_word(given: str, word: str) -> bool:
    return given.lower() in {ANY_CAPTCHA, word.lower()}
