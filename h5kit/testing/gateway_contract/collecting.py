"""The requirements for the records of a granted session (docs/gateway.md, C)."""

import math

import pytest

from h5kit.flow.outcomes import Collected, NotYet, Refused
from h5kit.messages import Message
from h5kit.records import Records
from h5kit.testing.gateway_contract.opening import Opening
from h5kit.testing.gateway_contract.sessions import UNKNOWN
from h5kit.testing.gateway_contract.situations import Situation
from h5kit.testing.gateway_contract.talk import GONE, Talk, asked, refused

HOUR = 3600
AT_ONCE = 4


class CollectPromises(Opening):
    """Tests of `collect`."""

    def test_the_records_of_a_granted_session_come(self, talk: Talk) -> None:
        """C1."""
        assert isinstance(talk.records(talk.granted(Situation.PASSWORD)), Records)

    def test_records_that_are_not_there_yet_say_when_to_ask_again(self, talk: Talk) -> None:
        """C2."""
        sid = talk.granted(Situation.LATE_RECORDS)
        outcome = talk.collect(sid)
        assert isinstance(outcome, NotYet)
        assert 0 < outcome.seconds < math.inf
        assert isinstance(talk.records(sid), Records)

    def test_records_that_can_not_be_had_are_refused_for_good(self, talk: Talk) -> None:
        """C3."""
        sid = talk.granted(Situation.NO_RECORDS)
        answer = refused(talk.collect(sid))
        assert answer == Refused(Message(answer.message))
        assert answer.message != Message.OK
        assert talk.collect(sid) == answer

    def test_the_same_records_come_however_often_they_are_asked_for(self, talk: Talk) -> None:
        """C4."""
        sid = talk.granted(Situation.PASSWORD)
        records = talk.records(sid)
        assert talk.collect(sid) == Collected(records)
        asking = [talk.gateway.collect(sid) for _ in range(AT_ONCE)]
        assert talk.at_once(asking) == [Collected(records)] * AT_ONCE

    def test_the_same_records_come_an_hour_later(self, talk: Talk) -> None:
        """C5."""
        sid = talk.granted(Situation.PASSWORD)
        records = talk.records(sid)
        self.advance(HOUR)
        assert talk.collect(sid) == Collected(records)

    def test_a_session_that_was_not_granted_has_no_records(
        self, talk: Talk, subtests: pytest.Subtests
    ) -> None:
        """C6."""
        with subtests.test(sid="unknown"):
            assert talk.collect(UNKNOWN) == GONE
        with subtests.test(sid="open"):
            assert talk.collect(asked(talk.begin(Situation.PASSWORD)).sid) == GONE
        with subtests.test(sid="refused"):
            talk.begin(Situation.REFUSED_LOGIN)
            talk.submit()
            assert talk.collect(talk.session.sid) == GONE

    def test_a_question_that_is_cancelled_changes_no_answer(self, talk: Talk) -> None:
        """C7."""
        sid = talk.granted(Situation.PASSWORD)
        talk.cancelled(talk.gateway.collect(sid), self.patience)
        records = talk.records(sid)
        talk.cancelled(talk.gateway.collect(sid), self.patience)
        assert talk.collect(sid) == Collected(records)
