"""P5 c, as some carriers ask it first: the SMS code that signs in to reset (`/forget/pwd`)."""

from h5kit.steps.reset_sms import ResetSmsForm


class ResetLoginSmsForm(ResetSmsForm):
    """短信验证码, of the carrier's login."""
