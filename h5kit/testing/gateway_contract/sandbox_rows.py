"""The requirements of the sandbox's scenario table (docs/gateway.md, T)."""

from dataclasses import replace
from typing import Final

import pytest

from h5kit.carrier.gateway import ResetAnswers
from h5kit.carrier.sandbox import is_scenario
from h5kit.flow.outcomes import Ask, Granted, Refused, ResetAsked, ResetDone, ResetStep, Round
from h5kit.messages import Message
from h5kit.testing import people
from h5kit.testing.gateway_contract.logins import STAYS_OPEN
from h5kit.testing.gateway_contract.opening import Opening
from h5kit.testing.gateway_contract.resets import STEP_STAYS
from h5kit.testing.gateway_contract.talk import (
    GONE,
    ODD_WORDS,
    Talk,
    again,
    asked,
    asked_for,
    refused,
)

PASSWORD, IDENTITY, SMS, CAPTCHA = Ask.PASSWORD, Ask.NAME_AND_ID, Ask.SMS, Ask.CAPTCHA
ROUNDS: Final = {
    "0000": [PASSWORD],
    "1001": [PASSWORD | SMS],
    "1002": [PASSWORD | CAPTCHA],
    "1003": [PASSWORD | SMS | CAPTCHA],
    "1004": [PASSWORD | IDENTITY],
    "1005": [PASSWORD | IDENTITY | SMS | CAPTCHA],
    "1007": [SMS],
    "2001": [PASSWORD, SMS],
    "2002": [PASSWORD, SMS | CAPTCHA],
    "2003": [PASSWORD, SMS, SMS],
    "2004": [PASSWORD, SMS],
    "2005": [PASSWORD | SMS | CAPTCHA, SMS | CAPTCHA],
}
NOTED: Final = "2004"
"""The row whose second verification has the carrier's own text."""

ORDERS: Final = {
    "3001": [ResetStep.PASSWORD],
    "3002": [ResetStep.SMS, ResetStep.PASSWORD],
    "3003": [ResetStep.LOGIN_SMS, ResetStep.SMS, ResetStep.PASSWORD],
    "3004": [ResetStep.CONTACTS, ResetStep.PASSWORD],
    "3005": [ResetStep.SMS, ResetStep.CONTACTS, ResetStep.PASSWORD],
    "3006": [ResetStep.SMS],
}
FAULTS: Final = {
    "5004": Message.SERVICE_BUSY,
    "5005": Message.SERVICE_BUSY,
    "5006": Message.CARRIER_BUSY,
}
"""Rows with a broken carrier, and their messages."""

BAD_PASSWORDS: Final = {
    "24681a": Message.PASSWORD_NOT_DIGITS,
    "": Message.PASSWORD_NOT_DIGITS,
    "12345": Message.PASSWORD_NOT_SIX_DIGITS,
    "123456": Message.PASSWORD_TOO_SIMPLE,
}
RECORDS: Final = {"0000": range(1, 10_000), "5013": range(10_000, 10_001), "5014": range(1)}
"""The number of calls in a row's records."""

MESSAGES: Final = tuple(m for m in Message if m is not Message.OK and is_scenario(f"90{m:02d}"))
CODE_SECONDS, SESSION_SECONDS, DAY = 60, 1800, 86_400


class SandboxRows(Opening):
    """Tests of the sandbox's rows, for a gateway in front of the sandbox or a copy of it."""

    def test_a_row_asks_its_rounds(self, talk: Talk, subtests: pytest.Subtests) -> None:
        """T1."""
        for row, rounds in ROUNDS.items():
            with subtests.test(row=row):
                outcome: object = talk.begin(row)
                for position, asks in enumerate(rounds):
                    question = asked(outcome)
                    assert question.asks == asks
                    assert question.round is (Round.VERIFY if position else Round.LOGIN)
                    assert (question.sms_seconds > 0) == (SMS in asks)
                    assert bool(question.captcha) == (CAPTCHA in asks)
                    assert bool(question.note) == (row == NOTED and position == 1)
                    outcome = talk.submit()
                assert outcome == Granted(talk.session.sid)

    def test_a_code_that_the_carrier_lets_expire_gets_41_and_another(self, talk: Talk) -> None:
        """T2."""
        talk.begin("1006")
        answer = refused(talk.submit())
        assert (answer.message, answer.session_over) == (Message.WRONG_CODE_NEW_SENT, False)
        assert answer.sms_seconds > 0
        assert talk.submit() == Granted(talk.session.sid)

    def test_a_message_is_the_answer_to_the_number(
        self, talk: Talk, subtests: pytest.Subtests
    ) -> None:
        """T3."""
        for message in MESSAGES:
            with subtests.test(row=f"93{message:02d}"):
                assert talk.begin(f"93{message:02d}") == Refused(message)

    def test_a_message_is_the_answer_to_the_login(
        self, talk: Talk, subtests: pytest.Subtests
    ) -> None:
        """T4."""
        for message in MESSAGES:
            with subtests.test(row=f"90{message:02d}"):
                talk.begin(f"90{message:02d}")
                answer = refused(talk.submit())
                assert answer.message == message
                assert answer.session_over == (message not in STAYS_OPEN)

    def test_a_message_is_the_answer_to_the_second_verification(
        self, talk: Talk, subtests: pytest.Subtests
    ) -> None:
        """T5."""
        for message in MESSAGES:
            with subtests.test(row=f"91{message:02d}"):
                talk.begin(f"91{message:02d}")
                talk.submit()
                answer = refused(talk.submit())
                assert answer.message == message
                assert answer.session_over == (message not in STAYS_OPEN)
                is_new_sent = message is Message.WRONG_CODE_NEW_SENT
                assert (answer.sms_seconds > 0) == is_new_sent

    def test_a_fault_is_a_message_and_ends_the_session(
        self, talk: Talk, subtests: pytest.Subtests
    ) -> None:
        """T6."""
        for row, message in FAULTS.items():
            with subtests.test(row=row):
                talk.begin(row)
                assert talk.submit() == Refused(message)
                assert talk.submit() == GONE
                talk.begin("0000")
                assert talk.submit() == Granted(talk.session.sid)
                assert talk.begin_reset(row) == Refused(message)

    def test_a_session_or_reset_is_forgotten_after_half_an_hour(self, talk: Talk) -> None:
        """T7."""
        talk.begin("1002")
        talk.begin_reset("3001")
        self.advance(SESSION_SECONDS + 1)
        assert talk.submit() == talk.refresh() == talk.answer() == GONE

    def test_a_reset_asks_its_steps_in_its_order(
        self, talk: Talk, subtests: pytest.Subtests
    ) -> None:
        """T8."""
        for row, steps in ORDERS.items():
            with subtests.test(row=row):
                outcome = talk.begin_reset(row)
                for step in steps:
                    assert isinstance(outcome, ResetAsked)
                    assert outcome.step is step
                    outcome = talk.answer()
                assert outcome == ResetDone(is_sent_by_sms=row == "3006")

    def test_each_code_of_a_reset_is_checked(self, talk: Talk) -> None:
        """T9."""
        talk.begin_reset("3003")
        for step in (ResetStep.SMS, ResetStep.PASSWORD):
            for word in ODD_WORDS:
                answer = talk.answer(ResetAnswers(sms_code=word))
                assert answer == again(Message.WRONG_CODE), (step, word[:20])
            late = self.codes(talk.tel)[0]
            self.advance(CODE_SECONDS + 1)
            answer = refused(talk.answer(ResetAnswers(sms_code=late)))
            assert (answer.message, answer.session_over) == (Message.WRONG_CODE_NEW_SENT, False)
            assert answer.sms_seconds > 0
            asked_for(talk.answer(ResetAnswers(sms_code=self.codes(talk.tel)[0])), step)

    def test_a_message_is_the_answer_to_its_step_of_a_reset(
        self, talk: Talk, subtests: pytest.Subtests
    ) -> None:
        """T10."""
        for message in MESSAGES:
            with subtests.test(row=f"92{message:02d}"):
                outcome = talk.begin_reset(f"92{message:02d}")
                if isinstance(outcome, ResetAsked):
                    answer = refused(talk.answer())
                    assert answer.session_over == (message not in STEP_STAYS)
                    is_new_sent = message is Message.WRONG_CODE_NEW_SENT
                    assert (answer.sms_seconds > 0) == is_new_sent
                else:
                    answer = refused(outcome)
                    assert answer.session_over
                assert answer.message == message

    def test_a_new_password_is_held_to_the_carriers_rules(
        self, talk: Talk, subtests: pytest.Subtests
    ) -> None:
        """T11."""
        for word, message in BAD_PASSWORDS.items():
            with subtests.test(word=word):
                talk.begin_reset("3001")
                assert talk.answer(ResetAnswers(new_password=word)) == again(message)
                assert talk.answer() == ResetDone()

    def test_a_number_that_nobody_called_is_no_contact(self, talk: Talk) -> None:
        """T12."""
        talk.begin_reset("3004")
        *first, _ = talk.right_reset().contacts
        wrong = replace(talk.right_reset(), contacts=(*first, people.number("0000")))
        assert talk.answer(wrong) == again(Message.CALLED_NUMBERS_NEEDED)
        asked_for(talk.answer(), ResetStep.PASSWORD)

    def test_a_row_has_its_records(self, talk: Talk, subtests: pytest.Subtests) -> None:
        """T13."""
        for row, count in RECORDS.items():
            with subtests.test(row=row):
                assert len(talk.records(talk.granted(row)).calls) in count
        with subtests.test(row="5011"):
            assert talk.collect(talk.granted("5011")) == Refused(Message.SERVICE_BUSY)
        with subtests.test(row="5012"):
            gaps = talk.records(talk.granted("5012"))
            assert all((gaps.missing, gaps.possibly_missing, gaps.bills_missing))

    def test_the_records_of_a_row_are_the_same_another_day(self, talk: Talk) -> None:
        """T14."""
        sid = talk.granted("0000")
        records = talk.records(sid)
        self.advance(DAY)
        assert talk.records(sid) == records
