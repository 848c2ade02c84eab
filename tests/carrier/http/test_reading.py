"""Reading any bytes or JSON from a gateway gives an outcome or a named fault."""

import contextlib
import gzip
import json
from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from h5kit.carrier.dialect import GatewayCall
from h5kit.carrier.faults import MESSAGES, WireFault, WireFaultError
from h5kit.carrier.http import calls, outcomes
from h5kit.carrier.http.answers import GatewayAnswer
from h5kit.carrier.http.bodies import RawAnswer, utf8_of
from h5kit.carrier.http.deviations import Deviations
from h5kit.carrier.http.reading import envelope_of
from h5kit.carrier.http.reset_outcomes import reset_answered
from h5kit.carrier.http.tokens import FetchedToken
from h5kit.flow.outcomes import (
    Challenge,
    Collected,
    Granted,
    NewCaptcha,
    NotYet,
    Refused,
    ResetAsked,
    ResetDone,
)
from h5kit.messages import CATALOGUE, Message
from tests.carrier.http.scripted import (
    ASKED,
    ASKED_AGAIN,
    FLOW,
    FORGET,
    LOGIN,
    PICTURE,
    RESET,
    RIGHT,
    VERIFY,
)

READERS: list[Callable[[GatewayAnswer], Any]] = [
    outcomes.begun,
    outcomes.refreshed,
    lambda said: outcomes.login_answered(said, LOGIN),
    lambda said: outcomes.verify_answered(said, VERIFY),
    lambda said: reset_answered(said, None),
    lambda said: reset_answered(said, RESET),
    lambda said: outcomes.collected(said, 0.0),
    lambda said: calls._token_of(said, 0.0),
]
DOCUMENTED = (
    *(Challenge, Granted, Refused, NewCaptcha, ResetAsked, ResetDone, Collected, NotYet),
    FetchedToken,
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
    | st.sampled_from([0, 1, 60, "", PICTURE, "done", "reset", "processing"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
SHAPES = (FLOW, ASKED, ASKED_AGAIN, FORGET, {"captcha_image": PICTURE})

VALID = [
    body
    for right in RIGHT.values()
    for body in (json.dumps(right).encode(), gzip.compress(json.dumps(right).encode()))
]


def _like(shape: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for data of this shape with missing keys and wrong types."""
    right_or_wrong = {key: st.just(value) | VALUES for key, value in shape.items()}
    return st.fixed_dictionaries({}, optional=right_or_wrong)


DATA = st.one_of(VALUES, *map(_like, SHAPES))
STATUSES = st.sampled_from([0, 4990, 4016, 4000, 4012, 20013]) | st.integers() | VALUES
ACTIONS = st.sampled_from(["processing", "done", "reset"]) | VALUES


def _read(body: bytes, reader: Callable[[GatewayAnswer], Any]) -> None:
    with contextlib.suppress(WireFaultError):
        outcome = reader(envelope_of(GatewayCall.LOGIN, body, Deviations()))
        assert isinstance(outcome, DOCUMENTED)
        if isinstance(outcome, Refused):
            assert outcome.message in CATALOGUE
            assert outcome.message != 0


@given(body=st.binary(max_size=200), reader=st.sampled_from(READERS))
def test_any_bytes_are_read_or_refused(body: bytes, reader: Callable[[GatewayAnswer], Any]) -> None:
    _read(body, reader)


@given(
    said=st.fixed_dictionaries(
        {"status": STATUSES, "msg": st.text() | VALUES, "data": DATA, "action": ACTIONS}
    ),
    reader=st.sampled_from(READERS),
)
def test_any_answer_is_read_or_refused(
    said: dict[str, object], reader: Callable[[GatewayAnswer], Any]
) -> None:
    _read(msgspec.json.encode(said), reader)


@given(
    answer=st.sampled_from(VALID),
    cut=st.integers(0, 400),
    dropped=st.integers(0, 8),
    inserted=st.binary(max_size=6) | st.sampled_from([b'"', b"{", b"\xef\xbb\xbf", b"\x1f\x8b"]),
    header=st.sampled_from(
        ["", "text/html; charset=gbk", "application/json;charset", "x;charset*"]
    ),
    coding=st.sampled_from(["", "gzip", "deflate", "br", "gzip, gzip"]),
    reader=st.sampled_from(READERS),
)
def test_a_damaged_answer_is_read_or_refused(
    answer: bytes,
    cut: int,
    dropped: int,
    inserted: bytes,
    header: str,
    coding: str,
    reader: Callable[[GatewayAnswer], Any],
) -> None:
    damaged = answer[:cut] + inserted + answer[cut + dropped :]
    with contextlib.suppress(WireFaultError):
        _read(utf8_of(RawAnswer(damaged, header, coding), 100_000, Deviations()), reader)


def test_every_fault_has_a_message_of_the_catalogue() -> None:
    assert set(MESSAGES) == set(WireFault)
    assert set(MESSAGES.values()) == {
        Message.SUBMIT_FAILED,
        Message.CARRIER_MAINTENANCE,
        Message.CARRIER_BUSY,
        Message.SERVICE_BUSY,
    }
