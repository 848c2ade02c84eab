"""What an adapter without types may give."""

from typing import Any

import pytest

from h5kit.flow.outcomes import Refused
from h5kit.messages import Message


def test_a_refusal_takes_a_number_and_has_its_message() -> None:
    untyped: Any = int(Message.WRONG_CODE)
    assert Refused(untyped).message is Message.WRONG_CODE
    assert Refused(untyped) == Refused(Message.WRONG_CODE)


def test_a_refusal_with_a_message_that_there_is_not_is_a_fault() -> None:
    unknown: Any = len(Message)
    with pytest.raises(ValueError, match="not a valid Message"):
        Refused(unknown)
