"""What is said of a fault that nobody foresaw."""

import json

import pytest

from h5kit.faults import place_of
from h5kit.messages import Message
from h5kit.report_files import moment


def test_the_deepest_frame_of_ours_is_told_and_not_the_text() -> None:
    with pytest.raises(ValueError, match="the time must be") as caught:
        moment("13400000001x")
    place = place_of(caught.value)
    assert place.startswith("h5kit.report_files.moment:")
    assert "13400000001x" not in place


def test_where_no_frame_is_ours_the_deepest_is_told() -> None:
    with pytest.raises(ValueError, match="Expecting value") as caught:
        json.loads("13400000001x"[11:])
    assert place_of(caught.value).startswith("json.decoder.JSONDecoder.raw_decode:")


def test_a_fault_without_a_trace_has_no_place() -> None:
    assert place_of(KeyError(len(Message))) == ""
