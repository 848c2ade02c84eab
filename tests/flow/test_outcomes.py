"""Outcomes of adapters that are not type-checked."""

from typing import Any

import pytest

from h5kit.flow.outcomes import Refused
from h5kit.messages import Message


def test_a_refusal_turns_a_number_into_its_message() -> None:
    untyped: Any = int(Message.WRONG_CODE)
    assert Refused(untyped).message is Message.WRONG_CODE
    assert Refused(untyped) == Refused(Message.WRONG_CODE)


def test_a_refusal_with_an_unknown_message_raises() -> None:
    unknown: Any = len(Message)
    with pytest.raises(ValueError, match="not a valid Message"):
        Refused(unknown)
