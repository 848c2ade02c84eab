"""The requirements for resets of a service password (docs/gateway.md, R)."""

from dataclasses import replace
from typing import Final

import pytest

from h5kit.carrier.gateway import ResetAnswers
from h5kit.flow.outcomes import ResetAsked, ResetDone, ResetStep
from h5kit.messages import Message
from h5kit.testing.gateway_contract.opening import Opening
from h5kit.testing.gateway_contract.situations import Situation
from h5kit.testing.gateway_contract.talk import (
    GONE,
    ODD_WORDS,
    Talk,
    again,
    asked_for,
    refused,
)

WITH_CODES: Final = frozenset({ResetStep.LOGIN_SMS, ResetStep.SMS})
NEEDED: Final = {
    Situation.RESET_SMS: ResetStep.SMS,
    Situation.RESET_CONTACTS: ResetStep.CONTACTS,
    Situation.RESET_PASSWORD: ResetStep.PASSWORD,
}
"""The step of a reset that each kind of number asks for."""

WRONG_PEOPLE: Final = ({"name": "错误"}, {"id_card": "1"}, {"name": "", "id_card": ""})
BAD_PASSWORDS: Final = ("24681a", "", "12345")
AGAINST_A_RULE: Final = frozenset(
    {
        Message.PASSWORD_NOT_DIGITS,
        Message.PASSWORD_NOT_SIX_DIGITS,
        Message.PASSWORD_NOT_EIGHT_DIGITS,
        Message.PASSWORD_TOO_SIMPLE,
        Message.PASSWORD_UNCHANGED,
    }
)
STEP_STAYS: Final = AGAINST_A_RULE | {
    Message.PHONE_INVALID,
    Message.CONTACT_REPEATED,
    Message.PASSWORD_NEEDED,
    Message.SMS_CODE_NEEDED,
    Message.WRONG_CODE,
    Message.WRONG_CODE_NEW_SENT,
    Message.CALLED_NUMBERS_NEEDED,
}
"""Messages after which the same step stays open; any other message ends the reset."""

MOST_STEPS = 10


class ResetPromises(Opening):
    """Tests of `begin_reset` and `submit_reset`."""

    def test_a_reset_asks_step_by_step_and_ends(
        self, talk: Talk, subtests: pytest.Subtests
    ) -> None:
        """R1."""
        for situation, needed in NEEDED.items():
            with subtests.test(number=situation.name):
                outcome, steps = talk.begin_reset(situation), list[ResetStep]()
                while isinstance(outcome, ResetAsked) and len(steps) < MOST_STEPS:
                    steps.append(outcome.step)
                    assert (outcome.sms_seconds > 0) == (outcome.step in WITH_CODES)
                    outcome = talk.answer()
                assert needed in steps
                assert isinstance(outcome, ResetDone)
                assert outcome.is_sent_by_sms == (ResetStep.PASSWORD not in steps)

    def test_a_reset_for_another_person_gets_26_and_the_identity_is_asked_again(
        self, talk: Talk
    ) -> None:
        """R2."""
        talk.begin_reset(Situation.RESET_PASSWORD)
        for other in WRONG_PEOPLE:
            assert talk.begin_reset_again(**other) == again(Message.WRONG_IDENTITY), other
        assert isinstance(talk.begin_reset_again(), ResetAsked)

    def test_a_wrong_code_of_a_reset_gets_37_and_the_step_stands(self, talk: Talk) -> None:
        """R3."""
        talk.reach(Situation.RESET_SMS, ResetStep.SMS)
        for word in ODD_WORDS:
            assert talk.answer(ResetAnswers(sms_code=word)) == again(Message.WRONG_CODE), word[:20]
        assert _goes_on(talk.answer())

    def test_a_late_code_of_a_reset_gets_41_and_another(self, talk: Talk) -> None:
        """R4."""
        outcome = talk.begin_reset(Situation.RESET_SMS)
        late = self.codes(talk.tel)[0]
        self.advance(asked_for(outcome, ResetStep.SMS).sms_seconds + 1)
        answer = refused(talk.answer(ResetAnswers(sms_code=late)))
        assert (answer.message, answer.session_over) == (Message.WRONG_CODE_NEW_SENT, False)
        assert answer.sms_seconds > 0
        assert _goes_on(talk.answer(ResetAnswers(sms_code=self.codes(talk.tel)[0])))

    def test_contacts_that_are_not_five_get_44_and_the_step_stands(self, talk: Talk) -> None:
        """R5."""
        talk.reach(Situation.RESET_CONTACTS, ResetStep.CONTACTS)
        first = talk.right_reset().contacts[:4]
        for wrong in ((), first, (*first, first[0])):
            answer = talk.answer(ResetAnswers(contacts=wrong))
            assert answer == again(Message.CALLED_NUMBERS_NEEDED), len(wrong)
        assert _goes_on(talk.answer())

    def test_a_new_password_against_the_rules_is_refused_and_the_step_stands(
        self, talk: Talk
    ) -> None:
        """R6."""
        talk.reach(Situation.RESET_PASSWORD, ResetStep.PASSWORD)
        for word in BAD_PASSWORDS:
            answer = refused(talk.answer(ResetAnswers(new_password=word)))
            assert answer == again(Message(answer.message)), word
            assert answer.message in AGAINST_A_RULE, word
        assert talk.answer() == ResetDone()

    def test_a_step_of_a_reset_is_answered_once(self, talk: Talk) -> None:
        """R7."""
        talk.begin_reset(Situation.RESET_SMS)
        first = talk.reset
        assert _goes_on(talk.answer())
        talk.reset = first
        assert talk.answer() == GONE

    def test_a_reset_that_is_over_or_unknown_is_refused(self, talk: Talk) -> None:
        """R8."""
        talk.reach(Situation.RESET_PASSWORD, ResetStep.PASSWORD)
        unknown = replace(talk.reset, tid=f"TID{'0' * 20}")
        talk.answer()
        assert talk.answer() == GONE
        talk.reset = unknown
        assert talk.answer() == GONE

    def test_another_code_comes_with_another_reset(self, talk: Talk) -> None:
        """R9."""
        talk.begin_reset(Situation.RESET_SMS)
        first, sent = talk.reset.tid, self.codes(talk.tel)
        asked_for(talk.begin_reset_again(), ResetStep.SMS)
        assert talk.reset.tid != first
        _, *before = self.codes(talk.tel)
        assert before == sent


def _goes_on(outcome: object) -> bool:
    return isinstance(outcome, ResetAsked | ResetDone)
