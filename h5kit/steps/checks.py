"""Field checks: each takes a form and a field, and returns a message, or None if it passes.

Some checks also normalize the field's value.
"""

from collections.abc import Callable
from datetime import date
from typing import assert_never

from h5kit import identity, names, one_time_codes, phone_numbers
from h5kit.challenges import ChallengeField, Syntax
from h5kit.messages import Message
from h5kit.steps.fields import Check, StepField, StepForm

MAX_ADDRESS_LENGTH = 50


def required(message: Message) -> Check:
    """Return a check that the field isn't empty."""

    def check(form: StepForm, field: StepField) -> Message | None:
        return None if field.data else message

    return check


def max_length(length: Callable[[str], int], message: Message) -> Check:
    """Return a check that the value has at most `length(value)` characters (code points)."""

    def check(form: StepForm, field: StepField) -> Message | None:
        return message if len(field.data) > length(field.data) else None

    return check


def person_name(empty: Message, too_long: Message) -> Check:
    """Return a check for a person's name: 2 to 20 Han characters, with or without `·`.

    The holder of a foreigner's card in the same form may have a Latin name.
    """

    def check(form: StepForm, field: StepField) -> Message | None:
        name, card = field.data, form["id_card"].data
        most = names.longest(name) if identity.is_foreigners_card(card) else names.LONGEST_HAN
        if len(name) > most:
            return too_long
        return None if identity.is_person_name(name, card) else empty

    return check


def id_card(message: Message) -> Check:
    """Return a check for an ID card number (GB 11643-1999).

    The birthday in it must not be later than the form's `today`.
    """

    def check(form: StepForm, field: StepField) -> Message | None:
        valid = identity.id_card(field.data, form.today)
        if valid is None:
            return message
        field.data = valid
        return None

    return check


def mobile(empty: Message, wrong: Message) -> Check:
    """Return a check for a mainland mobile number, which reduces the value to its 11 digits."""

    def check(form: StepForm, field: StepField) -> Message | None:
        if not field.data:
            return empty
        valid = phone_numbers.mobile(field.data)
        if valid is None:
            return wrong
        field.data = valid
        return None

    return check


def service_password(tel: Callable[[StepForm], str]) -> Check:
    """Return a check for the digits and the length of a service password; an empty one passes.

    `tel` returns the number that the password belongs to. The messages are `PASSWORD_NOT_DIGITS`
    for any other character, and `PASSWORD_NOT_SIX_DIGITS` for a length that the carrier doesn't
    use. If the carrier uses two lengths, a password longer than the shorter of them gets
    `PASSWORD_NOT_EIGHT_DIGITS`.
    """

    def check(form: StepForm, field: StepField) -> Message | None:
        password = field.data
        if not password:
            return None
        if not (password.isascii() and password.isdigit()):
            return Message.PASSWORD_NOT_DIGITS
        number = tel(form)
        if len(password) in form.allowed_lengths(number):
            return None
        usual = form.usual_lengths(number)
        is_long = len(usual) > 1 and len(password) > usual[0]
        return Message.PASSWORD_NOT_EIGHT_DIGITS if is_long else Message.PASSWORD_NOT_SIX_DIGITS

    return check


UNCHECKED_VALUES = frozenset({"", "0", "no", "false", "off"})


def fold_checkbox(value: str) -> str:
    """Return `yes` if the checkbox is checked, else "".

    Browsers send `on` for a checkbox without a value.
    """
    return "" if value.strip().lower() in UNCHECKED_VALUES else "yes"


def checkbox(message: Message) -> Check:
    """Return a check that the checkbox is checked."""

    def check(form: StepForm, field: StepField) -> Message | None:
        return None if field.data == "yes" else message

    return check


def one_time_code(empty: Message, wrong: Message) -> Check:
    """Return a check that a text can be a code; only the carrier can verify it.

    A longer text is a message in which no code was found.
    """

    def check(form: StepForm, field: StepField) -> Message | None:
        if not field.data:
            return empty
        return wrong if len(field.data) > one_time_codes.LONGEST else None

    return check


def challenge_check(row: ChallengeField) -> Check:
    """Return the check for a challenge's field, chosen by the syntax of its row."""
    malformed = row.malformed or row.empty
    match row.syntax:
        case Syntax.PERSON_NAME:
            return person_name(row.empty, malformed)
        case Syntax.ID_CARD:
            return id_card(row.empty)
        case Syntax.SERVICE_PASSWORD:
            return service_password(lambda form: form["phone"].data)
        case Syntax.CODE:
            return one_time_code(row.empty, malformed)
        case _:
            assert_never(row.syntax)


def today_of(now: float) -> date:
    """Return the date in China (UTC+8) at `now`, in seconds since the epoch."""
    return date.fromordinal(date(1970, 1, 1).toordinal() + int((now + 8 * 3600) // 86400))
