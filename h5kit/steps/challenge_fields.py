"""Form fields for challenges, made from the rows of `h5kit.challenges`, and their answers."""

from h5kit.challenges import FIELD_OF, Answers, Ask, Round, on_page
from h5kit.steps import checks
from h5kit.steps.fields import StepField, StepForm


def challenge_field(name: str, label: str = "", *, keep_as: str | None = None) -> StepField:
    """Return a new form field for the challenge field `name`.

    A step may override the label and the draft name (`keep_as`) of the row.
    """
    row = FIELD_OF[name]
    return StepField(
        label or row.label,
        row.control,
        checks.challenge_check(row),
        fold=row.fold,
        keep_as=keep_as or row.keep_as,
    )


def challenge_fields(round_: Round, asks: Ask) -> dict[str, StepField]:
    """Return new form fields for the challenges of a round, by name, in page order."""
    return {row.name: challenge_field(row.name) for row in on_page(round_, asks)}


def answers(form: StepForm) -> Answers:
    """Return the answers for the carrier from a valid form."""
    return Answers(**{field.name: field.data for field in form.challenges})
