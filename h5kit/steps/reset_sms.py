"""P5 c: the SMS code of a reset (source, section 三.2.3 (4))."""

from h5kit.steps.challenge_fields import challenge_field
from h5kit.steps.fields import StepForm


class ResetSmsForm(StepForm):
    """短信验证码."""

    sms_code = challenge_field("sms_code")
