"""What a gateway promises about resets of a service password."""

from dataclasses import replace
from typing import Final

import pytest

from h5kit.carrier.gateway import ResetAnswers
from h5kit.flow.outcomes import Refused, ResetAsked, ResetDone
from h5kit.messages import Message
from h5kit.testing import people
from h5kit.testing.gateway_contract.opening import Opening
from h5kit.testing.gateway_contract.talk import (
    CODES,
    CONTACTS,
    FAULTS,
    GONE,
    ODD_WORDS,
    WHO,
    Talk,
    again,
    refused,
)

ORDERS: Final = {
    "3001": ["password"],
    "3002": ["sms", "password"],
    "3003": ["login_sms", "sms", "password"],
    "3004": ["contacts", "password"],
    "3005": ["sms", "contacts", "password"],
    "3006": ["sms"],
}


class ResetPromises(Opening):
    """Tests of `begin_reset` and `submit_reset`."""

    @pytest.mark.parametrize("row", ORDERS)
    def test_a_reset_asks_its_steps_in_its_order(self, talk: Talk, row: str) -> None:
        outcome = talk.begin_reset(row)
        steps = []
        while isinstance(outcome, ResetAsked):
            steps.append(outcome.step.value)
            assert (outcome.sms_seconds > 0) == ("sms" in outcome.step)
            outcome = talk.answer()
        assert steps == ORDERS[row]
        assert outcome == ResetDone(is_sent_by_sms=row == "3006")

    @pytest.mark.parametrize("code", CODES)
    def test_a_message_is_the_answer_to_its_step_of_a_reset(
        self, talk: Talk, code: Message
    ) -> None:
        outcome = talk.begin_reset(f"92{code:02d}")
        if isinstance(outcome, ResetAsked):
            outcome = talk.answer()
        assert refused(outcome).message == code

    def test_a_reset_for_another_person_gets_26(self, talk: Talk) -> None:
        for name, id_card in (("错误", WHO.id_card), (WHO.name, "1"), ("", "")):
            assert talk.begin_reset("3001", name, id_card) == again(Message.WRONG_IDENTITY)

    @pytest.mark.parametrize("word", ODD_WORDS)
    def test_a_wrong_code_of_a_reset_gets_37_and_the_step_stands(
        self, talk: Talk, word: str
    ) -> None:
        talk.begin_reset("3003")
        for _ in range(2):
            assert talk.answer(ResetAnswers(sms_code=word)) == again(Message.WRONG_CODE)
            assert isinstance(talk.answer(), ResetAsked)

    def test_a_late_code_of_a_reset_gets_41_and_another(self, talk: Talk) -> None:
        talk.begin_reset("3003")
        for _ in range(2):
            late = self.codes(talk.tel)[0]
            self.advance(61)
            answer = refused(talk.answer(ResetAnswers(sms_code=late)))
            assert (answer.message, answer.session_over) == (Message.WRONG_CODE_NEW_SENT, False)
            assert answer.sms_seconds > 0
            assert isinstance(
                talk.answer(ResetAnswers(sms_code=self.codes(talk.tel)[0])), ResetAsked
            )

    def test_contacts_that_were_not_called_get_44_and_the_step_stands(self, talk: Talk) -> None:
        talk.begin_reset("3004")
        first = CONTACTS[:4]
        for wrong in ((), first, (*first, first[0]), (*first, people.number("0000"))):
            assert talk.answer(ResetAnswers(contacts=wrong)) == again(Message.CALLED_NUMBERS_NEEDED)
        assert isinstance(talk.answer(), ResetAsked)

    @pytest.mark.parametrize(
        ("word", "code"),
        [
            ("24681a", Message.PASSWORD_NOT_DIGITS),
            ("", Message.PASSWORD_NOT_DIGITS),
            ("12345", Message.PASSWORD_NOT_SIX_DIGITS),
            ("123456", Message.PASSWORD_TOO_SIMPLE),
        ],
    )
    def test_a_new_password_that_breaks_a_rule_is_refused_and_the_step_stands(
        self, talk: Talk, word: str, code: Message
    ) -> None:
        talk.begin_reset("3001")
        assert talk.answer(ResetAnswers(new_password=word)) == again(code)
        assert talk.answer() == ResetDone()

    def test_a_step_of_a_reset_is_answered_once(self, talk: Talk) -> None:
        talk.begin_reset("3002")
        first = talk.reset
        assert isinstance(talk.answer(), ResetAsked)
        talk.reset = first
        assert talk.answer() == GONE

    def test_a_reset_that_is_unknown_over_or_forgotten_is_gone(self, talk: Talk) -> None:
        talk.begin_reset("3001")
        unknown = replace(talk.reset, tid=f"TID{'0' * 20}")
        talk.answer()
        assert talk.answer() == GONE
        talk.reset = unknown
        assert talk.answer() == GONE
        talk.begin_reset("3001")
        self.advance(1801)
        assert talk.answer() == GONE

    def test_another_code_comes_with_another_reset(self, talk: Talk) -> None:
        talk.begin_reset("3002")
        first = talk.reset.tid
        assert isinstance(talk.begin_reset_again(), ResetAsked)
        assert talk.reset.tid != first
        assert len(self.codes(talk.tel)) == 2

    @pytest.mark.parametrize("row", FAULTS)
    def test_a_fault_of_a_reset_is_a_message(self, talk: Talk, row: str) -> None:
        assert talk.begin_reset(row) == Refused(FAULTS[row])
