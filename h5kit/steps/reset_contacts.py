"""P5 d: five numbers that the person has called (source, section 三.2.3 (4))."""

from h5kit import identity
from h5kit.steps.fields import Check, Face, StepField, StepForm

NUMBERS = range(1, 6)
FACE = Face(kind="tel", placeholder="请输入手机号", inputmode="tel", maxlength=24)


def _called(n: int) -> Check:
    def check(form: StepForm, field: StepField) -> int | None:
        valid = identity.mobile(field.data)
        if valid is None:
            return 9
        field.data = valid
        earlier = (identity.mobile(form[f"phone{i}"].data) for i in range(1, n))
        return 15 if valid in earlier else None

    return check


class ResetContactsForm(StepForm):
    """手机号码1 to 手机号码5; the fields follow below."""


for _n in NUMBERS:
    setattr(
        ResetContactsForm, f"phone{_n}", StepField(f"手机号码{_n}", FACE, _called(_n), contact=_n)
    )


def numbers(form: StepForm) -> tuple[str, ...]:
    """Return the five numbers of a form that has been found valid."""
    return tuple(form[f"phone{n}"].data for n in NUMBERS)
