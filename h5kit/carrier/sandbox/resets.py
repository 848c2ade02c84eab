"""The sandbox carrier's password resets. The scenario lists the steps; answers aren't stored."""

import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from h5kit import phone_numbers
from h5kit.carrier import passwords
from h5kit.carrier.gateway import ResetAnswers, ResetSession, Subject
from h5kit.carrier.sandbox.dialogue import ANY_SMS_CODE, GONE, is_identity
from h5kit.carrier.sandbox.inbox import Inbox
from h5kit.carrier.sandbox.scenarios import MessageAt, Script, scenario_for
from h5kit.clock import Clock
from h5kit.flow.outcomes import Refused, ResetAsked, ResetDone, ResetOutcome, ResetStep
from h5kit.messages import Message

SMS_SECONDS: Final = 60
SECONDS: Final = 1800
MOST: Final = 10_000
CONTACTS: Final = 5
NEVER_CALLED: Final = "0000"
"""The last four digits of numbers that the owner has never called."""
LENGTHS: Final = (6, 8)
KINDS: Final = {ResetStep.LOGIN_SMS: "reset_login", ResetStep.SMS: "reset"}

STAYS_OPEN: Final = frozenset(
    {
        Message.PHONE_INVALID,
        Message.CONTACT_REPEATED,
        Message.PASSWORD_NEEDED,
        Message.SMS_CODE_NEEDED,
        Message.PASSWORD_NOT_DIGITS,
        Message.PASSWORD_NOT_SIX_DIGITS,
        Message.PASSWORD_NOT_EIGHT_DIGITS,
        Message.PASSWORD_TOO_SIMPLE,
        Message.PASSWORD_UNCHANGED,
        Message.WRONG_CODE,
        Message.WRONG_CODE_NEW_SENT,
        Message.CALLED_NUMBERS_NEEDED,
    }
)
"""Messages after which the same step stays open; any other message ends the reset."""


@dataclass(slots=True)
class Reset:
    """An open reset; `position` is the index of its step. Times are seconds since the epoch."""

    subject: Subject = field(repr=False)
    script: Script
    began: float
    position: int = 0
    code: str = field(default="", repr=False)
    code_until: float = 0.0

    @property
    def step(self) -> ResetStep:
        """The step that the carrier waits for."""
        return self.script.reset[self.position]


class Resets:
    """All open resets of one sandbox carrier."""

    def __init__(self, clock: Clock, inbox: Inbox) -> None:
        """Start without resets; SMS codes are sent to `inbox`."""
        self._clock = clock
        self._inbox = inbox
        self._open: OrderedDict[str, Reset] = OrderedDict()

    def begin(self, subject: Subject) -> ResetOutcome:
        """Check name and ID card; then ask for the script's first step."""
        now = self._clock.now()
        script = scenario_for(subject.tel, subject.scenario)
        if not is_identity(subject.name, subject.id_card, now):
            return Refused(Message.WRONG_IDENTITY, session_over=False)
        if message := script.message_for(MessageAt.IDENTITY):
            return Refused(message)
        self._drop_old(now)
        tid = f"TID{secrets.randbelow(10**20):020d}"
        self._open[tid] = reset = Reset(subject, script, now)
        return self._ask(tid, reset)

    def submit(self, session: ResetSession, answers: ResetAnswers) -> ResetOutcome:
        """Check the answer to the open step; then ask for the next step, finish or refuse."""
        reset = self._open.get(session.tid)
        now = self._clock.now()
        if reset is None or now - reset.began > SECONDS:
            return GONE
        if (reset.subject.tel, reset.step) != (session.tel, session.step):
            return GONE
        wrong = self._check(reset, answers, now) or reset.script.message_for(MessageAt.RESET)
        if wrong:
            return self._refuse(session.tid, reset, wrong)
        reset.position += 1
        if reset.position < len(reset.script.reset):
            return self._ask(session.tid, reset)
        del self._open[session.tid]
        if reset.script.reset_sends:
            self._inbox.send(reset.subject.tel, "new_password", now, SECONDS)
        return ResetDone(is_sent_by_sms=reset.script.reset_sends)

    def waiting(self, tid: str) -> ResetSession | None:
        """Return the open reset of a tid, or None."""
        reset = self._open.get(tid)
        return ResetSession(tid, reset.subject.tel, reset.step) if reset else None

    def _ask(self, tid: str, reset: Reset) -> ResetAsked:
        seconds = self._send(reset) if reset.step in KINDS else 0
        return ResetAsked(tid, reset.step, sms_seconds=seconds)

    def _send(self, reset: Reset) -> int:
        now = self._clock.now()
        reset.code = self._inbox.send(reset.subject.tel, KINDS[reset.step], now, SMS_SECONDS)
        reset.code_until = now + SMS_SECONDS
        return SMS_SECONDS

    def _check(self, reset: Reset, answers: ResetAnswers, now: float) -> Message:
        match reset.step:
            case ResetStep.LOGIN_SMS | ResetStep.SMS:
                return _check_code(reset, answers.sms_code, now)
            case ResetStep.CONTACTS:
                is_right = _are_contacts(answers.contacts)
                return Message.OK if is_right else Message.CALLED_NUMBERS_NEEDED
            case ResetStep.PASSWORD:
                subject = reset.subject
                return _check_password(answers.new_password, subject.id_card, subject.tel)

    def _refuse(self, tid: str, reset: Reset, message: Message) -> Refused:
        if message not in STAYS_OPEN:
            del self._open[tid]
            return Refused(message)
        is_sent = message == Message.WRONG_CODE_NEW_SENT and reset.step in KINDS
        seconds = self._send(reset) if is_sent else 0
        return Refused(message, session_over=False, sms_seconds=seconds)

    def _drop_old(self, now: float) -> None:
        while self._open:
            oldest = next(iter(self._open.values()))
            if len(self._open) < MOST and now - oldest.began <= SECONDS:
                return
            self._open.popitem(last=False)


def _check_code(reset: Reset, entered: str, now: float) -> Message:
    is_sent = hmac.compare_digest(entered.encode(errors="replace"), reset.code.encode())
    if is_sent and now > reset.code_until:
        return Message.WRONG_CODE_NEW_SENT
    return Message.OK if is_sent or entered == ANY_SMS_CODE else Message.WRONG_CODE


def _are_contacts(entered: tuple[str, ...]) -> bool:
    """Return whether these are five different numbers, none of which ends in NEVER_CALLED."""
    numbers = {phone_numbers.mobile(number) for number in entered}
    are_five = len(entered) == CONTACTS == len(numbers) and None not in numbers
    return are_five and not any(str(number).endswith(NEVER_CALLED) for number in numbers)


def _check_password(entered: str, id_card: str, tel: str) -> Message:
    if not (entered.isascii() and entered.isdigit()):
        return Message.PASSWORD_NOT_DIGITS
    if len(entered) not in LENGTHS:
        return Message.PASSWORD_NOT_SIX_DIGITS
    is_weak = passwords.is_weak(entered, id_card, tel)
    return Message.PASSWORD_TOO_SIMPLE if is_weak else Message.OK
