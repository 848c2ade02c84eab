"""P5 c: the SMS code of a reset (source, section 三.2.3 (4))."""

from h5kit import identity
from h5kit.steps import checks
from h5kit.steps.faces import SMS
from h5kit.steps.fields import StepField, StepForm


class ResetSmsForm(StepForm):
    """短信验证码."""

    sms_code = StepField("短信验证码", SMS, checks.one_time_code(19, 37), fold=identity.fold_digits)
