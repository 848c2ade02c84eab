"""The field for the person's own mobile number, on P1, P2 and P4."""

from h5kit.challenges import Control, ControlKind
from h5kit.messages import Message
from h5kit.steps import checks
from h5kit.steps.fields import StepField

CONTROL = Control("请输入手机号", ControlKind.TEL, inputmode="tel", autocomplete="tel")
CHECK = checks.mobile(Message.PHONE_NEEDED, Message.PHONE_INVALID)


def phone_field(label: str, *, keep_as: str | None = None) -> StepField:
    """Return a new form field with the step's label and draft name."""
    return StepField(label, CONTROL, CHECK, keep_as=keep_as)
