"""The form fields of challenges, made from their rows, and the answers that were typed there."""

from h5kit.challenges import FIELD_OF, Answers, Ask, Round, on_page
from h5kit.steps import checks
from h5kit.steps.fields import StepField, StepForm


def challenge_field(name: str, label: str = "", *, keep_as: str | None = None) -> StepField:
    """Return a new field for a form; a step may have a label of its own, and keep it elsewhere."""
    asked = FIELD_OF[name]
    return StepField(
        label or asked.label,
        asked.control,
        checks.of_challenge(asked),
        fold=asked.fold,
        keep_as=keep_as or asked.keep_as,
    )


def challenge_fields(round_: Round, asks: Ask) -> dict[str, StepField]:
    """Return new fields for what a round asks, in the order of its page."""
    return {asked.name: challenge_field(asked.name) for asked in on_page(round_, asks)}


def answers(form: StepForm) -> Answers:
    """Return what was answered, from a form that has been found valid."""
    return Answers(**{field.name: field.data for field in form.challenges})
