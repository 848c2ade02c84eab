"""The place that is logged for an unexpected exception."""

import json

import pytest

from h5kit.faults import place_of
from h5kit.messages import Message
from h5kit.report_files import moment


def test_the_place_is_our_deepest_frame_without_the_exceptions_text() -> None:
    with pytest.raises(ValueError, match="the time must be") as caught:
        moment("13400000001x")
    place = place_of(caught.value)
    assert place.startswith("h5kit.report_files.moment:")
    assert "13400000001x" not in place


def test_without_a_frame_of_ours_the_place_is_the_deepest_frame() -> None:
    with pytest.raises(ValueError, match="Expecting value") as caught:
        json.loads("13400000001x"[11:])
    assert place_of(caught.value).startswith("json.decoder.JSONDecoder.raw_decode:")


def test_a_fault_without_a_trace_has_no_place() -> None:
    assert place_of(KeyError(len(Message))) == ""
