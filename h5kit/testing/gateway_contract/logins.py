"""What a gateway promises about logins, second verifications and refusals."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Final

import pytest

from h5kit.carrier.gateway import Session
from h5kit.flow.outcomes import Ask, Challenge, Granted, NewCaptcha, Refused, Round
from h5kit.messages import Message
from h5kit.testing.gateway_contract.opening import Opening
from h5kit.testing.gateway_contract.talk import (
    CODES,
    FAULTS,
    GONE,
    ODD_WORDS,
    RIGHT,
    Talk,
    again,
    asked,
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
STAYS_OPEN: Final = frozenset(
    {
        Message.WRONG_IDENTITY,
        Message.WRONG_PASSWORD,
        Message.WRONG_CODE,
        Message.WRONG_CODE_NEW_SENT,
    }
)


class LoginPromises(Opening):
    """Tests of `begin`, `submit` and `refresh_captcha`."""

    @pytest.mark.parametrize("row", ROUNDS)
    def test_a_row_asks_its_rounds_and_then_grants(self, talk: Talk, row: str) -> None:
        outcome: object = talk.begin(row)
        for position, asks in enumerate(ROUNDS[row]):
            question = asked(outcome)
            assert question.asks == asks
            assert question.round is (Round.VERIFY if position else Round.LOGIN)
            assert (question.sms_seconds > 0) == (SMS in asks)
            assert bool(question.captcha) == (CAPTCHA in asks)
            assert bool(question.note) == (row == "2004" and position == 1)
            outcome = talk.submit()
        assert outcome == Granted(talk.session.sid)

    def test_a_session_keeps_its_sid_and_another_one_has_another(self, talk: Talk) -> None:
        first = asked(talk.begin("2003")).sid
        assert first
        assert asked(talk.submit()).sid == first
        assert asked(talk.submit()).sid == first
        assert asked(talk.begin("2003")).sid != first

    @pytest.mark.parametrize("row", ["1001", "2003", "2005"])
    def test_the_code_that_was_sent_is_accepted_in_every_round(self, talk: Talk, row: str) -> None:
        outcome: object = talk.begin(row)
        while isinstance(outcome, Challenge):
            code = self.codes(talk.tel)[0] if SMS in outcome.asks else ""
            outcome = talk.submit(replace(RIGHT, sms_code=code))
        assert outcome == Granted(talk.session.sid)

    def test_a_wrong_password_gets_27_and_the_same_question_stands(self, talk: Talk) -> None:
        talk.begin("0000")
        for wrong in ("112233", "", "12345", "24681a"):
            answer = talk.submit(replace(RIGHT, service_password=wrong))
            assert answer == again(Message.WRONG_PASSWORD)
        assert talk.submit() == Granted(talk.session.sid)

    def test_a_wrong_identity_gets_26_and_the_same_question_stands(self, talk: Talk) -> None:
        talk.begin("1004")
        for wrong in ({"name": "错误"}, {"name": ""}, {"id_card": "1"}):
            assert talk.submit(replace(RIGHT, **wrong)) == again(Message.WRONG_IDENTITY)
        assert talk.submit() == Granted(talk.session.sid)

    @pytest.mark.parametrize("word", ODD_WORDS)
    def test_a_wrong_code_gets_37_and_the_same_question_stands(self, talk: Talk, word: str) -> None:
        talk.begin("1001")
        assert talk.submit(replace(RIGHT, sms_code=word)) == again(Message.WRONG_CODE)
        assert talk.submit() == Granted(talk.session.sid)

    def test_a_wrong_code_sends_no_other(self, talk: Talk) -> None:
        talk.begin("2001")
        talk.submit()
        sent = self.codes(talk.tel)
        assert talk.submit(replace(RIGHT, sms_code="x")) == again(Message.WRONG_CODE)
        assert self.codes(talk.tel) == sent
        assert talk.submit(replace(RIGHT, sms_code=sent[0])) == Granted(talk.session.sid)

    def test_a_code_that_the_carrier_lets_expire_gets_41_and_another(self, talk: Talk) -> None:
        talk.begin("1006")
        answer = refused(talk.submit())
        assert (answer.message, answer.session_over) == (Message.WRONG_CODE_NEW_SENT, False)
        assert answer.sms_seconds > 0
        assert talk.submit() == Granted(talk.session.sid)

    def test_a_code_that_comes_too_late_gets_41_and_another(self, talk: Talk) -> None:
        seconds = asked(talk.begin("1001")).sms_seconds
        (late,) = self.codes(talk.tel)
        self.advance(seconds + 1)
        answer = refused(talk.submit(replace(RIGHT, sms_code=late)))
        assert (answer.message, answer.session_over) == (Message.WRONG_CODE_NEW_SENT, False)
        assert answer.sms_seconds > 0
        new, _ = self.codes(talk.tel)
        assert talk.submit(replace(RIGHT, sms_code=new)) == Granted(talk.session.sid)

    def test_a_wrong_captcha_brings_another_picture(self, talk: Talk) -> None:
        shown = asked(talk.begin("1003")).captcha
        answer = refused(talk.submit(replace(RIGHT, captcha="????")))
        assert (answer.message, answer.session_over, answer.sms_seconds) == (
            Message.WRONG_CODE,
            False,
            0,
        )
        assert answer.captcha not in {b"", shown}
        assert talk.submit() == Granted(talk.session.sid)

    @pytest.mark.parametrize("row", ["1002", "2002"])
    def test_a_picture_is_refreshed_in_every_round(self, talk: Talk, row: str) -> None:
        question = asked(talk.begin(row))
        if CAPTCHA not in question.asks:
            question = asked(talk.submit())
        fresh = talk.refresh()
        assert isinstance(fresh, NewCaptcha)
        assert fresh.captcha not in {b"", question.captcha}
        assert talk.submit() == Granted(talk.session.sid)

    def test_a_picture_that_was_not_asked_for_is_refused(self, talk: Talk) -> None:
        talk.begin("1001")
        assert talk.refresh() == GONE

    @pytest.mark.parametrize("row", ["0000", "1005", "2001", "2003"])
    def test_of_eight_submits_at_once_one_is_accepted(self, talk: Talk, row: str) -> None:
        talk.begin(row)
        outcomes = talk.submit_at_once(8)
        assert outcomes.count(GONE) == 7
        (accepted,) = (outcome for outcome in outcomes if outcome != GONE)
        assert isinstance(accepted, Granted | Challenge)

    def test_of_eight_answers_to_a_second_verification_one_is_accepted(self, talk: Talk) -> None:
        talk.begin("2001")
        talk.submit()
        outcomes = talk.submit_at_once(8)
        assert outcomes.count(GONE) == 7
        assert outcomes.count(Granted(talk.session.sid)) == 1

    def test_a_session_that_is_over_or_unknown_is_gone(self, talk: Talk) -> None:
        talk.begin("1002")
        talk.submit()
        assert talk.submit() == talk.refresh() == GONE
        for round_ in Round:
            talk.session = Session(f"SID{'0' * 32}", talk.tel, round_)
            assert talk.submit() == talk.refresh() == GONE

    def test_another_persons_session_is_gone(self, talk: Talk) -> None:
        mine = asked(talk.begin("0000")).sid
        theirs = talk.session
        talk.begin("0000")
        talk.session = Session(mine, talk.tel)
        assert talk.submit() == GONE
        talk.session = theirs
        assert talk.submit() == Granted(mine)

    def test_an_answer_to_a_round_that_has_passed_or_not_begun_is_gone(self, talk: Talk) -> None:
        talk.begin("2001")
        login, verify = talk.session, replace(talk.session, round=Round.VERIFY)
        talk.session = verify
        assert talk.submit() == GONE
        talk.session = login
        talk.submit()
        talk.session = login
        assert talk.submit() == GONE
        talk.session = verify
        assert talk.submit() == Granted(login.sid)

    def test_a_session_is_forgotten_after_half_an_hour(self, talk: Talk) -> None:
        talk.begin("1002")
        self.advance(1801)
        assert talk.submit() == talk.refresh() == GONE

    @pytest.mark.parametrize("code", CODES)
    def test_a_message_is_the_answer_to_the_login(self, talk: Talk, code: Message) -> None:
        talk.begin(f"90{code:02d}")
        answer = refused(talk.submit())
        assert (answer.message, answer.session_over) == (code, code not in STAYS_OPEN)

    @pytest.mark.parametrize("code", CODES)
    def test_a_message_is_the_answer_to_the_second_verification(
        self, talk: Talk, code: Message
    ) -> None:
        talk.begin(f"91{code:02d}")
        talk.submit()
        answer = refused(talk.submit())
        assert (answer.message, answer.session_over) == (code, code not in STAYS_OPEN)
        assert (answer.sms_seconds > 0) == (code == Message.WRONG_CODE_NEW_SENT)

    @pytest.mark.parametrize("code", CODES)
    def test_a_message_is_the_answer_to_the_number(self, talk: Talk, code: Message) -> None:
        assert talk.begin(f"93{code:02d}") == Refused(code)

    @pytest.mark.parametrize("row", FAULTS)
    def test_a_fault_is_a_message_and_ends_the_session(self, talk: Talk, row: str) -> None:
        talk.begin(row)
        assert talk.submit() == Refused(FAULTS[row])
        assert talk.submit() == GONE
        talk.begin("0000")
        assert talk.submit() == Granted(talk.session.sid)

    def test_a_silent_carrier_is_given_up_with_21_or_can_be_called_off(self, talk: Talk) -> None:
        talk.begin("5003")
        assert talk.run(self._silent(talk)) in {None, Message.SUBMIT_FAILED}

    async def _silent(self, talk: Talk) -> int | None:
        """Return the message after every deadline has passed, None when it had to be called off."""
        login = asyncio.ensure_future(talk.gateway.submit(talk.session, RIGHT))
        for _ in range(5):
            await asyncio.sleep(0)
        self.advance(600)
        await asyncio.wait({login}, timeout=self.patience)
        if login.done():
            return refused(login.result()).message
        login.cancel()
        with suppress(asyncio.CancelledError):
            await login
        return None
