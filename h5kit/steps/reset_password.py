"""P5 b: the new service password, with the rules that hold before a carrier is asked (三.2.3)."""

from h5kit import identity
from h5kit.carrier import passwords
from h5kit.steps import checks
from h5kit.steps.faces import NEW_PASSWORD
from h5kit.steps.fields import StepField, StepForm


def _strong(form: StepForm, field: StepField) -> int | None:
    weak = isinstance(form, ResetPasswordForm) and passwords.is_weak(
        field.data, form.id_card, form.tel
    )
    return 31 if weak else None


class ResetPasswordForm(StepForm):
    """新服务密码; `tel` and `id_card` are the flow's, no part of which it may repeat."""

    tel: str = ""
    id_card: str = ""

    new_password = StepField(
        "新服务密码",
        NEW_PASSWORD,
        checks.filled(18),
        checks.digits_of_password(lambda form: getattr(form, "tel", "")),
        _strong,
        fold=identity.fold_digits,
    )
