"""The sandbox's resets: every order of steps, every message, and wrong answers refused."""

import pytest

from h5kit.carrier.gateway import ResetAnswers, ResetSession, Subject
from h5kit.flow.outcomes import Refused, ResetAsked, ResetDone, ResetOutcome, ResetStep
from h5kit.messages import Message
from h5kit.testing.people import number, person
from tests.carrier.sandbox.caller import Caller

WHO = person()
CONTACTS = tuple(number(f"00{n:02d}") for n in range(1, 6))
RIGHT = ResetAnswers(sms_code="123456", contacts=CONTACTS, new_password="407152")
ORDERS = {
    "3001": ["password"],
    "3002": ["sms", "password"],
    "3003": ["login_sms", "sms", "password"],
    "3004": ["contacts", "password"],
    "3005": ["sms", "contacts", "password"],
    "3006": ["sms"],
    "0000": ["sms", "password"],
}


class Resetter:
    """A caller that resets a password, one step after the other."""

    def __init__(self, caller: Caller, last_four: str) -> None:
        """Take a number of this scenario."""
        self.caller = caller
        self.tel = number(last_four)
        self.session = ResetSession("", self.tel, ResetStep.SMS)

    def begin(self, name: str = WHO.name, id_card: str = WHO.id_card) -> ResetOutcome:
        """Begin the reset with name and ID card."""
        subject = Subject(self.tel, name=name, id_card=id_card)
        return self._keep(self.caller.run(self.caller.gateway.begin_reset(subject)))

    def submit(self, answers: ResetAnswers = RIGHT) -> ResetOutcome:
        """Answer the open step, with right answers by default."""
        gateway = self.caller.gateway
        return self._keep(self.caller.run(gateway.submit_reset(self.session, answers)))

    @property
    def codes(self) -> list[str]:
        """The codes that were sent, newest first."""
        return [sms.code for sms in self.caller.gateway.inbox(self.tel)]

    def _keep(self, outcome: ResetOutcome) -> ResetOutcome:
        if isinstance(outcome, ResetAsked):
            self.session = ResetSession(outcome.tid, self.tel, outcome.step)
        return outcome


def test_a_row_asks_for_its_steps_in_order(caller: Caller, subtests: pytest.Subtests) -> None:
    for last_four, order in ORDERS.items():
        with subtests.test(last_four=last_four, order=order):
            resetter = Resetter(caller, last_four)
            outcome = resetter.begin()
            asked = []
            while isinstance(outcome, ResetAsked):
                asked.append(outcome.step.value)
                assert (outcome.sms_seconds > 0) == ("sms" in outcome.step)
                outcome = resetter.submit()
            assert asked == order
            assert outcome == ResetDone(is_sent_by_sms=last_four == "3006")


def test_the_carrier_sends_the_new_password_by_sms(caller: Caller) -> None:
    resetter = Resetter(caller, "3006")
    resetter.begin()
    resetter.submit()
    newest = caller.gateway.inbox(resetter.tel)[0]
    assert newest.kind == "new_password"
    assert newest.code in newest.text


def test_92mm_answers_the_step_it_belongs_to(caller: Caller, subtests: pytest.Subtests) -> None:
    for code in [message for message in Message if message]:
        with subtests.test(code=code):
            resetter = Resetter(caller, f"92{code:02d}")
            outcome = resetter.begin()
            if isinstance(outcome, ResetAsked):
                outcome = resetter.submit()
            assert isinstance(outcome, Refused)
            assert outcome.message == code


def test_a_message_about_sms_codes_answers_the_code(
    caller: Caller, subtests: pytest.Subtests
) -> None:
    for code in [
        Message.SMS_CODE_NEEDED,
        Message.WRONG_CODE,
        Message.SMS_FAILED,
        Message.SMS_LIMIT_REACHED,
        Message.SMS_FAILED_DIAL_HOTLINE,
        Message.WRONG_CODE_NEW_SENT,
    ]:
        with subtests.test(code=code):
            resetter = Resetter(caller, f"92{code:02d}")
            outcome = resetter.begin()
            assert isinstance(outcome, ResetAsked)
            assert outcome.step is ResetStep.SMS


def test_another_identity_gets_26(caller: Caller) -> None:
    wrong = Refused(Message.WRONG_IDENTITY, session_over=False)
    for name, id_card in (("错误", WHO.id_card), (WHO.name, "1"), ("", "")):
        assert Resetter(caller, "3001").begin(name, id_card) == wrong


def test_the_code_that_was_sent_is_accepted_and_others_get_37(caller: Caller) -> None:
    resetter = Resetter(caller, "3002")
    resetter.begin()
    assert resetter.submit(ResetAnswers(sms_code="")) == Refused(
        Message.WRONG_CODE, session_over=False
    )
    assert isinstance(resetter.submit(ResetAnswers(sms_code=resetter.codes[0])), ResetAsked)


def test_an_expired_code_gets_41_and_a_new_one(caller: Caller) -> None:
    resetter = Resetter(caller, "3002")
    resetter.begin()
    old = resetter.codes[0]
    caller.clock.advance(61)
    assert resetter.submit(ResetAnswers(sms_code=old)) == Refused(
        Message.WRONG_CODE_NEW_SENT, session_over=False, sms_seconds=60
    )
    assert isinstance(resetter.submit(ResetAnswers(sms_code=resetter.codes[0])), ResetAsked)


def test_contacts_that_were_not_called_get_44(caller: Caller) -> None:
    resetter = Resetter(caller, "3004")
    resetter.begin()
    first = CONTACTS[:4]
    for fifth in ((), (first[0],), ("021",), (number("0000"),)):
        answer = resetter.submit(ResetAnswers(contacts=(*first, *fifth)))
        assert answer == Refused(Message.CALLED_NUMBERS_NEEDED, session_over=False)
    assert resetter.submit(ResetAnswers()) == Refused(
        Message.CALLED_NUMBERS_NEEDED, session_over=False
    )


def test_a_password_that_breaks_a_rule_is_refused(
    caller: Caller, subtests: pytest.Subtests
) -> None:
    for password, code in [
        ("24681a", Message.PASSWORD_NOT_DIGITS),
        ("", Message.PASSWORD_NOT_DIGITS),
        ("12345", Message.PASSWORD_NOT_SIX_DIGITS),
        ("1234567", Message.PASSWORD_NOT_SIX_DIGITS),
        ("123456", Message.PASSWORD_TOO_SIMPLE),
    ]:
        with subtests.test(password=password, code=code):
            resetter = Resetter(caller, "3001")
            resetter.begin()
            assert resetter.submit(ResetAnswers(new_password=password)) == Refused(
                code, session_over=False
            )


def test_a_step_accepts_one_answer(caller: Caller) -> None:
    resetter = Resetter(caller, "3002")
    resetter.begin()
    first = resetter.session
    assert isinstance(resetter.submit(), ResetAsked)
    resetter.session = first
    assert resetter.submit() == Refused(Message.TIMED_OUT)


def test_an_unknown_or_expired_reset_gets_25(caller: Caller) -> None:
    resetter = Resetter(caller, "3002")
    assert resetter.submit() == Refused(Message.TIMED_OUT)
    resetter.begin()
    caller.clock.advance(1801)
    assert resetter.submit() == Refused(Message.TIMED_OUT)


@pytest.mark.parametrize(
    ("last_four", "code"), [("5004", Message.SERVICE_BUSY), ("5006", Message.CARRIER_BUSY)]
)
def test_a_broken_row_breaks_the_reset_too(caller: Caller, last_four: str, code: Message) -> None:
    assert Resetter(caller, last_four).begin() == Refused(code)
