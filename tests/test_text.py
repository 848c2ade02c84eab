"""A change that nobody can see never changes what a form says."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5kit import names, text
from h5kit.challenges import Ask
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.report import checks
from tests.steps.made import P1, P2, faults_of, form_of

# The standard's Default_Ignorable_Code_Point, apart from the unassigned planes, and the controls
# that are no blanks: written down here, so that the test doesn't believe the package it tests.
_RANGES = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0001, 0xE0001), (0xE0020, 0xE007F), (0xE0100, 0xE01EF),
    (0x0001, 0x0008), (0x000E, 0x001F), (0x007F, 0x0084), (0x0086, 0x009F),
)  # fmt: skip
UNSEEN = [chr(code) for first, last in _RANGES for code in range(first, last + 1)]
BLANKS = "\t\n\v\f\r \x85\u00a0\u1680\u2000\u2003\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u2800"
SPLIT_BY_BLANKS = ("name", "id_card", "phone", "contact1_phone", "sms_code", "captcha")
"""The fields whose values have no blanks, so that people's blanks don't count."""

unseen = st.sampled_from(UNSEEN)
places = st.lists(st.tuples(st.integers(0, 60), unseen), min_size=1, max_size=4)


def _changed(value: str, at: list[tuple[int, str]]) -> str:
    for where, character in at:
        place = where % (len(value) + 1)
        value = value[:place] + character + value[place:]
    return value


def _verdict(state: State, sent: Mapping[str, str]) -> tuple[object, ...]:
    form = form_of(state, sent, ~Ask.NOTHING if state is State.PHONE else Ask.NOTHING)
    return (faults_of(form), {field.name: field.data for field in form.fields})


@pytest.mark.parametrize(("state", "right"), [(State.BASIC_INFO, P1), (State.PHONE, P2)])
@given(data=st.data())
def test_what_cant_be_seen_changes_no_verdict(
    state: State, right: dict[str, str], data: st.DataObject
) -> None:
    field = data.draw(st.sampled_from(sorted(right.keys() - {"agree"})))
    value = data.draw(st.sampled_from([right[field], right[field][:-1], "谷" * 21, ""]))
    seen = _verdict(state, {**right, field: value})
    assert _verdict(state, {**right, field: _changed(value, data.draw(places))}) == seen


@given(
    field=st.sampled_from(SPLIT_BY_BLANKS), place=st.integers(0, 20), blank=st.sampled_from(BLANKS)
)
def test_a_blank_of_any_kind_changes_no_verdict_where_no_value_has_one(
    field: str, place: int, blank: str
) -> None:
    state, right = (State.BASIC_INFO, P1) if field in P1 else (State.PHONE, P2)
    changed = {**right, field: _changed(right[field], [(place, blank)])}
    assert _verdict(state, changed) == _verdict(state, right)


@given(st.text(st.sampled_from([*UNSEEN, *BLANKS]), max_size=8))
def test_a_field_that_looks_empty_is_empty(nothing: str) -> None:
    empty = {
        "name": Message.NAME_NEEDED,
        "address": Message.ADDRESS_NEEDED,
        "phone": Message.PHONE_NEEDED,
        "contact1_name": Message.CONTACT_NAME_NEEDED,
    }
    form = form_of(State.BASIC_INFO, {**P1, **dict.fromkeys(empty, nothing)})
    assert faults_of(form) == empty
    asked = form_of(State.PHONE, {**P2, "sms_code": nothing, "captcha": nothing}, ~Ask.NOTHING)
    assert faults_of(asked) == {
        "sms_code": Message.SMS_CODE_NEEDED,
        "captcha": Message.CAPTCHA_NEEDED,
    }
    # A second contact of nothing is no second contact.
    second = {f"contact2_{part}": nothing for part in ("name", "relation", "phone")}
    assert faults_of(form_of(State.BASIC_INFO, {**P1, **second})) == {}


@given(places)
def test_what_cant_be_seen_changes_no_check_of_the_report(at: list[tuple[int, str]]) -> None:
    for stated, registered, check in [("谷雨", "谷雨", 1), ("谷雨", "谷*", 3), ("谷雨", "白露", 2)]:
        assert checks.name(stated, _changed(registered, at)) == check
        assert checks.name(_changed(stated, at), registered) == check


@given(st.text())
def test_reading_a_text_twice_changes_nothing(typed: str) -> None:
    for read in (text.clean, text.half_width, text.without_blanks, text.digits, names.fold):
        once = read(typed)
        assert read(once) == once


def test_private_use_characters_of_gb_18030_are_todays_characters(
    subtests: pytest.Subtests,
) -> None:
    for then, now in [
        ("\ue815", "\u2e81"),
        ("\ue816", "\U00020087"),
        ("\ue81e", "\u9fb4"),
        ("\ue831", "\U000215d7"),
        ("\ue855", "\U000241fe"),
        ("\ue863", "\u4dae"),
        ("\ue864", "\u9fbb"),
    ]:
        with subtests.test(then=then):
            assert text.clean(then) == now
