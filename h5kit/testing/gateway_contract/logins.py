"""The requirements for logins and second verifications (docs/gateway.md, L)."""

from dataclasses import replace
from typing import Final

import pytest

from h5kit.flow.outcomes import Ask, Challenge, Granted, Refused, Round
from h5kit.messages import Message
from h5kit.testing.gateway_contract.opening import Opening
from h5kit.testing.gateway_contract.situations import Situation
from h5kit.testing.gateway_contract.talk import GONE, ODD_WORDS, Talk, again, asked, refused

NEEDED: Final = {
    Situation.PASSWORD: [Ask.PASSWORD],
    Situation.SMS: [Ask.SMS],
    Situation.CAPTCHA: [Ask.CAPTCHA],
    Situation.IDENTITY: [Ask.NAME_AND_ID],
    Situation.SECOND_SMS: [Ask.PASSWORD, Ask.SMS],
    Situation.SECOND_CAPTCHA: [Ask.PASSWORD, Ask.CAPTCHA],
    Situation.SECOND_TWICE: [Ask.PASSWORD, Ask.SMS, Ask.SMS],
}
"""The challenges that each round must at least ask for."""

WITH_CODES: Final = (
    Situation.SMS,
    Situation.SECOND_SMS,
    Situation.SECOND_CAPTCHA,
    Situation.SECOND_TWICE,
)
PICTURES: Final = (b"\x89PNG", b"\xff\xd8", b"GIF8")
WRONG_PASSWORDS: Final = ("112233", "", "12345", "24681a")
WRONG_PEOPLE: Final = ({"name": "错误"}, {"name": ""}, {"id_card": "1"})

STAYS_OPEN: Final = frozenset(
    {
        Message.WRONG_IDENTITY,
        Message.WRONG_PASSWORD,
        Message.WRONG_CODE,
        Message.WRONG_CODE_NEW_SENT,
    }
)
"""Messages after which the same challenges stay open; any other message ends the session."""


class LoginPromises(Opening):
    """Tests of `begin` and `submit`."""

    def test_each_round_asks_and_the_last_one_grants(
        self, talk: Talk, subtests: pytest.Subtests
    ) -> None:
        """L1."""
        for situation, rounds in NEEDED.items():
            with subtests.test(number=situation.name):
                outcome: object = talk.begin(situation)
                for position, ask in enumerate(rounds):
                    question = asked(outcome)
                    assert ask in question.asks
                    assert question.round is (Round.VERIFY if position else Round.LOGIN)
                    _fits(question)
                    outcome = talk.submit()
                assert outcome == Granted(talk.session.sid)

    def test_a_session_keeps_its_sid_and_another_one_has_another(self, talk: Talk) -> None:
        """L2."""
        first = asked(talk.begin(Situation.SECOND_SMS)).sid
        assert first
        assert asked(talk.submit()).sid == first
        assert talk.submit() == Granted(first)
        assert asked(talk.begin(Situation.SECOND_SMS)).sid != first

    def test_a_number_that_begins_again_has_a_session_of_its_own(self, talk: Talk) -> None:
        """L3."""
        first = asked(talk.begin(Situation.SMS)).sid
        second = asked(talk.begin_again())
        assert second.sid != first
        _fits(second)
        assert talk.submit() == Granted(second.sid)

    def test_the_code_that_was_sent_is_accepted_in_every_round(
        self, talk: Talk, subtests: pytest.Subtests
    ) -> None:
        """L4."""
        for situation in WITH_CODES:
            with subtests.test(number=situation.name):
                outcome: object = talk.begin(situation)
                while isinstance(outcome, Challenge):
                    code = self.codes(talk.tel)[0] if Ask.SMS in outcome.asks else ""
                    outcome = talk.submit(replace(talk.right(), sms_code=code))
                assert outcome == Granted(talk.session.sid)

    def test_a_wrong_password_gets_27_and_the_same_question_stands(self, talk: Talk) -> None:
        """L5."""
        talk.begin(Situation.PASSWORD)
        for wrong in WRONG_PASSWORDS:
            answer = talk.submit(replace(talk.right(), service_password=wrong))
            assert answer == again(Message.WRONG_PASSWORD), wrong
        assert talk.submit() == Granted(talk.session.sid)

    def test_a_wrong_identity_gets_26_and_the_same_question_stands(self, talk: Talk) -> None:
        """L6."""
        talk.begin(Situation.IDENTITY)
        for wrong in WRONG_PEOPLE:
            answer = talk.submit(replace(talk.right(), **wrong))
            assert answer == again(Message.WRONG_IDENTITY), wrong
        assert talk.submit() == Granted(talk.session.sid)

    def test_a_wrong_code_gets_37_and_the_same_question_stands(self, talk: Talk) -> None:
        """L7."""
        talk.begin(Situation.SMS)
        for word in ODD_WORDS:
            answer = talk.submit(replace(talk.right(), sms_code=word))
            assert answer == again(Message.WRONG_CODE), word[:20]
        assert talk.submit() == Granted(talk.session.sid)

    def test_a_wrong_code_sends_no_other(self, talk: Talk) -> None:
        """L8."""
        talk.begin(Situation.SECOND_SMS)
        talk.submit()
        sent = self.codes(talk.tel)
        answer = talk.submit(replace(talk.right(), sms_code="x"))
        assert answer == again(Message.WRONG_CODE)
        assert self.codes(talk.tel) == sent
        assert talk.submit(replace(talk.right(), sms_code=sent[0])) == Granted(talk.session.sid)

    def test_a_code_that_comes_too_late_gets_41_and_another(self, talk: Talk) -> None:
        """L9."""
        seconds = asked(talk.begin(Situation.SMS)).sms_seconds
        late, *before = self.codes(talk.tel)
        self.advance(seconds + 1)
        answer = refused(talk.submit(replace(talk.right(), sms_code=late)))
        assert (answer.message, answer.session_over) == (Message.WRONG_CODE_NEW_SENT, False)
        assert answer.sms_seconds > 0
        new, *older = self.codes(talk.tel)
        assert older == [late, *before]
        assert talk.submit(replace(talk.right(), sms_code=new)) == Granted(talk.session.sid)

    def test_a_number_that_is_refused_has_no_session(self, talk: Talk) -> None:
        """L10."""
        answer = refused(talk.begin(Situation.REFUSED_NUMBER))
        assert answer == Refused(Message(answer.message))
        assert answer.message != Message.OK

    def test_any_other_refusal_ends_the_session(self, talk: Talk) -> None:
        """L11."""
        talk.begin(Situation.REFUSED_LOGIN)
        answer = refused(talk.submit())
        assert Message(answer.message) not in {Message.OK, *STAYS_OPEN}
        assert answer.session_over
        assert talk.submit() == GONE


def _fits(question: Challenge) -> None:
    """Require that a challenge has an SMS code and a picture exactly if it asks for them."""
    assert (question.sms_seconds > 0) == (Ask.SMS in question.asks)
    assert question.captcha.startswith(PICTURES) == (Ask.CAPTCHA in question.asks)
    assert bool(question.captcha) == (Ask.CAPTCHA in question.asks)
    assert Ask.SMS in question.asks or not question.is_old_code
    if question.round is Round.VERIFY:
        assert question.asks in Ask.SMS | Ask.CAPTCHA
        assert question.asks is not Ask.NOTHING
