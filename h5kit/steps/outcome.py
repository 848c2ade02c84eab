"""The outcomes of a step's buttons; the view has an answer for each."""

from dataclasses import dataclass
from enum import StrEnum

from h5kit.flow.record import Flow
from h5kit.steps.fields import StepForm


class StepPart(StrEnum):
    """A part of a step that a script swaps by itself; the value names its fragment."""

    CITY = "city"
    CAPTCHA = "captcha"


@dataclass(frozen=True, slots=True)
class StepShown:
    """Show the flow's step.

    `form` is the step's form with its faults; None if the view must build the form.
    """

    flow: Flow
    form: StepForm | None = None


@dataclass(frozen=True, slots=True)
class PartShown:
    """Show one part of the step; the rest of the page is unchanged."""

    flow: Flow
    part: StepPart


@dataclass(frozen=True, slots=True)
class AgreementOpened:
    """Show the agreement."""

    flow: Flow


@dataclass(frozen=True, slots=True)
class SuccessorOpened:
    """Redirect to the flow's successor."""

    flow: Flow


@dataclass(frozen=True, slots=True)
class LateForm:
    """The form changed nothing; show the flow's step.

    Another submit was first, or the step has no such button.
    """

    flow: Flow


StepOutcome = StepShown | PartShown | AgreementOpened | SuccessorOpened | LateForm
