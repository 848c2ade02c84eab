"""The sandbox carrier in process: a gateway that follows the scenario of the number."""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from h5kit.carrier.gateway import Answers, ResetAnswers, ResetSession, Session, Subject
from h5kit.carrier.sandbox.call_counter import CallCounter
from h5kit.carrier.sandbox.captchas import Captchas
from h5kit.carrier.sandbox.collections import Collections
from h5kit.carrier.sandbox.dialogue import GONE, STAYS_OPEN, Dialogue
from h5kit.carrier.sandbox.faults import OnFault, as_over_http
from h5kit.carrier.sandbox.inbox import Inbox, SentSms
from h5kit.carrier.sandbox.owners import Owner
from h5kit.carrier.sandbox.resets import Resets
from h5kit.carrier.sandbox.scenarios import MessageAt, scenario_for
from h5kit.clock import Clock
from h5kit.flow.outcomes import (
    Ask,
    CarrierOutcome,
    Challenge,
    CollectOutcome,
    Granted,
    NewCaptcha,
    Refused,
    ResetOutcome,
    Round,
)
from h5kit.messages import Message

SMS_SECONDS: Final = 60
SESSION_SECONDS: Final = 1800
MOST_SESSIONS: Final = 10_000


class SandboxGateway:
    """A `Gateway` without a carrier; the number selects the scenario.

    An instance belongs to one event loop. Secrets are compared, never stored or logged.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        captcha_seed: int | None = None,
        on_fault: OnFault = as_over_http,
    ) -> None:
        """Start without sessions; delays and the validity of codes follow `clock`.

        `captcha_seed` makes the captchas' words repeatable. `on_fault` handles the scenarios with a
        broken carrier: by default it returns what an HTTP client would; the served sandbox breaks
        the connection instead.
        """
        self._on_fault = on_fault
        self._clock = clock
        self._captchas = Captchas(captcha_seed)
        self._inbox = Inbox()
        self._resets = Resets(clock, self._inbox)
        self._collections = Collections(clock)
        self._open: OrderedDict[str, Dialogue] = OrderedDict()
        self._begins = CallCounter(MOST_SESSIONS)
        self._logins = CallCounter(MOST_SESSIONS)

    async def begin(self, subject: Subject) -> Challenge | Refused:
        """Open a session; send the SMS code and draw the captcha that the scenario asks for."""
        self._begins.add(subject.tel)
        script = scenario_for(subject.tel, subject.scenario)
        if message := script.message_for(MessageAt.BEGIN):
            return Refused(message)
        self._drop_old()
        sid = f"SID{secrets.token_hex(16)}"
        now, owner = self._clock.now(), Owner.of(subject)
        self._open[sid] = dialogue = Dialogue(subject.tel, script, now, owner=owner)
        return self._ask(sid, dialogue)

    async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
        """Check the answers to the open round; then ask the next round, grant or refuse.

        Concurrent submits of a session are processed one after the other, and only the first right
        answer to a round counts.
        """
        if session.round is Round.LOGIN:
            self._logins.add(session.sid)
        dialogue = self._find(session)
        if dialogue is None:
            return GONE
        position = dialogue.position
        async with dialogue.lock:
            # Yield, as a real carrier call would, so that concurrent submits wait for the lock.
            await asyncio.sleep(0)
            if self._find(session) is None or dialogue.position != position:
                return GONE
            return await self._answer(session.sid, dialogue, answers)

    async def refresh_captcha(self, session: Session) -> NewCaptcha | Refused:
        """Draw a new captcha; the old word is no longer valid."""
        dialogue = self._find(session)
        if dialogue is None or Ask.CAPTCHA not in dialogue.step.asks:
            return GONE
        return NewCaptcha(self._draw(dialogue))

    async def collect(self, sid: str) -> CollectOutcome:
        """Return the invented records of a granted session, after the scenario's delay."""
        return await self._collections.of(sid)

    async def begin_reset(self, subject: Subject) -> ResetOutcome:
        """Check name and ID card, then ask for the first step of the scenario's reset."""
        script = scenario_for(subject.tel, subject.scenario)
        return await self._on_fault(script.fault) if script.fault else self._resets.begin(subject)

    async def submit_reset(self, session: ResetSession, answers: ResetAnswers) -> ResetOutcome:
        """Check the answer to the open step; then ask for the next step, finish or refuse."""
        return self._resets.submit(session, answers)

    def waiting(self, sid: str) -> Session | None:
        """Return the open session of a sid, or None."""
        dialogue = self._open.get(sid)
        return Session(sid, dialogue.tel, dialogue.round) if dialogue else None

    def waiting_reset(self, tid: str) -> ResetSession | None:
        """Return the open reset of a tid, or None."""
        return self._resets.waiting(tid)

    def inbox(self, tel: str) -> list[SentSms]:
        """Return the SMS sent to a number, newest first."""
        return self._inbox.of(tel)

    def captcha_of(self, sid: str) -> str | None:
        """Return the word of a session's current captcha, or None."""
        dialogue = self._open.get(sid)
        return dialogue.word or None if dialogue else None

    def logins(self, sids: Iterable[str]) -> int:
        """Return how often these sessions submitted a login, accepted or not."""
        return sum(self._logins[sid] for sid in set(sids))

    def begins(self, tel: str) -> int:
        """Return how often `begin` was called for a number, refused or not."""
        return self._begins[tel]

    def _find(self, session: Session) -> Dialogue | None:
        dialogue = self._open.get(session.sid)
        if dialogue is None or self._is_old(dialogue):
            return None
        is_meant = (dialogue.tel, dialogue.round) == (session.tel, session.round)
        return dialogue if is_meant else None

    def _is_old(self, dialogue: Dialogue) -> bool:
        return self._clock.now() - dialogue.began > SESSION_SECONDS

    def _drop_old(self) -> None:
        while self._open:
            oldest = next(iter(self._open.values()))
            if len(self._open) < MOST_SESSIONS and not self._is_old(oldest):
                return
            self._open.popitem(last=False)

    def _ask(self, sid: str, dialogue: Dialogue) -> Challenge:
        step = dialogue.step
        return Challenge(
            sid=sid,
            round=dialogue.round,
            asks=step.asks,
            sms_seconds=self._send(dialogue) if Ask.SMS in step.asks else 0,
            captcha=self._draw(dialogue) if Ask.CAPTCHA in step.asks else b"",
            note=step.note,
        )

    def _send(self, dialogue: Dialogue) -> int:
        now = self._clock.now()
        dialogue.code = self._inbox.send(dialogue.tel, dialogue.round, now, SMS_SECONDS)
        dialogue.code_until = now + SMS_SECONDS
        return SMS_SECONDS

    def _draw(self, dialogue: Dialogue) -> bytes:
        dialogue.word, picture = self._captchas.new()
        return picture

    async def _answer(self, sid: str, dialogue: Dialogue, answers: Answers) -> CarrierOutcome:
        is_login = dialogue.round is Round.LOGIN
        if is_login:
            await self._clock.sleep_until(self._clock.now() + dialogue.script.login_seconds)
            if fault := dialogue.script.fault:
                del self._open[sid]
                return await self._on_fault(fault)
        if wrong := dialogue.check(answers, self._clock.now()):
            return self._again(dialogue, wrong)
        at = MessageAt.LOGIN if is_login else MessageAt.VERIFY
        if message := dialogue.script.message_for(at):
            stays = message in STAYS_OPEN
            return self._again(dialogue, message) if stays else self._end(sid, Refused(message))
        if dialogue.advance():
            return self._ask(sid, dialogue)
        self._collections.begin(sid, dialogue)
        return self._end(sid, Granted(sid))

    def _again(self, dialogue: Dialogue, message: Message) -> Refused:
        """Refuse but keep the session open; draw a new captcha, since each is valid only once."""
        asks = dialogue.step.asks
        is_sent = message == Message.WRONG_CODE_NEW_SENT and Ask.SMS in asks
        return Refused(
            message,
            session_over=False,
            sms_seconds=self._send(dialogue) if is_sent else 0,
            captcha=self._draw(dialogue) if Ask.CAPTCHA in asks else b"",
        )

    def _end(self, sid: str, outcome: CarrierOutcome) -> CarrierOutcome:
        del self._open[sid]
        return outcome
