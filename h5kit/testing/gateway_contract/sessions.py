"""The requirements for who may answer a session, and when (docs/gateway.md, S)."""

from dataclasses import replace

import pytest

from h5kit.carrier.gateway import Session
from h5kit.flow.outcomes import Challenge, Granted, Round
from h5kit.testing.gateway_contract.opening import Opening
from h5kit.testing.gateway_contract.situations import Situation
from h5kit.testing.gateway_contract.talk import GONE, Talk, asked

UNKNOWN = f"SID{'0' * 32}"
AT_ONCE = 8
TRIED_AT_ONCE = (Situation.PASSWORD, Situation.SMS, Situation.CAPTCHA, Situation.SECOND_SMS)


class SessionPromises(Opening):
    """Tests of unknown sessions, other people's sessions, and concurrent answers."""

    def test_of_many_logins_at_once_one_is_accepted(
        self, talk: Talk, subtests: pytest.Subtests
    ) -> None:
        """S1."""
        for situation in TRIED_AT_ONCE:
            with subtests.test(number=situation.name):
                talk.begin(situation)
                one_is_accepted(talk)

    def test_of_many_answers_to_a_second_verification_one_is_accepted(self, talk: Talk) -> None:
        """S2."""
        talk.begin(Situation.SECOND_SMS)
        talk.submit()
        one_is_accepted(talk)

    def test_a_session_that_is_over_or_unknown_is_gone(self, talk: Talk) -> None:
        """S3."""
        talk.begin(Situation.CAPTCHA)
        talk.submit()
        assert talk.submit() == talk.refresh() == GONE
        for round_ in Round:
            talk.session = Session(UNKNOWN, talk.tel, round_)
            assert talk.submit() == talk.refresh() == GONE, round_

    def test_another_persons_session_is_gone(self, talk: Talk) -> None:
        """S4."""
        theirs = asked(talk.begin(Situation.PASSWORD)).sid
        session = talk.session
        talk.begin(Situation.PASSWORD)
        talk.session = Session(theirs, talk.tel)
        assert talk.submit() == GONE
        talk.session = session
        assert talk.submit() == Granted(theirs)

    def test_an_answer_to_a_round_that_has_passed_or_not_begun_is_gone(self, talk: Talk) -> None:
        """S5."""
        talk.begin(Situation.SECOND_SMS)
        login, verify = talk.session, replace(talk.session, round=Round.VERIFY)
        talk.session = verify
        assert talk.submit() == GONE
        talk.session = login
        talk.submit()
        talk.session = login
        assert talk.submit() == GONE
        talk.session = verify
        assert talk.submit() == Granted(login.sid)


def one_is_accepted(talk: Talk) -> None:
    """Require that exactly one of many right answers to the open round counts."""
    outcomes = talk.submit_at_once(AT_ONCE)
    assert outcomes.count(GONE) == AT_ONCE - 1
    (accepted,) = (outcome for outcome in outcomes if outcome != GONE)
    assert isinstance(accepted, Granted | Challenge)
