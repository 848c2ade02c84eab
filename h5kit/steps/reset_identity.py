"""P5 a: who the carrier has registered for the number (source, section 三.2.3 (4))."""

from h5kit import identity
from h5kit.steps import checks
from h5kit.steps.faces import ID_CARD, NAME
from h5kit.steps.fields import StepField, StepForm


class ResetIdentityForm(StepForm):
    """真实姓名 and 身份证号 of the number's owner, who need not be the applicant."""

    name = StepField(
        "真实姓名",
        NAME,
        checks.person_name(1, 2),
        fold=identity.person_name,
        keep_as="owner_name",
    )
    id_card = StepField(
        "身份证号",
        ID_CARD,
        checks.id_card(),
        fold=identity.fold_digits,
        keep_as="owner_id_card",
    )
