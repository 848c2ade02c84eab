"""The requirements for captcha pictures (docs/gateway.md, P)."""

from dataclasses import replace

import pytest

from h5kit.flow.outcomes import Ask, Granted, NewCaptcha
from h5kit.messages import Message
from h5kit.testing.gateway_contract.opening import Opening
from h5kit.testing.gateway_contract.situations import Situation
from h5kit.testing.gateway_contract.talk import GONE, Talk, asked, refused

WITH_PICTURES = (Situation.CAPTCHA, Situation.SECOND_CAPTCHA)


class PicturePromises(Opening):
    """Tests of `refresh_captcha`, and of wrong captchas."""

    def test_a_wrong_captcha_brings_another_picture(self, talk: Talk) -> None:
        """P1."""
        shown = asked(talk.begin(Situation.CAPTCHA)).captcha
        answer = refused(talk.submit(replace(talk.right(), captcha="????")))
        assert (answer.message, answer.session_over) == (Message.WRONG_CODE, False)
        assert answer.sms_seconds == 0
        assert answer.captcha not in {b"", shown}
        assert talk.submit() == Granted(talk.session.sid)

    def test_a_picture_is_refreshed_in_every_round(
        self, talk: Talk, subtests: pytest.Subtests
    ) -> None:
        """P2."""
        for situation in WITH_PICTURES:
            with subtests.test(number=situation.name):
                shown = _shown(talk, situation)
                fresh = talk.refresh()
                assert isinstance(fresh, NewCaptcha)
                assert fresh.captcha not in {b"", shown}
                assert talk.submit() == Granted(talk.session.sid)

    def test_a_picture_that_was_replaced_is_void(
        self, talk: Talk, subtests: pytest.Subtests
    ) -> None:
        """P3."""
        for situation in WITH_PICTURES:
            with subtests.test(number=situation.name):
                _shown(talk, situation)
                void = self.word(talk.session)
                talk.refresh()
                answer = refused(talk.submit(replace(talk.right(), captcha=void)))
                assert (answer.message, answer.session_over) == (Message.WRONG_CODE, False)
                valid = replace(talk.right(), captcha=self.word(talk.session))
                assert talk.submit(valid) == Granted(talk.session.sid)

    def test_a_picture_that_was_not_asked_for_is_refused(self, talk: Talk) -> None:
        """P4."""
        talk.begin(Situation.SMS)
        assert talk.refresh() == GONE


def _shown(talk: Talk, situation: Situation) -> bytes:
    """Return the picture of the first round that asks for one."""
    question = asked(talk.begin(situation))
    if Ask.CAPTCHA not in question.asks:
        question = asked(talk.submit())
    return question.captcha
