"""The fields that several steps have, made anew for each: they stand in the order of its form."""

from h5kit import identity
from h5kit.messages import Message
from h5kit.steps import checks
from h5kit.steps.faces import CAPTCHA, ID_CARD, NAME, SMS
from h5kit.steps.fields import StepField


def sms_code() -> StepField:
    """短信验证码."""
    return StepField(
        "短信验证码",
        SMS,
        checks.one_time_code(Message.SMS_CODE_NEEDED, Message.WRONG_CODE),
        fold=identity.fold_digits,
    )


def captcha() -> StepField:
    """图形验证码."""
    return StepField(
        "图形验证码", CAPTCHA, checks.filled(Message.CAPTCHA_NEEDED), fold=identity.fold_width
    )


def person_name(label: str, *, keep_as: str | None = None) -> StepField:
    """Return the field for a person's name."""
    check = checks.person_name(Message.NAME_NEEDED, Message.NAME_TOO_LONG)
    return StepField(label, NAME, check, fold=identity.person_name, keep_as=keep_as)


def id_card(label: str, *, keep_as: str | None = None) -> StepField:
    """Return the field for an ID card's number."""
    return StepField(label, ID_CARD, checks.id_card(), fold=identity.fold_digits, keep_as=keep_as)
