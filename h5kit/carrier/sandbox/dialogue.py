"""An open login at the sandbox carrier: its current round, and the check of its answers."""

import asyncio
import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from h5kit import identity, names
from h5kit.carrier.gateway import Answers
from h5kit.carrier.sandbox.owners import Owner
from h5kit.carrier.sandbox.scenarios import Script, Step
from h5kit.challenges import FIELD_OF, ROWS, Ask, ChallengeRow, Round
from h5kit.flow.outcomes import Refused
from h5kit.messages import Message

CHINA = timezone(timedelta(hours=8))

WELL_FORMED = re.compile(r"[0-9]{6}(?:[0-9]{2})?")
WRONG_PASSWORD = "112233"  # noqa: S105 - a documented test value
ANY_SMS_CODE = FIELD_OF["sms_code"].right
ANY_CAPTCHA = FIELD_OF["captcha"].right
WRONG_NAME = "错误"

CHECKED = sorted(ROWS, key=lambda row: (row.ask is Ask.SMS, row.places[Round.LOGIN]))
"""All challenges in the order of checking: the SMS code last, because each try counts."""

NEW_CODE_SENT = Message.WRONG_CODE_NEW_SENT
STAYS_OPEN = frozenset({*(row.wrong for row in ROWS), NEW_CODE_SENT})
"""Messages after which the same challenges stay open; any other message ends the session."""

GONE = Refused(Message.TIMED_OUT)
"""The answer for a session or reset that is unknown, finished, expired, or at another step."""


@dataclass(slots=True)
class Dialogue:
    """A session; `position` is the index of its round, `word` the captcha's text.

    Times are seconds since the epoch.
    """

    tel: str = field(repr=False)
    script: Script
    began: float
    position: int = 0
    code: str = field(default="", repr=False)
    code_until: float = 0.0
    word: str = field(default="", repr=False)
    codes_entered: int = 0
    owner: Owner = field(default_factory=Owner)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    @property
    def step(self) -> Step:
        """What the script asks for in this round."""
        return self.script.rounds[self.position]

    @property
    def round(self) -> Round:
        """The kind of the current round."""
        return Round.VERIFY if self.position else Round.LOGIN

    def advance(self) -> bool:
        """Move to the script's next round, with new code and captcha; return False at the end."""
        self.code = self.word = ""
        self.position += 1
        return self.position < len(self.script.rounds)

    def check(self, answers: Answers, now: float) -> Message:
        """Return the message for the first wrong answer, `OK` if all are right."""
        asked = (row for row in CHECKED if row.ask in self.step.asks)
        messages = (self._check_one(row, answers, now) for row in asked)
        return next(filter(None, messages), Message.OK)

    def _check_one(self, row: ChallengeRow, answers: Answers, now: float) -> Message:
        """Return the message for a wrong answer to one challenge, `OK` if it is right."""
        match row.ask:
            case Ask.NAME_AND_ID:
                is_right = is_identity(answers.name, answers.id_card, now)
            case Ask.PASSWORD:
                is_right = _is_password(answers.service_password)
            case Ask.CAPTCHA:
                is_right = answers.captcha.lower() in {ANY_CAPTCHA, self.word.lower()}
            case Ask.SMS:
                return self._check_code(answers.sms_code, now, row.wrong)
            case _:
                is_right = all(getattr(answers, one.name) == one.right for one in row.fields)
        return Message.OK if is_right else row.wrong

    def _check_code(self, entered: str, now: float, wrong: Message) -> Message:
        self.codes_entered += 1
        is_sent = hmac.compare_digest(entered.encode(errors="replace"), self.code.encode())
        is_first = self.script.first_code_expires and self.codes_entered == 1
        if is_first or (is_sent and now > self.code_until):
            return NEW_CODE_SENT
        return Message.OK if is_sent or entered == ANY_SMS_CODE else wrong


def _is_password(entered: str) -> bool:
    return WELL_FORMED.fullmatch(entered) is not None and entered != WRONG_PASSWORD


def is_identity(name: str, id_card: str, now: float) -> bool:
    """Return whether the sandbox accepts this name and ID card: valid, and not WRONG_NAME."""
    today = datetime.fromtimestamp(now, CHINA).date()
    folded = names.fold(name)
    is_valid = identity.is_person_name(folded, id_card) and identity.id_card(id_card, today)
    return bool(is_valid) and folded != WRONG_NAME
