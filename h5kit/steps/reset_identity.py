"""P5 a: who the carrier has registered for the number (source, section 三.2.3 (4))."""

from h5kit.steps.challenge_fields import challenge_field
from h5kit.steps.fields import StepForm


class ResetIdentityForm(StepForm):
    """真实姓名 and 身份证号 of the number's owner, who need not be the applicant."""

    name = challenge_field("name", "真实姓名")
    id_card = challenge_field("id_card", "身份证号")
