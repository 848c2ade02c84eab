"""The checks of fields: each returns the message that fits, or None."""

from collections.abc import Callable
from datetime import date
from typing import assert_never

from h5kit import identity
from h5kit.challenges import ChallengeField, Syntax
from h5kit.messages import Message
from h5kit.steps.fields import Check, StepField, StepForm

LONGEST_NAME = 20
LONGEST_ADDRESS = 50


def filled(message: Message) -> Check:
    """Check that there is anything at all."""

    def check(form: StepForm, field: StepField) -> Message | None:
        return None if field.data else message

    return check


def at_most(length: int, message: Message) -> Check:
    """Check the number of characters (code points)."""

    def check(form: StepForm, field: StepField) -> Message | None:
        return message if len(field.data) > length else None

    return check


def person_name(empty: Message, too_long: Message) -> Check:
    """Check a person's name: Han characters with ·, 2 to 20 of them."""

    def check(form: StepForm, field: StepField) -> Message | None:
        if len(field.data) > LONGEST_NAME:
            return too_long
        return None if identity.is_person_name(field.data) else empty

    return check


def id_card(message: Message) -> Check:
    """Check a GB 11643-1999 number; the day it's checked against is the form's."""

    def check(form: StepForm, field: StepField) -> Message | None:
        valid = identity.id_card(field.data, form.today)
        if valid is None:
            return message
        field.data = valid
        return None

    return check


def mobile(empty: Message, wrong: Message) -> Check:
    """Check a mainland mobile number and fold it to its 11 digits."""

    def check(form: StepForm, field: StepField) -> Message | None:
        if not field.data:
            return empty
        valid = identity.mobile(field.data)
        if valid is None:
            return wrong
        field.data = valid
        return None

    return check


def digits_of_password(tel: Callable[[StepForm], str]) -> Check:
    """Check a service password's form for the number that `tel` finds; an empty one passes.

    `PASSWORD_NOT_DIGITS` for what isn't digits; `PASSWORD_NOT_SIX_DIGITS` for any other length than
    the usual one; where some users have longer ones, `PASSWORD_NOT_EIGHT_DIGITS` for what is longer
    than the shorter.
    """

    def check(form: StepForm, field: StepField) -> Message | None:
        given = field.data
        if not given:
            return None
        if not (given.isascii() and given.isdigit()):
            return Message.PASSWORD_NOT_DIGITS
        number = tel(form)
        if len(given) in form.digits(number):
            return None
        usual = form.usual_digits(number)
        is_long = len(usual) > 1 and len(given) > usual[0]
        return Message.PASSWORD_NOT_EIGHT_DIGITS if is_long else Message.PASSWORD_NOT_SIX_DIGITS

    return check


NOT_TICKED = frozenset({"", "0", "no", "false", "off"})


def tick(given: str) -> str:
    """Return `yes` for a box that was sent: browsers say `on` where a page gives no value."""
    return "" if given.strip().lower() in NOT_TICKED else "yes"


def ticked(message: Message) -> Check:
    """Check that a box is ticked."""

    def check(form: StepForm, field: StepField) -> Message | None:
        return None if field.data == "yes" else message

    return check


def one_time_code(empty: Message, wrong: Message) -> Check:
    """Check that a code looks like one; whether it's right only the carrier knows."""

    def check(form: StepForm, field: StepField) -> Message | None:
        if not field.data:
            return empty
        return None if field.data.isascii() and field.data.isalnum() else wrong

    return check


def of_challenge(asked: ChallengeField) -> Check:
    """Return the check of a challenge's field, from its row."""
    malformed = asked.malformed or asked.empty
    match asked.syntax:
        case Syntax.ANYTHING:
            return filled(asked.empty)
        case Syntax.PERSON_NAME:
            return person_name(asked.empty, malformed)
        case Syntax.ID_CARD:
            return id_card(asked.empty)
        case Syntax.SERVICE_PASSWORD:
            return digits_of_password(lambda form: form["phone"].data)
        case Syntax.CODE:
            return one_time_code(asked.empty, malformed)
        case _:
            assert_never(asked.syntax)


def today_of(now: float) -> date:
    """Return the day in Shanghai, the time zone of every rule here."""
    return date.fromordinal(date(1970, 1, 1).toordinal() + int((now + 8 * 3600) // 86400))
