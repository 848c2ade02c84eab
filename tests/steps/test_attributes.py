"""Which keyboard each field gets, what browsers may fill in, and what over-long values are told."""

from html.parser import HTMLParser

import pytest

from h5kit.challenges import ControlKind
from h5kit.flow.states import State
from h5kit.languages import SOURCE
from h5kit.messages import Message
from h5kit.resources import templates_dir
from h5kit.steps.fields import FormData, StepField
from h5kit.steps.reset_password import ResetPasswordForm
from h5kit.web.http.templates import environment
from tests.steps.made import TEL, form_of
from tools.typescript_contract import FORMS

TOLD_ELSEWHERE = {"id", "name", "placeholder", "aria-required", "enterkeyhint"}
TEXT = {
    "type": "text",
    "autocapitalize": "off",
    "autocorrect": "off",
    "spellcheck": "false",
}
NAME = {**TEXT, "autocomplete": "name", "autocapitalize": "words"}
ID_CARD = {**TEXT, "autocomplete": "off", "autocapitalize": "characters"}
PHONE = {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
ANOTHERS_NAME = {**TEXT, "autocomplete": "off", "autocapitalize": "words"}
ANOTHERS_PHONE = {"type": "tel", "inputmode": "tel", "autocomplete": "off"}
ATTRIBUTES: dict[str, dict[str, str | None]] = {
    "name": {**NAME},
    "id_card": {**ID_CARD},
    "province": {"autocomplete": "address-level1"},
    "city": {"autocomplete": "address-level2"},
    "address": {**TEXT, "autocomplete": "street-address"},
    "phone": {**PHONE},
    **{f"contact{n}_name": {**ANOTHERS_NAME} for n in (1, 2, 3)},
    **{f"contact{n}_relation": {} for n in (1, 2, 3)},
    **{f"contact{n}_phone": {**ANOTHERS_PHONE} for n in (1, 2, 3)},
    **{f"phone{n}": {**ANOTHERS_PHONE} for n in range(1, 6)},
    "carrier": {},
    "service_password": {
        "type": "password",
        "spellcheck": "false",
        "inputmode": "numeric",
        "autocomplete": "one-time-code",
        "data-1p-ignore": None,
        "data-lpignore": "true",
        "data-bwignore": None,
        "data-form-type": "other",
    },
    "new_password": {
        "type": "password",
        "spellcheck": "false",
        "inputmode": "numeric",
        "autocomplete": "new-password",
    },
    "sms_code": {**TEXT, "inputmode": "numeric", "autocomplete": "one-time-code"},
    "captcha": {**TEXT, "autocomplete": "off"},
}
"""The attributes of each field in every form. None has a maxlength."""

LAST = {"contact3_phone", "captcha", "sms_code", "phone", "id_card", "phone5", "new_password"}
"""The last fields to type into, where the keyboard's Enter key says Go."""


class _Tag(HTMLParser):
    """Finds the first input or select."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str | None] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"input", "select"} and not self.found:
            self.found = dict(attrs)


def _printed(field: StepField) -> dict[str, str | None]:
    macros = environment(templates_dir(), SOURCE).get_template("macros/fields.html").module
    is_select = field.control.kind is ControlKind.SELECT
    return _Tag((macros.select if is_select else macros.text)(field)).found  # type: ignore[attr-defined]


def test_each_field_has_the_attributes_that_are_right_for_it(subtests: pytest.Subtests) -> None:
    for state, form in FORMS.items():
        fields = [f for f in form().fields if f.control.kind is not ControlKind.CHECKBOX]
        typed = [f for f in fields if f.control.kind is not ControlKind.SELECT]
        for field in fields:
            with subtests.test(step=state, field=field.name):
                has = _printed(field)
                rest = {name: value for name, value in has.items() if name not in TOLD_ELSEWHERE}
                assert rest == ATTRIBUTES[field.name]
                assert has.get("enterkeyhint") == ("go" if field is typed[-1] else None)
        assert typed[-1].name in LAST


LONG = "9" * 3_000
TOO_LONG: dict[State, dict[str, tuple[str, Message | None]]] = {
    State.BASIC_INFO: {
        "name": ("张" * 3_000, Message.NAME_TOO_LONG),
        "id_card": (LONG, Message.ID_CARD_INVALID),
        "address": ("路" * 51, Message.ADDRESS_TOO_LONG),
        "phone": (LONG, Message.PHONE_INVALID),
        "contact1_name": ("张" * 21, Message.CONTACT_NAME_TOO_LONG),
        "contact1_phone": (LONG, Message.CONTACT_PHONE_INVALID),
    },
    State.PHONE: {
        "phone": (TEL, None),
        "service_password": (LONG, Message.PASSWORD_NOT_SIX_DIGITS),
    },
    State.VERIFY: {"sms_code": ("请" * 3_000, Message.WRONG_CODE)},
    State.RESET_PASSWORD: {"new_password": (LONG, Message.PASSWORD_NOT_SIX_DIGITS)},
    State.RESET_CONTACTS: {"phone1": (LONG, Message.PHONE_INVALID)},
}


def test_a_value_that_is_too_long_is_said_to_be_and_isnt_cut(subtests: pytest.Subtests) -> None:
    for state, values in TOO_LONG.items():
        form = form_of(state, {name: text for name, (text, _) in values.items()})
        for name, (text, message) in values.items():
            with subtests.test(step=state, field=name):
                assert [fault.code for fault in form[name].errors] == ([message] if message else [])
                assert form[name].data == text


def test_an_over_long_captcha_is_wrong_without_a_call_of_the_carrier() -> None:
    form = FORMS[State.VERIFY](FormData({"captcha": "k" * 13, "sms_code": "123456"}))
    assert not form.validate()
    assert [fault.code for fault in form["captcha"].errors] == [Message.WRONG_CODE]


@pytest.mark.parametrize(("lengths", "digits"), [((6,), 6), ((6, 8), 6), ((8,), 8)])
def test_what_a_phone_suggests_as_new_password_is_one_of_the_carrier(
    lengths: tuple[int, ...], digits: int
) -> None:
    form = ResetPasswordForm()
    form.allowed_lengths = lambda _: lengths
    rules = f"minlength: {digits}; maxlength: {digits}; allowed: digit;"
    assert form.password_rules == rules
    macros = environment(templates_dir(), SOURCE).get_template("macros/fields.html").module
    shown = macros.text(form["new_password"], rules=form.password_rules)  # type: ignore[attr-defined]
    assert _Tag(shown).found["passwordrules"] == rules
