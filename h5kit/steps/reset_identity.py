"""P5 a: who the carrier has registered for the number (source, section 三.2.3 (4))."""

from h5kit.steps import usual
from h5kit.steps.fields import StepForm


class ResetIdentityForm(StepForm):
    """真实姓名 and 身份证号 of the number's owner, who need not be the applicant."""

    name = usual.person_name("真实姓名", keep_as="owner_name")
    id_card = usual.id_card("身份证号", keep_as="owner_id_card")
